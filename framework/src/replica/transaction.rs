use std::rc::Rc;

use crate::reactive::{Scope, batch};

/// What an envelope changes, before any signal is written.
///
/// A node that holds one value keeps the next one aside; a list is edited in place, where nobody
/// looks, and every edit leaves behind how it is undone.
#[derive(Default)]
pub struct Transaction {
    staged: Vec<Rc<dyn Staged>>,
    undo: Vec<Box<dyn FnOnce()>>,
}

/// A node that an envelope touched.
pub(super) trait Staged {
    /// Writes the signals whose value is another one now. What ended goes to `ended`.
    fn commit(&self, ended: &mut Vec<Scope>);

    /// Forgets what was kept aside.
    fn discard(&self);
}

impl Transaction {
    /// Lets `node` take part. A node does so once.
    pub(super) fn stage(&mut self, node: Rc<dyn Staged>) {
        self.staged.push(node);
    }

    /// Says how the last edit is undone.
    pub(super) fn on_undo(&mut self, undo: impl FnOnce() + 'static) {
        self.undo.push(Box::new(undo));
    }

    /// Writes all signals, as one batch. Signals of what is gone end after whoever read them knows.
    pub(super) fn commit(self) {
        let mut ended = Vec::new();
        batch(|| {
            for node in self.staged {
                node.commit(&mut ended);
            }
        });
        for scope in ended {
            scope.dispose();
        }
    }

    /// Leaves everything as it was.
    pub(super) fn roll_back(self) {
        for undo in self.undo.into_iter().rev() {
            undo();
        }
        for node in self.staged {
            node.discard();
        }
    }
}
