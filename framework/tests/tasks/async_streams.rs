//! Streams whose first items load.

use musubi::prelude::*;
use musubi::testing::TestPage;
use serde_json::{Value, json};

#[state]
pub struct Hit {
    pub id: u32,
}

#[state]
pub struct Search {
    pub hits: AsyncValue<Stream<Hit>>,
    pub is_shown: bool,
}

pub struct SearchStore {
    hits: AsyncStreamSignal<Hit>,
    other: AsyncStreamSignal<Hit>,
    is_other: RwSignal<bool>,
}

#[store(root)]
impl SearchStore {
    fn mount() -> Self {
        let stream = || AsyncStreamSignal::new(|hit: &Hit| hit.id.to_string());
        Self {
            hits: stream(),
            other: stream(),
            is_other: create_rw_signal(false),
        }
    }

    fn render(&self) -> SearchSignals {
        SearchSignals {
            hits: if self.is_other.get() {
                self.other
            } else {
                self.hits
            },
            is_shown: self.is_other.into(),
        }
    }

    #[command]
    fn search(&self, from: u32, to: u32) {
        self.hits
            .load(async move { Ok::<_, Refusal>((from..to).map(|id| Hit { id })) });
    }

    #[command]
    fn more(&self, id: u32) {
        self.hits
            .load_more(async move { Ok::<_, Refusal>([Hit { id }]) });
    }

    #[command]
    fn fail(&self) {
        self.hits
            .load(async { Err::<Vec<Hit>, _>("offline".to_owned()) });
    }

    #[command]
    fn cancel(&self) {
        self.hits
            .load(std::future::pending::<Result<Vec<Hit>, Refusal>>());
        self.hits.cancel_because("never mind");
    }

    #[command]
    fn insert(&self, id: u32) {
        self.hits.items().insert(Hit { id });
    }

    #[command]
    fn show_other(&self) {
        self.is_other.set(true);
    }
}

async fn search() -> TestPage {
    TestPage::mount::<SearchStore>(json!({})).await.unwrap()
}

fn hits(page: &TestPage) -> Vec<u64> {
    let hydrated = page.hydrated();
    let hits = hydrated["hits"]["result"].as_array().unwrap();
    hits.iter().map(|hit| hit["id"].as_u64().unwrap()).collect()
}

async fn run(page: &mut TestPage, command: &str, payload: Value) {
    page.command(command, payload).await.unwrap();
    page.settle().await;
}

#[tokio::test]
async fn the_stream_is_there_while_its_items_load() {
    let page = search().await;
    assert_eq!(
        page.state()["hits"],
        json!({
            "__musubi_async__": true,
            "status": "loading",
            "result": {"__musubi_stream__": "hits"},
            "reason": null,
        })
    );
    assert_eq!(page.state(), &page.fresh());
}

#[tokio::test]
async fn the_items_come_in_one_envelope_with_the_status() {
    let mut page = search().await;
    page.command("search", json!({"from": 1, "to": 3}))
        .await
        .unwrap();
    let sent = page.settle().await;
    assert_eq!(sent.len(), 1, "the status was `loading` already");
    assert_eq!(
        serde_json::to_value(&sent[0].ops).unwrap(),
        json!([{"op": "replace", "path": "/hits/status", "value": "ok"}])
    );
    assert_eq!(sent[0].stream_ops.len(), 3, "a reset and two insertions");
    assert_eq!(hits(&page), [1, 2]);
}

#[tokio::test]
async fn items_that_load_again_take_the_place_of_those_before_and_more_go_to_the_end() {
    let mut page = search().await;
    run(&mut page, "search", json!({"from": 1, "to": 3})).await;
    run(&mut page, "more", json!({"id": 7})).await;
    assert_eq!(hits(&page), [1, 2, 7]);
    run(&mut page, "insert", json!({"id": 8})).await;
    assert_eq!(hits(&page), [1, 2, 7, 8]);
    run(&mut page, "search", json!({"from": 5, "to": 6})).await;
    assert_eq!(hits(&page), [5]);
}

#[tokio::test]
async fn an_error_leaves_the_items_as_they_are() {
    let mut page = search().await;
    run(&mut page, "search", json!({"from": 1, "to": 3})).await;
    run(&mut page, "fail", json!({})).await;
    assert_eq!(page.state()["hits"]["status"], "failed");
    assert_eq!(
        page.state()["hits"]["reason"],
        json!({"kind": "error", "value": "offline"})
    );
    assert_eq!(hits(&page), [1, 2]);
    run(&mut page, "cancel", json!({})).await;
    assert_eq!(
        page.state()["hits"]["reason"],
        json!({"kind": "exit", "value": "never mind"})
    );
}

#[tokio::test]
async fn another_async_stream_takes_the_place_of_one() {
    let mut page = search().await;
    run(&mut page, "search", json!({"from": 1, "to": 3})).await;
    run(&mut page, "show_other", json!({})).await;
    assert_eq!(page.state()["hits"]["status"], "loading");
    assert_eq!(hits(&page), [0_u64; 0]);
    assert_eq!(page.state(), &page.fresh());
}
