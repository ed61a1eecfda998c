use std::cell::{Cell, OnceCell, RefCell};

use super::selector::observing;
use super::{Owner, Scope, Trigger, batch, create_trigger, with_owner};

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

    /// Starts an effect below `owner`. Each of its runs is one batch, so that what it sets off
    /// begins when it is done.
    pub(crate) fn start(owner: Owner, run: impl Fn() + 'static) {
        with_owner(owner, || {
            leptos_reactive::create_isomorphic_effect(move |_| observing(|| batch(&run)))
        });
    }
}

/// Runs watchers again, all at once.
///
/// It also ends scopes, which has to wait until no watcher runs: disposing of a scope in the middle
/// of a change would take nodes from under the watchers that are still to come.
pub(crate) struct Pulse {
    owner: Owner,
    trigger: OnceCell<Trigger>,
    ended: RefCell<Vec<Scope>>,
}

impl Pulse {
    /// A pulse for what lives below `owner`.
    pub(crate) fn new(owner: Owner) -> Self {
        Self {
            owner,
            trigger: OnceCell::new(),
            ended: RefCell::default(),
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

    /// Runs every watcher that joined since the last call, once the current batch is done.
    pub(crate) fn fire(&self) {
        if let Some(trigger) = self.trigger.get() {
            trigger.notify();
        }
    }

    /// Disposes of a scope at the next [`Pulse::sweep`]. Its watchers have joined.
    pub(crate) fn end(&self, scope: Scope) {
        self.ended.borrow_mut().push(scope);
    }

    /// Disposes of the scopes that ended, after their watchers have left what they read. Call it
    /// outside of any batch, when no watcher runs.
    pub(crate) fn sweep(&self) {
        while !self.ended.borrow().is_empty() {
            self.fire();
            for scope in self.ended.take() {
                scope.dispose();
            }
        }
    }
}
