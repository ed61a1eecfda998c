use std::any::Any;
use std::fmt;

use musubi_wire::{AsyncReason, StoreId};

use crate::store::Site;

/// The store that a hook is told of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SeenStore<'a> {
    name: &'static str,
    id: &'a StoreId,
}

impl<'a> SeenStore<'a> {
    pub(super) fn of(site: &'a Site) -> Self {
        Self {
            name: site.kind.name,
            id: &site.id,
        }
    }

    /// The store's name on the wire.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// The id within its page.
    pub fn id(&self) -> &'a StoreId {
        self.id
    }
}

/// The end of what an [`AsyncSignal`](crate::AsyncSignal) waited for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LoadDone<'a> {
    pub(super) store: SeenStore<'a>,
    pub(super) value_type: &'static str,
    pub(super) failure: Option<&'a AsyncReason>,
}

impl<'a> LoadDone<'a> {
    /// The store that the value belongs to.
    pub fn store(&self) -> SeenStore<'a> {
        self.store
    }

    /// The Rust type of the value, for people: its text may differ between compilers.
    pub fn value_type(&self) -> &'static str {
        self.value_type
    }

    /// Why there is no value; `None` if there is one.
    pub fn failure(&self) -> Option<&'a AsyncReason> {
        self.failure
    }
}

/// An item of a subscription.
#[derive(Clone, Copy)]
pub struct Item<'a> {
    pub(super) store: SeenStore<'a>,
    pub(super) value: &'a dyn Any,
}

impl<'a> Item<'a> {
    /// The store that subscribed.
    pub fn store(&self) -> SeenStore<'a> {
        self.store
    }

    /// The item, if it is of this type. Messages of a topic are `Result<T, Missed>`.
    pub fn get<T: Any>(&self) -> Option<&'a T> {
        self.value.downcast_ref()
    }
}

impl fmt::Debug for Item<'_> {
    /// Says nothing of the item, which may be private.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Item")
            .field("store", &self.store)
            .finish_non_exhaustive()
    }
}
