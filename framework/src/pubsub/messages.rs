use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use futures_util::{Stream, StreamExt};
use tokio::sync::broadcast;
use tokio_stream::wrappers::BroadcastStream;
use tokio_stream::wrappers::errors::BroadcastStreamRecvError;

use super::{Changes, Topics};

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

    /// When to read anew what the topic is about: once now, and then whenever something was
    /// published. What is published while nobody looks is one item, missed messages included.
    ///
    /// The item of now makes up for what was published after `mount` has read, and before the
    /// subscription began.
    ///
    /// ```
    /// # use musubi::prelude::*;
    /// # use musubi::testing::TestPage;
    /// # use serde_json::json;
    /// # use std::sync::{Arc, atomic::{AtomicU32, Ordering}};
    /// # #[derive(Clone, Default)]
    /// # struct Votes { pubsub: PubSub, count: Arc<AtomicU32> }
    /// # impl Votes {
    /// #     fn count(&self) -> u32 { self.count.load(Ordering::Relaxed) }
    /// #     fn add(&self) { self.count.fetch_add(1, Ordering::Relaxed); self.pubsub.publish("votes", ()); }
    /// # }
    /// # #[state]
    /// # pub struct Poll { pub votes: u32 }
    /// # pub struct PollStore { hall: Votes, votes: RwSignal<u32> }
    /// #[store(root)]
    /// impl PollStore {
    /// #     fn mount() -> Self {
    /// #         Self { hall: use_context().unwrap(), votes: create_rw_signal(0) }
    /// #     }
    /// #     fn render(&self) -> PollSignals { PollSignals { votes: self.votes.into() } }
    ///     #[subscribe(self.hall.pubsub.subscribe::<()>("votes").changes())]
    ///     fn on_change(&self, _: ()) {
    ///         self.votes.set(self.hall.count());
    ///     }
    /// }
    /// # tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(async {
    /// # let votes = Votes::default();
    /// # votes.add();
    /// # let context = musubi::Context::new().with(votes.clone());
    /// # let mut page = TestPage::mount_with::<PollStore>(json!({}), context).await.unwrap();
    /// # page.settle().await;
    /// # assert_eq!(page.state()["votes"], 1);
    /// # votes.add();
    /// # page.settle().await;
    /// # assert_eq!(page.state()["votes"], 2);
    /// # });
    /// ```
    #[must_use = "a subscription ends when its changes are dropped"]
    pub fn changes(self) -> Changes<T> {
        Changes::new(self)
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
