use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use axum::extract::ws::{CloseFrame, Message, Utf8Bytes, WebSocket};
use futures_util::SinkExt;
use futures_util::stream::SplitSink;
use tokio::sync::Notify;
use tokio::time::timeout;

use crate::telemetry::{BYTES_SENT, FRAMES_SENT};

/// What waits to be written to one client.
#[derive(Default)]
pub(super) struct Outbox {
    queue: RefCell<VecDeque<Outgoing>>,
    bytes: Cell<usize>,
    filled: Notify,
    drained: Notify,
    closing: RefCell<Option<CloseFrame>>,
    abandoned: Cell<bool>,
    /// How many heartbeats the client has sent.
    pub(super) heartbeats: Cell<u64>,
}

struct Outgoing {
    text: Utf8Bytes,
    credit: Option<Taken>,
}

/// A page's right to have one envelope on its way. A page without it stays dirty, so a slow client
/// gets fewer and larger envelopes instead of a queue.
#[derive(Default)]
pub(super) struct Credit {
    taken: Cell<bool>,
    waker: RefCell<Option<Waker>>,
}

impl Credit {
    pub(super) fn poll(&self, cx: &Context<'_>) -> Poll<()> {
        if !self.taken.get() {
            return Poll::Ready(());
        }
        self.waker.replace(Some(cx.waker().clone()));
        Poll::Pending
    }

    fn take(credit: &Rc<Self>) -> Taken {
        credit.taken.set(true);
        Taken(Rc::clone(credit))
    }
}

/// A credit that is given back when its envelope is written, or dropped with a connection that is
/// over.
struct Taken(Rc<Credit>);

impl Drop for Taken {
    fn drop(&mut self) {
        self.0.taken.set(false);
        if let Some(waker) = self.0.waker.take() {
            waker.wake();
        }
    }
}

impl Outbox {
    pub(super) fn send(&self, text: String) {
        self.push(Outgoing {
            text: text.into(),
            credit: None,
        });
    }

    /// Sends an envelope, which takes the page's credit until it is written.
    pub(super) fn send_envelope(&self, frame: Vec<u8>, credit: &Rc<Credit>) {
        let text = String::from_utf8(frame).expect("a frame is JSON text");
        self.push(Outgoing {
            text: text.into(),
            credit: Some(Credit::take(credit)),
        });
    }

    /// Writes a close frame after what is queued, and then stops the writer.
    pub(super) fn close(&self, frame: CloseFrame) {
        self.closing.borrow_mut().get_or_insert(frame);
        self.filled.notify_one();
    }

    /// Drops what is queued and whatever comes: the connection is over, and pages that still work
    /// are not to wait for it.
    pub(super) fn abandon(&self) {
        self.abandoned.set(true);
        self.queue.take();
    }

    /// Whether nobody gets any more what is sent.
    pub(super) fn is_abandoned(&self) -> bool {
        self.abandoned.get()
    }

    /// Waits until no more than `limit` bytes are queued.
    pub(super) async fn room(&self, limit: usize) {
        while self.bytes.get() > limit {
            self.drained.notified().await;
        }
    }

    fn push(&self, outgoing: Outgoing) {
        if self.abandoned.get() {
            return;
        }
        self.bytes.set(self.bytes.get() + outgoing.text.len());
        self.queue.borrow_mut().push_back(outgoing);
        self.filled.notify_one();
    }

    /// Writes to the client until the outbox is closed, or until the client has not taken a
    /// message for as long as `patience`.
    pub(super) async fn write_to(
        &self,
        mut sink: SplitSink<WebSocket, Message>,
        patience: Duration,
    ) {
        loop {
            if self.queue.borrow().is_empty() {
                if let Some(frame) = self.closing.take() {
                    let close = sink.send(Message::Close(Some(frame)));
                    let _ = timeout(patience, close).await;
                    return;
                }
                self.filled.notified().await;
                continue;
            }
            if self.write_queue(&mut sink, patience).await.is_none() {
                return;
            }
        }
    }

    /// Writes all that is queued, and then gives the credits of its envelopes back. `None` if the
    /// client takes nothing any more.
    async fn write_queue(
        &self,
        sink: &mut SplitSink<WebSocket, Message>,
        patience: Duration,
    ) -> Option<()> {
        let mut credits = Vec::new();
        loop {
            let Some(next) = self.queue.borrow_mut().pop_front() else {
                break;
            };
            let length = next.text.len();
            FRAMES_SENT.add([], 1);
            BYTES_SENT.add([], length);
            within(patience, sink.feed(Message::Text(next.text))).await?;
            self.bytes.set(self.bytes.get() - length);
            credits.extend(next.credit);
        }
        within(patience, sink.flush()).await?;
        drop(credits);
        self.drained.notify_one();
        Some(())
    }
}

async fn within(
    patience: Duration,
    write: impl Future<Output = Result<(), axum::Error>>,
) -> Option<()> {
    match timeout(patience, write).await {
        Ok(Ok(())) => Some(()),
        Ok(Err(error)) => {
            tracing::debug!(%error, "the client is gone");
            None
        }
        Err(_) => {
            tracing::info!("the client reads nothing; closing its connection");
            None
        }
    }
}
