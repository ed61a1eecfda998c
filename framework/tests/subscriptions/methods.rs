//! `#[subscribe]` methods.

use std::cell::RefCell;
use std::rc::Rc;

use futures_util::{Stream, StreamExt, stream};
use musubi::prelude::*;
use musubi::testing::TestPage;
use musubi::{Context, NoParams};
use serde_json::{Value, json};
use tokio::sync::Semaphore;

/// Something that happened in a room.
#[derive(Debug, Clone, PartialEq)]
pub enum Happened {
    Said(String),
    Left,
}

#[event]
pub struct Heard {
    pub text: String,
}

#[state]
pub struct Room {
    pub heard: Vec<String>,
    pub missed: u64,
    pub slow: u32,
    pub corner: Option<Child<CornerStore>>,
}

pub struct RoomStore {
    name: String,
    pubsub: PubSub,
    heard: RwSignal<Vec<String>>,
    missed: RwSignal<u64>,
    slow: RwSignal<u32>,
    has_corner: RwSignal<bool>,
}

#[store(root, events(Heard))]
impl RoomStore {
    fn mount(name: String) -> Self {
        Self {
            name,
            pubsub: use_context().expect("the page has topics"),
            heard: create_rw_signal(Vec::new()),
            missed: create_rw_signal(0),
            slow: create_rw_signal(0),
            has_corner: create_rw_signal(true),
        }
    }

    fn render(&self) -> RoomSignals {
        RoomSignals {
            heard: self.heard.into(),
            missed: self.missed.into(),
            slow: self.slow.into(),
            corner: self.has_corner.get().then(|| child("corner", NoParams {})),
        }
    }

    fn topic(&self) -> String {
        format!("room:{}", self.name)
    }

    #[subscribe(self.pubsub.subscribe(&self.topic()))]
    fn on_happened(&self, happened: Result<Happened, Missed>) {
        match happened {
            Ok(Happened::Said(text)) => {
                push_event(&Heard { text: text.clone() });
                self.heard.update(|heard| heard.push(text));
            }
            Ok(Happened::Left) => self.has_corner.set(false),
            Err(missed) => self.missed.update(|all| *all += missed.count()),
        }
    }

    /// Is done when the page's semaphore says so.
    #[subscribe(self.pubsub.subscribe("slow").filter_map(async |item| item.ok()))]
    async fn on_slow(&self, add: u32) {
        let gate = use_context::<std::sync::Arc<Semaphore>>().expect("the page has a gate");
        self.slow.update(|slow| *slow += add);
        gate.acquire().await.unwrap().forget();
        self.slow.update(|slow| *slow += 100 * add);
    }

    #[command]
    fn say(&self, text: String) -> usize {
        self.pubsub.publish(&self.topic(), Happened::Said(text))
    }
}

#[state]
pub struct Corner {
    pub last: String,
    pub items: Vec<u32>,
}

pub struct CornerStore {
    last: RwSignal<String>,
    items: Rc<RefCell<Vec<u32>>>,
    shown: RwSignal<Vec<u32>>,
}

/// Neither `Send` nor `Unpin`.
fn numbers(kept: Rc<RefCell<Vec<u32>>>) -> impl Stream<Item = u32> {
    stream::unfold(0, move |number| {
        let kept = Rc::clone(&kept);
        async move {
            kept.borrow_mut().push(number);
            (number < 3).then_some((number, number + 1))
        }
    })
}

#[store]
impl CornerStore {
    fn mount() -> Self {
        Self {
            last: create_rw_signal(String::new()),
            items: Rc::default(),
            shown: create_rw_signal(Vec::new()),
        }
    }

    fn render(&self) -> CornerSignals {
        CornerSignals {
            last: self.last.into(),
            items: self.shown.into(),
        }
    }

    #[subscribe(use_context::<PubSub>().expect("the page has topics").subscribe("room:tea"))]
    fn r#match(&self, happened: Result<Happened, Missed>) {
        self.last.set(format!("{happened:?}"));
    }

    #[subscribe(numbers(Rc::clone(&self.items)))]
    fn on_number(&self, number: u32) {
        self.shown.update(|shown| shown.push(number));
    }
}

struct Fixture {
    page: TestPage,
    pubsub: PubSub,
    gate: std::sync::Arc<Semaphore>,
}

async fn room(name: &str, pubsub: PubSub) -> Fixture {
    let gate = std::sync::Arc::new(Semaphore::new(0));
    let context = Context::new()
        .with(pubsub.clone())
        .with(std::sync::Arc::clone(&gate));
    let mut page = TestPage::mount_with::<RoomStore>(json!(name), context)
        .await
        .unwrap();
    // What the corner has to say at once.
    for _ in 0..3 {
        page.run_task().await;
    }
    page.flush();
    Fixture { page, pubsub, gate }
}

fn said(text: &str) -> Happened {
    Happened::Said(text.into())
}

#[tokio::test]
async fn a_method_takes_each_message_as_code_of_its_store() {
    let Fixture {
        mut page, pubsub, ..
    } = room("tea", PubSub::new()).await;
    assert_eq!(pubsub.publish("room:tea", said("hello")), 2);
    page.run_task().await;
    page.run_task().await;
    let envelope = page.flush().unwrap();
    assert_eq!(envelope.events[0].name, "heard");
    assert_eq!(page.state()["heard"], json!(["hello"]));
    assert_eq!(page.state()["corner"]["last"], r#"Ok(Said("hello"))"#);
}

#[tokio::test]
async fn a_stream_of_any_kind_will_do() {
    let Fixture { page, .. } = room("tea", PubSub::new()).await;
    assert_eq!(page.state()["corner"]["items"], json!([0, 1, 2]));
}

#[tokio::test]
async fn a_command_may_publish_to_its_own_store() {
    let Fixture { mut page, .. } = room("sugar", PubSub::new()).await;
    let reply = page.command("say", json!({"text": "hi"})).await.unwrap();
    assert_eq!(reply, 1);
    assert_eq!(page.state()["heard"], json!([]));
    page.run_task().await;
    page.flush();
    assert_eq!(page.state()["heard"], json!(["hi"]));
}

#[tokio::test]
async fn a_store_that_was_too_slow_is_told() {
    let Fixture {
        mut page, pubsub, ..
    } = room("sugar", PubSub::with_capacity(2)).await;
    for text in ["a", "b", "c", "d"] {
        pubsub.publish("room:sugar", said(text));
    }
    for _ in 0..3 {
        page.run_task().await;
    }
    page.flush();
    assert_eq!(page.state()["missed"], 2);
    assert_eq!(page.state()["heard"], json!(["c", "d"]));
}

#[tokio::test]
async fn the_subscriptions_of_a_child_end_with_it() {
    let Fixture {
        mut page, pubsub, ..
    } = room("tea", PubSub::new()).await;
    pubsub.publish("room:tea", Happened::Left);
    page.run_task().await;
    page.flush();
    assert_eq!(page.state()["corner"], Value::Null);
    assert_eq!(pubsub.publish("room:tea", said("still there?")), 1);
    drop(page);
    assert_eq!(pubsub.topic_count::<Happened>(), 0);
    assert_eq!(pubsub.topic_count::<u32>(), 0);
}

#[tokio::test]
async fn an_async_method_is_done_before_the_next_item_and_commands_go_on() {
    let Fixture {
        mut page,
        pubsub,
        gate,
    } = room("sugar", PubSub::new()).await;
    pubsub.publish("slow", 1_u32);
    pubsub.publish("slow", 2_u32);
    page.settle().await;
    assert_eq!(page.state()["slow"], 1);
    page.command("say", json!({"text": "meanwhile"}))
        .await
        .unwrap();
    page.settle().await;
    assert_eq!(page.state()["heard"], json!(["meanwhile"]));
    assert_eq!(page.state()["slow"], 1);
    gate.add_permits(1);
    page.settle().await;
    assert_eq!(page.state()["slow"], 103);
    gate.add_permits(1);
    page.settle().await;
    assert_eq!(page.state()["slow"], 303);
}
