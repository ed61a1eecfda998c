//! Messages between pages, and from anywhere else in the process to them.
//!
//! A [`PubSub`] has topics, each with a name and a type of messages. Whoever has it can publish to
//! a topic and subscribe to one, on any thread. A page takes messages with
//! [`#[subscribe]`](macro@crate::subscribe) or [`subscribe`](fn@crate::subscribe); put the `PubSub`
//! into the [`Context`](crate::Context) of the connection to give it to stores.
//!
//! ```
//! use futures_util::StreamExt;
//! use musubi::pubsub::PubSub;
//!
//! # tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(async {
//! let pubsub = PubSub::new();
//! let mut scores = pubsub.subscribe::<u32>("scores");
//!
//! assert_eq!(pubsub.publish("scores", 7_u32), 1);
//! assert_eq!(scores.next().await, Some(Ok(7)));
//! # });
//! ```

mod changes;
mod messages;

pub use changes::Changes;
pub use messages::{Messages, Missed};

use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use tokio::sync::broadcast;

/// How many messages of a topic may wait for its slowest subscriber, unless it is said otherwise.
const CAPACITY: usize = 256;

/// Topics that parts of a process publish messages to and subscribe to.
///
/// It is a handle: clones share their topics. A topic is there as long as somebody subscribes to
/// it, and is known by its name and the type of its messages, so two types never meet under one
/// name.
///
/// To publish never waits. Each subscriber of a topic gets its messages in the order in which they
/// were published. One that is slower than the publishers misses the oldest messages, and is told
/// how many: see [`Missed`].
///
/// ```
/// # use musubi::prelude::*;
/// # use musubi::testing::TestPage;
/// # use serde_json::json;
/// #[derive(Clone)]
/// struct Goal { team: String }
///
/// #[state]
/// pub struct Match { pub goals: u32 }
///
/// pub struct MatchStore { goals: RwSignal<u32>, pubsub: PubSub }
///
/// #[store(root)]
/// impl MatchStore {
///     fn mount() -> Self {
///         let pubsub = use_context().expect("the socket provides a PubSub");
///         Self { goals: create_rw_signal(0), pubsub }
///     }
///
///     fn render(&self) -> MatchSignals {
///         MatchSignals { goals: self.goals.into() }
///     }
///
///     #[subscribe(self.pubsub.subscribe("goals"))]
///     fn on_goal(&self, goal: Result<Goal, Missed>) {
///         let goals = goal.map_or_else(|missed| missed.count() as u32, |_| 1);
///         self.goals.update(|all| *all += goals);
///     }
/// }
/// # tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(async {
/// let pubsub = PubSub::new();
/// let context = musubi::Context::new().with(pubsub.clone());
/// let mut page = TestPage::mount_with::<MatchStore>(json!({}), context).await.unwrap();
///
/// pubsub.publish("goals", Goal { team: "Osaka".into() });
/// page.run_task().await;
/// page.flush();
/// assert_eq!(page.state()["goals"], 1);
/// # });
/// ```
#[derive(Clone)]
pub struct PubSub {
    /// Of each type of messages, its [`Topics`].
    types: Arc<RwLock<HashMap<TypeId, Arc<dyn Any + Send + Sync>>>>,
    capacity: usize,
}

/// The topics for messages of one type.
struct Topics<T>(RwLock<HashMap<Arc<str>, broadcast::Sender<T>>>);

impl PubSub {
    /// A `PubSub` without topics, whose subscribers may each be 256 messages behind.
    #[must_use]
    pub fn new() -> Self {
        Self::with_capacity(CAPACITY)
    }

    /// Like [`PubSub::new`], where a subscriber may be `capacity` messages behind, rounded up to a
    /// power of two. Each topic takes room for as many messages.
    ///
    /// # Panics
    ///
    /// Panics if `capacity` is zero.
    #[must_use]
    pub fn with_capacity(capacity: usize) -> Self {
        assert!(
            capacity > 0,
            "a subscriber needs room for one message at least"
        );
        Self {
            types: Arc::default(),
            capacity,
        }
    }

    /// Gives a message to every subscriber of this topic, and tells how many there are. Without one
    /// the message is gone.
    ///
    /// Each of them gets a clone: put a large message into an [`Arc`]. The type of the message counts
    /// as much as the topic's name: a `u64` reaches nobody who subscribed to `u32`.
    pub fn publish<T: Clone + Send + 'static>(&self, topic: &str, message: T) -> usize {
        let topics = read(&self.types).get(&TypeId::of::<T>()).cloned();
        let sender = topics.and_then(|topics| {
            let topics: Arc<Topics<T>> = topics.downcast().expect("they are kept by their type");
            read(&topics.0).get(topic).cloned()
        });
        // No lock is held here, as the message that gives way may do whatever it likes in `Drop`.
        sender.map_or(0, |sender| sender.send(message).unwrap_or(0))
    }

    /// The messages that are published to this topic from now on. Where they only tell that there is
    /// something to read anew, take their [`changes`](Messages::changes).
    #[must_use = "a subscription ends when its messages are dropped"]
    pub fn subscribe<T: Clone + Send + 'static>(&self, topic: &str) -> Messages<T> {
        let topics = self.topics();
        let receiver = {
            let mut known = write(&topics.0);
            let sender = known
                .entry(topic.into())
                .or_insert_with(|| broadcast::Sender::new(self.capacity));
            sender.subscribe()
        };
        Messages::new(receiver, topics, topic)
    }

    /// How many topics have subscribers, for messages of type `T`.
    #[must_use]
    pub fn topic_count<T: Clone + Send + 'static>(&self) -> usize {
        read(&self.topics::<T>().0).len()
    }

    fn topics<T: Clone + Send + 'static>(&self) -> Arc<Topics<T>> {
        let mut types = write(&self.types);
        let topics = types
            .entry(TypeId::of::<T>())
            .or_insert_with(|| Arc::new(Topics::<T>(RwLock::default())));
        let topics = Arc::clone(topics).downcast();
        topics.expect("they are kept by their type")
    }
}

impl<T> Topics<T> {
    /// Lets go of a topic that has no subscribers any more.
    fn leave(&self, topic: &str) {
        let last = {
            let mut known = write(&self.0);
            let is_unused = known
                .get(topic)
                .is_some_and(|sender| sender.receiver_count() == 0);
            is_unused.then(|| known.remove(topic))
        };
        drop(last);
    }
}

/// Nothing that can panic runs under these locks, so a poisoned one has nothing wrong behind it.
fn read<T: ?Sized>(lock: &RwLock<T>) -> RwLockReadGuard<'_, T> {
    lock.read().unwrap_or_else(PoisonError::into_inner)
}

fn write<T: ?Sized>(lock: &RwLock<T>) -> RwLockWriteGuard<'_, T> {
    lock.write().unwrap_or_else(PoisonError::into_inner)
}

impl Default for PubSub {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for PubSub {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PubSub")
            .field("capacity", &self.capacity)
            .finish_non_exhaustive()
    }
}
