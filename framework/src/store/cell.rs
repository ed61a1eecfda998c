use std::any::Any;
use std::cell::{Cell, RefCell};
use std::rc::Rc;

use super::{CommandRun, Payload, Site, Store};
use crate::json;
use crate::reactive::{Pulse, Scope, Watcher, untrack};
use crate::signals::Signals;
use crate::telemetry::RENDER_SECONDS;
use crate::tree::{Link, Node, Object, Place, bind_object};

/// A mounted store, whatever its type.
pub(crate) trait AnyStore {
    /// The store's node in the tree.
    fn node(&self) -> &dyn Node;

    /// Carries out a command in the store's own scope. A store that has ended knows none.
    fn command(&self, name: &str, payload: Payload<'_>) -> CommandRun;

    /// The scope that owns everything of the store.
    fn scope(&self) -> &Scope;

    /// The store as its own code knows it.
    fn site(&self) -> &Rc<Site>;

    /// Runs the store's `#[cleanup]`.
    fn cleanup(&self);

    /// Drops the store while its signals are still there.
    fn let_go(&self);

    /// The cell, to be asked for its type.
    fn as_any(&self) -> &dyn Any;
}

/// A mounted store with its node and its scope.
pub(super) struct StoreCell<S: Store> {
    /// Empty once the store has ended.
    store: RefCell<Option<Rc<S>>>,
    object: Rc<Object>,
    scope: Scope,
    watcher: Watcher,
    /// Whether the store stands in the tree no longer, so that it does not render any more.
    has_left: Cell<bool>,
    site: Rc<Site>,
}

impl<S: Store> StoreCell<S> {
    /// Renders `store`, which was made in `scope`, and makes it known to the page.
    pub(super) fn start(
        store: S,
        site: Rc<Site>,
        scope: Scope,
        link: Link,
        pulse: &Rc<Pulse>,
    ) -> Rc<Self> {
        let id_json = json::to_string(&site.id).expect("a list of strings is JSON");
        let cell = Rc::new(Self {
            store: RefCell::new(Some(Rc::new(store))),
            object: Object::new(link, S::Signals::FIELDS, Some(id_json.into())),
            scope,
            watcher: Watcher::default(),
            has_left: Cell::new(false),
            site,
        });
        cell.site.host.insert(&cell.site.id, cell.clone());
        cell.site.run(S::attach_hooks);
        cell.site.run(|| cell.store().map(S::subscribe));
        let rendered = Rc::clone(&cell);
        let place = Place {
            owner: cell.scope.owner(),
            pulse: Rc::clone(pulse),
            host: Rc::clone(&cell.site) as _,
            container: Rc::from([]),
        };
        let again = Cell::new(false);
        Watcher::start(cell.scope.owner(), move || {
            rendered.render(&place);
            if again.replace(true) {
                place.pulse.fire();
            }
        });
        cell
    }

    /// Takes the store out of the tree, as the first half of its end. See [`Node::release`].
    pub(super) fn release(&self, pulse: &Pulse) {
        self.has_left.set(true);
        pulse.join(&self.watcher);
        self.object.release(pulse);
    }

    /// Ends the store, whose watchers have joined the pulse, and leaves its scope to it.
    pub(super) fn end(&self, pulse: &Pulse) {
        pulse.end(self.scope.detach());
        self.site.host.end(&self.site.id, self);
    }

    /// The store, while it lives.
    pub(super) fn store(&self) -> Option<Rc<S>> {
        self.store.borrow().clone()
    }

    fn render(&self, place: &Place) {
        self.watcher.enter();
        let Some(store) = self.store().filter(|_| !self.has_left.get()) else {
            return;
        };
        RENDER_SECONDS.time([self.site.kind.name], || {
            let signals = self.site.enter(|| store.render());
            let bind = || bind_object(signals, &self.object, place);
            untrack(|| self.site.bind(place, bind));
        });
        if let Some(chain) = self.site.host.hooks.chain(&self.site) {
            chain.after_render();
        }
    }
}

impl<S: Store> AnyStore for StoreCell<S> {
    fn node(&self) -> &dyn Node {
        &*self.object
    }

    fn command(&self, name: &str, payload: Payload<'_>) -> CommandRun {
        match self.store() {
            Some(store) => self.site.run(|| store.command(name, payload)),
            None => CommandRun::Unknown,
        }
    }

    fn scope(&self) -> &Scope {
        &self.scope
    }

    fn site(&self) -> &Rc<Site> {
        &self.site
    }

    fn cleanup(&self) {
        if let Some(store) = self.store() {
            self.site.run(|| store.cleanup());
        }
    }

    fn let_go(&self) {
        let store = self.store.take();
        self.site.run(|| drop(store));
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}
