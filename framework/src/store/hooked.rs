use std::ops::ControlFlow;
use std::rc::Rc;

use serde_json::value::RawValue;

use super::{AnyStore, CommandRun, Payload};
use crate::telemetry::COMMANDS_HALTED;

/// Carries out a command between the hooks that see it.
pub(crate) fn run_command(store: &Rc<dyn AnyStore>, name: &str, payload: &RawValue) -> CommandRun {
    let run = || store.command(name, Payload::new(payload));
    let site = store.site();
    let Some(chain) = site.host.hooks.chain(site) else {
        return run();
    };
    let Some(name) = site.kind.command(name) else {
        return CommandRun::Unknown;
    };
    if let ControlFlow::Break(halt) = chain.before_command(name, payload) {
        COMMANDS_HALTED.add([site.kind.name, name], 1);
        return CommandRun::Done(halt.into_outcome());
    }
    match run() {
        CommandRun::Done(outcome) => {
            chain.after_command(name, payload, outcome.is_ok());
            CommandRun::Done(outcome)
        }
        CommandRun::Pending(future) => {
            let payload = payload.to_owned();
            CommandRun::Pending(Box::pin(async move {
                let outcome = future.await;
                chain.after_command(name, &payload, outcome.is_ok());
                outcome
            }))
        }
        CommandRun::Unknown => CommandRun::Unknown,
    }
}
