//! Pages: one mounted root store with its runtime, its tree and its version.
//!
//! A page knows nothing of sockets. It is driven from outside: user code is polled through
//! [`Page::poll`], and [`Page::flush`] writes what changed since the last flush.

mod envelope;
mod message;
mod recall;
mod resumable;
mod task;
mod upload;
mod visit;
mod work;

pub(crate) use envelope::Frame;
pub(crate) use message::{Answer, Ask, JoinUpload, Request, UploadAsk};
pub(crate) use resumable::{Resumable, Seat, Visit};
pub(crate) use task::{Outlet, PageEnd, PageTask, TaskLimits};
pub(crate) use work::Work;

use std::cell::Cell;
use std::rc::Rc;
use std::task::{Context, Poll};

use musubi_wire::payload::Features;
use musubi_wire::{Reason, StoreId};
use serde_json::value::RawValue;
use tracing::{Span, debug_span, trace_span};

use crate::reactive::{EndOfPage, PageRuntime, Pulse, Scope};
use crate::state::{EncodeError, Ops, Written};
use crate::store::{
    self, AnyStore, CommandRun, CurrentContext, FirstPanic, HandleError, Host, MountRoot, Mounting,
    Outcome, PageHandle, Refused, Root, Site, run_command,
};
use crate::telemetry::{Attempt, FLUSH_BYTES, FLUSH_OPERATIONS, FLUSH_SECONDS, OUTGOING};
use crate::tree::{Link, Parent};
use crate::upload::Storage;

/// The tree's parent: hears that something in it differs from what was sent.
#[derive(Default)]
struct Dirty(Cell<bool>);

impl Parent for Dirty {
    fn child_is_dirty(&self, _: usize) {
        self.0.set(true);
    }
}

/// What a flush wrote.
struct Flushed {
    operations: usize,
    /// How many events and stream operations.
    others: usize,
}

/// A root store that runs.
pub(crate) struct Page {
    /// The name of the root store.
    name: &'static str,
    // The order matters at the end: stores let go of their signals before the runtime goes.
    stores: Rc<Host>,
    root: Option<Rc<dyn AnyStore>>,
    /// What becomes the root's, until it is there.
    place: Option<(Rc<Site>, Scope)>,
    pulse: Rc<Pulse>,
    dirty: Rc<Dirty>,
    context: store::Context,
    /// What its client understands.
    features: Features,
    version: u64,
    runtime: PageRuntime,
}

/// A page whose store is still being made.
pub(crate) enum Starting {
    Done(Result<(), Refused>),
    Pending(Work<Result<Box<dyn MountRoot>, Refused>>),
}

/// What a command of a mounted store came to at once.
pub(crate) enum Command {
    Done(Outcome),
    Waiting(Work<Outcome>),
}

impl Page {
    /// A page without a store. [`Page::start`] comes next.
    pub(crate) fn new(
        root: &Root,
        context: store::Context,
        storage: Storage,
        features: Features,
    ) -> Self {
        let runtime = PageRuntime::new();
        let scope = runtime.enter(|| Scope::of_page(runtime.root()));
        let stores = Rc::new(Host::new(storage));
        stores.hooks.attach_all(&root.hooks);
        let site = Site::of_root(&stores, root.kind, &scope);
        let pulse = Rc::new(Pulse::new(runtime.root()));
        Self {
            name: root.kind.name,
            stores,
            root: None,
            place: Some((site, scope)),
            pulse,
            dirty: Rc::default(),
            context,
            features,
            version: 0,
            runtime,
        }
    }

    /// The client understands these features, from the next flush on.
    pub(crate) fn offer(&mut self, features: Features) {
        self.features = features;
    }

    /// Mounts the root store. Where its `mount` is async, [`Page::install`] takes the result.
    pub(crate) fn start(&mut self, root: &Root, params: &RawValue) -> Starting {
        let mounting = self.enter(|| self.in_scope(|| (root.mount)(params)));
        match mounting {
            Mounting::Done(Ok(store)) => {
                self.install(store);
                Starting::Done(Ok(()))
            }
            Mounting::Done(Err(refused)) => Starting::Done(Err(refused)),
            Mounting::Pending(future) => Starting::Pending(Work::new(None, future, Span::none())),
        }
    }

    /// Renders a mounted root for the first time.
    pub(crate) fn install(&mut self, store: Box<dyn MountRoot>) {
        let (site, scope) = self.place.take().expect("a page is started once");
        let dirty = Rc::downgrade(&self.dirty);
        let root = self.enter(|| store.start(site, scope, Link::new(dirty, 0), &self.pulse));
        self.dirty.0.set(true);
        self.root = Some(root);
    }

    /// Whether a flush may have something to send.
    pub(crate) fn is_dirty(&self) -> bool {
        self.dirty.0.get() || !self.stores.outgoing.is_empty()
    }

    /// How much waits that cannot be conflated.
    pub(crate) fn queued(&self) -> usize {
        self.stores.outgoing.len()
    }

    /// The version that the client has once it has applied everything that was flushed.
    pub(crate) fn version(&self) -> u64 {
        self.version
    }

    /// How many stores are mounted.
    pub(crate) fn store_count(&self) -> usize {
        self.stores.len()
    }

    /// Runs `f` as code of a store. The page is to be entered.
    pub(crate) fn run<S: store::Store, T>(
        &self,
        id: &StoreId,
        f: impl FnOnce(&S) -> T,
    ) -> Result<T, HandleError> {
        self.stores.run(id, f)
    }

    /// A handle for other threads.
    pub(crate) fn handle(&self) -> PageHandle {
        PageHandle::of(&self.stores)
    }

    /// Polls what stores have spawned. Ready when a task is done: others may be left to poll.
    pub(crate) fn poll_tasks(&self, cx: &mut Context<'_>) -> Poll<()> {
        self.enter(|| self.stores.tasks.poll(cx))
    }

    /// Carries out a command of a mounted store. `attempt` learns whose and which.
    pub(crate) fn command(
        &self,
        store_id: &StoreId,
        name: &str,
        payload: &RawValue,
        attempt: &mut Attempt<3>,
    ) -> Command {
        let Some(store) = self.stores.get(store_id) else {
            return Command::Done(Err(Refused::reason(Reason::UnknownStore.as_str())));
        };
        let kind = store.site().kind;
        let span = debug_span!("command", store = kind.name, %store_id, name);
        attempt.label(0, kind.name);
        if let Some(name) = kind.command(name) {
            attempt.label(1, name);
        }
        let entered = span.enter();
        let run = self.enter(|| run_command(&store, name, payload));
        drop(entered);
        match run {
            CommandRun::Done(outcome) => Command::Done(outcome),
            CommandRun::Pending(future) => Command::Waiting(Work::new(Some(store), future, span)),
            CommandRun::Unknown => {
                Command::Done(Err(Refused::reason(Reason::UnknownCommand.as_str())))
            }
        }
    }

    /// Appends what is different since the last flush, and takes it as sent: the inside of an
    /// envelope from its first operation to the end of its events. False if there is nothing to
    /// send. The first flush replaces the whole document.
    ///
    /// # Errors
    /// Fails with the pointer to the first value that cannot be sent.
    pub(crate) fn flush(&mut self, out: &mut Vec<u8>) -> Result<bool, EncodeError> {
        let (name, start) = (self.name, out.len());
        let _span = trace_span!("flush", version = self.version + 1).entered();
        let written = FLUSH_SECONDS.time([name], || self.write_changes(out))?;
        let Some(Flushed { operations, others }) = written else {
            return Ok(false);
        };
        FLUSH_BYTES.record([name], out.len() - start);
        FLUSH_OPERATIONS.record([name], operations);
        OUTGOING.add([name], others);
        self.version += 1;
        Ok(true)
    }

    fn write_changes(&self, out: &mut Vec<u8>) -> Result<Option<Flushed>, EncodeError> {
        let Some(root) = &self.root else {
            return Ok(None);
        };
        self.dirty.0.set(false);
        let start = out.len();
        let operations = self.enter(|| {
            let mut ops = Ops::new(out, self.features);
            if self.version == 0 {
                ops.written("replace", |out| root.node().write(out));
            } else {
                root.node().flush(&mut ops);
            }
            ops.finish()
        })?;
        let outgoing = &self.stores.outgoing;
        outgoing.flushed(|id| self.stores.get(id).is_some());
        let upload_ops = outgoing.take_upload_ops();
        if !self.stores.hooks.is_empty()
            && (operations > 0 || !outgoing.is_empty() || !upload_ops.is_empty())
        {
            self.after_serialize(&out[start..], operations);
        }
        let others = outgoing.len() + upload_ops.len();
        if operations == 0 && outgoing.is_empty() && upload_ops.is_empty() {
            return Ok(None);
        }
        out.extend_from_slice(b"],\"stream_ops\":[");
        outgoing.write_stream_ops(out)?;
        out.extend_from_slice(b"],\"upload_ops\":[");
        upload_ops.write(out)?;
        out.extend_from_slice(b"],\"events\":[");
        outgoing.write_events(out)?;
        Ok(Some(Flushed { operations, others }))
    }

    /// Shows hooks what is about to be sent.
    fn after_serialize(&self, operations: &[u8], count: usize) {
        let Some(root) = self.stores.get(&StoreId::root()) else {
            return;
        };
        let operations = std::str::from_utf8(operations).expect("operations are JSON text");
        let (hooks, site) = (&self.stores.hooks, root.site());
        self.enter(|| {
            self.stores.outgoing.with_events(|events| {
                hooks.after_serialize(site, self.version + 1, operations, count, events);
            });
        });
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
        let result = self.runtime.enter(f);
        // A command may still use what its removed store stood in.
        if !self.stores.is_held() {
            self.runtime.enter_unbatched(|| self.pulse.sweep());
        }
        result
    }

    fn in_scope<T>(&self, f: impl FnOnce() -> T) -> T {
        let (site, _) = self.place.as_ref().expect("only before the root is there");
        site.run(f)
    }
}

impl Drop for Page {
    fn drop(&mut self) {
        // A store that panics now must not keep the rest of the page alive.
        let _end = EndOfPage::begin();
        let mut panics = FirstPanic::default();
        let mut batch = FirstPanic::default();
        let root = self.root.take();
        batch.step(|| {
            self.enter(|| {
                self.stores.end_all(&mut panics);
                panics.step(|| drop(root));
                if let Some((_, scope)) = &self.place {
                    panics.step(|| scope.dispose());
                }
            });
        });
        if panics.has_panicked() || batch.has_panicked() {
            tracing::error!("a store panicked while its page ended");
        }
    }
}
