//! Messages that are no frames, and frames that say nothing.

use musubi_wire::frame::BinaryPush;
use serde_json::json;
use tokio_tungstenite::tungstenite::Message;

use crate::stores::{WildStore, Witness, server};
use crate::support::Client;

const FRAME: &str = r#"["1","2","musubi:connection:WildStore:a","command",{"name":"add"}]"#;

/// Sends a message next to a page at rest, and gives the code of the close frame.
async fn code_for(message: Message) -> u16 {
    let server = server().await;
    let mut witness = Witness::new(&server).await;
    let mut client = Client::connect(&server).await;
    client.mount::<WildStore>("a", json!({})).await;
    client.send(message).await;
    let close = client.closed().await.expect("a close frame");
    witness.is_served().await;
    close.code.into()
}

#[tokio::test]
async fn text_that_is_no_frame_closes_its_own_connection() {
    let texts = [
        "",
        " ",
        "garbage",
        "{}",
        "null",
        "[]",
        "[1]",
        "[[[[[",
        r#"["1","2","t","e"]"#,
        r#"["1","2","t","e",{}"#,
        r#"["1","2","t","e",{}]]"#,
        r#"["1","2","t","e",{}] []"#,
        r#"["1","2","t","e",]"#,
        r#"["1","2","t","e",{"a":}]"#,
        r#"["1","2","t","e",{"a":1,}]"#,
        r#"["1","2","t","e",nul]"#,
        r#"["1","2","t","e",NaN]"#,
        r#"["1","2","t","e",01]"#,
        r#"["1","2","t","e","\x"]"#,
        "[\"1\",\"2\",\"t\",\"e\",\"\u{1}\"]",
        r#"{"join_ref":"1","ref":"2","topic":"t","event":"e","payload":{}}"#,
    ];
    for text in texts {
        assert_eq!(code_for(Message::text(text)).await, 1007, "{text}");
    }
}

#[tokio::test]
async fn an_element_of_the_wrong_type_closes_its_own_connection() {
    let elements: [&[&str]; 4] = [
        &["1", "true", "[]", "{}"],
        &["1", "true", "[]", "{}"],
        &["null", "1", "true", "[]", "{}"],
        &["null", "1", "true", "[]", "{}", r#""\ud800""#],
    ];
    for (index, wrong) in elements.iter().enumerate() {
        for wrong in *wrong {
            let mut frame = [r#""1""#, r#""2""#, r#""phoenix""#, r#""heartbeat""#, "{}"];
            frame[index] = wrong;
            let text = format!("[{}]", frame.join(","));
            assert_eq!(code_for(Message::text(text.as_str())).await, 1007, "{text}");
        }
    }
}

#[tokio::test]
async fn every_frame_that_is_cut_short_closes_its_own_connection() {
    let server = server().await;
    let mut witness = Witness::new(&server).await;
    for end in 0..FRAME.len() {
        let mut client = Client::connect(&server).await;
        client.send(Message::text(&FRAME[..end])).await;
        let close = client.closed().await.expect("a close frame");
        assert_eq!(u16::from(close.code), 1007, "{}", &FRAME[..end]);
    }
    witness.is_served().await;
}

#[tokio::test]
async fn a_payload_of_any_type_is_answered() {
    let server = server().await;
    let mut client = Client::connect(&server).await;
    let page = client.mount::<WildStore>("a", json!({})).await;
    for payload in [
        "null", "true", "0", "-0.0e-7", "\"\"", "[]", "{}", "[{}]", "1e400",
    ] {
        for event in [
            "command",
            "phx_join",
            "heartbeat",
            "allow_upload",
            "",
            "chunk",
        ] {
            // Another topic, so that the page is not joined again.
            for topic in [
                &*page.topic,
                "musubi:connection:b",
                "musubi_upload:u",
                "phoenix",
                "x",
            ] {
                if (topic, event) == (&*page.topic, "phx_join") {
                    continue;
                }
                let msg_ref = client.fresh_ref();
                let frame = format!(r#"[null,"{msg_ref}","{topic}","{event}",{payload}]"#);
                client.send(Message::text(frame)).await;
                let reply = client.next().await;
                assert!(
                    reply.is_reply_to(&msg_ref),
                    "{topic} {event} {payload}: {reply:?}"
                );
            }
        }
    }
    assert!(client.command(&page, "add", json!({"amount": 1})).await.ok);
}

#[tokio::test]
async fn an_array_with_more_than_five_elements_is_a_frame_as_in_phoenix() {
    let server = server().await;
    let mut client = Client::connect(&server).await;
    client
        .send(r#"[null,"1","phoenix","heartbeat",{},{"more":[]},7]"#)
        .await;
    assert!(client.next().await.is_reply_to("1"));
}

#[tokio::test]
async fn references_and_topics_of_any_text_come_back_as_they_are() {
    let server = server().await;
    let mut client = Client::connect(&server).await;
    let texts = ["", "0", "\u{0}\"\\\n", "é漢😀\u{2028}", &"x".repeat(10_000)];
    for text in texts {
        let frame = json!([text, text, format!("room:{text}"), "command", {}]);
        client.send(Message::text(frame.to_string())).await;
        let reply = client.next().await;
        assert_eq!(
            (reply.join_ref.as_deref(), reply.msg_ref.as_deref()),
            (Some(text), Some(text))
        );
        assert_eq!(reply.topic, format!("room:{text}"));
    }
}

#[tokio::test]
async fn huge_texts_within_the_limit_are_taken() {
    let server = server().await;
    let mut client = Client::connect(&server).await;
    let mut page = client.mount::<WildStore>("a", json!({})).await;
    let text = "\u{1}é".repeat(100_000);
    assert!(
        client
            .command(&page, "write", json!({"text": text}))
            .await
            .ok
    );
    client.patch(&mut page).await;
    assert_eq!(page.state()["text"], text);

    let name = "n".repeat(500_000);
    let unknown = client.command(&page, &name, json!({})).await.error();
    assert_eq!(unknown, json!({"reason": "unknown command"}));
    let module = client.join(&name, "a", json!({})).await.error();
    assert_eq!(module, json!({"reason": "unknown root"}));
    let wrong = client
        .command(&page, "add", json!({"amount": name}))
        .await
        .error();
    assert_eq!(wrong["code"], "invalid_payload");
}

#[tokio::test]
async fn binary_messages_that_are_no_frames_close_their_own_connection() {
    let mut push = Vec::new();
    let frame = BinaryPush {
        join_ref: "1",
        msg_ref: "2",
        topic: "musubi_upload:u",
        event: "chunk",
        data: b"",
    };
    frame.write(&mut push).unwrap();
    let mut messages = vec![vec![1; 40], vec![2], vec![255], FRAME.as_bytes().to_vec()];
    messages.extend((0..push.len()).map(|end| push[..end].to_vec()));
    for (index, byte) in [(1, 200), (4, 255), (5, 0xff), (7, 0xc3)] {
        let mut wrong = push.clone();
        wrong[index] = byte;
        messages.push(wrong);
    }
    let server = server().await;
    let mut witness = Witness::new(&server).await;
    for message in messages {
        let mut client = Client::connect(&server).await;
        client.send(Message::binary(message.clone())).await;
        let close = client.closed().await.expect("a close frame");
        assert_eq!(u16::from(close.code), 1007, "{message:?}");
    }
    witness.is_served().await;
}

#[tokio::test]
async fn a_binary_frame_to_a_topic_without_an_upload_is_unmatched() {
    let server = server().await;
    let mut client = Client::connect(&server).await;
    let page = client.mount::<WildStore>("a", json!({})).await;
    let pushes = [
        ("7", "b1", "musubi_upload:u", "chunk"),
        ("", "b2", "", ""),
        (&page.join_ref, "b3", &page.topic, "command"),
        (&page.join_ref, "b4", &page.topic, "phx_leave"),
    ];
    for (join_ref, msg_ref, topic, event) in pushes {
        let mut bytes = Vec::new();
        let data = &[0xff; 64];
        BinaryPush {
            join_ref,
            msg_ref,
            topic,
            event,
            data,
        }
        .write(&mut bytes)
        .unwrap();
        client.send(Message::binary(bytes)).await;
        let reply = client.next().await;
        assert_eq!(reply.join_ref.unwrap_or_default(), join_ref);
        assert_eq!(
            (reply.msg_ref.as_deref(), &*reply.topic),
            (Some(msg_ref), topic)
        );
        assert_eq!(
            reply.payload["response"],
            json!({"reason": "unmatched topic"})
        );
    }
    assert!(client.command(&page, "add", json!({"amount": 1})).await.ok);
}
