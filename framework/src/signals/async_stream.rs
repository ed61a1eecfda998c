use std::fmt;

use musubi_wire::AsyncValue;

use super::{AsyncSignal, StreamSignal};

/// A stream that a store is still getting its first items for: results of a search, the latest
/// messages.
///
/// It is the reactive form of a member [`AsyncValue<Stream<T>>`](crate::AsyncValue): how far the
/// items have come, and the stream itself, which is there from the beginning and keeps its items
/// while others load. It is `Copy`, like a signal, and lives as long as the owner that it was made
/// in.
///
/// ```
/// # use musubi::prelude::*;
/// # use musubi::testing::TestPage;
/// # use serde_json::json;
/// #[state]
/// pub struct Message { pub id: u32, pub text: String }
///
/// #[state]
/// pub struct Room { pub messages: AsyncValue<Stream<Message>> }
///
/// pub struct RoomStore { messages: AsyncStreamSignal<Message> }
///
/// #[store(root)]
/// impl RoomStore {
///     fn mount() -> Self {
///         let messages = AsyncStreamSignal::new(|message: &Message| message.id.to_string());
///         messages.load(async { Ok::<_, std::io::Error>([Message { id: 1, text: "hello".into() }]) });
///         Self { messages }
///     }
///
///     fn render(&self) -> RoomSignals {
///         RoomSignals { messages: self.messages }
///     }
/// }
/// # tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(async {
/// let mut page = TestPage::mount::<RoomStore>(json!({})).await.unwrap();
/// assert_eq!(page.state()["messages"]["status"], "loading");
/// page.settle().await;
/// assert_eq!(page.state()["messages"]["status"], "ok");
/// assert_eq!(page.hydrated()["messages"]["result"][0]["text"], "hello");
/// # });
/// ```
pub struct AsyncStreamSignal<T: 'static> {
    pub(crate) progress: AsyncSignal<()>,
    pub(crate) items: StreamSignal<T>,
}

impl<T> AsyncStreamSignal<T> {
    /// How far the items have come. Whatever reads it runs again when it changes.
    pub fn get(&self) -> AsyncValue<()> {
        self.progress.get()
    }

    /// Like [`AsyncStreamSignal::get`], and what runs now will not run again when it changes.
    pub fn get_untracked(&self) -> AsyncValue<()> {
        self.progress.get_untracked()
    }

    /// The stream, to put items in and take them out beside what is loaded.
    pub fn items(&self) -> StreamSignal<T> {
        self.items
    }
}

impl<T> Clone for AsyncStreamSignal<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for AsyncStreamSignal<T> {}

impl<T> fmt::Debug for AsyncStreamSignal<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AsyncStreamSignal").finish_non_exhaustive()
    }
}
