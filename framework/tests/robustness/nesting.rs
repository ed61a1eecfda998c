//! Payloads nested so deep that a stack could end in them.

use musubi::{JoinRequest, Refusal, Socket};
use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::Message;

use crate::stores::{WildStore, Witness, limits, server};
use crate::support::{Client, Server};

const DEPTH: usize = 10_000;

/// Arrays, objects and both, nested in each other.
fn nested(depth: usize) -> [String; 3] {
    let nest = |open: &str, close: &str| format!("{}0{}", open.repeat(depth), close.repeat(depth));
    [
        nest("[", "]"),
        nest(r#"{"a":"#, "}"),
        nest(r#"[{"a":["#, "]}]"),
    ]
}

#[tokio::test]
async fn deep_payloads_of_commands_are_refused_and_the_page_lives() {
    let server = server().await;
    let mut client = Client::connect(&server).await;
    let page = client.mount::<WildStore>("a", json!({})).await;
    for deep in nested(DEPTH) {
        let payloads = [
            (
                format!(r#"{{"name":"set","payload":{{"value":{deep}}}}}"#),
                "invalid_payload",
            ),
            (
                format!(r#"{{"name":"add","payload":{{"amount":{deep}}}}}"#),
                "invalid_payload",
            ),
            (
                format!(r#"{{"name":"add","payload":{deep}}}"#),
                "invalid_payload",
            ),
            (
                format!(r#"{{"name":"add","store_id":{deep}}}"#),
                "invalid_payload",
            ),
            (
                format!(r#"{{"name":"add","store_id":[{deep}]}}"#),
                "invalid_payload",
            ),
        ];
        for (payload, code) in payloads {
            let msg_ref = client.fresh_ref();
            let frame = format!(r#"[null,"{msg_ref}","{}","command",{payload}]"#, page.topic);
            client.send(Message::text(frame)).await;
            let error = client.reply(&msg_ref).await.error();
            assert_eq!(error["code"], code, "{}", &payload[..60]);
        }
        // What no one asked for is skipped.
        let payload = format!(r#"{{"name":"add","payload":{{"amount":1,"b":{deep}}},"c":{deep}}}"#);
        let frame = format!(r#"[null,"x","{}","command",{payload}]"#, page.topic);
        client.send(Message::text(frame)).await;
        assert!(client.reply("x").await.ok);
    }
}

#[tokio::test]
async fn deep_payloads_to_no_one_in_particular_are_answered() {
    let server = server().await;
    let mut witness = Witness::new(&server).await;
    let mut client = Client::connect(&server).await;
    for deep in nested(DEPTH) {
        for (topic, event) in [
            ("phoenix", "heartbeat"),
            ("x", "y"),
            ("musubi_upload:u", "phx_join"),
        ] {
            client
                .send(Message::text(format!(
                    r#"[null,"d","{topic}","{event}",{deep}]"#
                )))
                .await;
            client.reply("d").await;
        }
    }
    for deep in nested(DEPTH) {
        let mut client = Client::connect(&server).await;
        client.send(Message::text(deep)).await;
        assert_eq!(
            u16::from(client.closed().await.expect("a close frame").code),
            1007
        );
    }
    witness.is_served().await;
}

#[tokio::test]
async fn deep_joins_are_refused() {
    let with_callback = Socket::new()
        .root::<WildStore>()
        .limits(limits())
        .on_join(async |request: JoinRequest| Ok::<_, Refusal>(request.context));
    for server in [server().await, Server::start(with_callback).await] {
        let mut client = Client::connect(&server).await;
        for deep in nested(DEPTH) {
            let payload =
                format!(r#"{{"module":"WildStore","id":"a","params":{{"value":{deep}}}}}"#);
            let topic = "musubi:connection:WildStore:a";
            client
                .send(Message::text(format!(
                    r#"["1","j","{topic}","phx_join",{payload}]"#
                )))
                .await;
            let error = client.reply("j").await.error();
            let code = error["code"].as_str().unwrap();
            assert!(
                ["invalid_params", "invalid_payload"].contains(&code),
                "{error}"
            );
        }
        client.mount::<WildStore>("a", json!({})).await;
    }
}

#[tokio::test]
async fn a_payload_as_deep_as_a_value_may_be_is_taken_and_sent() {
    let server = server().await;
    let mut client = Client::connect(&server).await;
    let mut page = client.mount::<WildStore>("a", json!({})).await;
    for deep in nested(40) {
        let value: Value = serde_json::from_str(&deep).unwrap();
        assert_eq!(
            client
                .command(&page, "set", json!({"value": value}))
                .await
                .ok(),
            value
        );
        client.patch(&mut page).await;
        assert_eq!(page.state()["value"], value);
    }
}
