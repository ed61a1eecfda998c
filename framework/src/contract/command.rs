use serde::Serialize;

use super::{CommandError, StoreContract};

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
    type Reply;

    /// The typed error.
    type Error: CommandError;
}

impl<R, E: CommandError> CommandResult for Result<R, E> {
    type Reply = R;
    type Error = E;
}
