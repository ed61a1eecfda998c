use std::ops::ControlFlow;

use futures_util::stream;
use musubi::hooks::{Flush, Hook};
use musubi::prelude::*;
use musubi::testing::TestPage;
use musubi::{Context, Socket, subscribe};
use serde_json::json;

use super::stores::{Seen, Teller, shelf, shop};

#[tokio::test]
async fn each_render_and_each_envelope_comes_to_the_hooks() {
    let seen = Seen::default();
    let mut page = shop(Teller::new("socket", &seen), &seen).await;
    let mounted = seen.take();
    for expected in [
        "socket rendered ShopStore[]",
        "shop rendered ShopStore[]",
        "socket rendered ShelfStore[\"shelf\"]",
        "shop rendered ShelfStore[\"shelf\"]",
        "shelf rendered ShelfStore[\"shelf\"]",
        "socket flushed 1: 1 []",
    ] {
        assert!(
            mounted.iter().any(|line| line == expected),
            "{expected}: {mounted:#?}"
        );
    }

    page.command("sell", json!({"many": 1})).await.unwrap();
    page.flush().unwrap();

    // A signal has changed, and nothing was rendered again.
    let expected = [
        "socket flushed 2: 1 []",
        "shop flushed 2: 1 []",
        "shelf flushed 2: 1 []",
    ];
    assert_eq!(seen.take()[4..], expected);
}

#[tokio::test]
async fn the_hook_of_a_store_sees_the_events_of_that_store_and_those_below() {
    let seen = Seen::default();
    let mut page = shop(Teller::new("socket", &seen), &seen).await;
    page.command("ring", json!({"text": "door"})).await.unwrap();
    page.command_on(&shelf(), "take_one", json!({}))
        .await
        .unwrap();
    seen.take();

    page.flush().unwrap();

    let (door, shelf) = ("rang{\"text\":\"door\"}", "rang{\"text\":\"shelf\"}");
    let expected = [
        format!("socket flushed 2: 1 [{door},{shelf}]"),
        format!("shop flushed 2: 1 [{door},{shelf}]"),
        format!("shelf flushed 2: 1 [{shelf}]"),
    ];
    assert_eq!(seen.take(), expected);
}

/// Keeps secrets out of events, and drops those that are nothing else.
struct Censor;

impl Hook for Censor {
    fn after_serialize(&self, flush: &mut Flush<'_>) -> ControlFlow<()> {
        flush.retain_events(|event| {
            if event.payload().contains("half a secret") {
                event.set_payload(&json!({"text": "half"}));
            }
            !event.payload().contains("secret")
        });
        ControlFlow::Break(())
    }
}

#[tokio::test]
async fn events_can_be_changed_and_removed() {
    let seen = Seen::default();
    let mut page = shop(Censor, &seen).await;
    assert!(seen.take().iter().all(|line| !line.contains("flushed")));
    page.command("ring", json!({"text": "half a secret"}))
        .await
        .unwrap();
    page.command("ring", json!({"text": "secret"}))
        .await
        .unwrap();
    let envelope = page.flush().unwrap();
    assert_eq!(envelope.events.len(), 1);
    assert_eq!(envelope.events[0].payload, json!({"text": "half"}));
}

#[tokio::test]
async fn an_envelope_that_would_only_hold_removed_events_is_not_sent() {
    let seen = Seen::default();
    let mut page = shop(Censor, &seen).await;
    page.command("ring", json!({"text": "secret"}))
        .await
        .unwrap();
    assert!(page.flush().is_none());
    page.command("sell", json!({"many": 1})).await.unwrap();
    assert_eq!(page.flush().unwrap().version, 2);
}

#[tokio::test]
async fn a_load_comes_to_the_hooks_before_its_value_is_there() {
    let seen = Seen::default();
    let mut page = shop(Teller::new("socket", &seen), &seen).await;
    page.command("count", json!({})).await.unwrap();
    seen.take();
    page.run_task().await;
    assert_eq!(
        seen.take(),
        [
            "socket loaded ShopStore: true",
            "shop loaded ShopStore: true"
        ]
    );
    page.flush();
    assert_eq!(page.state()["stock"]["result"], 7);
}

#[tokio::test]
async fn a_halted_load_fails_and_its_value_is_dropped() {
    let seen = Seen::default();
    let mut page = shop(Teller::halting("socket", &seen, "load"), &seen).await;
    page.command("count", json!({})).await.unwrap();
    page.run_task().await;
    page.flush();
    let stock = &page.state()["stock"];
    assert_eq!(stock["status"], "failed");
    assert_eq!(stock["reason"], json!({"kind": "exit", "value": "halted"}));
    assert_eq!(stock["result"], json!(null));
}

#[state]
pub struct Parcels {
    pub got: u32,
}

pub struct ParcelStore {
    got: RwSignal<u32>,
}

#[store(root)]
impl ParcelStore {
    fn mount() -> Self {
        let got = create_rw_signal(0);
        subscribe(stream::iter([2_u32, 3]), move |parcels| {
            got.update(|got| *got += 100 * parcels);
        });
        Self { got }
    }

    fn render(&self) -> ParcelsSignals {
        ParcelsSignals {
            got: self.got.into(),
        }
    }

    #[subscribe(stream::iter([1_u32, 2]))]
    fn on_parcel(&self, parcels: u32) {
        self.got.update(|got| *got += 10 * parcels);
    }
}

#[tokio::test]
async fn a_halted_item_never_comes_to_the_store() {
    let seen = Seen::default();
    let socket = Socket::new()
        .hook(Teller::halting("first", &seen, "item"))
        .hook(Teller::new("second", &seen));
    let page = TestPage::mount_on::<ParcelStore>(&socket, json!({}), Context::new()).await;
    let mut page = page.expect("the store mounts");
    seen.take();
    for _ in 0..4 {
        page.run_task().await;
    }
    let mut items = seen.take();
    items.sort();
    let expected = [
        "first item ParcelStore: Some(1)",
        "first item ParcelStore: Some(2)",
        "first item ParcelStore: Some(2)",
        "first item ParcelStore: Some(3)",
        "second item ParcelStore: Some(1)",
        "second item ParcelStore: Some(3)",
    ];
    assert_eq!(items, expected);
    page.flush();
    assert_eq!(page.state()["got"], 10 + 300);
}
