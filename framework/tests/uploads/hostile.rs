//! Clients that do what no client of ours does.

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

fn unauthorized() -> Option<Value> {
    Some(json!({"reason": "unauthorized"}))
}

async fn join(client: &mut Client, entry: &Value) -> Option<Value> {
    client.join_upload(entry).await.err()
}

#[tokio::test]
async fn a_token_is_good_for_its_entry_alone() {
    let (_folder, _server, mut client, page) = start().await;
    let reply = client.offer(&page, &[("a.txt", 4), ("b.txt", 4)]).await;
    let (first, second) = (&reply["entries"]["0"], &reply["entries"]["1"]);
    let mut swapped = first.clone();
    swapped["token"] = second["token"].clone();
    assert_eq!(join(&mut client, &swapped).await, unauthorized());
    swapped["token"] = json!("");
    assert_eq!(join(&mut client, &swapped).await, unauthorized());
    swapped["token"] = json!(7);
    assert_eq!(join(&mut client, &swapped).await, unauthorized());
    assert_eq!(join(&mut client, first).await, None);
}

#[tokio::test]
async fn a_token_is_worth_nothing_on_another_connection() {
    let (_folder, server, mut client, page) = start().await;
    let reply = client.offer(&page, &[("a.txt", 4)]).await;
    let mut thief = Client::connect(&server).await;
    thief.mount::<FormStore>("a", json!({})).await;
    assert_eq!(
        join(&mut thief, &reply["entries"]["0"]).await,
        unauthorized()
    );
    assert_eq!(join(&mut client, &reply["entries"]["0"]).await, None);
}

#[tokio::test]
async fn a_token_ends_with_its_page_and_with_its_entry() {
    let (_folder, _server, mut client, page) = start().await;
    let reply = client.offer(&page, &[("a.txt", 4), ("b.txt", 4)]).await;
    let (first, second) = (&reply["entries"]["0"], &reply["entries"]["1"]);
    let cancel = json!({"name": "avatar", "ref": first["entry_ref"]});
    client
        .ask_upload(&page, event::CANCEL_UPLOAD, cancel)
        .await
        .ok();
    assert_eq!(join(&mut client, first).await, unauthorized());
    client.leave(&page).await.ok();
    // The same root again, on the same connection, is another page.
    client.mount::<FormStore>("a", json!({})).await;
    assert_eq!(join(&mut client, second).await, unauthorized());
}

#[tokio::test]
async fn only_one_channel_brings_a_file() {
    let (_folder, _server, mut client, page) = start().await;
    let reply = client.offer(&page, &[("a.txt", 4)]).await;
    let entry = &reply["entries"]["0"];
    let channel = client.join_upload(entry).await.unwrap();
    assert_eq!(join(&mut client, entry).await, unauthorized());
    // The first one goes on.
    assert_eq!(
        client.chunk(&channel, b"text").await.ok(),
        json!({"progress": 100})
    );
    client.over(&channel).await;
    assert_eq!(join(&mut client, entry).await, unauthorized());
    let late = client.chunk(&channel, b"more").await;
    assert_eq!(late.error(), json!({"reason": "unmatched topic"}));
}

#[tokio::test]
async fn a_chunk_before_the_answer_to_the_join_is_unmatched() {
    let folder = tempfile::tempdir().unwrap();
    let gate = Gate::new();
    let server = Server::start(socket_with(folder.path(), gate.clone())).await;
    let mut client = Client::connect(&server).await;
    let page = client.mount::<FormStore>("a", json!({})).await;
    client.send_file(&page, "a.txt", b"first").await;
    let reply = client.offer(&page, &[("b.txt", 4)]).await;
    let entry = &reply["entries"]["0"];
    // The page is at work, so the join waits for its turn.
    let held = client.start_command(&page, "hold", json!({})).await;
    gate.reached().await;
    let topic = format!("musubi_upload:{}", entry["entry_ref"].as_str().unwrap());
    let join_ref = client.fresh_ref();
    let frame = json!([join_ref, join_ref, topic, event::JOIN, {"token": entry["token"]}]);
    client.send(frame.to_string()).await;
    let channel = Channel { topic, join_ref };
    let early = client.chunk(&channel, b"text").await;
    assert_eq!(early.error(), json!({"reason": "unmatched topic"}));
    gate.open();
    client.reply(&held).await.ok();
    let join_ref = channel.join_ref.clone();
    assert_eq!(client.reply(&join_ref).await.ok(), json!({}));
    assert_eq!(
        client.chunk(&channel, b"text").await.ok(),
        json!({"progress": 100})
    );
}

#[tokio::test]
async fn a_connection_has_a_limit_of_channels_for_files() {
    let (_folder, _server, mut client, page) = start().await;
    let other = client.mount::<FormStore>("b", json!({})).await;
    let files = [("a.txt", 4), ("b.txt", 4), ("c.txt", 4)];
    let mut entries = Vec::new();
    for page in [&page, &other] {
        let reply = client.offer(page, &files).await;
        entries.extend(["0", "1", "2"].map(|index| reply["entries"][index].clone()));
    }
    let mut channels = Vec::new();
    for entry in &entries[..4] {
        channels.push(client.join_upload(entry).await.unwrap());
    }
    let too_many = json!({"reason": "too many channels joined"});
    assert_eq!(join(&mut client, &entries[4]).await, Some(too_many));
    // One that is done makes room, and what was refused can come.
    client.chunk(&channels[0], b"text").await.ok();
    client.over(&channels[0]).await;
    let channel = client.join_upload(&entries[4]).await.unwrap();
    assert_eq!(
        client.chunk(&channel, b"text").await.ok(),
        json!({"progress": 100})
    );
}

#[tokio::test]
async fn messages_about_files_that_are_not_there_leave_the_page_alone() {
    let (_folder, _server, mut client, page) = start().await;
    let reply = client.offer(&page, &[("a.txt", 4)]).await;
    let entry_ref = &reply["entries"]["0"]["entry_ref"];
    for entry_ref in [entry_ref, &json!("u_unknown"), &json!("../../etc/passwd")] {
        let payload = json!({"name": "avatar", "ref": entry_ref, "progress": 50});
        for event in [event::UPLOAD_PROGRESS, event::UPLOAD_ERROR] {
            // Its bytes come over a channel, so the client has no say in how far it is.
            let reply = client.ask_upload(&page, event, payload.clone()).await;
            assert_eq!(reply.error(), json!({"reason": "internal error"}));
        }
    }
    assert_eq!(
        client
            .command(&page, "read", json!({"keep": []}))
            .await
            .ok(),
        json!([])
    );
}

#[tokio::test]
async fn hundreds_of_offers_do_not_end_the_page() {
    let (_folder, _server, mut client, page) = start().await;
    for _ in 0..150 {
        let reply = client.offer(&page, &[("a.txt", 4), ("b.txt", 4)]).await;
        for entry in reply["entries"].as_object().unwrap().values() {
            let cancel = json!({"name": "avatar", "ref": entry["entry_ref"]});
            client
                .ask_upload(&page, event::CANCEL_UPLOAD, cancel)
                .await
                .ok();
        }
    }
    assert_eq!(
        client
            .command(&page, "read", json!({"keep": []}))
            .await
            .ok(),
        json!([])
    );
}
