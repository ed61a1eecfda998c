use std::any::Any;
use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use musubi_wire::StoreId;

use super::Mounted;
use super::slots::{Loose, Slot, Slots};
use crate::contract::PlacedChild;
use crate::reactive::Pulse;
use crate::state::{Ops, Written};
use crate::store::{AnyStore, ChildStore, Site};
use crate::tree::{Link, Node, Parent, Place, RowHandle};

/// A member that is one child store, or none at the moment.
pub(super) struct ChildNode<C: ChildStore> {
    link: Link,
    child: RefCell<Option<Mounted<C>>>,
    /// Whether what stands here is not what the client has, however often it was replaced since.
    replaced: Cell<bool>,
    /// Whether the client has `null` here.
    sent_null: Cell<bool>,
    /// Whether another member has taken the child that stood here.
    was_given: Cell<bool>,
    /// The render of the store in which this was bound last.
    round: Cell<u32>,
    this: Weak<Self>,
}

impl<C: ChildStore> ChildNode<C> {
    pub(super) fn new(link: Link) -> Rc<Self> {
        Rc::new_cyclic(|this| Self {
            link,
            child: RefCell::new(None),
            replaced: Cell::new(true),
            sent_null: Cell::new(false),
            was_given: Cell::new(false),
            round: Cell::new(0),
            this: Weak::clone(this),
        })
    }

    /// Makes the node known to the other members of its store, which may take its child.
    pub(super) fn join(&self, place: &Place) {
        if let Some(slots) = Slots::of(&Site::of(place), place) {
            slots.add(self.this.clone());
        }
    }

    pub(super) fn bind(&self, next: Option<PlacedChild<C>>, place: &Place) {
        let site = Site::of(place);
        let slots = Slots::of(&site, place);
        self.round.set(slots.map_or(0, Slots::round));
        let mut last = self.child.take();
        if let (Some(known), Some(next)) = (&last, &next)
            && known.id == next.id
        {
            if known.take(&next.props) {
                self.child.replace(last);
                return;
            }
            last.take().into_iter().for_each(|last| last.end(place));
        } else if last.is_none() && next.is_none() && !self.was_given.get() {
            return;
        }
        self.was_given.set(false);
        match (last, slots) {
            (Some(last), Some(slots)) => slots.part_with(last),
            (Some(last), None) => last.end(place),
            (None, _) => {}
        }
        let next = next.map(|next| {
            let parent: Weak<dyn Parent> = self.this.clone();
            match slots.and_then(|slots| slots.adopt(&site, &next, place)) {
                Some(child) => {
                    child.node().link().move_to(parent, 0);
                    child
                }
                None => Mounted::mount(next, Link::new(parent, 0), place),
            }
        });
        self.child.replace(next);
        self.replaced
            .set(!self.sent_null.get() || self.child.borrow().is_some());
        self.link.mark();
    }

    fn write_child(
        &self,
        out: &mut Vec<u8>,
        write: impl Fn(&dyn Node, &mut Vec<u8>) -> Written,
    ) -> Written {
        match &*self.child.borrow() {
            Some(child) => write(child.node(), out),
            None => {
                out.extend_from_slice(b"null");
                Ok(())
            }
        }
    }
}

impl<C: ChildStore> Parent for ChildNode<C> {
    fn child_is_dirty(&self, _: usize) {
        self.link.mark();
    }
}

impl<C: ChildStore> Node for ChildNode<C> {
    fn link(&self) -> &Link {
        &self.link
    }

    fn write(&self, out: &mut Vec<u8>) -> Written {
        self.link.clear();
        self.replaced.set(false);
        self.sent_null.set(self.child.borrow().is_none());
        self.write_child(out, |child, out| child.write(out))
    }

    fn write_fresh(&self, out: &mut Vec<u8>) -> Written {
        self.write_child(out, |child, out| child.write_fresh(out))
    }

    fn flush(&self, ops: &mut Ops<'_>) {
        if self.replaced.get() {
            ops.written("replace", |out| self.write(out));
            return;
        }
        self.link.clear();
        if let Some(child) = &*self.child.borrow() {
            child.node().flush(ops);
        }
    }

    fn release(&self, pulse: &Pulse) {
        if let Some(child) = &*self.child.borrow() {
            child.cell.release(pulse);
        }
    }

    fn end(&self, pulse: &Pulse) {
        if let Some(child) = self.child.take() {
            child.cell.end(pulse);
        }
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

impl<C: ChildStore> Slot for ChildNode<C> {
    fn give(&self, id: &StoreId, round: u32) -> Option<Box<dyn Loose>> {
        let has_it = |child: &Mounted<C>| child.cell.site().id == *id;
        if self.round.get() == round || !self.child.borrow().as_ref().is_some_and(has_it) {
            return None;
        }
        self.was_given.set(true);
        Some(Box::new(self.child.take()?))
    }
}
