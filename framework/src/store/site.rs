use std::cell::{Cell, OnceCell};
use std::rc::Rc;

use musubi_wire::StoreId;

use super::{Host, Streams};
use crate::reactive::Current;
use crate::tree::Place;

/// What the code of a store, and the members of its state, need to know of the store.
pub(crate) struct Site {
    pub(crate) host: Rc<Host>,
    pub(crate) id: StoreId,
    pub(super) kind: Kind,
    pub(super) has_children: Cell<bool>,
    /// Made when the first stream is placed.
    streams: OnceCell<Box<Streams>>,
}

/// What the sites of all stores of one type have in common.
#[derive(Clone, Copy)]
pub(crate) struct Kind {
    /// The store's name on the wire.
    pub(super) name: &'static str,
    /// Whether the store declares an event of this name.
    pub(super) declares: fn(&str) -> bool,
}

impl Kind {
    pub(super) fn of<S: super::Store>() -> Self {
        Self {
            name: S::NAME,
            declares: S::declares,
        }
    }
}

impl Site {
    pub(crate) fn new(host: &Rc<Host>, id: StoreId, kind: Kind) -> Rc<Self> {
        Rc::new(Self {
            host: Rc::clone(host),
            id,
            kind,
            has_children: Cell::new(false),
            streams: OnceCell::new(),
        })
    }

    /// The store in whose state a place is.
    pub(super) fn of(place: &Place) -> Rc<Self> {
        let site = Rc::clone(&place.host).downcast();
        site.expect("children and streams stand in the state of a store")
    }

    pub(super) fn streams(&self) -> &Streams {
        self.streams.get_or_init(Box::default)
    }

    /// The store whose code runs now.
    pub(super) fn current() -> Option<Rc<Self>> {
        Current::now().host()
    }

    /// Runs `f` as code of this store.
    pub(crate) fn enter<T>(self: &Rc<Self>, f: impl FnOnce() -> T) -> T {
        Current::new(Rc::clone(self) as _).run(f)
    }
}
