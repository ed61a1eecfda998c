//! Changes that no command makes: messages of a topic, timers and other threads.

use std::time::Duration;

use musubi::NoParams;
use musubi::prelude::*;
use serde_json::json;

use crate::recorder::Recorder;

#[state]
pub struct Corner {
    pub heard: u32,
}

/// A child that hears the same messages as its parent.
pub struct CornerStore {
    heard: RwSignal<u32>,
}

#[store(name = "Recorded.Corner")]
impl CornerStore {
    fn mount() -> Self {
        Self {
            heard: create_rw_signal(0),
        }
    }

    fn render(&self) -> CornerSignals {
        CornerSignals {
            heard: self.heard.into(),
        }
    }

    #[subscribe(use_context::<PubSub>().expect("the socket gives topics").subscribe("chat"))]
    fn on_message(&self, message: Result<String, Missed>) {
        message.expect("nobody is slow");
        self.heard.update(|heard| *heard += 1);
    }
}

#[state]
pub struct Chat {
    pub last: String,
    pub corner: Option<Child<CornerStore>>,
}

pub struct ChatStore {
    last: RwSignal<String>,
    has_corner: RwSignal<bool>,
    pubsub: PubSub,
}

#[store(root, name = "Recorded.Chat")]
impl ChatStore {
    fn mount() -> Self {
        Self {
            last: create_rw_signal(String::new()),
            has_corner: create_rw_signal(false),
            pubsub: use_context().expect("the socket gives topics"),
        }
    }

    fn render(&self) -> ChatSignals {
        let corner = self.has_corner.get();
        ChatSignals {
            last: self.last.into(),
            corner: corner.then(|| child("corner", NoParams {})),
        }
    }

    #[subscribe(self.pubsub.subscribe("chat"))]
    fn on_message(&self, message: Result<String, Missed>) {
        self.last.set(message.expect("nobody is slow"));
    }

    #[command]
    fn say(&self, text: String) -> usize {
        self.pubsub.publish("chat", text)
    }

    #[command]
    fn open_corner(&self, open: bool) {
        self.has_corner.set(open);
    }

    /// Says something a moment later.
    #[command]
    fn say_later(&self, text: String) {
        let last = self.last;
        after(Duration::from_millis(5), move || last.set(text));
    }

    /// Says something from another thread.
    #[command]
    fn say_elsewhere(&self, text: String) {
        let this = store_handle::<Self>();
        std::thread::spawn(move || this.update(|chat| chat.last.set(text)));
    }
}

pub async fn topics(recorder: &mut Recorder) {
    recorder.join::<ChatStore>("topics", json!({})).await;
    recorder.change("say", json!({"text": "hello"})).await;
    recorder.change("open_corner", json!({"open": true})).await;
    recorder.command("say", json!({"text": "again"})).await;
    // A turn for each of the two that hear it.
    recorder.patch().await;
    recorder.patch().await;
    recorder.change("open_corner", json!({"open": false})).await;
    recorder.change("say", json!({"text": "bye"})).await;
}

pub async fn other_sources(recorder: &mut Recorder) {
    recorder.join::<ChatStore>("others", json!({})).await;
    recorder.change("say_later", json!({"text": "later"})).await;
    let text = json!({"text": "elsewhere"});
    recorder.change("say_elsewhere", text).await;
}
