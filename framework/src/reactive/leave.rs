use std::cell::Cell;
use std::rc::Rc;

use super::{Owner, create_trigger, on_cleanup, with_owner};

thread_local! {
    static PAGE_ENDS: Cell<bool> = const { Cell::new(false) };
}

/// While it is there, what ends on this thread is a whole page, so that nothing has to be left.
pub(crate) struct EndOfPage(());

impl EndOfPage {
    pub(crate) fn begin() -> Self {
        PAGE_ENDS.set(true);
        Self(())
    }

    /// Whether a page ends.
    pub(super) fn is_now() -> bool {
        PAGE_ENDS.get()
    }
}

impl Drop for EndOfPage {
    fn drop(&mut self) {
        PAGE_ENDS.set(false);
    }
}

/// An effect or memo of a store, which leaves what it read before it is disposed of.
///
/// `leptos_reactive` forgets what a node has read when the node runs again, and not when it is
/// disposed of: each that ever was would stay among the subscribers of every signal of a longer life
/// that it read. So it runs once more before its end, with nothing left to read.
#[derive(Clone, Default)]
pub(super) struct Leaving {
    node: Rc<Cell<Option<Owner>>>,
    has_left: Rc<Cell<bool>>,
}

impl Leaving {
    /// Notes the node that runs. False once it must not read anything.
    pub(super) fn enter(&self) -> bool {
        self.node.set(Owner::current());
        !self.has_left.get()
    }

    /// Has the node run once more when the owner of now ends. `look` makes it, where it does not by
    /// itself.
    pub(super) fn at_the_end(self, look: impl FnOnce() + 'static) {
        let Some(owner) = Owner::current() else {
            return;
        };
        on_cleanup(move || {
            if EndOfPage::is_now() {
                return;
            }
            self.has_left.set(true);
            let Some(node) = self.node.get() else { return };
            let last = with_owner(owner, create_trigger);
            with_owner(node, || last.track());
            // The owner, which may be an effect that is about to run again and has read the memo, is
            // not told: it would run within itself, and lose count of what it has made.
            with_owner(owner, || last.notify());
            look();
        });
    }
}
