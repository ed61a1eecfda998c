//! What both sides of the wire know of a store: names, params, state, commands and errors.

mod child;
mod command;
mod error;
mod event;
#[cfg(feature = "server")]
mod shape;

#[cfg(feature = "server")]
pub(crate) use child::PlacedChild;
pub use child::{Child, ChildSlot, child};
pub use command::{Command, CommandResult, MountResult, Props};
pub use error::{CommandError, Refusal};
pub use event::Event;
#[cfg(feature = "server")]
pub use shape::{CommandShape, ErrorShape, EventShape, MemberShape, StoreShape};

use serde::{Deserialize, Serialize};

use crate::signals::Signals;
use crate::typescript::Wire;

/// A store as its clients see it. `#[store]` implements it, with and without feature `server`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a store",
    note = "write its behaviour in an `impl` block with `#[store]`, or `#[store(root)]` for a page"
)]
pub trait StoreContract: 'static {
    /// The name on the wire: `module` when a client mounts the store.
    const NAME: &'static str;

    /// What `mount` is given.
    type Params: 'static;

    /// The reactive form of the state, which `render` returns.
    type Signals: Signals;

    /// The commands as methods, for clients.
    #[cfg(feature = "client")]
    type Commands: crate::replica::Commands;

    /// What `mount` may refuse with; [`Infallible`](std::convert::Infallible) where it never does.
    #[cfg(feature = "client")]
    type MountError: 'static;

    /// The store's part of the generated types.
    #[cfg(feature = "server")]
    #[doc(hidden)]
    fn shape(types: &mut crate::typescript::Types) -> StoreShape;
}

/// The plain state of a store.
pub type StateOf<S> = <<S as StoreContract>::Signals as Signals>::State;

/// The params of a store whose `mount` takes none. Any object is accepted for them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoParams {}

impl Wire for NoParams {
    #[cfg(feature = "server")]
    fn typescript(_: &mut crate::typescript::Types) -> String {
        "{}".into()
    }
}
