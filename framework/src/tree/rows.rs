use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use super::{Link, Node, Parent};
use crate::reactive::Pulse;
use crate::state::{EncodeError, ListEdit, Ops, Written, reorder};

/// What a list holds: a node, and whatever must live as long as it.
pub(crate) trait RowHandle: 'static {
    /// The row's own node.
    fn node(&self) -> &dyn Node;

    /// Lets go of every signal of the row. See [`Node::release`].
    fn release(&self, pulse: &Pulse) {
        self.node().release(pulse);
    }
}

/// The rows of a list, in the order of now and in the order that was sent.
///
/// Rows are told apart by numbers that are never used again, so any number of changes between two
/// flushes becomes one comparison of the two orders.
pub(crate) struct Rows<R> {
    link: Link,
    rows: RefCell<Vec<Row<R>>>,
    sent: RefCell<Vec<u64>>,
    reordered: Cell<bool>,
    dirty: RefCell<Vec<usize>>,
    next_id: Cell<u64>,
    this: Weak<Self>,
}

/// A row and its number.
pub(crate) struct Row<R> {
    id: u64,
    pub(crate) handle: R,
}

impl<R: RowHandle> Rows<R> {
    pub(crate) fn new(link: Link) -> Rc<Self> {
        Rc::new_cyclic(|this| Self {
            link,
            rows: RefCell::default(),
            sent: RefCell::default(),
            reordered: Cell::new(false),
            dirty: RefCell::default(),
            next_id: Cell::new(0),
            this: Weak::clone(this),
        })
    }

    /// The link of a row that is being made for `index`.
    pub(crate) fn row_link(&self, index: usize) -> Link {
        Link::new(self.this.clone(), index)
    }

    /// A new row, to be part of the next [`Rows::arrange`].
    pub(crate) fn row(&self, handle: R) -> Row<R> {
        let id = self.next_id.get();
        self.next_id.set(id + 1);
        Row { id, handle }
    }

    /// Takes all rows out, to be given back by [`Rows::arrange`].
    pub(crate) fn take(&self) -> Vec<Row<R>> {
        self.rows.take()
    }

    /// These are the rows now, in this order.
    pub(crate) fn arrange(&self, rows: Vec<Row<R>>) {
        let mut dirty = self.dirty.borrow_mut();
        dirty.clear();
        for (index, row) in rows.iter().enumerate() {
            let link = row.handle.node().link();
            link.set_index(index);
            if link.is_dirty() {
                dirty.push(index);
            }
        }
        let sent = self.sent.borrow();
        let differs =
            rows.len() != sent.len() || rows.iter().zip(&*sent).any(|(row, sent)| row.id != *sent);
        self.reordered.set(differs);
        self.rows.replace(rows);
        if differs || !dirty.is_empty() {
            drop(dirty);
            self.link.mark();
        }
    }

    pub(crate) fn link(&self) -> &Link {
        &self.link
    }

    pub(crate) fn write(&self, out: &mut Vec<u8>) -> Written {
        self.link.clear();
        self.dirty.borrow_mut().clear();
        self.reordered.set(false);
        self.sent
            .replace(self.rows.borrow().iter().map(|row| row.id).collect());
        self.write_rows(out, |row, out| row.write(out))
    }

    pub(crate) fn write_fresh(&self, out: &mut Vec<u8>) -> Written {
        self.write_rows(out, |row, out| row.write_fresh(out))
    }

    pub(crate) fn flush(&self, ops: &mut Ops<'_>) {
        self.link.clear();
        let mut dirty = self.dirty.take();
        let rows = self.rows.borrow();
        if !self.reordered.replace(false) {
            dirty.sort_unstable();
            for index in dirty.drain(..) {
                let row = rows[index].handle.node();
                if row.link().is_dirty() {
                    ops.index(index, |ops| row.flush(ops));
                }
            }
            self.dirty.replace(dirty);
            return;
        }
        let ids: Vec<u64> = rows.iter().map(|row| row.id).collect();
        let edits = reorder(&self.sent.borrow(), &ids, ops.can_move());
        edits.order.write_before_additions(ops);
        for (index, (edit, row)) in edits.rows().zip(&*rows).enumerate() {
            let row = row.handle.node();
            match edit {
                ListEdit::Add => {
                    ops.index(index, |ops| ops.written("add", |out| row.write(out)));
                }
                ListEdit::Keep(_) if row.link().is_dirty() => {
                    ops.index(index, |ops| row.flush(ops));
                }
                ListEdit::Keep(_) => {}
            }
        }
        self.sent.replace(ids);
    }

    pub(crate) fn release(&self, pulse: &Pulse) {
        for row in &*self.rows.borrow() {
            row.handle.release(pulse);
        }
    }

    pub(crate) fn end(&self, pulse: &Pulse) {
        for row in &*self.rows.borrow() {
            row.handle.node().end(pulse);
        }
    }

    fn write_rows(
        &self,
        out: &mut Vec<u8>,
        write: impl Fn(&dyn Node, &mut Vec<u8>) -> Written,
    ) -> Written {
        out.push(b'[');
        for (index, row) in self.rows.borrow().iter().enumerate() {
            if index > 0 {
                out.push(b',');
            }
            let written = write(row.handle.node(), out);
            written.map_err(|error: EncodeError| error.below(&format!("/{index}")))?;
        }
        out.push(b']');
        Ok(())
    }
}

impl<R: RowHandle> Parent for Rows<R> {
    fn child_is_dirty(&self, index: usize) {
        self.dirty.borrow_mut().push(index);
        self.link.mark();
    }
}
