mod file;

pub use file::file_from_reader;

use std::collections::hash_map::RandomState;
use std::future::{Future, pending};
use std::hash::{BuildHasher, Hasher};
use std::pin::Pin;
use std::sync::OnceLock;
use std::task::{Context, Poll};
use std::time::Duration;

use futures_channel::mpsc;
use futures_util::{SinkExt, Stream, StreamExt};
use tokio::task::JoinHandle;
use tokio::time::Instant;
use tokio_tungstenite::connect_async;
use tokio_tungstenite::tungstenite::Message;

use super::{SocketEvent, TOO_LARGE};

/// A WebSocket with a task of its own, which ends with it.
pub(crate) struct Socket {
    events: mpsc::UnboundedReceiver<SocketEvent>,
    messages: mpsc::UnboundedSender<Message>,
    task: JoinHandle<()>,
}

impl Socket {
    pub(crate) fn open(url: &str) -> Self {
        let (told, events) = mpsc::unbounded();
        let (messages, to_send) = mpsc::unbounded();
        let task = tokio::task::spawn_local(run(url.to_owned(), told, to_send));
        Self {
            events,
            messages,
            task,
        }
    }

    pub(crate) fn send(&mut self, text: String) {
        // A socket that is closed says so itself.
        let _ = self.messages.unbounded_send(Message::text(text));
    }

    pub(crate) fn send_bytes(&mut self, bytes: Vec<u8>) {
        let _ = self.messages.unbounded_send(Message::binary(bytes));
    }

    /// Drops a connection that is to be made again. What is only dropped says goodbye, after what
    /// it has been given to send.
    pub(crate) fn give_up(self) {
        self.task.abort();
    }
}

impl Stream for Socket {
    type Item = SocketEvent;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<SocketEvent>> {
        self.events.poll_next_unpin(cx)
    }
}

/// Carries messages both ways until either side has gone; its end is the end of `told`.
async fn run(
    url: String,
    told: mpsc::UnboundedSender<SocketEvent>,
    mut to_send: mpsc::UnboundedReceiver<Message>,
) {
    let Ok((socket, _)) = connect_async(url).await else {
        return;
    };
    let _ = told.unbounded_send(SocketEvent::Opened);
    let (mut sink, mut messages) = socket.split();
    let sending = async {
        while let Some(message) = to_send.next().await {
            if sink.send(message).await.is_err() {
                // What the server said before it hung up is still to be read.
                return pending().await;
            }
        }
        // Without a code, which says that nobody comes back to the pages.
        let _ = sink.send(Message::Close(None)).await;
    };
    let reading = async {
        while let Some(Ok(message)) = messages.next().await {
            match message {
                Message::Text(text) => {
                    let _ = told.unbounded_send(SocketEvent::Text(text.to_string()));
                }
                Message::Close(frame) => {
                    if frame.is_some_and(|frame| u16::from(frame.code) == TOO_LARGE) {
                        let _ = told.unbounded_send(SocketEvent::TooLarge);
                    }
                    return;
                }
                _ => {}
            }
        }
    };
    // Both at once: a server that reads no further still says why.
    tokio::select! {
        () = sending => {}
        () = reading => {}
    }
}

pub(crate) fn spawn(task: impl Future<Output = ()> + 'static) {
    tokio::task::spawn_local(task);
}

pub(crate) async fn sleep(pause: Duration) {
    tokio::time::sleep(pause).await;
}

pub(crate) fn now() -> Duration {
    // That of tokio, which tests can pause.
    static START: OnceLock<Instant> = OnceLock::new();
    START.get_or_init(Instant::now).elapsed()
}

pub(crate) fn seed() -> u64 {
    RandomState::new().build_hasher().finish()
}

/// A native program is never looked away from.
pub(crate) struct Wakes;

impl Wakes {
    pub(crate) fn new() -> Self {
        Self
    }

    pub(crate) async fn next(&mut self) {
        std::future::pending().await
    }
}
