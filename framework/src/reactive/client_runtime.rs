use std::cell::Cell;

use leptos_reactive::{RuntimeId, create_runtime, current_runtime, set_current_runtime};

use super::Owner;

thread_local! {
    static CLIENT: ClientRuntime = ClientRuntime::new();
    static HAS_ENDED: Cell<bool> = const { Cell::new(false) };
    static END: End = const { End };
}

/// Ends with the thread, before the runtime does: it is made after it.
struct End;

impl Drop for End {
    fn drop(&mut self) {
        HAS_ENDED.set(true);
    }
}

/// The reactive runtime of all clients of one thread.
///
/// A browser has one runtime anyway. In a native program it becomes the current one when the first
/// client of the thread is made, so that signals are read without further ado.
#[derive(Debug, Clone, Copy)]
pub struct ClientRuntime {
    id: RuntimeId,
    root: Owner,
}

impl ClientRuntime {
    /// The runtime of this thread.
    pub fn of_thread() -> Self {
        CLIENT.with(|runtime| *runtime)
    }

    fn new() -> Self {
        let id = create_runtime();
        let root = Owner::current().expect("a runtime has a root owner");
        END.with(|_| ());
        Self { id, root }
    }

    /// Whether the thread ends, and its signals with it.
    pub(crate) fn has_ended() -> bool {
        HAS_ENDED.get()
    }

    /// Owns what lives as long as the thread.
    pub fn root(&self) -> Owner {
        self.root
    }

    /// Runs `f` with this runtime current, whatever page of a server may have run before.
    pub fn enter<T>(&self, f: impl FnOnce() -> T) -> T {
        let _before = Before(current_runtime());
        set_current_runtime(self.id);
        f()
    }
}

/// The runtime that is current again when this is dropped.
struct Before(RuntimeId);

impl Drop for Before {
    fn drop(&mut self) {
        set_current_runtime(self.0);
    }
}
