//! Stores that are removed while a command of theirs is at work.

use std::time::Duration;

use musubi::testing::TestPage;
use musubi::{Limits, Socket};
use musubi_wire::names::event;
use serde_json::{Value, json};

use crate::stores::{TreeStore, context};
use crate::support::{Client, Gate, Log, Page, Server, watch_panics, with_context};

/// A page with a branch of one leaf, whose command grows the tree anew in these steps. Gives the
/// reply and what was written down.
async fn regrown(steps: Value) -> (TestPage, Value, Vec<String>) {
    let (log, gate) = (Log::new(), Gate::new());
    gate.open();
    let mut page = TestPage::mount_with::<TreeStore>(json!({}), context(&log, &gate))
        .await
        .unwrap();
    let branches = json!({"branches": [["a", 1]]});
    page.command("grow", branches).await.unwrap();
    page.flush();
    log.take();
    let leaf = serde_json::from_value(json!(["branches", "a", "leaves", "0"])).unwrap();
    let reply = page.command_on(&leaf, "regrow", json!({"steps": steps}));
    let reply = reply.await.unwrap();
    page.flush();
    assert_eq!(*page.state(), page.fresh());
    (page, reply, log.take())
}

#[tokio::test]
async fn a_store_that_its_own_command_removes_ends_after_the_command() {
    let (page, reply, log) = regrown(json!([[]])).await;
    assert_eq!(reply, 0);
    assert_eq!(
        log,
        [
            "leaf 0 goes on",
            "command dropped",
            "leaf 1 cleans up",
            "branch of 1 cleans up",
            "branch of 1 dropped",
            "owner of leaf 0 ends",
        ]
    );
    assert_eq!(page.store_count(), 1);
}

#[tokio::test]
async fn another_store_takes_the_place_of_one_whose_command_is_at_work() {
    let (page, reply, log) = regrown(json!([[["a", 2]]])).await;
    assert_eq!(reply, 0);
    assert_eq!(
        log,
        [
            "branch of 2 mounts",
            "leaf 0 goes on",
            "command dropped",
            "leaf 1 cleans up",
            "branch of 1 cleans up",
            "branch of 1 dropped",
            "owner of leaf 0 ends",
        ]
    );
    assert_eq!(page.store_count(), 4);
    assert_eq!(page.state()["branches"][0]["leaves"][0]["id"], 0);
}

#[tokio::test]
async fn what_else_is_removed_during_the_command_ends_after_it_too() {
    let (page, _, log) = regrown(json!([[["a", 0]], [["b", 0]], []])).await;
    assert_eq!(
        log,
        [
            "branch of 0 mounts",
            "branch of 0 mounts",
            "leaf 0 goes on",
            "command dropped",
            "leaf 1 cleans up",
            "branch of 0 cleans up",
            "branch of 0 dropped",
            "branch of 1 cleans up",
            "branch of 1 dropped",
            "branch of 0 cleans up",
            "branch of 0 dropped",
            "owner of leaf 0 ends",
        ]
    );
    assert_eq!(page.store_count(), 1);
}

struct World {
    log: Log,
    gate: Gate,
    client: Client,
    page: Page,
    _server: Server,
}

impl World {
    /// A page with one branch of so many leaves. The command of the last one has removed the branch,
    /// and stands at the gate.
    async fn new(limits: Limits, leaves: u32) -> Self {
        let (log, gate) = (Log::new(), Gate::new());
        let socket = Socket::new().root::<TreeStore>().limits(limits);
        let server = Server::start(with_context(socket, context(&log, &gate))).await;
        let mut client = Client::connect(&server).await;
        let mut page = client.mount::<TreeStore>("a", json!({})).await;
        let payload = json!({"branches": [["a", leaves]]});
        client.command(&page, "grow", payload).await.ok();
        client.patch(&mut page).await;
        log.take();
        let leaf = json!(["branches", "a", "leaves", (leaves - 1).to_string()]);
        let payload = json!({"steps": [[]]});
        client
            .start_command_on(&page, leaf, "regrow", payload)
            .await;
        gate.reached().await;
        client.patch(&mut page).await;
        assert_eq!(page.state()["branches"], json!([]));
        Self {
            log,
            gate,
            client,
            page,
            _server: server,
        }
    }
}

#[tokio::test]
async fn a_command_that_takes_too_long_ends_with_its_removed_store() {
    let limits = Limits {
        command_timeout: Duration::from_millis(50),
        ..Limits::default()
    };
    let mut world = World::new(limits, 1).await;
    let error = world.client.find(|frame| frame.is_reply()).await;
    assert_eq!(error.reply().error()["code"], "timeout");
    let ended = [
        "command dropped",
        "leaf 0 cleans up",
        "branch of 1 cleans up",
        "branch of 1 dropped",
        "owner of leaf 0 ends",
    ];
    assert_eq!(world.log.take(), ended);
}

#[tokio::test]
async fn a_removed_store_that_panics_while_it_ends_ends_its_page() {
    watch_panics();
    let mut world = World::new(Limits::default(), 13).await;
    world.gate.open();
    world.client.find(|frame| frame.event == event::ERROR).await;
    let log = world.log.take();
    assert!(log.contains(&"leaf 13 cleans up".to_owned()), "{log:?}");
    assert!(log.contains(&"root dropped".to_owned()), "{log:?}");
}

#[tokio::test]
async fn a_page_that_ends_ends_what_was_removed_from_it_first() {
    let limits = Limits {
        command_timeout: Duration::from_millis(50),
        ..Limits::default()
    };
    let World {
        log,
        client,
        page,
        _server,
        ..
    } = World::new(limits, 1).await;
    drop((client, page));
    let entries = log.until("root's owner ends").await;
    assert_eq!(
        entries,
        [
            "command dropped",
            "leaf 0 cleans up",
            "branch of 1 cleans up",
            "branch of 1 dropped",
            "owner of leaf 0 ends",
            "root cleans up",
            "root dropped",
            "root's owner ends",
        ]
    );
}
