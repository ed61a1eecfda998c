//! Frames that are too large: refused by an answer, up to where nothing is read any more.

use futures_util::SinkExt;
use musubi::Limits;
use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::Message;

use crate::stores::{CounterStore, SlowStore, gated_server, socket};
use crate::support::{Client, Page, Server};

const LIMIT: usize = 10_000;

async fn server() -> Server {
    Server::start(socket().limits(limits())).await
}

fn limits() -> Limits {
    Limits {
        frame_bytes: LIMIT,
        ..Limits::default()
    }
}

fn too_large() -> Value {
    json!({
        "reason": "the message is larger than 10000 bytes",
        "code": "too_large",
        "error": {"limit": LIMIT},
    })
}

/// A command whose frame has exactly so many bytes, and its reference.
fn write(page: &Page, msg_ref: &str, bytes: usize) -> Message {
    let frame = |note: &str| {
        let command = json!({"name": "write", "payload": {"note": note}});
        json!([page.join_ref, msg_ref, page.topic, "command", command]).to_string()
    };
    let note = "x".repeat(bytes - frame("").len());
    Message::text(frame(&note))
}

#[tokio::test]
async fn a_command_beyond_the_limit_is_refused_and_its_connection_notices_nothing() {
    let server = server().await;
    let mut client = Client::connect(&server).await;
    let mut page = client.mount::<CounterStore>("a", json!({})).await;
    let other = client.mount::<CounterStore>("b", json!({})).await;
    for (msg_ref, bytes) in [("one", LIMIT + 1), ("four", 4 * LIMIT)] {
        client.send(write(&page, msg_ref, bytes)).await;
        assert_eq!(client.reply(msg_ref).await.error(), too_large());
    }
    client.send(write(&page, "fits", LIMIT)).await;
    assert!(client.reply("fits").await.ok);
    let note = client.patch(&mut page).await;
    assert_eq!(note.version, 2, "what was refused changed nothing");
    let reply = client
        .command(&other, "increment", json!({"amount": 1}))
        .await;
    assert_eq!(reply.ok(), 1);
}

#[tokio::test]
async fn a_refusal_for_its_size_waits_for_its_turn_and_the_commands_around_it_run_once() {
    let (server, gate) = gated_server(limits()).await;
    let mut client = Client::connect(&server).await;
    let page = client.mount::<SlowStore>("a", json!({})).await;
    let walk = client.start_command(&page, "walk", json!({})).await;
    gate.reached().await;
    let before = client.start_command(&page, "step", json!({})).await;
    client.send(write(&page, "large", 2 * LIMIT)).await;
    let after = client.start_command(&page, "step", json!({})).await;
    gate.open();
    assert_eq!(client.reply(&walk).await.ok(), 2);
    assert_eq!(client.reply(&before).await.ok(), 3);
    assert_eq!(client.reply("large").await.error(), too_large());
    assert_eq!(client.reply(&after).await.ok(), 4);
}

#[tokio::test]
async fn a_mount_with_params_beyond_the_limit_is_refused() {
    let server = server().await;
    let mut client = Client::connect(&server).await;
    let join = json!({
        "module": "CounterStore", "id": "a", "params": {"note": "x".repeat(LIMIT)},
    });
    let topic = "musubi:connection:CounterStore:a";
    let msg_ref = client.push(Some("1"), topic, "phx_join", join).await;
    assert_eq!(client.reply(&msg_ref).await.error(), too_large());
    client.mount::<CounterStore>("a", json!({})).await;
}

#[tokio::test]
async fn what_has_no_page_is_answered_whatever_its_size() {
    let server = server().await;
    let mut client = Client::connect(&server).await;
    let much = json!({"much": "x".repeat(LIMIT)});
    for (topic, event, expected) in [
        ("phoenix", "heartbeat", None),
        ("musubi:connection:CounterStore:a", "phx_leave", None),
        (
            "musubi:connection:CounterStore:a",
            "command",
            Some(json!({"reason": "unmatched topic"})),
        ),
        ("musubi_upload:u_1", "phx_join", Some(too_large())),
    ] {
        let msg_ref = client.push(None, topic, event, much.clone()).await;
        let reply = client.reply(&msg_ref).await;
        match expected {
            None => assert_eq!(reply.ok(), json!({}), "{event}"),
            Some(error) => assert_eq!(reply.error(), error, "{event}"),
        }
    }
    // A chunk that no upload can take.
    let chunk = [b"\x00\x00\x01\x01\x057tchunk".as_slice(), &[0; LIMIT]].concat();
    client.send(Message::binary(chunk)).await;
    let error = client.reply("7").await.error();
    assert_eq!(error, json!({"reason": "chunk too large"}));
}

#[tokio::test]
async fn what_is_too_large_to_be_read_or_answered_closes_its_connection_with_1009() {
    let server = server().await;
    let mut other = Client::connect(&server).await;
    let page = other.mount::<CounterStore>("a", json!({})).await;
    let beyond = write(&page, "beyond", 4 * LIMIT + 1);
    let head = json!(["1", "x".repeat(LIMIT), page.topic, "command", {}]).to_string();
    for message in [
        beyond,
        Message::text(head),
        Message::binary(vec![0; 200_000]),
    ] {
        let mut client = Client::connect(&server).await;
        client.mount::<CounterStore>("a", json!({})).await;
        client.send(message).await;
        let close = client.closed().await.expect("a close frame");
        assert_eq!(u16::from(close.code), 1009);
        assert!(close.reason.contains("too l"), "{}", close.reason);
    }
    assert!(other.command(&page, "nothing", json!({})).await.ok);
}

#[tokio::test]
async fn a_client_that_is_still_sending_what_is_too_large_is_told_so() {
    let server = server().await;
    let client = Client::connect(&server).await;
    let (mut sink, stream) = client.split();
    // More than the kernel keeps, so it is not sent when the server has closed.
    let sending = tokio::spawn(async move {
        let _ = sink.send(Message::text("x".repeat(64 * 1024 * 1024))).await;
    });
    let mut client = stream;
    let close = loop {
        match crate::support::soon(futures_util::StreamExt::next(&mut client)).await {
            Some(Ok(Message::Close(close))) => break close.expect("a close frame with a code"),
            Some(Ok(_)) => {}
            end => panic!("no close frame, but {end:?}"),
        }
    };
    assert_eq!(u16::from(close.code), 1009);
    sending.abort();
}

#[tokio::test]
async fn what_is_too_large_and_no_frame_closes_its_connection_with_1007() {
    let server = server().await;
    let mut client = Client::connect(&server).await;
    client.send(Message::text("x".repeat(2 * LIMIT))).await;
    let close = client.closed().await.expect("a close frame");
    assert_eq!(u16::from(close.code), 1007);
}
