use std::cell::{Cell, RefCell};
use std::rc::Rc;

use super::{Owner, untrack, with_owner};

/// An owner of signals, memos and effects that ends when it is disposed of.
///
/// A plain child owner stays in its parent's property list after disposal, so a page that mounts
/// and unmounts rows for a day would grow. `watch` is the one primitive of `leptos_reactive` whose
/// end also removes that entry, so a scope is a watch that observes nothing.
pub(crate) struct Scope {
    owner: Owner,
    stop: RefCell<Option<Box<dyn Fn()>>>,
}

impl Scope {
    /// A scope below `parent`.
    ///
    /// # Panics
    /// Panics if `parent` has been disposed of or belongs to another runtime than the current one.
    pub(crate) fn below(parent: Owner) -> Self {
        let slot = Rc::new(Cell::new(None));
        let stop = with_owner(parent, || {
            let slot = Rc::clone(&slot);
            leptos_reactive::watch(
                move || slot.set(Owner::current()),
                |_: &(), _, _: Option<()>| (),
                false,
            )
        });
        let owner = slot.get().expect("a watch runs its dependencies at once");
        Self {
            owner,
            stop: RefCell::new(Some(Box::new(stop))),
        }
    }

    pub(crate) fn owner(&self) -> Owner {
        self.owner
    }

    /// Runs `f` with this scope as the owner of what it creates. What `f` reads is not tracked.
    pub(crate) fn run<T>(&self, f: impl FnOnce() -> T) -> T {
        with_owner(self.owner, || untrack(f))
    }

    /// Runs the cleanups of the scope and disposes of everything that it owns. Later calls do
    /// nothing.
    pub(crate) fn dispose(&self) {
        if let Some(stop) = self.stop.take() {
            stop();
        }
    }
}
