use std::marker::PhantomData;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, ready};

use futures_channel::{mpsc, oneshot};
use futures_util::{Stream, StreamExt};
use musubi_wire::StoreId;
use musubi_wire::payload::ErrorReply;

use super::Reply;
use crate::contract::{Command, Event};

/// Who carries out what a client asks of a page: its connection.
pub trait Remote {
    /// Sends a command, whose payload is JSON text.
    fn command(&self, store_id: &StoreId, name: &str, payload: String) -> Answer;

    /// Sends a message on the channel of the page, whose payload is JSON text.
    fn push(&self, event: &'static str, payload: String) -> Answer;

    /// Does the next thing with the channel of the file with this ref.
    fn file(&self, entry_ref: &str, step: FileStep) -> Answer;

    /// The payloads, as JSON text, of the events of this name that the store sends from now on.
    fn events(&self, store_id: &StoreId, name: &'static str) -> mpsc::Receiver<String>;
}

/// What is done with the channel of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FileStep {
    /// It is joined, with a payload that is JSON text.
    Open(String),
    /// A chunk is sent.
    Chunk(Vec<u8>),
    /// It is left, if it is still there. Nothing is answered.
    Close,
}

/// The reply to a command as JSON text; cancelled where the page has ended.
pub type Answer = oneshot::Receiver<Result<String, CommandFailure>>;

/// Why a command has no reply.
#[derive(Debug, Clone, PartialEq)]
pub enum CommandFailure {
    /// The server said no.
    Refused(ErrorReply),
    /// The connection was lost, or the page has ended. The server may have carried it out.
    Disconnected,
    /// There is no page that it could have been sent to.
    Unsent,
    /// No reply came in time.
    TimedOut,
}

/// The commands of a store as methods. `#[store]` generates one such type for each store.
pub trait Commands: From<Caller> + 'static {}

/// One store of a mounted page, to send commands to and to hear events of.
#[derive(Clone)]
pub struct Caller {
    remote: Rc<dyn Remote>,
    store_id: StoreId,
}

impl Caller {
    /// The store with this id.
    pub fn new(remote: Rc<dyn Remote>, store_id: StoreId) -> Self {
        Self { remote, store_id }
    }

    /// Sends a command.
    pub fn call<C: Command>(&self, payload: &C) -> Reply<C::Reply, C::Error> {
        let payload = serde_json::to_string(payload);
        let answer = payload.map(|payload| self.remote.command(&self.store_id, C::NAME, payload));
        Reply::new(answer.map_err(|fault| format!("the payload: {fault}")))
    }

    /// The events of one type that the store sends from now on.
    pub fn events<E: Event>(&self) -> Events<E> {
        Events {
            payloads: self.remote.events(&self.store_id, E::NAME),
            event: PhantomData,
        }
    }
}

impl std::fmt::Debug for Caller {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Caller")
            .field("store_id", &self.store_id)
            .finish_non_exhaustive()
    }
}

/// The events of one type that a store sends, from when it was asked for. It ends with the page.
///
/// Events that nobody takes wait here, up to a limit; those beyond it are lost.
pub struct Events<E> {
    payloads: mpsc::Receiver<String>,
    event: PhantomData<fn() -> E>,
}

impl<E: Event> Stream for Events<E> {
    /// An event, or what is wrong with one that is not of this type.
    type Item = Result<E, musubi_wire::DecodeError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let payload = ready!(self.payloads.poll_next_unpin(cx));
        Poll::Ready(payload.map(|payload| musubi_wire::json::read(&payload)))
    }
}

impl<E> std::fmt::Debug for Events<E> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Events").finish_non_exhaustive()
    }
}

/// The commands of a store that has none to speak of, in the code that stands in for a faulty one.
#[derive(Debug)]
pub struct NoCommands;

impl From<Caller> for NoCommands {
    fn from(_: Caller) -> Self {
        Self
    }
}

impl Commands for NoCommands {}
