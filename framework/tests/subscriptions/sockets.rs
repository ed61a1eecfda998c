//! Subscriptions of pages that are served.

use futures_util::stream;
use musubi::prelude::*;
use musubi::{Context, Socket};
use serde_json::json;

use crate::support::{Client, Server, soon, with_context};

#[state]
pub struct Feed {
    pub seen: u64,
    pub echo: String,
}

pub struct FeedStore {
    pubsub: PubSub,
    seen: RwSignal<u64>,
    echo: RwSignal<String>,
}

#[store(root)]
impl FeedStore {
    fn mount() -> Self {
        Self {
            pubsub: use_context().expect("the socket provides topics"),
            seen: create_rw_signal(0),
            echo: create_rw_signal(String::new()),
        }
    }

    fn render(&self) -> FeedSignals {
        FeedSignals {
            seen: self.seen.into(),
            echo: self.echo.into(),
        }
    }

    #[subscribe(self.pubsub.subscribe("feed"))]
    fn on_item(&self, item: Result<u64, Missed>) {
        self.seen.set(item.unwrap_or_default());
    }

    /// Publishes to every page.
    #[command]
    fn publish(&self, item: u64) -> usize {
        self.pubsub.publish("feed", item)
    }

    /// Subscribes to a stream that always has another item.
    #[command]
    fn flood(&self) {
        let seen = self.seen;
        subscribe(stream::iter(1..), move |item| seen.set(item));
    }

    #[command]
    fn echo(&self, text: String) {
        self.echo.set(text);
    }
}

async fn feed() -> Server {
    let socket = Socket::new().root::<FeedStore>();
    Server::start(with_context(socket, Context::new().with(PubSub::new()))).await
}

#[tokio::test]
async fn what_one_page_publishes_reaches_the_others() {
    let server = feed().await;
    let (mut alice, mut bob) = (
        Client::connect(&server).await,
        Client::connect(&server).await,
    );
    let from = alice.mount::<FeedStore>("a", json!({})).await;
    let mut to = bob.mount::<FeedStore>("b", json!({})).await;
    let reply = alice.command(&from, "publish", json!({"item": 7})).await;
    assert_eq!(reply.ok(), 2);
    soon(bob.until(&mut to, |state| state["seen"] == 7)).await;
}

#[tokio::test]
async fn a_stream_that_always_has_an_item_holds_up_nobody() {
    let server = feed().await;
    let mut client = Client::connect(&server).await;
    let mut flooded = client.mount::<FeedStore>("a", json!({})).await;
    let mut other = client.mount::<FeedStore>("b", json!({})).await;
    client.command(&flooded, "flood", json!({})).await.ok();
    client.heartbeat().await;
    client
        .command(&other, "echo", json!({"text": "other"}))
        .await
        .ok();
    client
        .until(&mut other, |state| state["echo"] == "other")
        .await;
    client
        .command(&flooded, "echo", json!({"text": "own"}))
        .await
        .ok();
    client
        .until(&mut flooded, |state| {
            state["echo"] == "own" && state["seen"].as_u64() > Some(2)
        })
        .await;
}
