//! Testing stores without a socket: mount one, send it commands, look at what it would send.
//!
//! ```
//! # use musubi::prelude::*;
//! # use serde_json::json;
//! # #[state] struct Counter { count: i64 }
//! # struct CounterStore { count: RwSignal<i64> }
//! # #[store(root)] impl CounterStore {
//! #     fn mount() -> Self { Self { count: create_rw_signal(0) } }
//! #     fn render(&self) -> CounterSignals { CounterSignals { count: self.count.into() } }
//! #     #[command] fn increment(&self, amount: i64) { self.count.update(|count| *count += amount) }
//! # }
//! use musubi::testing::TestPage;
//!
//! # tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(async {
//! let mut page = TestPage::mount::<CounterStore>(json!({})).await.unwrap();
//! page.command("increment", json!({"amount": 2})).await.unwrap();
//!
//! let envelope = page.flush().unwrap();
//! assert_eq!(envelope.ops.len(), 1);
//! assert_eq!(page.state()["count"], 2);
//! # });
//! ```

mod settle;
mod upload;
#[cfg(feature = "testing")]
pub mod wire;

pub use upload::TestUpload;

use std::future::poll_fn;
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context as TaskContext, Poll};

pub use musubi_wire::payload::Features;
use musubi_wire::{Document, StoreId};
pub use musubi_wire::{Envelope, PushEvent};
use serde::Serialize;
use serde_json::Value;
use serde_json::value::RawValue;

use crate::page::{Command, Frame, Page, Work};
use crate::reactive::PageRuntime;
use crate::socket::Socket;
use crate::store::{Context, PageHandle, Refused, Root, RootStore, Store};
use crate::telemetry::{Attempt, COMMAND_SECONDS, UNKNOWN};
use crate::upload::Storage;

/// A mounted root store and the document of an imaginary client.
pub struct TestPage {
    page: Page,
    document: Document,
    frame: Frame,
    /// What the client has heard and nobody asked for yet.
    events: Vec<PushEvent>,
}

/// What a client is told instead of a reply, where a mount or a command was refused.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("{reason}")]
pub struct ErrorReply {
    /// The sentence for people.
    pub reason: String,
    /// The code to match on; `None` for the protocol's own refusals.
    pub code: Option<String>,
    /// The typed error's detail.
    pub detail: Option<Value>,
}

impl TestPage {
    /// Mounts `S` with these params, and gives its first document to the client.
    ///
    /// # Errors
    /// Fails where `mount` refuses, or where the params do not decode.
    ///
    /// # Panics
    /// Panics if the store panics or its state cannot be sent.
    pub async fn mount<S: RootStore>(params: impl Serialize) -> Result<Self, ErrorReply> {
        Self::mount_with::<S>(params, Context::new()).await
    }

    /// Like [`TestPage::mount`], with what a connection would have given the page.
    ///
    /// # Errors
    /// Fails where `mount` refuses, or where the params do not decode.
    ///
    /// # Panics
    /// Panics if the store panics or its state cannot be sent.
    pub async fn mount_with<S: RootStore>(
        params: impl Serialize,
        context: Context,
    ) -> Result<Self, ErrorReply> {
        let mut this = Self::mount_page::<S>(params, context).await?;
        this.flush();
        Ok(this)
    }

    /// Like [`TestPage::mount`], and the first envelope is left to [`TestPage::flush`].
    ///
    /// # Errors
    /// Fails where `mount` refuses, or where the params do not decode.
    pub async fn mount_unflushed<S: RootStore>(params: impl Serialize) -> Result<Self, ErrorReply> {
        Self::mount_page::<S>(params, Context::new()).await
    }

    /// Like [`TestPage::mount_with`], with the hooks of a socket. Its callbacks are not asked.
    ///
    /// # Errors
    /// Fails where `mount` refuses, or where the params do not decode.
    ///
    /// # Panics
    /// Panics if the store panics or its state cannot be sent.
    pub async fn mount_on<S: RootStore>(
        socket: &Socket,
        params: impl Serialize,
        context: Context,
    ) -> Result<Self, ErrorReply> {
        let mut root = Root::of::<S>();
        root.hooks = Arc::clone(socket.hooks());
        let mut this = Self::mount_root::<S>(root, params, context).await?;
        this.flush();
        Ok(this)
    }

    async fn mount_page<S: RootStore>(
        params: impl Serialize,
        context: Context,
    ) -> Result<Self, ErrorReply> {
        Self::mount_root::<S>(Root::of::<S>(), params, context).await
    }

    async fn mount_root<S: RootStore>(
        root: Root,
        params: impl Serialize,
        context: Context,
    ) -> Result<Self, ErrorReply> {
        let params = raw(&params);
        let storage = Storage::new(std::env::temp_dir(), usize::MAX);
        let page = Page::mount(root, &params, context, storage, Features::NONE)
            .await
            .map_err(ErrorReply::from)?;
        let root_id = musubi_wire::root_id(S::NAME, "test");
        let frame = Frame::new(None, &musubi_wire::connection_topic(&root_id), &root_id);
        Ok(Self {
            page,
            document: Document::new(root_id),
            frame,
            events: Vec::new(),
        })
    }

    /// Lets the client offer these features, as the clients of Musubi for Rust do. Without them it
    /// gets what every client understands.
    ///
    /// ```
    /// # use musubi::prelude::*;
    /// # use serde_json::json;
    /// # #[state] struct Queue { #[state(key = "id")] names: List<u32, Name> }
    /// # #[state] struct Name { id: u32 }
    /// # struct QueueStore { names: ListSignal<u32, Name> }
    /// # #[store(root)] impl QueueStore {
    /// #     fn mount() -> Self {
    /// #         let names = (0..9).map(|id| Name { id }).collect();
    /// #         Self { names: ListSignal::new(names, |name: &Name| name.id) }
    /// #     }
    /// #     fn render(&self) -> QueueSignals { QueueSignals { names: self.names } }
    /// #     #[command] fn promote(&self, id: u32) { self.names.move_to(&id, 0); }
    /// # }
    /// use musubi::testing::{Features, TestPage};
    ///
    /// # tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(async {
    /// let page = TestPage::mount::<QueueStore>(json!({})).await.unwrap();
    /// let mut page = page.offering(Features { moves: true });
    /// page.command("promote", json!({"id": 8})).await.unwrap();
    ///
    /// let envelope = page.flush().unwrap();
    /// let ops = json!([{"op": "move", "from": "/names/8", "path": "/names/0"}]);
    /// assert_eq!(serde_json::to_value(&envelope.ops).unwrap(), ops);
    /// # });
    /// ```
    #[must_use]
    pub fn offering(mut self, features: Features) -> Self {
        self.page.offer(features);
        self
    }

    /// Sends a command to the root store. Gives its reply.
    ///
    /// # Errors
    /// Gives the error reply that a client would get.
    pub async fn command(
        &mut self,
        name: &str,
        payload: impl Serialize,
    ) -> Result<Value, ErrorReply> {
        self.command_on(&StoreId::root(), name, payload).await
    }

    /// Sends a command to a mounted store. While an `async` one waits, what stores have spawned goes
    /// on, as on a page that is served.
    ///
    /// # Errors
    /// Gives the error reply that a client would get.
    pub async fn command_on(
        &mut self,
        store_id: &StoreId,
        name: &str,
        payload: impl Serialize,
    ) -> Result<Value, ErrorReply> {
        let answer = match self.run_command(store_id, name, &raw(&payload)) {
            Command::Done(answer) => answer,
            Command::Waiting(work) => self.finish(work).await,
        };
        let reply = answer.map_err(ErrorReply::from)?;
        Ok(serde_json::from_str(&reply).expect("a reply is JSON"))
    }

    fn run_command(&self, store_id: &StoreId, name: &str, payload: &RawValue) -> Command {
        let mut attempt = Attempt::start(COMMAND_SECONDS, [UNKNOWN, UNKNOWN, "tested"]);
        self.page.command(store_id, name, payload, &mut attempt)
    }

    async fn finish<T>(&self, work: Work<T>) -> T {
        let mut finishing = pin!(self.page.finish(work));
        poll_fn(|cx| {
            let polled = finishing.as_mut().poll(cx);
            if polled.is_pending() && self.poll_tasks(cx).is_ready() {
                // There may be others that have something to do.
                cx.waker().wake_by_ref();
            }
            polled
        })
        .await
    }

    /// A handle to the page, as its stores would make one. What is done with it happens when the
    /// page runs: in [`TestPage::settle`] or [`TestPage::run_task`].
    pub fn handle(&self) -> PageHandle {
        self.page.handle()
    }

    /// Runs what stores have spawned until one of them has taken a turn: a future that is done, an
    /// item of a subscription, a timer. Waits for ever where none will.
    pub async fn run_task(&mut self) {
        poll_fn(|cx| self.poll_tasks(cx)).await;
    }

    fn poll_tasks(&self, cx: &mut TaskContext<'_>) -> Poll<()> {
        self.page.poll_tasks(cx)
    }

    /// Sends what changed to the client, as one envelope; `None` if nothing did.
    ///
    /// # Panics
    /// Panics if a value of the state cannot be sent, with the pointer to it, and if the envelope
    /// does not fit the client's document, which would be a fault of this crate.
    pub fn flush(&mut self) -> Option<Envelope> {
        self.flush_bytes().map(|(envelope, _)| envelope)
    }

    /// Like [`TestPage::flush`], with the length of the frame in bytes.
    ///
    /// # Panics
    /// Panics where [`TestPage::flush`] does.
    pub fn flush_bytes(&mut self) -> Option<(Envelope, usize)> {
        let frame = self.flush_frame()?;
        let text = std::str::from_utf8(&frame).expect("a frame is text");
        let message = musubi_wire::frame::TextFrame::parse(text).expect("a frame of ours is one");
        let envelope = Envelope::decode(message.payload.get()).expect("an envelope of ours is one");
        self.document
            .apply(&envelope)
            .expect("an envelope of ours fits the document");
        self.events.extend_from_slice(&envelope.events);
        Some((envelope, frame.len()))
    }

    /// Writes what changed as the frame that a socket would send. The client does not get it.
    ///
    /// # Panics
    /// Panics if a value of the state cannot be sent.
    #[doc(hidden)]
    pub fn flush_frame(&mut self) -> Option<Vec<u8>> {
        if !self.page.is_dirty() {
            return None;
        }
        let mut out = self.frame.open(self.page.version());
        match self.page.flush(&mut out) {
            Ok(false) => None,
            Ok(true) => {
                self.frame.close(&mut out);
                Some(out)
            }
            Err(error) => panic!("{} cannot be sent: {}", error.path, error.source),
        }
    }

    /// The client's document, as of the last [`TestPage::flush`].
    pub fn state(&self) -> &Value {
        self.document.root()
    }

    /// The client's document with the items of each stream in the place of the stream.
    pub fn hydrated(&self) -> Value {
        self.document.hydrated()
    }

    /// The items of a stream, as the client has them: of the store with this id, and of the member
    /// with this name. Empty where the client has heard of none.
    pub fn items(&self, store_id: &StoreId, stream: &str) -> Vec<Value> {
        let stream = self.document.stream(store_id, stream);
        stream
            .into_iter()
            .flat_map(|stream| stream.iter().map(|item| item.value().clone()))
            .collect()
    }

    /// The events that the client has heard since the last call, in their order.
    pub fn take_events(&mut self) -> Vec<PushEvent> {
        std::mem::take(&mut self.events)
    }

    /// The document as the store would render it from nothing now.
    ///
    /// # Panics
    /// Panics if a value of the state cannot be sent.
    pub fn fresh(&self) -> Value {
        let mut out = Vec::new();
        if let Err(error) = self.page.write_fresh(&mut out) {
            panic!("{} cannot be sent: {}", error.path, error.source);
        }
        serde_json::from_slice(&out).expect("a document of ours is JSON")
    }

    /// The server's part alone, as it stays in memory for a client at rest.
    #[doc(hidden)]
    pub fn without_client(self) -> impl Sized {
        (self.page, self.frame)
    }

    /// How many stores are mounted, the root included.
    pub fn store_count(&self) -> usize {
        self.page.store_count()
    }

    /// Runs `f` as code of a mounted store: to look at what it does not show, and to call methods
    /// that are no commands.
    ///
    /// # Panics
    ///
    /// Panics if there is no store with this id, or if it is no `S`.
    pub fn with_store<S: Store, T>(&self, store_id: &StoreId, f: impl FnOnce(&S) -> T) -> T {
        self.page
            .enter(|| self.page.run(store_id, f))
            .unwrap_or_else(|error| panic!("{error}"))
    }

    /// Runs `f` as code of this page, as one batch, to read and write signals from a test.
    pub fn run<T>(&self, f: impl FnOnce() -> T) -> T {
        self.page.enter(f)
    }
}

impl std::fmt::Debug for TestPage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TestPage")
            .field("state", self.state())
            .finish_non_exhaustive()
    }
}

impl From<Refused> for ErrorReply {
    fn from(refused: Refused) -> Self {
        let detail = refused
            .error
            .and_then(|detail| serde_json::from_str(&detail).ok());
        Self {
            reason: refused.reason,
            code: refused.code,
            detail,
        }
    }
}

/// Runs `f` where signals can be made, and disposes of them after it.
pub fn with_runtime<T>(f: impl FnOnce() -> T) -> T {
    let runtime = PageRuntime::new();
    runtime.enter_unbatched(f)
}

fn raw(value: &impl Serialize) -> Box<RawValue> {
    serde_json::value::to_raw_value(value).expect("a payload is JSON")
}
