//! Async values that load together, and those that follow a stream.

use std::time::Duration;

use futures_util::stream;
use musubi::load_together;
use musubi::prelude::*;
use musubi::testing::TestPage;
use serde_json::{Value, json};

#[state]
pub struct Pair {
    pub left: AsyncValue<u32>,
    pub right: AsyncValue<String>,
}

pub struct PairStore {
    left: AsyncSignal<u32>,
    right: AsyncSignal<String>,
}

/// How a load ends.
#[state]
pub enum End {
    Ok,
    Error,
    Never,
}

#[store(root)]
impl PairStore {
    fn mount() -> Self {
        Self {
            left: AsyncSignal::new().timeout(Duration::from_secs(9)),
            right: AsyncSignal::new().timeout(Duration::from_secs(5)),
        }
    }

    fn render(&self) -> PairSignals {
        PairSignals {
            left: self.left,
            right: self.right,
        }
    }

    #[command]
    fn load(&self, end: End) {
        load_together((self.left, self.right), async move {
            match end {
                End::Ok => Ok((1, "one".to_owned())),
                End::Error => Err("neither"),
                End::Never => std::future::pending().await,
            }
        });
    }

    #[command]
    fn load_left(&self, value: u32) {
        self.left.load(async move { Ok::<_, Refusal>(value) });
    }

    #[command]
    fn cancel(&self, left: bool) {
        if left {
            self.left.cancel();
        } else {
            self.right.cancel();
        }
    }

    #[command]
    fn follow(&self) {
        self.left
            .follow(stream::iter([Ok(1), Err("a gap"), Ok(3), Ok(4)]));
    }
}

async fn pair() -> TestPage {
    TestPage::mount::<PairStore>(json!({})).await.unwrap()
}

async fn load(page: &mut TestPage, end: &str) {
    page.command("load", json!({"end": end})).await.unwrap();
}

fn statuses(page: &TestPage) -> [&Value; 2] {
    ["left", "right"].map(|name| &page.state()[name]["status"])
}

#[tokio::test]
async fn values_of_one_future_come_in_one_envelope() {
    let mut page = pair().await;
    load(&mut page, "Ok").await;
    assert_eq!(page.settle().await.len(), 1);
    assert_eq!(statuses(&page), ["ok", "ok"]);
    assert_eq!(page.state()["left"]["result"], 1);
    assert_eq!(page.state()["right"]["result"], "one");
}

#[tokio::test]
async fn an_error_is_that_of_all() {
    let mut page = pair().await;
    load(&mut page, "Error").await;
    page.settle().await;
    let reason = json!({"kind": "error", "value": "neither"});
    assert_eq!(page.state()["left"]["reason"], reason);
    assert_eq!(page.state()["right"]["reason"], reason);
}

#[tokio::test(start_paused = true)]
async fn the_shortest_limit_counts() {
    let mut page = pair().await;
    load(&mut page, "Never").await;
    page.advance(Duration::from_secs(5)).await;
    assert_eq!(statuses(&page), ["failed", "failed"]);
    assert_eq!(page.state()["left"]["reason"]["value"], "timeout");
}

#[tokio::test]
async fn a_value_that_loads_anew_has_no_part_in_it_any_more() {
    let mut page = pair().await;
    load(&mut page, "Ok").await;
    page.command("load_left", json!({"value": 7}))
        .await
        .unwrap();
    page.settle().await;
    assert_eq!(statuses(&page), ["ok", "ok"]);
    assert_eq!(page.state()["left"]["result"], 7);
}

#[tokio::test]
async fn one_value_can_be_cancelled_and_then_the_other() {
    let mut page = pair().await;
    load(&mut page, "Never").await;
    page.command("cancel", json!({"left": true})).await.unwrap();
    page.settle().await;
    assert_eq!(statuses(&page), ["failed", "loading"]);
    page.command("cancel", json!({"left": false}))
        .await
        .unwrap();
    page.settle().await;
    assert_eq!(statuses(&page), ["failed", "failed"]);
    page.command("cancel", json!({"left": true})).await.unwrap();
    assert!(page.settle().await.is_empty(), "nothing is left to cancel");
}

#[tokio::test]
async fn a_value_that_follows_a_stream_has_each_item_in_its_turn() {
    let mut page = pair().await;
    page.command("follow", json!({})).await.unwrap();
    let sent = page.settle().await;
    assert_eq!(sent.len(), 4);
    assert_eq!(
        serde_json::to_value(&sent[1].ops).unwrap(),
        json!([
            {"op": "replace", "path": "/left/status", "value": "failed"},
            {"op": "replace", "path": "/left/reason", "value": {"kind": "error", "value": "a gap"}},
        ])
    );
    assert_eq!(page.state()["left"]["result"], 4);
    assert_eq!(statuses(&page)[0], "ok");
}
