use std::collections::VecDeque;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use futures_channel::{mpsc, oneshot};
use futures_util::StreamExt;
use tokio::time::{Sleep, sleep};

use super::recall::Recall;
use super::{Frame, Request};

/// A client that comes back to its page, over another connection of the page's thread.
pub(crate) struct Visit<O> {
    /// The way to that connection.
    pub(crate) outlet: O,
    pub(crate) requests: mpsc::Receiver<Request>,
    /// The last version that the client has.
    pub(crate) version: u64,
    /// The frames of that join.
    pub(crate) frame: Frame,
    /// The reference of the join.
    pub(crate) msg_ref: Option<Box<str>>,
    /// The reply to it if the page goes on.
    pub(crate) response: String,
    /// Takes the requests back if the page cannot go on from that version: the client is to mount
    /// its root anew.
    pub(crate) answer: oneshot::Sender<Result<(), mpsc::Receiver<Request>>>,
}

/// Where clients that have gone find their page again. They do not any more once it is dropped.
pub(crate) trait Seat {
    /// The page waits for its client.
    fn wait(&self);

    /// The client is there.
    fn wait_no_more(&self);

    /// Ready when so many pages wait for their clients that this one is not to be found any more.
    fn poll_lost(&mut self, cx: &mut Context<'_>) -> Poll<()>;
}

/// What lets a page outlive the connection of its client.
pub(crate) struct Resumable<O> {
    visits: mpsc::UnboundedReceiver<Visit<O>>,
    seat: Box<dyn Seat>,
    pub(super) recall: Recall,
    /// What came over a connection that the client has given up, in its order.
    pub(super) backlog: VecDeque<Request>,
    /// How long the page waits for its client.
    window: Duration,
    /// Ends the wait, while there is one.
    away: Option<Pin<Box<Sleep>>>,
}

impl<O> Resumable<O> {
    /// The page waits for its client as long as `window`, and keeps no more than `bytes` of what the
    /// client may not have got.
    pub(crate) fn new(
        visits: mpsc::UnboundedReceiver<Visit<O>>,
        seat: Box<dyn Seat>,
        window: Duration,
        bytes: usize,
    ) -> Self {
        Self {
            visits,
            seat,
            recall: Recall::new(bytes),
            backlog: VecDeque::new(),
            window,
            away: None,
        }
    }

    /// The next visit.
    pub(super) fn poll_visit(&mut self, cx: &mut Context<'_>) -> Poll<Visit<O>> {
        match self.visits.poll_next_unpin(cx) {
            Poll::Ready(Some(visit)) => Poll::Ready(visit),
            Poll::Ready(None) | Poll::Pending => Poll::Pending,
        }
    }

    /// Waits for the client. Ready when it has been away for too long, or cannot come back.
    pub(super) fn poll_away(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        let Self {
            away, seat, window, ..
        } = self;
        let away = away.get_or_insert_with(|| {
            seat.wait();
            Box::pin(sleep(*window))
        });
        if seat.poll_lost(cx).is_ready() {
            return Poll::Ready(());
        }
        away.as_mut().poll(cx)
    }

    /// Waits for nobody any more.
    pub(super) fn give_up(&mut self) {
        self.window = Duration::ZERO;
        self.away = None;
        self.visits.close();
    }

    /// The client is back.
    pub(super) fn end_wait(&mut self) {
        if self.away.take().is_some() {
            self.seat.wait_no_more();
        }
    }
}
