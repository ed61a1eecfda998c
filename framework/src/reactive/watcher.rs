use std::cell::Cell;

use super::{Owner, Trigger, create_trigger, with_owner};

/// An effect of the render tree, known by its owner so that it can be run again on demand.
///
/// `leptos_reactive` removes an effect from the subscribers of what it read only when the effect
/// runs again, never when it is disposed of. A watcher that is about to go is therefore pulsed
/// once more with nothing left to read.
#[derive(Default)]
pub(crate) struct Watcher(Cell<Option<Owner>>);

impl Watcher {
    /// Notes the running effect as the one behind this watcher. Call it first in the effect.
    pub(crate) fn enter(&self) {
        if self.0.get().is_none() {
            self.0.set(Owner::current());
        }
    }

    /// Starts an effect below `owner`.
    pub(crate) fn start(owner: Owner, run: impl Fn() + 'static) {
        with_owner(owner, || {
            leptos_reactive::create_isomorphic_effect(move |_| run())
        });
    }
}

/// Runs watchers again, all at once.
pub(crate) struct Pulse(Trigger);

impl Pulse {
    /// A pulse owned by the current owner.
    pub(crate) fn new() -> Self {
        Self(create_trigger())
    }

    /// Adds a watcher to the next [`Pulse::fire`].
    pub(crate) fn join(&self, watcher: &Watcher) {
        if let Some(owner) = watcher.0.get() {
            with_owner(owner, || self.0.track());
        }
    }

    /// Runs every watcher that joined since the last call.
    pub(crate) fn fire(&self) {
        self.0.notify();
    }
}
