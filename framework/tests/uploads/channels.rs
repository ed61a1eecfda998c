use musubi_wire::names::event;
use serde_json::{Value, json};

use crate::client::{Channel, Uploading};
use crate::stores::{FormStore, socket, socket_with};
use crate::support::{Client, Gate, Page, Server};

async fn start() -> (tempfile::TempDir, Server, Client, Page) {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(socket(folder.path())).await;
    let mut client = Client::connect(&server).await;
    let page = client.mount::<FormStore>("a", json!({})).await;
    (folder, server, client, page)
}

/// The upload operations of the next envelope, each as its name and what it tells.
async fn ops(client: &mut Client, page: &mut Page) -> Vec<String> {
    let envelope = client.patch(page).await;
    let ops = serde_json::to_value(&envelope.upload_ops).unwrap();
    let told = |op: &Value| match op["op"].as_str().unwrap() {
        "progress" => format!("progress {}", op["progress"]),
        "error" => format!("error {}", op["error"]["code"].as_str().unwrap()),
        name => name.to_owned(),
    };
    ops.as_array().unwrap().iter().map(told).collect()
}

#[tokio::test]
async fn a_file_arrives_in_chunks_and_can_be_consumed() {
    let (_folder, _server, mut client, mut page) = start().await;
    let channel = client.start(&page, "a.txt", 2_500).await;
    assert_eq!(ops(&mut client, &mut page).await, ["add"]);
    let text = "x".repeat(2_500);
    let mut chunks = text.as_bytes().chunks(1_000);
    let mut next = || chunks.next().unwrap();

    let progress = |progress: u8| json!({"progress": progress});
    assert_eq!(client.chunk(&channel, next()).await.ok(), progress(40));
    let envelope = client.patch(&mut page).await;
    assert_eq!(envelope.upload_ops.len(), 1);
    assert_eq!(
        envelope.events[0].payload,
        json!({"name": "a.txt", "progress": 40})
    );
    assert_eq!(client.chunk(&channel, next()).await.ok(), progress(80));
    assert_eq!(client.chunk(&channel, next()).await.ok(), progress(100));
    client.over(&channel).await;

    let read = client.command(&page, "read", json!({"keep": []})).await;
    assert_eq!(read.ok(), json!([text]));
    client.until(&mut page, |state| state["count"] == 0).await;
    let entries = page
        .document
        .upload(&musubi_wire::StoreId::root(), "avatar");
    assert_eq!(entries.unwrap().entries(), []);
}

#[tokio::test]
async fn the_answer_to_a_chunk_comes_before_what_it_changes() {
    let (_folder, _server, mut client, mut page) = start().await;
    let channel = client.start(&page, "a.txt", 4).await;
    client.patch(&mut page).await;
    client.send(channel.frame("last", b"text")).await;
    let mut heard = Vec::new();
    for _ in 0..3 {
        heard.push(client.next().await);
    }
    assert_eq!(heard[0].reply().ok(), json!({"progress": 100}));
    assert_eq!(heard[1].event, event::CLOSE);
    let ops = serde_json::to_value(page.apply(&heard[2]).upload_ops).unwrap();
    assert_eq!(
        (&ops[0]["op"], &ops[0]["progress"]),
        (&json!("progress"), &json!(100))
    );
    assert_eq!(ops[1]["op"], "complete");
    assert_eq!(client.drain().await, []);
}

#[tokio::test]
async fn an_empty_file_is_one_empty_chunk() {
    let (_folder, _server, mut client, page) = start().await;
    let channel = client.start(&page, "a.txt", 0).await;
    assert_eq!(
        client.chunk(&channel, b"").await.ok(),
        json!({"progress": 100})
    );
    client.over(&channel).await;
    let read = client.command(&page, "read", json!({"keep": []})).await;
    assert_eq!(read.ok(), json!([""]));
}

#[tokio::test]
async fn two_files_arrive_side_by_side() {
    let (_folder, _server, mut client, page) = start().await;
    let reply = client.offer(&page, &[("a.txt", 2), ("b.txt", 2)]).await;
    let first = client.join_upload(&reply["entries"]["0"]).await.unwrap();
    let second = client.join_upload(&reply["entries"]["1"]).await.unwrap();
    client.chunk(&second, b"b").await.ok();
    client.chunk(&first, b"a").await.ok();
    client.chunk(&second, b"B").await.ok();
    client.chunk(&first, b"A").await.ok();
    let read = client.command(&page, "read", json!({"keep": []})).await;
    // In the order in which they were offered.
    assert_eq!(read.ok(), json!(["aA", "bB"]));
}

#[tokio::test]
async fn chunks_that_do_not_wait_for_answers_all_arrive_in_order() {
    let (_folder, _server, mut client, page) = start().await;
    let channel = client.start(&page, "a.txt", 200).await;
    let text: String = (0..100).map(|number| format!("{number:02}")).collect();
    let chunks = text.as_bytes().chunks(2).enumerate();
    let frames: Vec<_> = chunks
        .map(|(index, chunk)| channel.frame(&format!("c{index}"), chunk))
        .collect();
    client.send_all(frames).await.unwrap();
    for index in 0..100 {
        let reply = client.reply(&format!("c{index}")).await;
        assert_eq!(reply.ok(), json!({"progress": index + 1}));
    }
    let read = client.command(&page, "read", json!({"keep": []})).await;
    assert_eq!(read.ok(), json!([text]));
}

#[tokio::test]
async fn leaving_the_channel_gives_the_file_up() {
    let (_folder, _server, mut client, mut page) = start().await;
    let channel = client.start(&page, "a.txt", 10).await;
    client.chunk(&channel, b"abc").await.ok();
    let left = client
        .ask(
            Some(&channel.join_ref),
            &channel.topic,
            event::LEAVE,
            json!({}),
        )
        .await;
    assert_eq!(left.ok(), json!({}));
    client.over(&channel).await;
    client.until(&mut page, |state| state["count"] == 0).await;
    let rest = client.chunk(&channel, b"defghijklm").await;
    assert_eq!(rest.error(), json!({"reason": "unmatched topic"}));
}

#[tokio::test]
async fn a_cancelled_file_ends_its_channel() {
    let (_folder, _server, mut client, mut page) = start().await;
    for by_server in [false, true] {
        let channel = client.start(&page, "a.txt", 10).await;
        client.patch(&mut page).await;
        let entry_ref = channel.topic.replace("musubi_upload:", "");
        if by_server {
            let payload = json!({"entry": entry_ref});
            client.command(&page, "cancel", payload).await.ok();
        } else {
            let payload = json!({"name": "avatar", "ref": entry_ref});
            let reply = client
                .ask_upload(&page, event::CANCEL_UPLOAD, payload)
                .await;
            assert_eq!(reply.ok(), json!({}));
        }
        client.over(&channel).await;
        assert_eq!(ops(&mut client, &mut page).await, ["cancel"]);
    }
    let payload = json!({"name": "avatar", "ref": "u_unknown"});
    let reply = client
        .ask_upload(&page, event::CANCEL_UPLOAD, payload)
        .await;
    assert_eq!(reply.ok(), json!({}));
    assert_eq!(client.drain().await, []);
}

/// What a client hears when a chunk breaks a rule.
async fn broken_rule(size: usize, chunks: &[usize]) -> (Value, Vec<String>) {
    let (_folder, _server, mut client, mut page) = start().await;
    let channel = client.start(&page, "a.txt", size).await;
    client.patch(&mut page).await;
    let (last, before) = chunks.split_last().unwrap();
    for length in before {
        client.chunk(&channel, &vec![b'x'; *length]).await.ok();
        client.patch(&mut page).await;
    }
    let refused = client.chunk(&channel, &vec![b'x'; *last]).await.error();
    client.over(&channel).await;
    let ops = ops(&mut client, &mut page).await;
    let read = client.command(&page, "read", json!({"keep": []})).await;
    assert_eq!(read.ok(), json!([]));
    (refused, ops)
}

#[tokio::test]
async fn a_chunk_that_is_too_large_fails_the_file() {
    let (refused, ops) = broken_rule(5_000, &[1_000, 1_001]).await;
    assert_eq!(refused, json!({"reason": "chunk too large"}));
    assert_eq!(ops, ["error chunk_too_large"]);
}

#[tokio::test]
async fn more_than_was_announced_fails_the_file() {
    let (refused, ops) = broken_rule(1_500, &[1_000, 501]).await;
    assert_eq!(refused, json!({"reason": "upload too large"}));
    assert_eq!(ops, ["error too_large"]);
    assert_eq!(broken_rule(0, &[1]).await.1, ["error too_large"]);
}

#[tokio::test]
async fn a_client_that_stops_sending_fails_its_file() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(socket(folder.path())).await;
    let mut client = Client::connect(&server).await;
    let params = json!({"chunk_timeout_ms": 50});
    let mut page = client.mount::<FormStore>("a", params).await;
    let channel = client.start(&page, "a.txt", 10).await;
    assert_eq!(ops(&mut client, &mut page).await, ["add"]);
    client.over(&channel).await;
    assert_eq!(ops(&mut client, &mut page).await, ["error chunk_timeout"]);
}

#[tokio::test]
async fn the_end_of_a_page_ends_its_channels() {
    let (_folder, _server, mut client, page) = start().await;
    let channel = client.start(&page, "a.txt", 10).await;
    client.leave(&page).await.ok();
    client.over(&channel).await;

    let page = client.mount::<FormStore>("b", json!({})).await;
    let channel = client.start(&page, "a.txt", 10).await;
    client.start_command(&page, "panic", json!({})).await;
    client.over(&channel).await;

    let page = client.mount::<FormStore>("c", json!({})).await;
    let channel = client.start(&page, "panic.png", 10).await;
    client.chunk(&channel, b"text").await.ok();
    let ended = client
        .find(|frame| page.owns(frame) && frame.event == event::ERROR)
        .await;
    assert_eq!(ended.payload, json!({}));
    client.over(&channel).await;
}

#[tokio::test]
async fn a_file_arrives_while_a_command_waits() {
    let folder = tempfile::tempdir().unwrap();
    let gate = Gate::new();
    let server = Server::start(socket_with(folder.path(), gate.clone())).await;
    let mut client = Client::connect(&server).await;
    let page = client.mount::<FormStore>("a", json!({})).await;
    client.send_file(&page, "a.txt", b"first").await;
    let channel = client.start(&page, "b.txt", 6).await;
    let held = client.start_command(&page, "hold", json!({})).await;
    gate.reached().await;
    // The other file is none of what is held, and its channel answers.
    assert_eq!(
        client.chunk(&channel, b"second").await.ok(),
        json!({"progress": 100})
    );
    gate.open();
    client.reply(&held).await.ok();
    let read = client.command(&page, "read", json!({"keep": []})).await;
    assert_eq!(read.ok(), json!(["second"]));
}

/// A channel that was never joined.
fn made_up(channel: &Channel) -> Channel {
    Channel {
        topic: channel.topic.clone(),
        join_ref: "made up".into(),
    }
}

#[tokio::test]
async fn a_chunk_of_another_join_is_left_alone() {
    let (_folder, _server, mut client, page) = start().await;
    let channel = client.start(&page, "a.txt", 4).await;
    client.send(made_up(&channel).frame("lost", b"text")).await;
    assert_eq!(
        client.chunk(&channel, b"text").await.ok(),
        json!({"progress": 100})
    );
    let frames = client.drain().await;
    assert!(frames.iter().all(|frame| !frame.is_reply_to("lost")));
}
