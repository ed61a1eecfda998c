//! Pages: one mounted root store with its runtime, its tree and its version.
//!
//! A page knows nothing of sockets. It is driven from outside: user code is polled through
//! [`Page::poll`], and [`Page::flush`] writes what changed since the last flush.

mod envelope;
mod message;
mod task;

pub(crate) use envelope::Frame;
pub(crate) use message::{Answer, Ask, Request};
pub(crate) use task::{Outlet, PageEnd, PageTask};

use std::cell::Cell;
use std::pin::Pin;
use std::rc::Rc;
use std::task::Poll;

use musubi_wire::StoreId;
use serde_json::value::RawValue;

use crate::reactive::{PageRuntime, Pulse, Scope};
use crate::state::{EncodeError, Ops, Written};
use crate::store::{
    AnyStore, CommandRun, Context, CurrentContext, Host, MountRoot, Mounting, Payload, Refused,
    Root,
};
use crate::tree::{Link, Parent};

/// The tree's parent: hears that something in it differs from what was sent.
#[derive(Default)]
struct Dirty(Cell<bool>);

impl Parent for Dirty {
    fn child_is_dirty(&self, _: usize) {
        self.0.set(true);
    }
}

/// A root store that runs.
pub(crate) struct Page {
    // The order matters at the end: stores let go of their signals before the runtime goes.
    stores: Rc<Host>,
    root: Option<Rc<dyn AnyStore>>,
    scope: Option<Scope>,
    pulse: Rc<Pulse>,
    dirty: Rc<Dirty>,
    context: Context,
    version: u64,
    runtime: PageRuntime,
}

/// A page whose store is still being made.
pub(crate) enum Starting {
    Done(Result<(), Refused>),
    Pending(Pin<Box<dyn Future<Output = Result<Box<dyn MountRoot>, Refused>>>>),
}

impl Page {
    /// A page without a store. [`Page::start`] comes next.
    pub(crate) fn new(context: Context) -> Self {
        let runtime = PageRuntime::new();
        let scope = runtime.enter(|| Scope::of_page(runtime.root()));
        let pulse = Rc::new(Pulse::new(runtime.root()));
        Self {
            stores: Rc::default(),
            root: None,
            scope: Some(scope),
            pulse,
            dirty: Rc::default(),
            context,
            version: 0,
            runtime,
        }
    }

    /// Mounts the root store. Where its `mount` is async, [`Page::install`] takes the result.
    pub(crate) fn start(&mut self, root: Root, params: &RawValue) -> Starting {
        let mounting = self.enter(|| self.in_scope(|| (root.mount)(params)));
        match mounting {
            Mounting::Done(Ok(store)) => {
                self.install(store);
                Starting::Done(Ok(()))
            }
            Mounting::Done(Err(refused)) => Starting::Done(Err(refused)),
            Mounting::Pending(future) => Starting::Pending(future),
        }
    }

    /// Renders a mounted root for the first time.
    pub(crate) fn install(&mut self, store: Box<dyn MountRoot>) {
        let scope = self.scope.take().expect("a page is started once");
        let dirty = Rc::downgrade(&self.dirty);
        let root =
            self.enter(|| store.start(scope, Link::new(dirty, 0), &self.stores, &self.pulse));
        self.dirty.0.set(true);
        self.root = Some(root);
    }

    /// Whether a flush may have something to send.
    pub(crate) fn is_dirty(&self) -> bool {
        self.dirty.0.get()
    }

    /// The version that the client has once it has applied everything that was flushed.
    pub(crate) fn version(&self) -> u64 {
        self.version
    }

    /// Whether a store with this id is mounted.
    pub(crate) fn has_store(&self, id: &StoreId) -> bool {
        self.stores.get(id).is_some()
    }

    /// How many stores are mounted.
    pub(crate) fn store_count(&self) -> usize {
        self.stores.len()
    }

    /// Carries out a command of a mounted store; `None` if there is no such store.
    pub(crate) fn command(
        &self,
        store_id: &StoreId,
        name: &str,
        payload: &RawValue,
    ) -> Option<CommandRun> {
        let store = self.stores.get(store_id)?;
        Some(self.enter(|| store.command(name, Payload::new(payload))))
    }

    /// Polls a future of this page's user code: its runtime is current, as one batch, and what it
    /// creates belongs to the store with `store_id`. Pending for ever once that store is gone.
    pub(crate) fn poll<F: Future + ?Sized>(
        &self,
        store_id: &StoreId,
        future: Pin<&mut F>,
        cx: &mut std::task::Context<'_>,
    ) -> Poll<F::Output> {
        match self.stores.get(store_id) {
            Some(store) => self.enter(|| store.scope().run(|| future.poll(cx))),
            None if self.scope.is_some() => self.enter(|| self.in_scope(|| future.poll(cx))),
            None => Poll::Pending,
        }
    }

    /// Appends the operations since the last flush to `ops`, separated by commas, and takes them
    /// as sent. The first flush replaces the whole document.
    ///
    /// # Errors
    /// Fails with the pointer to the first value that cannot be sent.
    pub(crate) fn flush(&mut self, out: &mut Vec<u8>) -> Result<usize, EncodeError> {
        let Some(root) = &self.root else { return Ok(0) };
        self.dirty.0.set(false);
        let count = self.enter(|| {
            let mut ops = Ops::new(out);
            if self.version == 0 {
                ops.written("replace", |out| root.node().write(out));
            } else {
                root.node().flush(&mut ops);
            }
            ops.finish()
        })?;
        if count > 0 {
            self.version += 1;
        }
        Ok(count)
    }

    /// Appends the whole document as the signals have it now. Nothing is taken as sent.
    pub(crate) fn write_fresh(&self, out: &mut Vec<u8>) -> Written {
        match &self.root {
            Some(root) => self.enter(|| root.node().write_fresh(out)),
            None => Ok(()),
        }
    }

    /// Runs `f` as the user code of this page.
    pub(crate) fn enter<T>(&self, f: impl FnOnce() -> T) -> T {
        let _context = CurrentContext::enter(&self.context);
        self.runtime.enter(f)
    }

    fn in_scope<T>(&self, f: impl FnOnce() -> T) -> T {
        self.scope
            .as_ref()
            .expect("only before the root is there")
            .run(f)
    }
}

impl Drop for Page {
    fn drop(&mut self) {
        let end = || {
            self.enter(|| {
                self.stores.end_all();
                if let Some(scope) = &self.scope {
                    scope.dispose();
                }
            });
        };
        // A cleanup that panics must not keep the rest of the page alive.
        if std::panic::catch_unwind(std::panic::AssertUnwindSafe(end)).is_err() {
            tracing::error!("a cleanup panicked while its page ended");
            self.stores.forget_all();
        }
    }
}
