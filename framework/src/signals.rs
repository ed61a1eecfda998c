//! The reactive forms of state: what a store's `render` returns, and what a client reads.

mod async_signal;
mod async_stream;
mod each;
mod list;
mod stream;
mod upload;

pub use async_signal::AsyncSignal;
#[cfg(feature = "server")]
pub(crate) use async_signal::Loading;
pub use async_stream::AsyncStreamSignal;
pub use each::Each;
#[cfg(feature = "server")]
pub(crate) use each::RowChange;
#[cfg(feature = "client")]
pub(crate) use each::Source;
pub use list::ListSignal;
#[cfg(feature = "server")]
pub(crate) use list::{Changes, Edit, Listener, Log, SentRow};
#[cfg(any(feature = "server", feature = "client"))]
pub(crate) use list::{KeyedRows, SharedList};

pub use stream::{At, StreamSignal};
#[cfg(feature = "server")]
pub(crate) use stream::{StreamEdit, StreamPlace, StreamQueue};
pub use upload::UploadSlot;

#[cfg(feature = "client")]
use crate::replica::Members;
use crate::state::{Field, State};
#[cfg(feature = "server")]
use crate::tree::Binder;

/// The reactive form of a `#[state]` struct: the same members, each a signal.
///
/// `#[state] struct Cart` generates `CartSignals`, which implements this.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not the reactive form of a state",
    label = "not a reactive form",
    note = "`render` returns the generated `…Signals` of a `#[state]` struct"
)]
pub trait Signals: Sized + 'static {
    /// The plain data that this is the reactive form of.
    type State: State;

    /// The members on the wire, in the order in which they are declared.
    #[doc(hidden)]
    const FIELDS: &'static [Field];

    /// Whether the JSON of a member is not that of its type alone.
    #[cfg(feature = "client")]
    #[doc(hidden)]
    const HAS_OPAQUE: bool;

    /// Hands every member to the tree, in the order of [`Signals::FIELDS`].
    #[cfg(feature = "server")]
    #[doc(hidden)]
    fn bind(self, binder: &mut Binder<'_>);

    /// Gives every member its value, in the order of [`Signals::FIELDS`].
    #[cfg(feature = "client")]
    #[doc(hidden)]
    fn receive(state: Self::State, members: &mut Members<'_>);

    /// The form, of the members that [`Signals::receive`] made.
    #[cfg(feature = "client")]
    #[doc(hidden)]
    fn form(members: &mut Members<'_>) -> Self;

    /// The plain data of those members.
    #[cfg(feature = "client")]
    #[doc(hidden)]
    fn value(members: &mut Members<'_>) -> Self::State;
}
