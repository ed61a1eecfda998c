use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use musubi_wire::StoreId;
use serde_json::value::RawValue;

use super::cell::{AnyStore, StoreCell};
use super::{Mounting, RootStore, Store};
use crate::reactive::{Pulse, Scope};
use crate::tree::Link;

/// The mounted stores of one page, by their ids.
#[derive(Default)]
pub(crate) struct Host {
    root: RefCell<Option<Rc<dyn AnyStore>>>,
    children: RefCell<HashMap<StoreId, Rc<dyn AnyStore>>>,
}

impl Host {
    /// # Panics
    /// Panics if the id is taken: two children of one store, or of one list, have the same id.
    pub(super) fn insert(&self, id: &StoreId, store: Rc<dyn AnyStore>) {
        let name = store.name();
        if id.is_root() {
            self.root.replace(Some(store));
        } else if let Some(known) = self.children.borrow_mut().insert(id.clone(), store) {
            panic!(
                "duplicate child store id {id}: `{}` and `{name}` stand in the same place; \
                 give each child of a store, or of one list, an id of its own",
                known.name(),
            );
        }
    }

    /// Ends a store and those below it, the deepest first, and then disposes of all they own.
    pub(super) fn end(&self, id: &StoreId, store: &dyn AnyStore) {
        if store.has_children() {
            self.clean_up(|known| known.starts_with(id));
        } else {
            store.cleanup();
            self.children.borrow_mut().remove(id);
        }
        store.scope().dispose();
    }

    /// Ends every store, the deepest first. What they own ends with the page's runtime.
    pub(crate) fn end_all(&self) {
        self.clean_up(|_| true);
        if let Some(root) = self.root.take() {
            root.cleanup();
            root.scope().dispose();
        }
    }

    /// Drops every store without its cleanup, as after a panic.
    pub(crate) fn forget_all(&self) {
        self.root.take();
        self.children.take();
    }

    fn clean_up(&self, ends: impl Fn(&StoreId) -> bool) {
        let mut ending: Vec<_> = self
            .children
            .borrow_mut()
            .extract_if(|id, _| ends(id))
            .collect();
        ending.sort_by(|(a, _), (b, _)| b.cmp(a));
        for (_, store) in ending {
            store.cleanup();
        }
    }

    pub(crate) fn get(&self, id: &StoreId) -> Option<Rc<dyn AnyStore>> {
        if id.is_root() {
            return self.root.borrow().clone();
        }
        self.children.borrow().get(id).cloned()
    }

    /// How many stores are mounted.
    pub(crate) fn len(&self) -> usize {
        usize::from(self.root.borrow().is_some()) + self.children.borrow().len()
    }
}

/// How a page is made from a root store, whatever its type.
#[derive(Clone, Copy)]
pub(crate) struct Root {
    pub(crate) mount: fn(&RawValue) -> Mounting<Box<dyn MountRoot>>,
}

/// A root that was mounted and waits for its place in a page.
pub(crate) trait MountRoot {
    /// Renders the store, which was mounted in `scope`.
    fn start(
        self: Box<Self>,
        scope: Scope,
        link: Link,
        host: &Rc<Host>,
        pulse: &Rc<Pulse>,
    ) -> Rc<dyn AnyStore>;
}

struct Mounted<S>(S);

impl<S: Store> MountRoot for Mounted<S> {
    fn start(
        self: Box<Self>,
        scope: Scope,
        link: Link,
        host: &Rc<Host>,
        pulse: &Rc<Pulse>,
    ) -> Rc<dyn AnyStore> {
        StoreCell::start(self.0, StoreId::root(), scope, link, host, pulse)
    }
}

impl Root {
    pub(crate) fn of<S: RootStore>() -> Self {
        fn boxed<S: RootStore>(store: S) -> Box<dyn MountRoot> {
            Box::new(Mounted(store))
        }
        Self {
            mount: |params| match S::mount(params) {
                Mounting::Done(result) => Mounting::Done(result.map(boxed)),
                Mounting::Pending(future) => {
                    Mounting::Pending(Box::pin(async move { future.await.map(boxed) }))
                }
            },
        }
    }
}
