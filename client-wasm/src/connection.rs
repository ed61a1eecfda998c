use std::any::Any;
use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::{Rc, Weak};

use futures_channel::{mpsc, oneshot};
use musubi::StoreContract;
use musubi::reactive::{ClientRuntime, Owner, RwSignal, Signal, create_rw_signal, with_owner};
use musubi_wire::StoreId;
use musubi_wire::payload::ErrorReply;
use serde::Serialize;

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
    Command {
        key: protocol::RootKey,
        store_id: StoreId,
        name: String,
        payload: String,
        reply: ReplyTo,
    },
}

/// A connection to a server, over which roots are mounted. Clones are the same connection.
///
/// It closes when the last clone and the last [`Mounted`] are dropped.
#[derive(Clone)]
pub struct Connection {
    pub(crate) requests: mpsc::UnboundedSender<Request>,
    pub(crate) owner: Owner,
    status: RwSignal<ConnectionStatus>,
    /// The mounted roots by root id, each a `Weak<Shared<S>>`.
    roots: Rc<RefCell<HashMap<String, Box<dyn Any>>>>,
}

/// Why a root was not mounted.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum MountError {
    /// The server refused.
    #[error("{}", .0.reason)]
    Refused(ErrorReply),
    /// The params have no JSON.
    #[error("the params: {0}")]
    Params(String),
    /// Another store is mounted under the same name and id.
    #[error("another store is mounted as {0}")]
    Taken(String),
    /// The connection was closed before there was any state.
    #[error("disconnected")]
    Disconnected,
}

/// Connects to the socket of a server, such as `wss://example.org/socket`, and keeps connecting
/// again when the connection is lost.
///
/// It returns at once: [`Connection::status`] tells how far it has come, and mounts wait. Signals
/// live as long as the reactive owner that is current now, which in a page is that of the whole
/// page unless a component calls this.
///
/// # Panics
///
/// In a native program it panics outside of a tokio `LocalSet`.
#[cfg(any(target_arch = "wasm32", feature = "native"))]
pub fn connect(url: impl Into<String>) -> Connection {
    let (requests, received) = mpsc::unbounded();
    let connection = Connection::new(requests);
    let (url, status) = (url.into(), connection.status);
    crate::platform::spawn(crate::driver::drive(url, received, status));
    connection
}

impl Connection {
    pub(crate) fn new(requests: mpsc::UnboundedSender<Request>) -> Self {
        let runtime = ClientRuntime::of_thread();
        runtime.enter(|| {
            let owner = Owner::current().unwrap_or_else(|| runtime.root());
            Self {
                requests,
                owner,
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
    /// Fails where the server refuses, with its reason, code and typed error.
    pub async fn mount<S: StoreContract>(
        &self,
        id: impl Into<String>,
        params: S::Params,
    ) -> Result<Mounted<S>, MountError>
    where
        S::Params: Serialize,
    {
        let params = serde_json::to_string(&params)
            .map_err(|fault| MountError::Params(fault.to_string()))?;
        let join = Join {
            module: S::NAME.to_owned(),
            id: id.into(),
            params,
        };
        let root_id = musubi_wire::root_id(&join.module, &join.id);
        let shared = match self.mounted::<S>(&root_id)? {
            Some(shared) => shared,
            None => self.begin(join, root_id).await?,
        };
        shared.ready().await?;
        Ok(Mounted::new(shared))
    }

    /// The root that is mounted under this root id.
    fn mounted<S: StoreContract>(
        &self,
        root_id: &str,
    ) -> Result<Option<Rc<Shared<S>>>, MountError> {
        let roots = self.roots.borrow();
        let Some(known) = roots.get(root_id) else {
            return Ok(None);
        };
        let known = known
            .downcast_ref::<Weak<Shared<S>>>()
            .ok_or_else(|| MountError::Taken(root_id.to_owned()))?;
        Ok(known.upgrade())
    }

    async fn begin<S: StoreContract>(
        &self,
        join: Join,
        root_id: String,
    ) -> Result<Rc<Shared<S>>, MountError> {
        let shared = Rc::new(Shared::new(self.clone()));
        self.roots
            .borrow_mut()
            .insert(root_id, Box::new(Rc::downgrade(&shared)));
        let (key, received) = oneshot::channel();
        let request = Request::Mount {
            join,
            page: Box::new(Page::of(&shared)),
            key,
        };
        let gone = |_| MountError::Disconnected;
        self.requests
            .unbounded_send(request)
            .map_err(|_| MountError::Disconnected)?;
        shared.set_key(received.await.map_err(gone)?);
        Ok(shared)
    }
}

impl std::fmt::Debug for Connection {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Connection").finish_non_exhaustive()
    }
}
