//! A server that stops: what it was asked is answered, and nothing of it stays behind.

use std::time::Duration;

use musubi::Limits;
use serde_json::json;
use tokio::spawn;
use tokio::time::{sleep, timeout};

use crate::stores::{DeskStore, House};
use crate::support::{Client, soon};
use crate::visitor::Visitor;

/// The close code after which clients connect again at once.
const RESTART: u16 = 1012;

#[tokio::test]
async fn a_command_under_way_is_answered_before_the_connection_closes() {
    for workers in [1, 2] {
        let house = House::start_with(Limits::default(), workers).await;
        let mut visitor = Visitor::mount(&house.server, "desk").await;
        let (_, running) = visitor.start("add_later", json!({"amount": 2})).await;
        house.gate.reached().await;
        let (_, waiting) = visitor.start("add", json!({"amount": 3})).await;
        // What came before its answer, the server has taken.
        visitor.client.heartbeat().await;

        let handle = house.handle.clone();
        let shutdown = spawn(async move { handle.shutdown().await });
        sleep(Duration::from_millis(50)).await;
        assert!(!shutdown.is_finished());
        house.gate.open();
        assert_eq!(visitor.client.reply(&running).await.ok(), 2);
        assert_eq!(visitor.client.reply(&waiting).await.ok(), 5);
        let close = visitor.client.closed().await.expect("a close frame");
        assert_eq!(u16::from(close.code), RESTART);
        soon(shutdown).await.unwrap();
        assert_eq!(house.log.entries(), ["mounted", "added 3", "ended"]);
    }
}

#[tokio::test]
async fn a_page_whose_client_cannot_come_back_ends_in_the_same_way() {
    let limits = Limits {
        resume_window: Duration::ZERO,
        ..Limits::default()
    };
    let house = House::start(limits).await;
    let mut client = Client::connect(&house.server).await;
    let page = client.mount::<DeskStore>("desk", json!({})).await;
    let running = client
        .start_command(&page, "add_later", json!({"amount": 2}))
        .await;
    house.gate.reached().await;

    let handle = house.handle.clone();
    let shutdown = spawn(async move { handle.shutdown().await });
    house.gate.open();
    assert_eq!(client.reply(&running).await.ok(), 2);
    assert_eq!(
        client.closed().await.map(|close| close.code.into()),
        Some(RESTART)
    );
    soon(shutdown).await.unwrap();
    assert_eq!(house.log.entries(), ["mounted", "ended"]);
}

#[tokio::test]
async fn pages_that_wait_for_their_clients_end() {
    let house = House::start(Limits::default()).await;
    let visitor = Visitor::mount(&house.server, "desk").await;
    // Without a close frame, so that the page waits.
    drop(visitor);
    sleep(Duration::from_millis(50)).await;
    assert_eq!(house.log.entries(), ["mounted"]);

    soon(house.handle.shutdown()).await;
    assert_eq!(house.log.entries(), ["mounted", "ended"]);
}

#[tokio::test]
async fn nobody_is_let_in_any_more() {
    let house = House::start(Limits::default()).await;
    // It has said nothing yet.
    let mut silent = Client::connect(&house.server).await;
    soon(house.handle.shutdown()).await;

    assert_eq!(
        silent.closed().await.map(|close| close.code.into()),
        Some(RESTART)
    );
    let refused = house.server.refused("vsn=2.0.0", &[]).await;
    assert_eq!(refused.status, 503);
    assert_eq!(
        refused.body,
        json!({"reason": "the server is shutting down"})
    );
    // There is nothing left to end.
    soon(house.handle.shutdown()).await;
}

#[tokio::test]
async fn a_command_that_does_not_end_holds_the_server_no_longer_than_its_limit() {
    let limits = Limits {
        command_timeout: Duration::from_millis(300),
        ..Limits::default()
    };
    let house = House::start(limits).await;
    let mut visitor = Visitor::mount(&house.server, "desk").await;
    visitor.start("add_later", json!({"amount": 2})).await;
    house.gate.reached().await;

    soon(house.handle.shutdown()).await;
    assert_eq!(house.log.entries(), ["mounted", "ended"]);
}

#[tokio::test]
async fn who_does_not_wait_has_begun_it_all_the_same() {
    let house = House::start(Limits::default()).await;
    let mut visitor = Visitor::mount(&house.server, "desk").await;
    visitor.start("add_later", json!({"amount": 2})).await;
    house.gate.reached().await;

    let waited = timeout(Duration::from_millis(20), house.handle.shutdown()).await;
    assert!(waited.is_err());
    house.gate.open();
    house.log.until("ended").await;
}
