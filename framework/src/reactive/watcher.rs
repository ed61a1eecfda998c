use std::cell::{Cell, OnceCell};

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
pub(crate) struct Pulse {
    owner: Owner,
    trigger: OnceCell<Trigger>,
}

impl Pulse {
    /// A pulse for what lives below `owner`.
    pub(crate) fn new(owner: Owner) -> Self {
        Self {
            owner,
            trigger: OnceCell::new(),
        }
    }

    /// Adds a watcher to the next [`Pulse::fire`].
    pub(crate) fn join(&self, watcher: &Watcher) {
        if let Some(watcher) = watcher.0.get() {
            // Most pages never need one.
            let trigger = self
                .trigger
                .get_or_init(|| with_owner(self.owner, create_trigger));
            with_owner(watcher, || trigger.track());
        }
    }

    /// Runs every watcher that joined since the last call.
    pub(crate) fn fire(&self) {
        if let Some(trigger) = self.trigger.get() {
            trigger.notify();
        }
    }
}
