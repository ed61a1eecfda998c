//! All the ways in which a client's page can end, over a socket.

use std::time::Duration;

use musubi::{Limits, Socket};
use musubi_wire::names::event;
use serde_json::json;

use crate::stores::{TreeStore, context};
use crate::support::{Client, Gate, Log, Page, Server, with_context};

struct World {
    log: Log,
    gate: Gate,
    server: Server,
}

impl World {
    async fn new(limits: Limits) -> Self {
        let (log, gate) = (Log::new(), Gate::new());
        let socket = Socket::new().root::<TreeStore>().limits(limits);
        let server = Server::start(with_context(socket, context(&log, &gate))).await;
        Self { log, gate, server }
    }

    /// A client with a page that has one branch without leaves.
    async fn page(&self) -> (Client, Page) {
        let mut client = Client::connect(&self.server).await;
        let mut page = client.mount::<TreeStore>("a", json!({})).await;
        let payload = json!({"branches": [["a", 0]]});
        client.command(&page, "grow", payload).await.ok();
        client.patch(&mut page).await;
        self.log.take();
        (client, page)
    }

    /// The page of [`World::page`] has ended, and only once.
    async fn ended(&self) {
        self.log.entry_count(ENDED.len()).await;
        assert_eq!(self.log.take(), ENDED);
    }
}

const ENDED: [&str; 5] = [
    "branch of 0 cleans up",
    "branch of 0 dropped",
    "root cleans up",
    "root dropped",
    "root's owner ends",
];

#[tokio::test]
async fn a_page_ends_before_the_leave_is_answered() {
    let world = World::new(Limits::default()).await;
    let (mut client, page) = world.page().await;
    client.leave(&page).await.ok();
    assert_eq!(world.log.take(), ENDED);
}

#[tokio::test]
async fn a_page_ends_when_its_client_closes() {
    let world = World::new(Limits::default()).await;
    let (client, _page) = world.page().await;
    client.close_with(1000, "").await;
    world.ended().await;
}

#[tokio::test]
async fn a_page_ends_when_its_client_vanishes() {
    let world = World::new(Limits::default()).await;
    drop(world.page().await);
    world.ended().await;
}

#[tokio::test]
async fn a_page_ends_when_its_client_breaks_a_rule() {
    let world = World::new(Limits::default()).await;
    let (mut client, _page) = world.page().await;
    client.send("no frame").await;
    client.closed().await;
    world.ended().await;
}

#[tokio::test]
async fn a_page_ends_when_its_topic_is_joined_again() {
    let world = World::new(Limits::default()).await;
    let (mut client, _page) = world.page().await;
    client.mount::<TreeStore>("a", json!({})).await;
    let mut entries = world.log.entry_count(ENDED.len() + 1).await;
    entries.retain(|entry| entry != "root mounts");
    assert_eq!(entries, ENDED);
}

#[tokio::test]
async fn a_page_that_crashes_cleans_up_too() {
    let world = World::new(Limits::default()).await;
    let (mut client, page) = world.page().await;
    client.start_command(&page, "crash", json!({})).await;
    client.find(|frame| frame.event == event::ERROR).await;
    assert_eq!(world.log.take(), ENDED);
}

#[tokio::test]
async fn a_command_at_work_is_finished_although_its_client_vanishes() {
    let world = World::new(Limits::default()).await;
    let (mut client, page) = world.page().await;
    client.start_command(&page, "wait", json!({})).await;
    let crowd = json!({"branches": [["a", 0], ["b", 9]]});
    client.start_command(&page, "grow", crowd).await;
    world.gate.reached().await;
    drop(client);
    // The server hears of it before it has served another one.
    Client::connect(&world.server).await.heartbeat().await;
    world.gate.open();
    let entries = world.log.entry_count(28).await;
    assert_eq!(
        entries[..3],
        ["command goes on", "command dropped", "branch of 9 mounts"]
    );
    assert!(entries.contains(&"root dropped".to_owned()), "{entries:?}");
}

#[tokio::test]
async fn a_command_that_takes_too_long_for_a_client_that_vanished_is_dropped_with_its_page() {
    let limits = Limits {
        command_timeout: Duration::from_millis(50),
        ..Limits::default()
    };
    let world = World::new(limits).await;
    let (mut client, page) = world.page().await;
    for _ in 0..10 {
        client.start_command(&page, "wait", json!({})).await;
    }
    world.gate.reached().await;
    drop(client);
    let entries = world.log.until(ENDED[ENDED.len() - 1]).await;
    let dropped = entries.len() - ENDED.len();
    let (commands, ended) = entries.split_at(dropped);
    assert!(
        commands.iter().all(|entry| entry == "command dropped"),
        "{entries:?}"
    );
    // All of them together have no more time than each of them by itself.
    assert!((1..10).contains(&dropped), "{entries:?}");
    assert_eq!(ended, ENDED);
}

#[tokio::test]
async fn a_command_that_takes_too_long_is_dropped_before_its_reply() {
    let limits = Limits {
        command_timeout: Duration::from_millis(10),
        ..Limits::default()
    };
    let world = World::new(limits).await;
    let (mut client, page) = world.page().await;
    client.command(&page, "wait", json!({})).await.error();
    assert_eq!(world.log.take(), ["command dropped"]);
}

#[tokio::test]
async fn a_mount_at_work_is_dropped_when_its_client_vanishes() {
    let limits = Limits {
        mount_timeout: Duration::from_secs(3600),
        ..Limits::default()
    };
    let world = World::new(limits).await;
    let mut client = Client::connect(&world.server).await;
    client
        .start_join("TreeStore", "a", json!({"wait": true}))
        .await;
    world.gate.reached().await;
    drop(client);
    assert_eq!(world.log.entry_count(1).await, ["mount dropped"]);
    world.gate.empty().await;
}

#[tokio::test]
async fn a_mount_that_takes_too_long_is_dropped_before_its_reply() {
    let limits = Limits {
        mount_timeout: Duration::from_millis(10),
        ..Limits::default()
    };
    let world = World::new(limits).await;
    let mut client = Client::connect(&world.server).await;
    client
        .join("TreeStore", "a", json!({"wait": true}))
        .await
        .error();
    assert_eq!(world.log.take(), ["mount dropped"]);
}

#[tokio::test]
async fn what_the_connection_gave_is_dropped_with_it() {
    let world = World::new(Limits::default()).await;
    // The test's own, and the one of the connect callback.
    assert_eq!(world.log.holders(), 2);
    for _ in 0..3 {
        drop(world.page().await);
        world.ended().await;
    }
    let (client, _page) = world.page().await;
    assert!(world.log.holders() > 2);
    client.close_with(1000, "").await;
    world.ended().await;
    world.log.held_by(2).await;
}
