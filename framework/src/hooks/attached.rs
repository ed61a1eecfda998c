use std::any::Any;
use std::cell::{Cell, RefCell};
use std::fmt;
use std::ops::ControlFlow;
use std::rc::{Rc, Weak};
use std::sync::Arc;

use musubi_wire::AsyncReason;
use serde_json::value::RawValue;

use super::{CommandCall, Flush, Halt, Hook, Item, LoadDone, Pushed, SeenStore};
use crate::store::{Host, Site};

/// The hooks of a socket.
pub(crate) type SocketHooks = Arc<Vec<Arc<dyn Hook + Send + Sync>>>;

/// Attaches a hook to the store whose code runs now, until the store ends or the handle detaches it.
///
/// Unlike one of the socket, it may hold signals of the store.
///
/// # Panics
///
/// Panics where no store's code runs.
pub fn attach_hook(hook: impl Hook) -> HookHandle {
    let site = Site::current().expect("a hook is attached where no store's code runs");
    let number = site.host.hooks.attach(Some(&site), Rc::new(hook));
    HookHandle {
        host: Rc::downgrade(&site.host),
        number,
    }
}

/// Detaches a hook. Dropping it does nothing.
#[derive(Clone)]
pub struct HookHandle {
    host: Weak<Host>,
    number: u32,
}

impl HookHandle {
    /// Detaches the hook; nothing happens where it was detached before, or its store has ended. A
    /// stage that is under way goes on with it.
    pub fn detach(&self) {
        if let Some(host) = self.host.upgrade() {
            host.hooks.remove(|entry| entry.number == self.number);
        }
    }
}

impl fmt::Debug for HookHandle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HookHandle").finish_non_exhaustive()
    }
}

/// The hooks of one page.
#[derive(Default)]
pub(crate) struct Attached {
    entries: RefCell<Vec<Entry>>,
    next: Cell<u32>,
}

#[derive(Clone)]
struct Entry {
    number: u32,
    /// The store, `None` for a hook of the socket.
    site: Option<Weak<Site>>,
    hook: Rc<dyn Hook>,
}

/// The hooks that see what happens in one store, in their order, each with the store as whose code
/// it runs.
pub(crate) struct Chain {
    seen: Rc<Site>,
    hooks: Vec<(Rc<Site>, Rc<dyn Hook>)>,
}

impl Attached {
    pub(crate) fn attach_all(&self, hooks: &SocketHooks) {
        for hook in hooks.iter() {
            self.attach(None, Rc::new(Arc::clone(hook)));
        }
    }

    fn attach(&self, site: Option<&Rc<Site>>, hook: Rc<dyn Hook>) -> u32 {
        let number = self.next.get();
        self.next.set(number + 1);
        self.entries.borrow_mut().push(Entry {
            number,
            site: site.map(Rc::downgrade),
            hook,
        });
        number
    }

    /// Lets go of the hooks of a store that ends.
    pub(crate) fn end(&self, site: &Site) {
        let is_of = |entry: &Entry| {
            let of = entry.site.as_ref();
            of.is_some_and(|of| std::ptr::eq(of.as_ptr(), site))
        };
        self.remove(is_of);
    }

    /// Lets go of all hooks.
    pub(crate) fn clear(&self) {
        drop(self.entries.take());
    }

    fn remove(&self, is_removed: impl Fn(&Entry) -> bool) {
        if self.entries.borrow().is_empty() {
            return;
        }
        let removed: Vec<_> = self
            .entries
            .borrow_mut()
            .extract_if(.., |entry| is_removed(entry))
            .collect();
        // What a hook holds may do as it likes when it is dropped.
        drop(removed);
    }

    /// The hooks that see what happens in this store; `None` where there is none.
    pub(crate) fn chain(&self, seen: &Rc<Site>) -> Option<Chain> {
        let entries = self.entries.borrow();
        if entries.is_empty() {
            return None;
        }
        let mut hooks: Vec<_> = entries
            .iter()
            .filter_map(|entry| {
                let site = match &entry.site {
                    None => return Some((0, Rc::clone(seen), Rc::clone(&entry.hook))),
                    Some(site) => site.upgrade()?,
                };
                let depth = 1 + site.id.segments().len();
                let sees = seen.id.starts_with(&site.id);
                sees.then(|| (depth, site, Rc::clone(&entry.hook)))
            })
            .collect();
        hooks.sort_by_key(|(depth, ..)| *depth);
        (!hooks.is_empty()).then(|| Chain {
            seen: Rc::clone(seen),
            hooks: hooks
                .into_iter()
                .map(|(_, site, hook)| (site, hook))
                .collect(),
        })
    }

    /// Every hook of the page, with the id of the store whose hook it is: the root's for the
    /// socket's.
    fn all(&self, root: &Rc<Site>) -> Vec<(Rc<Site>, Rc<dyn Hook>)> {
        let entries = self.entries.borrow();
        let mut hooks: Vec<_> = entries
            .iter()
            .filter_map(|entry| match &entry.site {
                None => Some((0, Rc::clone(root), Rc::clone(&entry.hook))),
                Some(site) => {
                    let site = site.upgrade()?;
                    Some((1 + site.id.segments().len(), site, Rc::clone(&entry.hook)))
                }
            })
            .collect();
        hooks.sort_by_key(|(depth, ..)| *depth);
        hooks
            .into_iter()
            .map(|(_, site, hook)| (site, hook))
            .collect()
    }

    /// Whether there is none.
    pub(crate) fn is_empty(&self) -> bool {
        self.entries.borrow().is_empty()
    }

    /// Lets every hook see an envelope: its operations as JSON, how many they are, and its events.
    pub(crate) fn after_serialize(
        &self,
        root: &Rc<Site>,
        version: u64,
        operations: &str,
        count: usize,
        events: &mut Vec<Pushed>,
    ) {
        for (site, hook) in self.all(root) {
            let mut flush = Flush {
                version,
                operations,
                count,
                below: site.id.clone(),
                events: &mut *events,
            };
            if site.run(|| hook.after_serialize(&mut flush)).is_break() {
                break;
            }
        }
    }
}

impl Chain {
    /// Runs a stage until a hook halts.
    fn run<B>(&self, stage: impl Fn(&dyn Hook) -> ControlFlow<B>) -> ControlFlow<B> {
        for (site, hook) in &self.hooks {
            site.run(|| stage(&**hook))?;
        }
        ControlFlow::Continue(())
    }

    fn call<'a>(&'a self, name: &'static str, payload: &'a RawValue) -> CommandCall<'a> {
        CommandCall {
            store: SeenStore::of(&self.seen),
            name,
            payload,
        }
    }

    pub(crate) fn before_command(
        &self,
        name: &'static str,
        payload: &RawValue,
    ) -> ControlFlow<Halt> {
        let call = self.call(name, payload);
        self.run(|hook| hook.before_command(&call))
    }

    pub(crate) fn after_command(&self, name: &'static str, payload: &RawValue, is_ok: bool) {
        let call = self.call(name, payload);
        let _ = self.run(|hook| hook.after_command(&call, is_ok));
    }

    pub(crate) fn after_load(
        &self,
        value_type: &'static str,
        failure: Option<&AsyncReason>,
    ) -> ControlFlow<()> {
        let load = LoadDone {
            store: SeenStore::of(&self.seen),
            value_type,
            failure,
        };
        self.run(|hook| hook.after_load(&load))
    }

    pub(crate) fn before_item(&self, value: &dyn Any) -> ControlFlow<()> {
        let item = Item {
            store: SeenStore::of(&self.seen),
            value,
        };
        self.run(|hook| hook.before_item(&item))
    }

    pub(crate) fn after_render(&self) {
        let store = SeenStore::of(&self.seen);
        let _ = self.run(|hook| hook.after_render(&store));
    }
}
