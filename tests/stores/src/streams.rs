//! Streams: of the root, in nested state, and of children.

use musubi::NoParams;
use musubi::prelude::*;

#[state]
#[derive(Debug)]
pub struct Message {
    pub id: u32,
    pub text: String,
}

fn message(id: u32) -> Message {
    Message {
        id,
        text: format!("message {id}"),
    }
}

#[cfg(feature = "server")]
fn stream() -> StreamSignal<Message> {
    StreamSignal::new(|message: &Message| message.id.to_string())
}

#[state]
pub struct Thread {
    pub replies: Stream<Message>,
}

pub struct ThreadStore {
    replies: StreamSignal<Message>,
}

#[store(name = "Recorded.Thread")]
impl ThreadStore {
    fn mount() -> Self {
        let replies = stream();
        replies.insert(message(1));
        Self { replies }
    }

    fn render(&self) -> ThreadSignals {
        ThreadSignals {
            replies: self.replies,
        }
    }

    #[command]
    fn reply(&self, id: u32) {
        self.replies.insert(message(id));
    }
}

#[state]
pub struct Aside {
    pub notices: Stream<Message>,
}

#[state]
pub struct Feed {
    pub messages: Stream<Message>,
    #[state(nested)]
    pub aside: Aside,
    pub thread: Option<Child<ThreadStore>>,
}

pub struct FeedStore {
    messages: StreamSignal<Message>,
    notices: StreamSignal<Message>,
    has_thread: RwSignal<bool>,
}

#[store(root, name = "Recorded.Feed")]
impl FeedStore {
    fn mount() -> Self {
        let messages = stream();
        messages.reset([message(1), message(2)]);
        Self {
            messages,
            notices: stream(),
            has_thread: create_rw_signal(false),
        }
    }

    fn render(&self) -> FeedSignals {
        FeedSignals {
            messages: self.messages,
            aside: AsideSignals {
                notices: self.notices,
            },
            thread: self.has_thread.get().then(|| child("thread", NoParams {})),
        }
    }

    #[command]
    fn insert(&self, at: i64, ids: Vec<u32>, limit: Option<usize>) {
        let at = usize::try_from(at).map_or(At::End, At::Index);
        for id in ids {
            match limit {
                Some(limit) => self.messages.insert_limited(at, message(id), limit),
                None => self.messages.insert_at(at, message(id)),
            }
        }
    }

    #[command]
    fn delete(&self, ids: Vec<u32>) {
        for id in ids {
            self.messages.delete_by_key(id.to_string());
        }
    }

    #[command]
    fn reset(&self, ids: Vec<u32>) {
        self.messages.reset(ids.into_iter().map(message));
    }

    /// Everything at once, in an order that is not the wire's.
    #[command]
    fn mix(&self) {
        self.messages.insert(message(30));
        self.messages.delete_by_key("30");
        self.messages.insert_at(At::Start, message(31));
        self.notices.insert(message(32));
        self.messages.reset([message(33)]);
        self.messages.insert(message(34));
    }

    #[command]
    fn notify(&self, id: u32) {
        self.notices.insert(message(id));
    }

    #[command]
    fn open_thread(&self, open: bool) {
        self.has_thread.set(open);
    }
}
