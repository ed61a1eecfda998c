use std::time::Duration;

use musubi::Limits;
use serde_json::json;

use crate::stores::{DeskStore, House};
use crate::support::Client;
use crate::visitor::{Visitor, join};

#[tokio::test]
async fn a_client_that_comes_back_finds_its_page_as_it_left_it() {
    let house = House::start(Limits::default()).await;
    let mut visitor = Visitor::mount(&house.server, "desk").await;
    visitor.command("write", json!({"note": "mine"})).await.ok();
    visitor.patch().await;

    assert!(visitor.come_back(&house.server).await);
    assert_eq!(visitor.client.drain().await, []);
    visitor.command("add", json!({"amount": 2})).await.ok();
    visitor.patch().await;
    assert_eq!(visitor.page.state()["note"], "mine");
    assert_eq!(visitor.page.state()["count"], 2);
    assert_eq!(house.log.entries(), ["mounted", "added 2"]);
}

#[tokio::test]
async fn what_changed_while_a_client_was_away_is_one_envelope() {
    let house = House::start(Limits::default()).await;
    let mut visitor = Visitor::mount(&house.server, "desk").await;
    visitor
        .command("add_beside", json!({"amount": 1}))
        .await
        .ok();
    house.gate.reached().await;
    let version = visitor.page.document.version();

    drop(std::mem::replace(
        &mut visitor.client,
        Client::connect(&house.server).await,
    ));
    // Until the server has noticed; what changes before is sent to nobody, an envelope at a time.
    tokio::time::sleep(Duration::from_millis(100)).await;
    for _ in 0..20 {
        house.gate.open();
        house.gate.reached().await;
    }
    assert!(visitor.join_again().await);
    visitor.until(|state| state["count"] == 20).await;
    let envelopes = visitor.page.document.version() - version;
    assert!(envelopes < 20, "{envelopes} envelopes");
}

#[tokio::test]
async fn envelopes_that_were_lost_are_sent_again_with_their_items_and_events() {
    let house = House::start(Limits::default()).await;
    let mut visitor = Visitor::mount(&house.server, "desk").await;
    for amount in 1..=3 {
        // The replies are taken; the envelopes stay unread.
        visitor.command("add", json!({"amount": amount})).await.ok();
    }
    assert_eq!(visitor.page.document.version(), 1);
    assert!(visitor.come_back(&house.server).await);
    let mut events = Vec::new();
    while visitor.page.state()["count"] != 6 {
        let envelope = visitor.client.patch(&mut visitor.page).await;
        events.extend(envelope.events);
    }
    let counts: Vec<_> = events.iter().map(|event| &event.payload["count"]).collect();
    assert_eq!(counts, [1, 3, 6]);
    let items = &visitor.page.document.hydrated()["items"];
    assert_eq!(*items, json!([{"id": 1}, {"id": 3}, {"id": 6}]));
}

#[tokio::test]
async fn a_client_whose_old_connection_lingers_takes_its_page_along() {
    let house = House::start(Limits::default()).await;
    let mut visitor = Visitor::mount(&house.server, "desk").await;
    let fresh = Client::connect(&house.server).await;
    let mut lingering = std::mem::replace(&mut visitor.client, fresh);
    assert!(visitor.join_again().await);
    visitor.command("add", json!({"amount": 1})).await.ok();
    visitor.patch().await;
    assert_eq!(lingering.drain().await, []);
    assert_eq!(house.log.entries(), ["mounted", "added 1"]);
    // And the end of that connection does not end the page.
    drop(lingering);
    visitor.command("add", json!({"amount": 1})).await.ok();
    visitor.patch().await;
    assert_eq!(visitor.page.state()["count"], 2);
}

#[tokio::test]
async fn a_page_can_be_left_and_found_many_times() {
    let house = House::start(Limits::default()).await;
    let mut visitor = Visitor::mount(&house.server, "desk").await;
    for count in 1..=10 {
        visitor.command("add", json!({"amount": 1})).await.ok();
        assert!(visitor.come_back(&house.server).await);
        visitor.until(|state| state["count"] == count).await;
    }
    assert_eq!(house.log.entries().len(), 11);
}

#[tokio::test]
async fn a_page_whose_client_stays_away_ends() {
    let limits = Limits {
        resume_window: Duration::from_millis(50),
        ..Limits::default()
    };
    let house = House::start(limits).await;
    let mut visitor = Visitor::mount(&house.server, "desk").await;
    visitor.client = Client::connect(&house.server).await;
    house.log.until("ended").await;
    assert!(!visitor.join_again().await);
    assert_eq!(house.log.entries(), ["mounted", "ended", "mounted"]);
}

#[tokio::test]
async fn a_page_that_is_left_ends_at_once() {
    let house = House::start(Limits::default()).await;
    let mut visitor = Visitor::mount(&house.server, "desk").await;
    visitor.client.leave(&visitor.page).await.ok();
    house.log.until("ended").await;
    assert!(!visitor.join_again().await);
}

#[tokio::test]
async fn a_page_that_crashed_is_mounted_anew() {
    let house = House::start(Limits::default()).await;
    let mut visitor = Visitor::mount(&house.server, "desk").await;
    visitor.start("crash", json!({})).await;
    let crashed = visitor
        .client
        .find(|frame| frame.event == "phx_error")
        .await;
    assert_eq!(crashed.topic, visitor.page.topic);
    assert!(!visitor.join_again().await);
    assert_eq!(visitor.page.state()["count"], 0);
}

#[tokio::test]
async fn a_client_that_missed_more_than_is_kept_mounts_anew() {
    let limits = Limits {
        resume_bytes: 2_000,
        ..Limits::default()
    };
    let house = House::start(limits).await;
    let mut visitor = Visitor::mount(&house.server, "desk").await;
    for note in ["a", "b", "c"] {
        let note = note.repeat(1_000);
        visitor.command("write", json!({"note": note})).await.ok();
    }
    assert!(!visitor.come_back(&house.server).await);
    house.log.until("ended").await;
    assert_eq!(visitor.page.state()["note"], "");
}

#[tokio::test]
async fn of_too_many_pages_that_wait_the_first_ends() {
    let limits = Limits {
        away_pages: 2,
        ..Limits::default()
    };
    let house = House::start(limits).await;
    let mut visitors = Vec::new();
    for id in ["one", "two", "three"] {
        visitors.push(Visitor::mount(&house.server, id).await);
    }
    for visitor in &mut visitors {
        visitor.client = Client::connect(&house.server).await;
        // Until the server has noticed, so that the order is that of the loop.
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    house.log.until("ended").await;
    let mut found = Vec::new();
    for visitor in &mut visitors {
        found.push(visitor.join_again().await);
    }
    assert_eq!(found, [false, true, true]);
}

#[tokio::test]
async fn a_client_that_does_not_offer_to_come_back_leaves_nothing_behind() {
    let house = House::start(Limits::default()).await;
    let mut client = Client::connect(&house.server).await;
    client.mount::<DeskStore>("desk", json!({})).await;
    drop(client);
    house.log.until("ended").await;
}

#[tokio::test]
async fn a_page_is_found_from_any_thread() {
    let house = House::start_with(Limits::default(), 3).await;
    let mut visitors = Vec::new();
    for id in 0..6 {
        visitors.push(Visitor::mount(&house.server, &id.to_string()).await);
    }
    for _ in 0..3 {
        for visitor in &mut visitors {
            visitor.command("add", json!({"amount": 1})).await.ok();
            assert!(visitor.come_back(&house.server).await);
        }
    }
    for visitor in &mut visitors {
        visitor.until(|state| state["count"] == 3).await;
    }
}

#[tokio::test]
async fn a_page_that_a_browser_closes_ends_at_once() {
    let house = House::start(Limits::default()).await;
    let mut visitor = Visitor::mount(&house.server, "desk").await;
    let fresh = Client::connect(&house.server).await;
    let closed = std::mem::replace(&mut visitor.client, fresh);
    closed.close_with(1001, "").await;
    house.log.until("ended").await;
    assert!(!visitor.join_again().await);
}

#[tokio::test]
async fn a_page_whose_client_closes_the_socket_for_good_ends_at_once() {
    let house = House::start(Limits::default()).await;
    let mut visitor = Visitor::mount(&house.server, "desk").await;
    let fresh = Client::connect(&house.server).await;
    let closed = std::mem::replace(&mut visitor.client, fresh);
    closed.close().await;
    house.log.until("ended").await;
}

#[tokio::test]
async fn a_connection_that_is_closed_otherwise_may_be_made_again() {
    let house = House::start(Limits::default()).await;
    let mut visitor = Visitor::mount(&house.server, "desk").await;
    let fresh = Client::connect(&house.server).await;
    let closed = std::mem::replace(&mut visitor.client, fresh);
    closed.close_with(1000, "heartbeat timeout").await;
    assert!(visitor.join_again().await);
}

#[tokio::test]
async fn a_topic_that_is_joined_anew_ends_the_page_before() {
    let house = House::start(Limits::default()).await;
    let mut visitor = Visitor::mount(&house.server, "desk").await;
    let offer = json!({"token": null, "version": 0});
    let (_, response) = join(&mut visitor.client, "desk", offer).await;
    assert_ne!(response["token"], visitor.token);
    house.log.until("ended").await;
    assert!(!visitor.come_back(&house.server).await);
}

#[tokio::test]
async fn a_page_is_joined_again_over_the_connection_that_it_has() {
    let house = House::start(Limits::default()).await;
    let mut visitor = Visitor::mount(&house.server, "desk").await;
    for count in 1..=3 {
        visitor.command("add", json!({"amount": 1})).await.ok();
        assert!(visitor.join_again().await);
        visitor.until(|state| state["count"] == count).await;
    }
    visitor.client.leave(&visitor.page).await.ok();
    house.log.until("ended").await;
}

#[tokio::test]
async fn a_page_of_another_thread_than_the_connection_ends_and_another_is_mounted() {
    let house = House::start_with(Limits::default(), 2).await;
    let mut visitor = Visitor::mount(&house.server, "desk").await;
    visitor.command("add", json!({"amount": 1})).await.ok();
    let fresh = Client::connect(&house.server).await;
    let last = std::mem::replace(&mut visitor.client, fresh);
    // What comes first decides where the connection lives, and this names no page.
    visitor.client.heartbeat().await;
    drop(last);
    assert!(!visitor.join_again().await);
    house.log.until("ended").await;
    assert_eq!(visitor.page.state()["count"], 0);
    visitor.command("add", json!({"amount": 2})).await.ok();
    assert!(visitor.come_back(&house.server).await);
    visitor.until(|state| state["count"] == 2).await;
}
