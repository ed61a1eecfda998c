use std::cell::{Cell, OnceCell, RefCell};
use std::ops::Deref;
use std::rc::{Rc, Weak};

use futures_channel::{mpsc, oneshot};
use musubi::reactive::{
    ClientRuntime, Owner, RwSignal, Signal, SignalSet, create_rw_signal, with_owner,
};
use musubi::replica::{Answer, Caller, FileStep, Remote, Replica};
use musubi::{Event, Events, Mismatch, StateOf, StoreContract};
use musubi_wire::StoreId;
use musubi_wire::envelope::RawEnvelope;
use musubi_wire::names::event;

use crate::connection::{Connection, Request};
use crate::protocol::{self, MountFailure, MountStatus, ReplyTo, RootKey};

/// A mounted root. Its commands are methods; clones are the same root, and the last one that is
/// dropped leaves the page.
pub struct Mounted<S: StoreContract> {
    shared: Rc<Shared<S>>,
    commands: S::Commands,
}

impl<S: StoreContract> Mounted<S> {
    pub(crate) fn new(shared: Rc<Shared<S>>) -> Self {
        let commands = S::Commands::from(shared.caller());
        Self { shared, commands }
    }

    /// The signals of the store.
    ///
    /// They stay the same for as long as the handle lives, also when the page is mounted anew. Only
    /// where child stores come or go is the form another one: what reads it here runs again then.
    pub fn state(&self) -> S::Signals {
        self.replica().state()
    }

    /// The plain data that the signals show now.
    pub fn snapshot(&self) -> StateOf<S> {
        self.replica().snapshot()
    }

    /// Whether the state follows the server's now. It lives as long as the handle, like the state.
    pub fn status(&self) -> Signal<MountStatus> {
        let shown = self.shared.shown.get();
        shown
            .expect("a handle is given out once there is state")
            .status
            .into()
    }

    /// The events of one type that the root store sends from now on. Those of a child are asked of
    /// the child.
    pub fn events<E: Event>(&self) -> Events<E> {
        self.shared.caller().events()
    }

    /// The commands of the store, for one whose name is that of a method of this handle.
    pub fn commands(&self) -> &S::Commands {
        &self.commands
    }

    fn replica(&self) -> &Replica<S::Signals> {
        let shown = self.shared.shown.get();
        &shown
            .expect("a handle is given out once there is state")
            .replica
    }
}

/// The commands of the store.
impl<S: StoreContract> Deref for Mounted<S> {
    type Target = S::Commands;

    fn deref(&self) -> &S::Commands {
        &self.commands
    }
}

impl<S: StoreContract> Clone for Mounted<S> {
    fn clone(&self) -> Self {
        Self::new(Rc::clone(&self.shared))
    }
}

impl<S: StoreContract> std::fmt::Debug for Mounted<S> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Mounted")
            .field("store", &S::NAME)
            .finish_non_exhaustive()
    }
}

/// What the handles of one mounted root share.
pub(crate) struct Shared<S: StoreContract> {
    connection: Connection,
    root_id: String,
    remote: Rc<PageRemote>,
    shown: OnceCell<Shown<S>>,
    last_status: Cell<MountStatus>,
    outcome: RefCell<Outcome>,
    #[cfg(all(target_arch = "wasm32", feature = "js"))]
    watchers: crate::javascript::Watchers,
}

/// The signals of a root, which end together with its last handle.
struct Shown<S: StoreContract> {
    replica: Replica<S::Signals>,
    /// Belongs to the replica.
    status: RwSignal<MountStatus>,
}

/// What mounting came to.
enum Outcome {
    Waiting(Vec<oneshot::Sender<Result<(), Ended>>>),
    Known(Result<(), Ended>),
}

/// Why there is no state.
#[derive(Debug, Clone)]
pub(crate) enum Ended {
    Failed(MountFailure),
    Disconnected,
}

impl<S: StoreContract> Shared<S> {
    pub(crate) fn new(connection: Connection, root_id: String) -> Self {
        let remote = PageRemote {
            requests: connection.requests.clone(),
            key: Cell::new(None),
            waiting_events: connection.waiting_events,
            listeners: RefCell::default(),
        };
        Self {
            connection,
            root_id,
            remote: Rc::new(remote),
            shown: OnceCell::new(),
            last_status: Cell::new(MountStatus::Mounting),
            outcome: RefCell::new(Outcome::Waiting(Vec::new())),
            #[cfg(all(target_arch = "wasm32", feature = "js"))]
            watchers: crate::javascript::Watchers::default(),
        }
    }

    pub(crate) fn set_key(&self, key: RootKey) {
        self.remote.key.set(Some(key));
    }

    /// The state, for JavaScript.
    #[cfg(all(target_arch = "wasm32", feature = "js"))]
    pub(crate) fn shown(&self) -> (Option<&Replica<S::Signals>>, &crate::javascript::Watchers) {
        (self.shown.get().map(|shown| &shown.replica), &self.watchers)
    }

    /// Sends a command of any store of the root, whose payload is JSON text.
    #[cfg(all(target_arch = "wasm32", feature = "js"))]
    pub(crate) fn command(&self, store_id: &StoreId, name: &str, payload: String) -> Answer {
        self.remote.command(store_id, name, payload)
    }

    fn caller(&self) -> Caller {
        Caller::new(Rc::clone(&self.remote) as Rc<dyn Remote>, StoreId::root())
    }

    /// Waits for the first state.
    pub(crate) async fn ready(&self) -> Result<(), Ended> {
        let outcome = match &mut *self.outcome.borrow_mut() {
            Outcome::Known(outcome) => return outcome.clone(),
            Outcome::Waiting(waiting) => {
                let (sender, outcome) = oneshot::channel();
                waiting.push(sender);
                outcome
            }
        };
        outcome.await.unwrap_or(Err(Ended::Disconnected))
    }

    fn settle(&self, outcome: Result<(), Ended>) {
        let last = self.outcome.replace(Outcome::Known(outcome.clone()));
        if let Outcome::Waiting(waiting) = last {
            for sender in waiting {
                let _ = sender.send(outcome.clone());
            }
        }
    }

    fn apply(&self, envelope: &RawEnvelope<'_>) -> Result<(), Mismatch> {
        match self.shown.get() {
            Some(shown) => shown.replica.apply(envelope)?,
            None => {
                let remote: Rc<dyn Remote> = Rc::clone(&self.remote) as _;
                // In the task of the connection that is the root of the runtime: a component that
                // connected, or asked for the mount, may be gone.
                let owner = Owner::current().unwrap_or_else(|| ClientRuntime::of_thread().root());
                let replica = Replica::new(owner, remote, envelope)?;
                let status =
                    with_owner(replica.owner(), || create_rw_signal(self.last_status.get()));
                // Nobody else makes them.
                let _ = self.shown.set(Shown { replica, status });
            }
        }
        self.settle(Ok(()));
        #[cfg(all(target_arch = "wasm32", feature = "js"))]
        self.watchers.tell(&envelope.events);
        self.remote.dispatch(envelope);
        Ok(())
    }
}

impl<S: StoreContract> Drop for Shared<S> {
    fn drop(&mut self) {
        self.connection.forget(&self.root_id);
        if let Some(key) = self.remote.key.get() {
            let _ = self
                .connection
                .requests
                .unbounded_send(Request::Unmount(key));
        }
    }
}

/// The root, as the protocol sees it.
pub(crate) struct Page<S: StoreContract>(Weak<Shared<S>>);

impl<S: StoreContract> Page<S> {
    pub(crate) fn of(shared: &Rc<Shared<S>>) -> Self {
        Self(Rc::downgrade(shared))
    }
}

impl<S: StoreContract> protocol::Page for Page<S> {
    fn envelope(&mut self, envelope: &RawEnvelope<'_>) -> Result<(), Mismatch> {
        let Some(shared) = self.0.upgrade() else {
            return Ok(());
        };
        ClientRuntime::of_thread().enter(|| shared.apply(envelope))
    }

    fn status(&mut self, status: MountStatus) {
        if let Some(shared) = self.0.upgrade() {
            shared.last_status.set(status);
            if let Some(shown) = shared.shown.get() {
                ClientRuntime::of_thread().enter(|| shown.status.set(status));
            }
        }
    }

    fn failed(&mut self, failure: MountFailure) {
        if let Some(shared) = self.0.upgrade() {
            shared.settle(Err(Ended::Failed(failure)));
        }
    }
}

/// Sends the commands of a root's stores, and hands out their events.
struct PageRemote {
    requests: mpsc::UnboundedSender<Request>,
    key: Cell<Option<RootKey>>,
    waiting_events: usize,
    listeners: RefCell<Vec<Listener>>,
}

struct Listener {
    store_id: StoreId,
    name: &'static str,
    payloads: mpsc::Sender<String>,
}

impl PageRemote {
    fn dispatch(&self, envelope: &RawEnvelope<'_>) {
        let mut listeners = self.listeners.borrow_mut();
        listeners.retain(|listener| !listener.payloads.is_closed());
        for event in &envelope.events {
            for listener in &mut *listeners {
                if listener.store_id == event.store_id && listener.name == event.name {
                    // One that is full has lost this event, as it says.
                    let _ = listener.payloads.try_send(event.payload.get().to_owned());
                }
            }
        }
    }
}

impl PageRemote {
    /// Asks the driver for what is answered. Without a driver, or before the root is mounted, the
    /// reply is dropped, and the answer says so.
    fn ask(&self, request: impl FnOnce(ReplyTo) -> Option<Request>) -> Answer {
        let (reply, answer) = oneshot::channel();
        if let Some(request) = request(reply) {
            let _ = self.requests.unbounded_send(request);
        }
        answer
    }
}

impl Remote for PageRemote {
    fn command(&self, store_id: &StoreId, name: &str, payload: String) -> Answer {
        self.push(
            event::COMMAND,
            protocol::command_payload(store_id, name, &payload),
        )
    }

    fn push(&self, event: &'static str, payload: String) -> Answer {
        self.ask(|reply| {
            Some(Request::Push {
                key: self.key.get()?,
                event,
                payload,
                reply,
            })
        })
    }

    fn file(&self, entry_ref: &str, step: FileStep) -> Answer {
        self.ask(|reply| {
            Some(Request::File {
                entry_ref: entry_ref.to_owned(),
                step,
                reply,
            })
        })
    }

    fn events(&self, store_id: &StoreId, name: &'static str) -> mpsc::Receiver<String> {
        let (payloads, received) = mpsc::channel(self.waiting_events);
        self.listeners.borrow_mut().push(Listener {
            store_id: store_id.clone(),
            name,
            payloads,
        });
        received
    }
}
