use std::fmt;
use std::ops::ControlFlow;

use super::{CommandCall, Halt, Hook};
use crate::contract::CommandError;

/// Refuses commands that may not be sent.
///
/// It asks before each command of the stores that it is attached to. An error goes to the client as
/// if the command had returned it, the command does not run, and the log and the metric
/// `musubi_commands_halted_total` tell of it. What takes time, such as finding out who the user is,
/// belongs into the connect callback, which puts it into the context.
///
/// ```
/// use musubi::hooks::Authorize;
/// use musubi::prelude::*;
///
/// #[derive(Clone)]
/// struct User { may_write: bool }
///
/// let only_readers = Authorize::new(|call| match use_context::<User>() {
///     Some(user) if user.may_write => Ok(()),
///     _ if call.name().starts_with("show_") => Ok(()),
///     _ => Err(Refusal::unauthorized()),
/// });
/// # let _ = musubi::Socket::new().hook(only_readers);
/// ```
pub struct Authorize(Box<Check>);

type Check = dyn Fn(&CommandCall<'_>) -> ControlFlow<Halt> + Send + Sync;

impl Authorize {
    /// Asks `check` before each command.
    pub fn new<E: CommandError>(
        check: impl Fn(&CommandCall<'_>) -> Result<(), E> + Send + Sync + 'static,
    ) -> Self {
        Self(Box::new(move |call| match check(call) {
            Ok(()) => ControlFlow::Continue(()),
            Err(error) => {
                tracing::info!(
                    store = call.store().name(),
                    command = call.name(),
                    code = error.code(),
                    "a command was not authorised"
                );
                ControlFlow::Break(Halt::refuse(&error))
            }
        }))
    }
}

impl Hook for Authorize {
    fn before_command(&self, call: &CommandCall<'_>) -> ControlFlow<Halt> {
        (self.0)(call)
    }
}

impl fmt::Debug for Authorize {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Authorize").finish_non_exhaustive()
    }
}
