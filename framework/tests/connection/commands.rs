//! Commands: replies, typed errors, and what is wrong with a payload.

use musubi_wire::names::event;
use musubi_wire::payload::VersionedReply;
use serde_json::{Value, json};

use crate::stores::{CounterStore, server};
use crate::support::{Client, Page, Reply};

#[tokio::test]
async fn the_reply_comes_before_the_patch_of_its_turn() {
    let server = server().await;
    let mut client = Client::connect(&server).await;
    let mut page = client.mount::<CounterStore>("a", json!({})).await;
    let msg_ref = client
        .start_command(&page, "increment", json!({"amount": 2}))
        .await;
    let reply = client.next().await;
    assert!(reply.is_reply_to(&msg_ref), "{reply:?}");
    assert_eq!(reply.join_ref.as_ref(), Some(&page.join_ref));
    assert_eq!(reply.payload, json!({"status": "ok", "response": 2}));
    let patch = client.next().await;
    let ops = json!([{"op": "replace", "path": "/count", "value": 2}]);
    assert_eq!(patch.payload["ops"], ops);
    page.apply(&patch);
}

#[tokio::test]
async fn a_command_that_changes_nothing_sends_no_envelope() {
    let server = server().await;
    let mut client = Client::connect(&server).await;
    let page = client.mount::<CounterStore>("a", json!({"count": 3})).await;
    assert_eq!(
        client.command(&page, "nothing", json!({})).await.ok(),
        json!({})
    );
    assert_eq!(
        client
            .command(&page, "increment", json!({"amount": 0}))
            .await
            .ok(),
        3
    );
    assert_eq!(
        client
            .command(&page, "write", json!({"note": ""}))
            .await
            .ok(),
        json!({})
    );
    assert_eq!(client.drain().await, []);
}

#[tokio::test]
async fn a_reply_tells_the_version_that_has_the_effect_when_it_is_asked_to() {
    let server = server().await;
    let mut client = Client::connect(&server).await;
    let mut page = client.mount::<CounterStore>("a", json!({})).await;
    // The second changes nothing, so the first's version has its effect too.
    for (amount, version, count) in [(2, 2, 2), (0, 2, 2), (3, 3, 5)] {
        let command = json!({"name": "increment", "payload": {"amount": amount}, "version": true});
        let reply: VersionedReply<i64> =
            serde_json::from_value(send(&mut client, &page, command).await.ok()).unwrap();
        let expected = VersionedReply {
            version,
            reply: count,
        };
        assert_eq!(reply, expected);
        if amount > 0 {
            client.patch(&mut page).await;
        }
        assert_eq!(page.state()["count"], count);
    }
    let nothing = json!({"name": "nothing", "version": true});
    let response = send(&mut client, &page, nothing).await.ok();
    let expected = json!({"__musubi_version__": 3, "__musubi_reply__": {}});
    assert_eq!(response, expected);
    // Errors have no effect to tell of.
    let unknown = json!({"name": "dance", "version": true});
    assert_eq!(
        send(&mut client, &page, unknown).await.error(),
        json!({"reason": "unknown command"})
    );
    assert_eq!(client.drain().await, []);
}

#[tokio::test]
async fn commands_are_answered_in_their_order_and_versions_have_no_gap() {
    let server = server().await;
    let mut client = Client::connect(&server).await;
    let mut page = client.mount::<CounterStore>("a", json!({})).await;
    let mut sent = Vec::new();
    for _ in 0..100 {
        sent.push(
            client
                .start_command(&page, "increment", json!({"amount": 1}))
                .await,
        );
    }
    let mut answered = Vec::new();
    while answered.len() < sent.len() || page.state()["count"] != 100 {
        let frame = client.next().await;
        if frame.is_patch() {
            // The document refuses anything but the next version.
            page.apply(&frame);
            let replies = i64::try_from(answered.len()).unwrap();
            assert!(
                page.state()["count"].as_i64().unwrap() <= replies,
                "a patch before its reply"
            );
        } else {
            answered.push(frame.msg_ref.clone().unwrap());
            assert_eq!(frame.reply().ok(), answered.len());
        }
    }
    assert_eq!(answered, sent);
}

#[tokio::test]
async fn a_typed_error_has_reason_code_and_detail() {
    let server = server().await;
    let mut client = Client::connect(&server).await;
    let page = client.mount::<CounterStore>("a", json!({"count": 2})).await;
    let error = client
        .command(&page, "take", json!({"amount": 5}))
        .await
        .error();
    let expected = json!({"reason": "only 2 left", "code": "too_few", "error": {"left": 2}});
    assert_eq!(error, expected);
    assert_eq!(
        client
            .command(&page, "take", json!({"amount": 2}))
            .await
            .ok(),
        0
    );
}

#[tokio::test]
async fn a_payload_that_does_not_decode_names_its_fault_and_the_page_lives() {
    let server = server().await;
    let mut client = Client::connect(&server).await;
    let page = client.mount::<CounterStore>("a", json!({})).await;
    let cases = [
        (
            json!({"amount": "2"}),
            "amount",
            "invalid type: string \"2\", expected i64",
        ),
        (
            json!({"amount": 1.5}),
            "amount",
            "invalid type: floating point `1.5`, expected i64",
        ),
        (
            json!({"amount": null}),
            "amount",
            "invalid type: null, expected i64",
        ),
        (json!({}), "", "missing field `amount`"),
        (json!({"Amount": 2}), "", "missing field `amount`"),
    ];
    for (payload, path, message) in cases {
        let error = client
            .command(&page, "increment", payload.clone())
            .await
            .error();
        assert_eq!(error["code"], "invalid_payload", "{payload}");
        assert_eq!(error["error"]["path"], path, "{payload}");
        let found = error["error"]["message"].as_str().unwrap();
        assert!(found.starts_with(message), "{found}");
        let place = if path.is_empty() {
            String::new()
        } else {
            format!("{path}: ")
        };
        assert_eq!(error["reason"], format!("invalid payload: {place}{found}"));
    }
    let extra = json!({"amount": 1, "more": [{"than": "asked"}]});
    assert_eq!(client.command(&page, "increment", extra).await.ok(), 1);
}

#[tokio::test]
async fn a_message_that_breaks_the_protocol_is_refused_and_the_page_lives() {
    let server = server().await;
    let mut client = Client::connect(&server).await;
    let page = client.mount::<CounterStore>("a", json!({})).await;
    let missing = [
        json!({}),
        json!([]),
        json!(null),
        json!({"name": ""}),
        json!({"name": 7}),
    ];
    for payload in missing {
        let error = send(&mut client, &page, payload.clone()).await.error();
        assert_eq!(
            error,
            json!({"reason": "missing required field"}),
            "{payload}"
        );
    }
    let invalid = [
        (
            json!({"store_id": "x"}),
            "store_id",
            "expected an array of strings, found string",
        ),
        (
            json!({"store_id": ["a", 7]}),
            "store_id[1]",
            "expected a string, found number",
        ),
        (
            json!({"payload": []}),
            "payload",
            "expected an object, found array",
        ),
        (
            json!({"payload": null}),
            "payload",
            "expected an object, found null",
        ),
    ];
    for (mut payload, path, message) in invalid {
        payload["name"] = "nothing".into();
        let error = send(&mut client, &page, payload.clone()).await.error();
        let expected = json!({
            "reason": format!("invalid payload: {path}: {message}"),
            "code": "invalid_payload",
            "error": {"path": path, "message": message},
        });
        assert_eq!(error, expected, "{payload}");
    }
    // Store id and payload have defaults.
    assert_eq!(
        send(&mut client, &page, json!({"name": "nothing"}))
            .await
            .ok(),
        json!({})
    );
    assert_eq!(client.drain().await, []);
}

#[tokio::test]
async fn an_unknown_command_or_store_is_refused_and_the_page_lives() {
    let server = server().await;
    let mut client = Client::connect(&server).await;
    let page = client.mount::<CounterStore>("a", json!({})).await;
    for name in ["missing", "Increment", "mount", "render", "count"] {
        let error = client.command(&page, name, json!({})).await.error();
        assert_eq!(error, json!({"reason": "unknown command"}), "{name}");
    }
    for store_id in [json!(["child"]), json!([""]), json!(vec!["x"; 1000])] {
        let payload = json!({"store_id": store_id, "name": "increment", "payload": {"amount": 1}});
        let error = send(&mut client, &page, payload).await.error();
        assert_eq!(error, json!({"reason": "unknown store"}));
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
async fn text_of_any_kind_arrives_as_it_was_sent() {
    let server = server().await;
    let mut client = Client::connect(&server).await;
    let mut page = client.mount::<CounterStore>("a", json!({})).await;
    for note in [
        "\"\\/\u{8}\n\r\t\0\u{1f}",
        "\u{2028}\u{7f}é漢字😀",
        "__musubi_store_id__",
    ] {
        assert!(
            client
                .command(&page, "write", json!({"note": note}))
                .await
                .ok
        );
        client.patch(&mut page).await;
        assert_eq!(page.state()["note"], note);
    }
    // The same, as a client may escape it.
    let topic = &page.topic;
    let command = r#"{"name":"wri\u0074e","payload":{"not\u0065":"\ud83d\ude00"}}"#;
    client
        .send(format!(r#"[null,"e1","{topic}","comman\u0064",{command}]"#))
        .await;
    assert!(client.reply("e1").await.ok);
    client.patch(&mut page).await;
    assert_eq!(page.state()["note"], "😀");
}

#[tokio::test]
async fn pages_of_one_root_share_nothing() {
    let server = server().await;
    let mut client = Client::connect(&server).await;
    let mut other = Client::connect(&server).await;
    let mut pages = Vec::new();
    for id in ["a", "b"] {
        pages.push(client.mount::<CounterStore>(id, json!({})).await);
    }
    let mut page = other.mount::<CounterStore>("a", json!({})).await;
    for (index, mut of) in pages.into_iter().enumerate() {
        let amount = index + 1;
        assert_eq!(
            client
                .command(&of, "increment", json!({"amount": amount}))
                .await
                .ok(),
            amount
        );
        client.patch(&mut of).await;
        assert_eq!(of.state()["count"], amount);
    }
    assert_eq!(client.drain().await, []);
    assert_eq!(
        other
            .command(&page, "increment", json!({"amount": 9}))
            .await
            .ok(),
        9
    );
    other.patch(&mut page).await;
    assert_eq!(page.state()["count"], 9);
}

async fn send(client: &mut Client, page: &Page, payload: Value) -> Reply {
    client
        .ask(Some(&page.join_ref), &page.topic, event::COMMAND, payload)
        .await
}
