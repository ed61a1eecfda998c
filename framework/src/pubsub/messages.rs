use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use futures_util::{Stream, StreamExt};
use tokio::sync::broadcast;
use tokio_stream::wrappers::BroadcastStream;
use tokio_stream::wrappers::errors::BroadcastStreamRecvError;

use super::Topics;

/// The messages of a topic, in their order: what [`PubSub::subscribe`](super::PubSub::subscribe)
/// gives.
///
/// It ends the subscription when it is dropped, and never ends by itself.
pub struct Messages<T: Clone + Send + 'static> {
    // Before the topic, which counts its subscribers when one leaves.
    stream: BroadcastStream<T>,
    topic: Left<T>,
}

/// Messages that a subscriber did not get, because it was too slow.
///
/// What it shows may be old now: read it again from where the truth is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{count} messages were missed")]
pub struct Missed {
    count: u64,
}

/// A topic that one subscriber leaves when this is dropped.
struct Left<T> {
    topics: Arc<Topics<T>>,
    name: Box<str>,
}

impl<T: Clone + Send + 'static> Messages<T> {
    pub(super) fn new(
        receiver: broadcast::Receiver<T>,
        topics: Arc<Topics<T>>,
        topic: &str,
    ) -> Self {
        Self {
            stream: BroadcastStream::new(receiver),
            topic: Left {
                topics,
                name: topic.into(),
            },
        }
    }

    /// The name of the topic.
    pub fn topic(&self) -> &str {
        &self.topic.name
    }
}

impl Missed {
    /// How many there were.
    #[must_use]
    pub fn count(self) -> u64 {
        self.count
    }
}

impl<T: Clone + Send + 'static> Stream for Messages<T> {
    type Item = Result<T, Missed>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.stream.poll_next_unpin(cx).map(|next| {
            next.map(|received| {
                received.map_err(|BroadcastStreamRecvError::Lagged(count)| Missed { count })
            })
        })
    }
}

impl<T> Drop for Left<T> {
    fn drop(&mut self) {
        self.topics.leave(&self.name);
    }
}

impl<T: Clone + Send + 'static> fmt::Debug for Messages<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Messages")
            .field("topic", &self.topic())
            .finish_non_exhaustive()
    }
}
