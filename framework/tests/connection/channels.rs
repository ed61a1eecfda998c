//! Channels and the connection around them: heartbeats, leaving, and messages for no one.

use musubi::Limits;
use musubi_wire::names::event;
use serde_json::json;

use crate::stores::{CounterStore, SlowStore, gated_server, server};
use crate::support::{Client, Frame};

#[tokio::test]
async fn a_heartbeat_is_answered_on_its_own_topic() {
    let server = server().await;
    let mut client = Client::connect(&server).await;
    client.send(r#"[null,"h1","phoenix","heartbeat",{}]"#).await;
    let reply = json!({"status": "ok", "response": {}});
    let expected = json!([null, "h1", "phoenix", "phx_reply", reply]).to_string();
    assert_eq!(client.next().await, Frame::parse(&expected));
}

#[tokio::test]
async fn a_leave_is_answered_and_then_closes_the_channel() {
    let server = server().await;
    let mut client = Client::connect(&server).await;
    let page = client.mount::<CounterStore>("a", json!({})).await;
    let (topic, join_ref) = (Some(&*page.topic), Some(page.join_ref.clone()));
    let msg_ref = client
        .push(join_ref.as_deref(), &page.topic, event::LEAVE, json!({}))
        .await;

    let reply = client.next().await;
    assert_eq!((Some(&*reply.topic), &reply.join_ref), (topic, &join_ref));
    assert!(reply.is_reply_to(&msg_ref));
    assert_eq!(reply.reply().ok(), json!({}));
    let close = client.next().await;
    assert_eq!((Some(&*close.topic), &*close.event), (topic, event::CLOSE));
    assert_eq!((&close.join_ref, &close.msg_ref), (&join_ref, &join_ref));
    assert_eq!(close.payload, json!({}));

    let gone = client.command(&page, "nothing", json!({})).await;
    assert_eq!(gone.error(), json!({"reason": "unmatched topic"}));
}

#[tokio::test]
async fn leaving_a_topic_that_is_not_joined_is_fine() {
    let server = server().await;
    let mut client = Client::connect(&server).await;
    for topic in [
        "musubi:connection:CounterStore:a",
        "musubi_upload:u_1",
        "room:1",
    ] {
        assert_eq!(
            client
                .ask(Some("9"), topic, event::LEAVE, json!({}))
                .await
                .ok(),
            json!({})
        );
    }
    assert_eq!(client.drain().await, []);
}

#[tokio::test]
async fn what_is_sent_before_a_leave_is_carried_out_before_it() {
    let (server, gate) = gated_server(Limits::default()).await;
    let mut client = Client::connect(&server).await;
    let page = client.mount::<SlowStore>("a", json!({})).await;
    let slow = client.start_command(&page, "walk", json!({})).await;
    let quick = client.start_command(&page, "step", json!({})).await;
    let leave = client
        .push(Some(&page.join_ref), &page.topic, event::LEAVE, json!({}))
        .await;
    gate.reached().await;
    gate.open();
    let mut replies = Vec::new();
    while replies.len() < 3 {
        let frame = client.find(Frame::is_reply).await;
        replies.push((frame.msg_ref.clone().unwrap(), frame.reply().ok()));
    }
    assert_eq!(
        replies,
        [(slow, json!(2)), (quick, json!(3)), (leave, json!({}))]
    );
}

#[tokio::test]
async fn a_topic_can_be_joined_again_while_the_page_that_is_left_is_at_work() {
    let (server, gate) = gated_server(Limits::default()).await;
    let mut client = Client::connect(&server).await;
    let old = client.mount::<SlowStore>("a", json!({})).await;
    let slow = client.start_command(&old, "walk", json!({})).await;
    gate.reached().await;
    let leave = client
        .push(Some(&old.join_ref), &old.topic, event::LEAVE, json!({}))
        .await;
    let new = client.mount::<SlowStore>("a", json!({})).await;
    assert_eq!(client.command(&new, "step", json!({})).await.ok(), 1);
    gate.open();
    assert_eq!(client.reply(&slow).await.ok(), 2);
    assert_eq!(client.reply(&leave).await.ok(), json!({}));
    let close = client.find(|frame| frame.event == event::CLOSE).await;
    assert_eq!(close.join_ref, Some(old.join_ref));
    assert_eq!(client.command(&new, "step", json!({})).await.ok(), 2);
}

#[tokio::test]
async fn no_more_pages_finish_after_a_leave_than_may_be_mounted() {
    let limits = Limits {
        pages: 2,
        ..Limits::default()
    };
    let (server, gate) = gated_server(limits).await;
    let mut client = Client::connect(&server).await;
    let mut walks = Vec::new();
    for _ in 0..3 {
        let page = client.mount::<SlowStore>("a", json!({})).await;
        walks.push(client.start_command(&page, "walk", json!({})).await);
        gate.reached().await;
        client
            .push(Some(&page.join_ref), &page.topic, event::LEAVE, json!({}))
            .await;
    }
    // The first has made room for the third.
    client.mount::<SlowStore>("a", json!({})).await;
    client.mount::<SlowStore>("b", json!({})).await;
    for _ in &walks {
        gate.open();
    }
    for walk in &walks[1..] {
        assert_eq!(client.reply(walk).await.ok(), 2);
    }
    gate.empty().await;
    let rest = client.drain().await;
    assert!(!rest.iter().any(|frame| frame.is_reply_to(&walks[0])));
}

#[tokio::test]
async fn a_message_with_the_reference_of_an_earlier_join_is_ignored() {
    let server = server().await;
    let mut client = Client::connect(&server).await;
    let old = client.mount::<CounterStore>("a", json!({})).await;
    let mut new = client.mount::<CounterStore>("a", json!({})).await;
    client.drain().await;
    client
        .start_command(&old, "increment", json!({"amount": 100}))
        .await;
    client
        .push(Some(&old.join_ref), &old.topic, event::LEAVE, json!({}))
        .await;
    assert_eq!(client.drain().await, []);
    assert_eq!(
        client
            .command(&new, "increment", json!({"amount": 1}))
            .await
            .ok(),
        1
    );
    client.patch(&mut new).await;
    assert_eq!(client.drain().await, []);
}

#[tokio::test]
async fn a_message_without_a_join_reference_is_for_the_channel_of_now() {
    let server = server().await;
    let mut client = Client::connect(&server).await;
    let page = client.mount::<CounterStore>("a", json!({})).await;
    let command = json!({"name": "increment", "payload": {"amount": 3}});
    let msg_ref = client
        .push(None, &page.topic, event::COMMAND, command)
        .await;
    let reply = client.find(|frame| frame.is_reply_to(&msg_ref)).await;
    assert_eq!(reply.join_ref, Some(page.join_ref));
    assert_eq!(reply.reply().ok(), 3);
    client.drain().await;
    assert_eq!(
        client
            .ask(None, &page.topic, event::LEAVE, json!({}))
            .await
            .ok(),
        json!({})
    );
    assert_eq!(client.next().await.event, event::CLOSE);
}

#[tokio::test]
async fn a_topic_that_no_one_serves_is_unmatched() {
    let server = server().await;
    let mut client = Client::connect(&server).await;
    let topics = [
        "room:1",
        "musubi:other:a",
        "",
        "phoenix",
        "musubi_upload:u_1",
    ];
    for topic in topics {
        let reply = client
            .ask(Some("1"), topic, event::COMMAND, json!({"name": "x"}))
            .await;
        assert_eq!(
            reply.error(),
            json!({"reason": "unmatched topic"}),
            "{topic}"
        );
    }
    for topic in ["room:1", "musubi:other:a", "", "phoenix"] {
        let payload = json!({"module": "CounterStore", "id": "a"});
        let reply = client.ask(Some("1"), topic, event::JOIN, payload).await;
        assert_eq!(
            reply.error(),
            json!({"reason": "unmatched topic"}),
            "{topic}"
        );
    }
    let reply = client
        .ask(None, "room:1", event::HEARTBEAT, json!({}))
        .await;
    assert_eq!(reply.error(), json!({"reason": "unmatched topic"}));
}

#[tokio::test]
async fn a_channel_of_an_upload_without_a_token_is_unauthorized() {
    let server = server().await;
    let mut client = Client::connect(&server).await;
    for payload in [json!({}), json!({"token": "made up"}), json!(null)] {
        let reply = client
            .ask(Some("1"), "musubi_upload:u_1", event::JOIN, payload)
            .await;
        assert_eq!(reply.error(), json!({"reason": "unauthorized"}));
    }
}

#[tokio::test]
async fn an_unknown_event_is_refused_and_the_page_lives() {
    let server = server().await;
    let mut client = Client::connect(&server).await;
    let page = client.mount::<CounterStore>("a", json!({})).await;
    for event in [
        "patch",
        "phx_reply",
        "phx_close",
        "phx_error",
        "Command",
        "",
    ] {
        let reply = client
            .ask(Some(&page.join_ref), &page.topic, event, json!({}))
            .await;
        assert_eq!(reply.error(), json!({"reason": "unknown event"}), "{event}");
    }
    for event in [
        "allow_upload",
        "cancel_upload",
        "upload_progress",
        "upload_error",
    ] {
        let payload = json!({"name": "avatar", "ref": "u_1", "entries": []});
        let reply = client
            .ask(Some(&page.join_ref), &page.topic, event, payload)
            .await;
        assert_eq!(
            reply.error(),
            json!({"reason": "unknown upload"}),
            "{event}"
        );
    }
    assert_eq!(
        client
            .command(&page, "increment", json!({"amount": 1}))
            .await
            .ok(),
        1
    );
}

#[tokio::test]
async fn a_client_that_closes_gets_the_close_frame_back() {
    let server = server().await;
    let mut client = Client::connect(&server).await;
    client.mount::<CounterStore>("a", json!({})).await;
    assert_eq!(
        client.close_with(4001, "done").await,
        Some((4001, "done".into()))
    );
}
