//! Serving stores from Axum: the socket's builder, its connections and what they may do.

mod arrival;
mod ask;
mod callbacks;
mod channel;
mod channels;
mod connection;
mod handle;
mod incoming;
mod join;
mod limits;
mod lobby;
mod origins;
mod outbox;
mod outlet;
mod page_meter;
mod upgrade;
mod upload;

pub use callbacks::{ConnectRequest, JoinRequest};
pub use handle::SocketHandle;
pub use limits::Limits;
pub use lobby::Identity;
pub use origins::Origins;

use std::collections::HashMap;
use std::error::Error;
use std::fmt;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use axum::Router;
use axum::routing::get;
use tokio_util::task::LocalPoolHandle;

use crate::codegen::{self, TypesFile};
use crate::contract::CommandError;
use crate::hooks::{Hook, SocketHooks};
use crate::store::{Context, Root, RootStore};
use crate::typescript::{Declared, TypeError, Types};
use crate::upload::Storage;
use callbacks::{OnConnect, OnJoin};
use lobby::Lobby;

/// Serves root stores over Phoenix Channels.
///
/// ```no_run
/// # use musubi::prelude::*;
/// # #[state] struct Counter { count: i64 }
/// # struct CounterStore { count: RwSignal<i64> }
/// # #[store(root)] impl CounterStore {
/// #     fn mount() -> Self { Self { count: create_rw_signal(0) } }
/// #     fn render(&self) -> CounterSignals { CounterSignals { count: self.count.into() } }
/// # }
/// # async fn serve() -> std::io::Result<()> {
/// let socket = musubi::Socket::new().root::<CounterStore>();
/// let app = axum::Router::new().nest("/socket", socket.into_router());
/// let listener = tokio::net::TcpListener::bind("127.0.0.1:4000").await?;
/// axum::serve(listener, app).await
/// # }
/// ```
pub struct Socket {
    roots: HashMap<&'static str, Root>,
    describe: Vec<fn(&mut Types)>,
    on_connect: Option<OnConnect>,
    on_join: Option<OnJoin>,
    origins: Origins,
    limits: Limits,
    workers: Option<usize>,
    types_file: Option<TypesFile>,
    hooks: SocketHooks,
    upload_folder: Option<PathBuf>,
    handle: SocketHandle,
}

/// What all connections of a socket share.
struct Shared {
    roots: HashMap<&'static str, Root>,
    on_connect: Option<OnConnect>,
    on_join: Option<OnJoin>,
    origins: Origins,
    limits: Limits,
    storage: Storage,
    lobby: Arc<Lobby>,
    handle: SocketHandle,
    workers: LocalPoolHandle,
}

impl Socket {
    /// A socket without roots, open to pages of the same origin, with the default [`Limits`].
    pub fn new() -> Self {
        Self {
            roots: HashMap::new(),
            describe: Vec::new(),
            on_connect: None,
            on_join: None,
            origins: Origins::Same,
            limits: Limits::default(),
            workers: None,
            types_file: None,
            hooks: SocketHooks::default(),
            upload_folder: None,
            handle: SocketHandle::default(),
        }
    }

    /// Lets clients mount this root store.
    ///
    /// # Panics
    /// Panics if another root has the same name on the wire.
    #[must_use]
    pub fn root<S: RootStore>(mut self) -> Self {
        let known = self.roots.insert(S::NAME, Root::of::<S>());
        assert!(
            known.is_none(),
            "two root stores are named `{}`; give one of them another name with \
             `#[store(root, name = \"…\")]`",
            S::NAME,
        );
        self.describe.push(Types::store::<S>);
        self
    }

    /// Attaches a hook to every page of this socket, after those that are there. See
    /// [`hooks`](crate::hooks).
    #[must_use]
    pub fn hook(mut self, hook: impl Hook + Send + Sync) -> Self {
        Arc::make_mut(&mut self.hooks).push(Arc::new(hook));
        self
    }

    /// Runs `callback` for every connection, before the WebSocket is accepted.
    ///
    /// What it puts into the [`Context`] is there for every page of the connection. An error
    /// refuses the connection with HTTP 403 and the reason as JSON. The callback runs on a worker,
    /// and may borrow what it captures, such as a pool of database connections.
    ///
    /// ```no_run
    /// use musubi::{ConnectRequest, Context, Refusal, Socket};
    ///
    /// #[derive(Clone)]
    /// struct User(String);
    ///
    /// let secret = String::from("s3cret");
    /// let socket = Socket::new().on_connect(async move |request: ConnectRequest| {
    ///     let token = request.query("token").ok_or_else(Refusal::unauthorized)?;
    ///     let name = token.strip_prefix(&secret).ok_or_else(Refusal::unauthorized)?;
    ///     Ok::<_, Refusal>(Context::new().with(User(name.to_owned())))
    /// });
    /// ```
    #[must_use]
    pub fn on_connect<E: CommandError>(
        mut self,
        callback: impl AsyncFn(ConnectRequest) -> Result<Context, E> + Send + Sync + 'static,
    ) -> Self {
        self.on_connect = Some(callbacks::erase(callback));
        self
    }

    /// Runs `callback` for every mount of a root, before its store is made.
    ///
    /// The context that it returns is that page's own; start from [`JoinRequest::context`], which
    /// holds the connection's. An error refuses the mount with its reason, code and detail.
    #[must_use]
    pub fn on_join<E: CommandError>(
        mut self,
        callback: impl AsyncFn(JoinRequest) -> Result<Context, E> + Send + Sync + 'static,
    ) -> Self {
        self.on_join = Some(callbacks::erase(callback));
        self
    }

    /// From where browsers may connect. The default is the server's own origin.
    #[must_use]
    pub fn origins(mut self, origins: Origins) -> Self {
        self.origins = origins;
        self
    }

    /// What one connection may use.
    #[must_use]
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Where the files of uploads are while they arrive and until they are consumed: in a folder
    /// below this one that no other user can look into, and that goes with the server. What a
    /// server has left that was killed is deleted when the next one starts with the same folder.
    /// The default is the system's folder for temporary files.
    ///
    /// Where that one is small, or in memory, name one on the file system that consumed files are
    /// [persisted](crate::UploadedFile::persist) to: to move a file costs nothing then.
    #[must_use]
    pub fn upload_folder(mut self, folder: impl Into<PathBuf>) -> Self {
        self.upload_folder = Some(folder.into());
        self
    }

    /// How many threads run pages. The default is one for each core.
    ///
    /// # Panics
    /// Panics if `count` is zero.
    #[must_use]
    pub fn workers(mut self, count: usize) -> Self {
        assert!(count > 0, "pages need at least one worker");
        self.workers = Some(count);
        self
    }

    /// What ends the socket in good order when the server stops.
    pub fn handle(&self) -> SocketHandle {
        self.handle.clone()
    }

    /// The hooks of the socket, for pages without one.
    pub(crate) fn hooks(&self) -> &SocketHooks {
        &self.hooks
    }

    /// Every type and store that clients of this socket see.
    ///
    /// # Errors
    /// Fails if two Rust types ask for the same name.
    pub fn declared(&self) -> Result<Declared, TypeError> {
        let mut types = Types::default();
        for describe in &self.describe {
            describe(&mut types);
        }
        types.finish()
    }

    /// The text of `musubi.d.ts`: the TypeScript types of everything that clients of this socket
    /// see.
    ///
    /// # Errors
    /// Fails if two Rust types ask for the same name.
    pub fn typescript(&self) -> Result<String, TypeError> {
        Ok(codegen::typescript(&self.declared()?))
    }

    /// Where the TypeScript types go. A debug build writes the file when the router is made, so a
    /// client's types follow while you work; not where the variable `CI` is set.
    ///
    /// ```no_run
    /// # use musubi::Socket;
    /// let socket =
    ///     Socket::new().types_file(concat!(env!("CARGO_MANIFEST_DIR"), "/ui/src/musubi.d.ts"));
    /// ```
    #[must_use]
    pub fn types_file(mut self, path: impl Into<PathBuf>) -> Self {
        self.types_file = Some(TypesFile::new(path));
        self
    }

    /// Does what `codegen` or `codegen --check` on the program's command line asks for, and gives
    /// the program's exit code. `None` if the program was asked for something else.
    ///
    /// `codegen` writes the file of [`Socket::types_file`]; `codegen --check` fails if it is not
    /// what would be written, and says where.
    ///
    /// ```no_run
    /// use std::process::ExitCode;
    ///
    /// # fn socket() -> musubi::Socket { musubi::Socket::new() }
    /// fn main() -> ExitCode {
    ///     if let Some(code) = socket().codegen_command() {
    ///         return code;
    ///     }
    ///     // … serve …
    ///     ExitCode::SUCCESS
    /// }
    /// ```
    pub fn codegen_command(&self) -> Option<ExitCode> {
        let arguments: Vec<String> = std::env::args().skip(1).collect();
        let check = match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
            ["codegen"] => false,
            ["codegen", "--check"] => true,
            _ => return None,
        };
        match self.generate(check) {
            Ok(()) => Some(ExitCode::SUCCESS),
            Err(error) => {
                eprintln!("error: {error}");
                Some(ExitCode::FAILURE)
            }
        }
    }

    fn generate(&self, check: bool) -> Result<(), Box<dyn Error>> {
        let file = self.types_file.as_ref();
        let file = file.ok_or("this socket has no types file; name one with `types_file`")?;
        let text = self.typescript()?;
        if check {
            file.check(&text)?;
        } else {
            file.write_if_changed(&text)?;
        }
        Ok(())
    }

    /// The router with `GET /websocket`, to be nested where clients look for the socket. Worker
    /// threads start here.
    pub fn into_router<S: Clone + Send + Sync + 'static>(self) -> Router<S> {
        if cfg!(debug_assertions)
            && self.types_file.is_some()
            && std::env::var_os("CI").is_none()
            && let Err(error) = self.generate(false)
        {
            tracing::warn!(%error, "the TypeScript types were not written");
        }
        let cores = || std::thread::available_parallelism().map_or(1, usize::from);
        let mut roots = self.roots;
        for root in roots.values_mut() {
            root.hooks = Arc::clone(&self.hooks);
        }
        let folder = self.upload_folder.unwrap_or_else(std::env::temp_dir);
        let storage = Storage::new(folder, upload::max_chunk(&self.limits));
        storage.sweep();
        let lobby = Arc::new(Lobby::new(self.limits.away_pages));
        self.handle.know(&lobby);
        let shared = Shared {
            storage,
            lobby,
            handle: self.handle,
            roots,
            on_connect: self.on_connect,
            on_join: self.on_join,
            origins: self.origins,
            limits: self.limits,
            workers: LocalPoolHandle::new(self.workers.unwrap_or_else(cores)),
        };
        Router::new()
            .route("/websocket", get(upgrade::upgrade))
            .with_state(Arc::new(shared))
    }
}

impl Default for Socket {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Socket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Socket")
            .field("roots", &self.roots.keys())
            .field("origins", &self.origins)
            .field("limits", &self.limits)
            .finish_non_exhaustive()
    }
}
