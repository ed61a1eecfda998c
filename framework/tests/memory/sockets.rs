//! Pages of clients.

use musubi::{Context, Limits, Socket, StoreContract};
use musubi_wire::names::event;
use musubi_wire::{Document, connection_topic, root_id};
use serde_json::{Value, json};

use crate::heap::Heap;
use crate::stores::{EverythingStore, FamilyStore};
use crate::support::{Client, Gate, Page, Server, with_context};

/// Room for buffers and queues that keep a little more than they did.
const SLACK: isize = 64 * 1024;

async fn server() -> (Server, Gate) {
    let gate = Gate::new();
    let limits = Limits {
        frames_per_second: u32::MAX,
        pages: 10,
        ..Limits::default()
    };
    let socket = Socket::new()
        .root::<FamilyStore>()
        .root::<EverythingStore>()
        .limits(limits);
    let socket = with_context(socket, Context::new().with(gate.clone()));
    (Server::start(socket).await, gate)
}

/// Runs `turn` so many times, and waits until no more is allocated than after a first tenth of
/// them. What a connection had is freed some time after its end.
async fn stays_flat(heap: &Heap, times: u32, mut turn: impl AsyncFnMut()) {
    for _ in 0..times / 10 {
        turn().await;
    }
    let before = heap.bytes();
    for _ in times / 10..times {
        turn().await;
    }
    let grown = || heap.bytes() - before;
    let shrink = async {
        while grown() > SLACK {
            tokio::task::yield_now().await;
        }
    };
    if tokio::time::timeout(crate::support::PATIENCE, shrink)
        .await
        .is_err()
    {
        panic!("{} bytes more after {times} times", grown());
    }
}

#[tokio::test]
async fn pages_that_are_left_leave_nothing_behind() {
    let heap = Heap::alone().await;
    let (server, _gate) = server().await;
    let mut client = Client::connect(&server).await;
    stays_flat(&heap, 1_500, async || {
        let mut page = client.mount::<FamilyStore>("a", json!({})).await;
        client.command(&page, "next", json!({})).await.ok();
        client.patch(&mut page).await;
        client.leave(&page).await.ok();
        client.find(|frame| frame.event == event::CLOSE).await;
    })
    .await;
}

#[tokio::test]
async fn pages_that_are_joined_again_leave_nothing_behind() {
    let heap = Heap::alone().await;
    let (server, gate) = server().await;
    let mut client = Client::connect(&server).await;
    stays_flat(&heap, 300, async || {
        let page = client.mount::<EverythingStore>("a", json!({})).await;
        client.start_command(&page, "wait", json!({})).await;
        gate.reached().await;
        client.drain().await;
    })
    .await;
}

#[tokio::test]
async fn pages_that_crash_leave_nothing_behind() {
    let heap = Heap::alone().await;
    let (server, _gate) = server().await;
    let mut client = Client::connect(&server).await;
    stays_flat(&heap, 300, async || {
        let page = client.mount::<EverythingStore>("a", json!({})).await;
        client.start_command(&page, "crash", json!({})).await;
        client.find(|frame| frame.event == event::ERROR).await;
    })
    .await;
}

#[tokio::test]
async fn clients_that_vanish_leave_nothing_behind() {
    let heap = Heap::alone().await;
    let (server, gate) = server().await;
    stays_flat(&heap, 300, async || {
        let mut client = Client::connect(&server).await;
        let page = client.mount::<EverythingStore>("a", json!({})).await;
        client.start_command(&page, "wait", json!({})).await;
        gate.reached().await;
        drop(client);
        gate.open();
        gate.empty().await;
    })
    .await;
}

#[tokio::test]
async fn pages_that_are_found_again_leave_nothing_behind() {
    let heap = Heap::alone().await;
    let (server, _gate) = server().await;
    stays_flat(&heap, 300, async || {
        let mut client = Client::connect(&server).await;
        let (_, reply) = offer(&mut client, json!({"token": null})).await;
        drop(client);
        let mut client = Client::connect(&server).await;
        let back = json!({"token": reply["token"], "version": 1});
        let (page, reply) = offer(&mut client, back).await;
        assert_eq!(reply["resumed"], true);
        client.leave(&page).await.ok();
        client.find(|frame| frame.event == event::CLOSE).await;
    })
    .await;
}

/// Joins a family, and offers to come back.
async fn offer(client: &mut Client, offer: Value) -> (Page, Value) {
    let root_id = root_id(FamilyStore::NAME, "a");
    let topic = connection_topic(&root_id);
    let join_ref = client.fresh_ref();
    let payload = json!({"module": FamilyStore::NAME, "id": "a", "params": {}, "resume": offer});
    let frame = json!([join_ref, join_ref, topic, event::JOIN, payload]);
    client.send(frame.to_string()).await;
    let reply = client.reply(&join_ref).await.ok();
    let page = Page {
        topic,
        join_ref,
        document: Document::new(root_id),
    };
    (page, reply)
}
