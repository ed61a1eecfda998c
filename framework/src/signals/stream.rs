#[cfg(feature = "server")]
mod queue;

use std::cell::Cell;
use std::fmt;
use std::rc::Rc;

#[cfg(feature = "server")]
pub(crate) use queue::{StreamEdit, StreamPlace, StreamQueue};

#[cfg(feature = "client")]
use super::ListSignal;
use crate::reactive::StoredValue;
#[cfg(any(feature = "server", feature = "client"))]
use crate::{reactive::store_value, state::State};

/// A list that only clients keep, for what is long or never ends: messages, log lines, results.
///
/// It is the reactive form of a member [`Stream<T>`](crate::Stream). An item is written as JSON
/// when it is put in, sent with the next patch, and gone from the server. A patch costs its items,
/// whatever the length of the list and the size of the page.
///
/// A stream is `Copy`, like a signal, and lives as long as the owner that it was made in. Make it
/// in `mount` and place it once in what `render` returns. Items put in before that are kept for
/// the first patch.
///
/// ```
/// # use musubi::prelude::*;
/// # use musubi::testing::TestPage;
/// # use serde_json::json;
/// #[state]
/// pub struct Message { pub id: u32, pub text: String }
///
/// #[state]
/// pub struct Room { pub messages: Stream<Message> }
///
/// pub struct RoomStore { messages: StreamSignal<Message> }
///
/// #[store(root)]
/// impl RoomStore {
///     fn mount() -> Self {
///         let messages = StreamSignal::new(|message: &Message| message.id.to_string());
///         messages.insert(Message { id: 1, text: "hello".into() });
///         Self { messages }
///     }
///
///     fn render(&self) -> RoomSignals {
///         RoomSignals { messages: self.messages }
///     }
///
///     #[command]
///     fn send(&self, id: u32, text: String) {
///         // Clients keep the last 500.
///         self.messages.insert_limited(At::End, Message { id, text }, 500);
///     }
/// }
/// # tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(async {
/// # let mut page = TestPage::mount::<RoomStore>(json!({})).await.unwrap();
/// # page.command("send", json!({"id": 2, "text": "bye"})).await.unwrap();
/// # assert_eq!(page.flush().unwrap().stream_ops.len(), 1);
/// # assert_eq!(page.hydrated()["messages"][1]["text"], "bye");
/// # });
/// ```
///
/// # Order
///
/// What one turn of the page does to a stream reaches clients as one: first the reset, if there is
/// one, then all insertions, then all deletions, each in their order. So an item that is deleted
/// and put in again by the same command is deleted. What another turn does comes after it.
pub struct StreamSignal<T: 'static> {
    #[cfg_attr(
        not(feature = "server"),
        allow(dead_code, reason = "items are put in on the server")
    )]
    stream: StoredValue<Rc<Shared<T>>>,
}

#[cfg_attr(
    not(feature = "server"),
    allow(dead_code, reason = "items are put in on the server")
)]
struct Shared<T: 'static> {
    key: Box<dyn Fn(&T) -> String>,
    limit: Cell<Option<usize>>,
    #[cfg(feature = "server")]
    queue: Rc<StreamQueue>,
    /// What a client received.
    #[cfg(feature = "client")]
    items: Option<ListSignal<String, (String, T)>>,
}

/// Where an item goes, among the items that a client has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum At {
    /// Before all others.
    Start,
    /// After all others.
    End,
    /// So that it stands at this index; at the end where there are fewer items.
    Index(usize),
}

#[cfg(feature = "server")]
impl<T: State> StreamSignal<T> {
    /// A stream whose items are told apart by what `id` gives.
    ///
    /// Clients see the stream's name before it: the item `7` of `messages` has the key
    /// `messages-7`.
    pub fn new(id: impl Fn(&T) -> String + 'static) -> Self {
        Self::make(id, true)
    }

    /// A stream whose items have the keys that `key` gives, without the stream's name before them.
    pub fn with_item_key(key: impl Fn(&T) -> String + 'static) -> Self {
        Self::make(key, false)
    }

    fn make(key: impl Fn(&T) -> String + 'static, is_named: bool) -> Self {
        let queue = Rc::new(StreamQueue::new(is_named));
        let key = Box::new(key);
        Self {
            stream: store_value(Rc::new(Shared {
                key,
                limit: Cell::new(None),
                queue,
                #[cfg(feature = "client")]
                items: None,
            })),
        }
    }

    /// Lets clients keep no more than `limit` items: after each insertion, those beyond it go from
    /// the end where nothing was put in. [`StreamSignal::insert_limited`] takes another limit.
    #[must_use]
    pub fn limit(self, limit: usize) -> Self {
        if let Some(stream) = self.stream.try_get_value() {
            stream.limit.set(Some(limit));
        }
        self
    }

    /// Puts an item in at the end. An item with its key goes.
    pub fn insert(&self, item: T) {
        self.insert_at(At::End, item);
    }

    /// Puts an item in. An item with its key goes.
    pub fn insert_at(&self, at: At, item: T) {
        self.put(at, &item, None);
    }

    /// Puts an item in, and lets clients keep no more than `limit` items: those beyond it go from
    /// the other end.
    pub fn insert_limited(&self, at: At, item: T, limit: usize) {
        self.put(at, &item, Some(limit));
    }

    /// Puts items in at the end, one after another.
    pub fn extend(&self, items: impl IntoIterator<Item = T>) {
        for item in items {
            self.insert(item);
        }
    }

    /// Takes out the item with the key of this one. Nothing happens where clients have none.
    pub fn delete(&self, item: &T) {
        if let Some(stream) = self.stream.try_get_value() {
            stream.queue.delete((stream.key)(item));
        }
    }

    /// Takes out the item with this key: what the stream's own closure gives for it.
    pub fn delete_by_key(&self, key: impl Into<String>) {
        if let Some(stream) = self.stream.try_get_value() {
            stream.queue.delete(key.into());
        }
    }

    /// Puts these items in place of all items.
    pub fn reset(&self, items: impl IntoIterator<Item = T>) {
        if let Some(stream) = self.stream.try_get_value() {
            stream.queue.reset();
        }
        self.extend(items);
    }

    fn put(&self, at: At, item: &T, limit: Option<usize>) {
        let Some(stream) = self.stream.try_get_value() else {
            return;
        };
        let key = (stream.key)(item);
        let json = crate::json::to_string(item);
        let json = json.and_then(|json| match crate::codegen::fault::<T>(json.as_bytes()) {
            None => Ok(json),
            Some(fault) => Err(serde::ser::Error::custom(format!(
                "it is not of its declared type: {fault}"
            ))),
        });
        stream.queue.insert(StreamEdit::Insert {
            key,
            at: at.on_the_wire(),
            json,
            limit: limit.or(stream.limit.get()),
        });
    }
}

/// What a client reads. The server keeps no items, so there a stream has none.
#[cfg(feature = "client")]
impl<T: State> StreamSignal<T> {
    /// The stream of these items, as they come.
    pub(crate) fn received(items: ListSignal<String, (String, T)>) -> Self {
        let shared = Shared {
            key: Box::new(|_: &T| String::new()),
            limit: Cell::new(None),
            #[cfg(feature = "server")]
            queue: Rc::new(StreamQueue::new(false)),
            items: Some(items),
        };
        Self {
            stream: store_value(Rc::new(shared)),
        }
    }

    /// The items, in their order. Whatever reads them runs again when items come, go or move.
    pub fn get(&self) -> Vec<T> {
        self.with(|items| items.iter().map(|(_, item)| item.clone()).collect())
    }

    /// Runs `f` with the items, each behind its key: what a keyed list of a user interface needs.
    pub fn with<R>(&self, f: impl FnOnce(&[(String, T)]) -> R) -> R {
        match self.stream.with_value(|stream| stream.items) {
            Some(items) => items.with(f),
            None => f(&[]),
        }
    }

    /// Like [`StreamSignal::with`], and what runs now will not run again when items come or go.
    pub fn with_untracked<R>(&self, f: impl FnOnce(&[(String, T)]) -> R) -> R {
        match self.stream.with_value(|stream| stream.items) {
            Some(items) => items.with_untracked(f),
            None => f(&[]),
        }
    }
}

#[cfg(feature = "server")]
impl<T> StreamSignal<T> {
    /// What waits to be sent, which outlives the stream in the hands of its place.
    pub(crate) fn queue(&self) -> Rc<StreamQueue> {
        let stream = self.stream.try_get_value();
        Rc::clone(
            &stream
                .expect("a stream is placed after the store that made it has ended")
                .queue,
        )
    }
}

#[cfg(feature = "server")]
impl At {
    fn on_the_wire(self) -> i64 {
        match self {
            Self::Start => 0,
            Self::End => -1,
            Self::Index(index) => i64::try_from(index).unwrap_or(i64::MAX),
        }
    }
}

impl<T> Clone for StreamSignal<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for StreamSignal<T> {}

impl<T> PartialEq for StreamSignal<T> {
    /// Whether both are the same stream.
    fn eq(&self, other: &Self) -> bool {
        self.stream == other.stream
    }
}

impl<T> Eq for StreamSignal<T> {}

impl<T> fmt::Debug for StreamSignal<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StreamSignal").finish_non_exhaustive()
    }
}
