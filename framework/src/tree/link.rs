use std::cell::{Cell, RefCell};
use std::rc::Weak;

/// What a node hears from the nodes below it.
pub(crate) trait Parent {
    /// The child at `index` differs from what was sent. Called once until the child is flushed.
    fn child_is_dirty(&self, index: usize);
}

/// A node's place: its parent, its index there, and whether the parent knows that it is dirty.
pub(crate) struct Link {
    parent: RefCell<Weak<dyn Parent>>,
    index: Cell<usize>,
    dirty: Cell<bool>,
}

impl Link {
    pub(crate) fn new(parent: Weak<dyn Parent>, index: usize) -> Self {
        Self {
            parent: RefCell::new(parent),
            index: Cell::new(index),
            dirty: Cell::new(false),
        }
    }

    /// Hangs the node elsewhere. Its new parent does not hear of it.
    pub(crate) fn move_to(&self, parent: Weak<dyn Parent>, index: usize) {
        self.parent.replace(parent);
        self.index.set(index);
    }

    pub(crate) fn set_index(&self, index: usize) {
        self.index.set(index);
    }

    pub(crate) fn is_dirty(&self) -> bool {
        self.dirty.get()
    }

    /// Tells the parent, and through it every ancestor, unless it knows.
    pub(crate) fn mark(&self) {
        if !self.dirty.replace(true)
            && let Some(parent) = self.parent.borrow().upgrade()
        {
            parent.child_is_dirty(self.index.get());
        }
    }

    /// The node is as it was sent.
    pub(crate) fn clear(&self) {
        self.dirty.set(false);
    }
}
