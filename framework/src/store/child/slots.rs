use std::any::Any;
use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use musubi_wire::StoreId;

use super::{Mounted, path};
use crate::contract::PlacedChild;
use crate::store::{ChildStore, Site};
use crate::tree::Place;

/// The members of a store that are single children. They are bound one after another when the store
/// renders, and a child whose id moves from one to another of them stays the same store.
#[derive(Default)]
pub(in crate::store) struct Slots {
    known: RefCell<Vec<Weak<dyn Slot>>>,
    /// Children that no longer stand where they stood, until the end of the render.
    loose: RefCell<Vec<Box<dyn Loose>>>,
    /// The number of the render.
    round: Cell<u32>,
}

/// A member that is a single child.
pub(super) trait Slot {
    /// Gives away the child with this id, if it is here and the member was not bound in this round.
    fn give(&self, id: &StoreId, round: u32) -> Option<Box<dyn Loose>>;
}

/// A mounted child that stands nowhere at the moment.
pub(super) trait Loose {
    fn id(&self) -> &StoreId;
    fn end(self: Box<Self>, place: &Place);
    fn as_any(&self) -> &dyn Any;
    fn into_any(self: Box<Self>) -> Box<dyn Any>;
}

impl Slots {
    /// Those of the store at `site`, for a member that is bound at `place` whenever the store
    /// renders. There are none for members of reactive rows, which are bound by themselves.
    pub(super) fn of<'a>(site: &'a Rc<Site>, place: &Place) -> Option<&'a Self> {
        (place.owner == site.owner()).then(|| site.slots())
    }

    pub(super) fn round(&self) -> u32 {
        self.round.get()
    }

    pub(super) fn add(&self, slot: Weak<dyn Slot>) {
        self.known.borrow_mut().push(slot);
    }

    /// Keeps a child that a member no longer shows until the end of the render.
    pub(super) fn part_with(&self, child: impl Loose + 'static) {
        self.loose.borrow_mut().push(Box::new(child));
    }

    /// The child that `child` names, if another member of the store had it and it can take its
    /// props.
    pub(super) fn adopt<C: ChildStore>(
        &self,
        site: &Site,
        child: &PlacedChild<C>,
        place: &Place,
    ) -> Option<Mounted<C>> {
        let id = site.id.child(&path(child, place));
        let loose = self.take(&id)?;
        if !loose.as_any().is::<Mounted<C>>() {
            loose.end(place);
            return None;
        }
        let mounted = loose.into_any().downcast::<Mounted<C>>().ok()?;
        if mounted.take(&child.props) {
            return Some(*mounted);
        }
        mounted.end(place);
        None
    }

    fn take(&self, id: &StoreId) -> Option<Box<dyn Loose>> {
        let mut loose = self.loose.borrow_mut();
        if let Some(index) = loose.iter().position(|child| child.id() == id) {
            return Some(loose.swap_remove(index));
        }
        drop(loose);
        let known = self.known.borrow();
        let mut slots = known.iter().filter_map(Weak::upgrade);
        slots.find_map(|slot| slot.give(id, self.round()))
    }

    /// The store renders again.
    pub(in crate::store) fn begin(&self) {
        self.round.set(self.round.get().wrapping_add(1));
    }

    /// The store has rendered: what stands nowhere ends.
    pub(in crate::store) fn finish(&self, place: &Place) {
        for child in self.loose.take() {
            child.end(place);
        }
    }
}
