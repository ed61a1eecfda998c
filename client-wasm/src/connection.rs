use std::any::Any;
use std::cell::RefCell;
use std::rc::{Rc, Weak};

use futures_channel::{mpsc, oneshot};
use musubi::StoreContract;
use musubi::reactive::{ClientRuntime, Owner, RwSignal, Signal, create_rw_signal, with_owner};
use musubi::replica::{FileStep, ReplyError};
use serde::Serialize;

#[cfg(any(target_arch = "wasm32", feature = "native"))]
use crate::ConnectOptions;
use crate::MountError;
use crate::mounted::{Mounted, Page, Shared};
use crate::protocol::{self, ConnectionStatus, Join, ReplyTo};

/// What application code asks of the driver of its connection.
pub(crate) enum Request {
    Mount {
        join: Join,
        page: Box<dyn protocol::Page>,
        key: oneshot::Sender<protocol::RootKey>,
    },
    Unmount(protocol::RootKey),
    Push {
        key: protocol::RootKey,
        event: &'static str,
        payload: String,
        reply: ReplyTo,
    },
    File {
        entry_ref: String,
        step: FileStep,
        reply: ReplyTo,
    },
}

/// A connection to a server, over which roots are mounted. Clones are the same connection.
///
/// It closes when the last clone and the last [`Mounted`] are dropped.
#[derive(Clone)]
pub struct Connection {
    pub(crate) requests: mpsc::UnboundedSender<Request>,
    /// Of what JavaScript watches.
    #[cfg(all(target_arch = "wasm32", feature = "js"))]
    pub(crate) owner: Owner,
    pub(crate) waiting_events: usize,
    status: RwSignal<ConnectionStatus>,
    roots: Rc<RefCell<Roots>>,
}

/// Connects to the socket of a server, such as `wss://example.org/socket`, and keeps connecting
/// again when the connection is lost. In a browser, a path is one of the page's own server.
///
/// It returns at once: [`Connection::status`] tells how far it has come, and mounts wait. That signal
/// lives as long as the reactive owner that is current now, which in a page is that of the whole
/// page unless a component calls this; the signals of a store live as long as its [`Mounted`].
///
/// # Panics
///
/// In a native program it panics outside of a tokio `LocalSet`.
///
/// # Examples
///
/// ```no_run
/// # use std::time::Duration;
/// use musubi_client::{ConnectOptions, connect};
///
/// let options = ConnectOptions::new()
///     .param("token", "abc")
///     .command_timeout(Duration::from_secs(5));
/// let connection = connect("wss://example.org/socket", options);
/// ```
#[cfg(any(target_arch = "wasm32", feature = "native"))]
pub fn connect(url: impl AsRef<str>, options: ConnectOptions) -> Connection {
    let (requests, received) = mpsc::unbounded();
    let connection = Connection::new(requests, options.waiting_events);
    let (url, status) = (options.url(url.as_ref()), connection.status);
    crate::platform::spawn(crate::driver::drive(
        url,
        options.settings,
        received,
        status,
    ));
    connection
}

/// The mounted roots by root id, each a `Weak<Shared<S>>`.
type Roots = Vec<(String, Box<dyn Any>)>;

/// Another store is mounted under this root id.
#[derive(Debug)]
pub(crate) struct Taken;

impl Connection {
    pub(crate) fn new(requests: mpsc::UnboundedSender<Request>, waiting_events: usize) -> Self {
        let runtime = ClientRuntime::of_thread();
        runtime.enter(|| {
            let owner = Owner::current().unwrap_or_else(|| runtime.root());
            Self {
                requests,
                #[cfg(all(target_arch = "wasm32", feature = "js"))]
                owner,
                waiting_events,
                status: with_owner(owner, || create_rw_signal(ConnectionStatus::Connecting)),
                roots: Rc::default(),
            }
        })
    }

    /// How the connection is doing.
    pub fn status(&self) -> Signal<ConnectionStatus> {
        self.status.into()
    }

    /// Mounts the root store `S`, and waits for its first state. A root that is mounted already
    /// under this id is shared, whatever its params were.
    ///
    /// # Errors
    ///
    /// Fails where the server refuses, with the error of the store's own `mount` where it is that;
    /// where no state comes in time or it is not of this client's type; and where the connection was
    /// given up. See [`MountError`].
    pub async fn mount<S: StoreContract>(
        &self,
        id: impl Into<String>,
        params: S::Params,
    ) -> Result<Mounted<S>, MountError<S::MountError>>
    where
        S::Params: Serialize,
        S::MountError: ReplyError,
    {
        let params = serde_json::to_string(&params)
            .map_err(|fault| MountError::Params(fault.to_string()))?;
        let join = Join {
            module: S::NAME.to_owned(),
            id: id.into(),
            params,
        };
        let root_id = musubi_wire::root_id(&join.module, &join.id);
        let known = self.mounted::<S>(&root_id);
        let shared = match known.map_err(|Taken| MountError::Taken(root_id.clone()))? {
            Some(shared) => shared,
            None => self
                .begin(join, root_id)
                .await
                .ok_or(MountError::Disconnected)?,
        };
        shared.ready().await.map_err(MountError::of)?;
        Ok(Mounted::new(shared))
    }

    /// The root that is mounted under this root id.
    pub(crate) fn mounted<S: StoreContract>(
        &self,
        root_id: &str,
    ) -> Result<Option<Rc<Shared<S>>>, Taken> {
        let roots = self.roots.borrow();
        let Some((_, known)) = roots.iter().find(|(id, _)| id == root_id) else {
            return Ok(None);
        };
        let known = known.downcast_ref::<Weak<Shared<S>>>().ok_or(Taken)?;
        Ok(known.upgrade())
    }

    /// Forgets a root, which its last handle has left.
    pub(crate) fn forget(&self, root_id: &str) {
        self.roots.borrow_mut().retain(|(id, _)| id != root_id);
    }

    /// Mounts a root that is not mounted yet.
    pub(crate) async fn begin<S: StoreContract>(
        &self,
        join: Join,
        root_id: String,
    ) -> Option<Rc<Shared<S>>> {
        let shared = Rc::new(Shared::new(self.clone(), root_id.clone()));
        let entry: Box<dyn Any> = Box::new(Rc::downgrade(&shared));
        self.roots.borrow_mut().push((root_id, entry));
        let (key, received) = oneshot::channel();
        let request = Request::Mount {
            join,
            page: Box::new(Page::of(&shared)),
            key,
        };
        self.requests.unbounded_send(request).ok()?;
        shared.set_key(received.await.ok()?);
        Some(shared)
    }
}

impl std::fmt::Debug for Connection {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Connection").finish_non_exhaustive()
    }
}
