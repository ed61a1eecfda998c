use serde::Serialize;

use super::{CommandError, StoreContract};
use crate::typescript::Wire;

/// A command's payload, and what it belongs to. `#[store]` generates one type for each command.
///
/// A client that has the store's contract writes the payload, and reads the reply or the error in
/// their own types.
#[doc(hidden)]
pub trait Command: Serialize + 'static {
    /// The name on the wire.
    const NAME: &'static str;

    /// The store that carries the command out.
    type Store: StoreContract;

    /// What the method replies with. `()` is `{}` on the wire.
    type Reply;

    /// The typed error; [`Infallible`](std::convert::Infallible) for a method that has none.
    type Error;
}

/// The two halves of what a method returns, whatever the `Result` is called there.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{Self}` is named `Result`, and is not one",
    note = "a command returns its reply, or `Result` of its reply and a `#[command_error]`"
)]
pub trait CommandResult {
    /// The reply.
    type Reply: Wire;

    /// The typed error.
    type Error: CommandError;

    /// The half that it is.
    ///
    /// # Errors
    /// Gives the typed error, if it is that.
    fn half(&self) -> Result<&Self::Reply, &Self::Error>;
}

impl<R: Wire, E: CommandError> CommandResult for Result<R, E> {
    type Reply = R;
    type Error = E;

    fn half(&self) -> Result<&R, &E> {
        self.as_ref()
    }
}

/// What `mount` returns where it may refuse, whatever the `Result` is called there.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{Self}` is named `Result`, and is not one",
    note = "`mount` returns `Self`, or `Result` of `Self` and a `#[command_error]`"
)]
pub trait MountResult {
    /// The typed error.
    type Error;
}

impl<S, E> MountResult for Result<S, E> {
    type Error = E;
}

/// What the props of a child store must be.
#[doc(hidden)]
pub trait Props: Clone + PartialEq + 'static {}

impl<P: Clone + PartialEq + 'static> Props for P {}
