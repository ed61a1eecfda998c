use std::cell::{OnceCell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

use musubi_wire::StoreId;
use serde_json::value::RawValue;

use super::cell::{AnyStore, StoreCell};
use super::handle::Mailbox;
use super::site::Kind;
use super::{FirstPanic, Mounting, Outgoing, RootStore, Site, Store, Tasks};
use crate::hooks::{Attached, SocketHooks};
use crate::reactive::{Pulse, Scope};
use crate::tree::Link;
use crate::upload::Storage;

/// The mounted stores of one page, by their ids.
pub(crate) struct Host {
    root: RefCell<Option<Rc<dyn AnyStore>>>,
    children: RefCell<HashMap<StoreId, Rc<dyn AnyStore>>>,
    at_work: RefCell<Option<Box<AtWork>>>,
    /// What runs before and after what the stores do.
    pub(crate) hooks: Attached,
    /// What goes to the client besides the tree.
    pub(crate) outgoing: Outgoing,
    /// What the stores have spawned.
    pub(crate) tasks: Tasks,
    /// Made with the first handle to the page.
    pub(super) mailbox: OnceCell<Mailbox>,
    /// Where the files of its uploads go.
    pub(super) storage: Storage,
}

/// A command that waits for something.
struct AtWork {
    /// Whose it is.
    store: StoreId,
    /// Stores that were removed meanwhile, this one or one that it stands in first. They end with
    /// the command.
    outlived: Vec<Rc<dyn AnyStore>>,
}

impl Host {
    pub(crate) fn new(storage: Storage) -> Self {
        Self {
            root: RefCell::default(),
            children: RefCell::default(),
            at_work: RefCell::default(),
            hooks: Attached::default(),
            outgoing: Outgoing::default(),
            tasks: Tasks::default(),
            mailbox: OnceCell::new(),
            storage,
        }
    }

    /// # Panics
    /// Panics if the id is taken: two children of one store, or of one list, have the same id.
    pub(super) fn insert(&self, id: &StoreId, store: Rc<dyn AnyStore>) {
        let name = store.site().kind.name;
        if id.is_root() {
            self.root.replace(Some(store));
        } else if let Some(known) = self.children.borrow_mut().insert(id.clone(), store) {
            panic!(
                "duplicate child store id {id}: `{}` and `{name}` stand in the same place; \
                 give each child of a store, or of one list, an id of its own",
                known.site().kind.name,
            );
        }
    }

    /// Ends a store and those below it, the deepest first. Its scope ends all they own.
    ///
    /// If a command of one of them is at work, that goes on, and they end after it. So do those that
    /// are removed meanwhile: they may be what the others stood in.
    ///
    /// # Panics
    /// Panics after all of that if one of them did.
    pub(super) fn end(&self, id: &StoreId, store: &dyn AnyStore) {
        if let Some(at_work) = self.at_work.borrow_mut().as_deref_mut()
            && (at_work.store.starts_with(id) || !at_work.outlived.is_empty())
        {
            let removed = self.remove(|known| known.starts_with(id));
            at_work.outlived.extend(removed);
            return;
        }
        let mut panics = FirstPanic::default();
        if store.site().has_children.get() {
            self.end_children(&mut panics, |known| known.starts_with(id));
        } else {
            self.children.borrow_mut().remove(id);
            end_one(&mut panics, store);
        }
        panics.resume();
    }

    /// Ends every store, the deepest first. What they own ends with the page's runtime.
    pub(crate) fn end_all(&self, panics: &mut FirstPanic) {
        self.end_work(panics);
        self.end_children(panics, |_| true);
        if let Some(root) = self.root.take() {
            end_one(panics, &*root);
            panics.step(|| root.scope().dispose());
            panics.step(|| drop(root));
        }
        // What was not sent names stores, which name this.
        self.outgoing.clear();
        panics.step(|| self.hooks.clear());
        panics.step(|| self.tasks.clear());
    }

    fn end_children(&self, panics: &mut FirstPanic, ends: impl Fn(&StoreId) -> bool) {
        end_each(panics, self.remove(ends));
    }

    fn remove(&self, is_removed: impl Fn(&StoreId) -> bool) -> Vec<Rc<dyn AnyStore>> {
        let mut children = self.children.borrow_mut();
        let removed = children.extract_if(|id, _| is_removed(id));
        removed.map(|(_, store)| store).collect()
    }

    /// A command of this store has begun, and waits for something.
    pub(crate) fn begin_work(&self, id: &StoreId) {
        self.at_work.replace(Some(Box::new(AtWork {
            store: id.clone(),
            outlived: Vec::new(),
        })));
    }

    /// The command that was at work is over, and the stores that it has outlived end.
    pub(crate) fn end_work(&self, panics: &mut FirstPanic) {
        if let Some(at_work) = self.at_work.take() {
            end_each(panics, at_work.outlived);
        }
    }

    /// Whether stores that were removed have yet to end, so that no signal is to go.
    pub(crate) fn is_held(&self) -> bool {
        let at_work = self.at_work.borrow();
        at_work
            .as_deref()
            .is_some_and(|at_work| !at_work.outlived.is_empty())
    }

    pub(crate) fn get(&self, id: &StoreId) -> Option<Rc<dyn AnyStore>> {
        if id.is_root() {
            return self.root.borrow().clone();
        }
        self.children.borrow().get(id).cloned()
    }

    /// The site of the root, whose own code asks for it if it is still being mounted.
    pub(super) fn root_site(&self) -> Rc<Site> {
        let root = self.root.borrow();
        let mounted = root.as_ref().map(|root| Rc::clone(root.site()));
        mounted
            .or_else(Site::current)
            .expect("before there is a root, no code runs but its own")
    }

    /// How many stores are mounted.
    pub(crate) fn len(&self) -> usize {
        usize::from(self.root.borrow().is_some()) + self.children.borrow().len()
    }
}

/// Ends stores, the deepest first.
fn end_each(panics: &mut FirstPanic, mut stores: Vec<Rc<dyn AnyStore>>) {
    stores.sort_by(|a, b| b.site().id.cmp(&a.site().id));
    for store in stores {
        end_one(panics, &*store);
    }
}

fn end_one(panics: &mut FirstPanic, store: &dyn AnyStore) {
    panics.step(|| store.cleanup());
    panics.step(|| store.site().end_tasks());
    panics.step(|| store.site().end_uploads());
    panics.step(|| store.site().host.hooks.end(store.site()));
    panics.step(|| store.let_go());
}

/// How a page is made from a root store, whatever its type.
#[derive(Clone)]
pub(crate) struct Root {
    pub(crate) kind: Kind,
    pub(crate) hooks: SocketHooks,
    pub(crate) mount: fn(&RawValue) -> Mounting<Box<dyn MountRoot>>,
}

/// A root that was mounted and waits for its place in a page.
pub(crate) trait MountRoot {
    /// Renders the store, which was mounted in `scope`.
    fn start(
        self: Box<Self>,
        site: Rc<Site>,
        scope: Scope,
        link: Link,
        pulse: &Rc<Pulse>,
    ) -> Rc<dyn AnyStore>;
}

struct Mounted<S>(S);

impl<S: Store> MountRoot for Mounted<S> {
    fn start(
        self: Box<Self>,
        site: Rc<Site>,
        scope: Scope,
        link: Link,
        pulse: &Rc<Pulse>,
    ) -> Rc<dyn AnyStore> {
        StoreCell::start(self.0, site, scope, link, pulse)
    }
}

impl Root {
    pub(crate) fn of<S: RootStore>() -> Self {
        fn boxed<S: RootStore>(store: S) -> Box<dyn MountRoot> {
            Box::new(Mounted(store))
        }
        Self {
            kind: Kind::of::<S>(),
            hooks: SocketHooks::default(),
            mount: |params| match S::mount(params) {
                Mounting::Done(result) => Mounting::Done(result.map(boxed)),
                Mounting::Pending(future) => {
                    Mounting::Pending(Box::pin(async move { future.await.map(boxed) }))
                }
            },
        }
    }
}
