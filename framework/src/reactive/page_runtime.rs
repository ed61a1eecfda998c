use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};

use leptos_reactive::{RuntimeId, create_runtime, set_current_runtime};

use super::{Owner, batch};

thread_local! {
    static TURN: Cell<u64> = const { Cell::new(0) };
}

/// The number of the turn that runs on this thread. No two turns of a page have the same.
pub(crate) fn turn() -> u64 {
    TURN.get()
}

/// Lets what follows count as another turn.
pub(crate) fn begin_turn() {
    TURN.set(TURN.get() + 1);
}

/// The reactive runtime of one page.
///
/// It must be entered, and dropped, outside any reactive closure of this thread:
/// `leptos_reactive` keeps all runtimes of a thread behind one borrow.
pub(crate) struct PageRuntime {
    id: RuntimeId,
    root: Owner,
}

impl PageRuntime {
    pub(crate) fn new() -> Self {
        let id = create_runtime();
        let root = Owner::current().expect("a new runtime has a root owner");
        Self { id, root }
    }

    pub(crate) fn root(&self) -> Owner {
        self.root
    }

    /// Runs `f` with this runtime current, as one batch: effects run once, after `f`. It is a
    /// [`turn`] of its own.
    pub(crate) fn enter<T>(&self, f: impl FnOnce() -> T) -> T {
        begin_turn();
        set_current_runtime(self.id);
        batch(f)
    }

    /// Runs `f` with this runtime current. Effects run as soon as a signal is set.
    pub(crate) fn enter_unbatched<T>(&self, f: impl FnOnce() -> T) -> T {
        set_current_runtime(self.id);
        f()
    }
}

impl Drop for PageRuntime {
    fn drop(&mut self) {
        set_current_runtime(self.id);
        // A panic of the last drop of a user's value must not take the worker with it.
        let _ = catch_unwind(AssertUnwindSafe(|| self.id.dispose()));
    }
}
