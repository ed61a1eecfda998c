use std::ops::ControlFlow;

use super::{CommandCall, Hook};

/// Logs each command that was carried out, at level `info`: store, store id, name, and whether the
/// reply is an error. Never what was sent.
#[derive(Debug, Clone, Copy, Default)]
#[non_exhaustive]
pub struct LogCommands;

impl LogCommands {
    /// The hook.
    pub fn new() -> Self {
        Self
    }
}

impl Hook for LogCommands {
    fn after_command(&self, call: &CommandCall<'_>, is_ok: bool) -> ControlFlow<()> {
        tracing::info!(
            store = call.store().name(),
            store_id = %call.store_id(),
            command = call.name(),
            is_ok,
            "command"
        );
        ControlFlow::Continue(())
    }
}
