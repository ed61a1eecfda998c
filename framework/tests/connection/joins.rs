//! Mounting roots: replies, refusals and their order, and joining a topic twice.

use std::time::Duration;

use musubi::prelude::*;
use musubi::{Context, JoinRequest, Limits};
use musubi_wire::names::event;
use serde_json::{Value, json};

use crate::stores::{CounterStore, SlowStore, gated_server, server, socket};
use crate::support::{Client, Gate, Log, Server, with_context};

const COUNTER: &str = "musubi:connection:CounterStore:a";

#[tokio::test]
async fn the_reply_comes_before_the_first_envelope() {
    let server = server().await;
    let mut client = Client::connect(&server).await;
    let payload = json!({"module": "CounterStore", "id": "a", "params": {"count": 4}});
    client
        .send(json!(["j1", "r1", COUNTER, "phx_join", payload]).to_string())
        .await;

    let reply = client.next().await;
    assert_eq!(
        (reply.join_ref.as_deref(), reply.msg_ref.as_deref()),
        (Some("j1"), Some("r1"))
    );
    assert_eq!((&*reply.topic, &*reply.event), (COUNTER, "phx_reply"));
    assert_eq!(
        reply.payload,
        json!({"status": "ok", "response": {"root_id": "CounterStore:a"}})
    );

    let patch = client.next().await;
    assert_eq!(
        (patch.join_ref.as_deref(), patch.msg_ref),
        (Some("j1"), None)
    );
    assert_eq!((&*patch.topic, &*patch.event), (COUNTER, "patch"));
    let tree = json!({"__musubi_store_id__": [], "count": 4, "note": ""});
    let ops = json!([{"op": "replace", "path": "", "value": tree}]);
    assert_eq!(
        patch.payload,
        json!({
            "type": "patch", "root_id": "CounterStore:a", "base_version": 0, "version": 1,
            "ops": ops, "stream_ops": [], "upload_ops": [], "events": [],
        })
    );
    assert_eq!(client.drain().await, []);
}

#[tokio::test]
async fn a_join_that_breaks_the_protocol_gets_the_reason_of_the_first_check_that_fails() {
    let server = server().await;
    let mut client = Client::connect(&server).await;
    let cases = [
        (json!([]), "missing required field"),
        (json!(null), "missing required field"),
        (json!({}), "missing required field"),
        (json!({"module": "", "id": "a"}), "missing required field"),
        (json!({"module": 7, "id": "a"}), "missing required field"),
        (json!({"module": "CounterStore"}), "missing root id"),
        (json!({"module": "Nope"}), "missing root id"),
        (json!({"module": "Nope", "id": ""}), "missing root id"),
        (
            json!({"module": "Nope", "id": ["a"], "params": []}),
            "missing root id",
        ),
        (
            json!({"module": "Nope", "id": "a", "params": []}),
            "params must be a map",
        ),
        (
            json!({"module": "CounterStore", "id": "a", "params": null}),
            "params must be a map",
        ),
        (
            json!({"module": "Nope", "id": "a", "params": {}}),
            "unknown root",
        ),
        (json!({"module": "counterstore", "id": "a"}), "unknown root"),
        (json!({"module": "Counter", "id": "a"}), "unknown root"),
    ];
    for (payload, reason) in cases {
        let reply = client
            .ask(Some("1"), COUNTER, event::JOIN, payload.clone())
            .await;
        assert_eq!(reply.error(), json!({"reason": reason}), "{payload}");
    }
    assert_eq!(client.drain().await, []);
    // None of them has left anything behind.
    client.mount::<CounterStore>("a", json!({})).await;
}

#[tokio::test]
async fn the_join_callback_is_asked_before_anything_is_checked() {
    let refusing = async |_: JoinRequest| Err::<Context, _>(Refusal::unauthorized());
    let server = Server::start(socket().on_join(refusing)).await;
    let mut client = Client::connect(&server).await;
    for payload in [json!({}), json!({"module": "Nope", "id": "a"}), json!(7)] {
        let reply = client.ask(Some("1"), COUNTER, event::JOIN, payload).await;
        let refused = json!({"reason": "unauthorized", "code": "unauthorized", "error": null});
        assert_eq!(reply.error(), refused);
    }
}

#[tokio::test]
async fn params_that_do_not_decode_are_refused_with_the_path_of_the_fault() {
    let server = server().await;
    let mut client = Client::connect(&server).await;
    let params = json!({"count": 1, "limits": {"steps": [1, 2, 300]}});
    let error = client.join("CounterStore", "a", params).await.error();
    assert_eq!(error["code"], "invalid_params");
    assert_eq!(error["error"]["path"], "limits.steps[2]");
    let message = error["error"]["message"].as_str().unwrap();
    assert!(message.contains("300"), "{message}");
    assert_eq!(
        error["reason"],
        format!("invalid params: limits.steps[2]: {message}")
    );
}

#[tokio::test]
async fn a_mount_that_refuses_gives_its_typed_error() {
    let server = server().await;
    let mut client = Client::connect(&server).await;
    let error = client
        .join("SlowStore", "a", json!({"refuse": true}))
        .await
        .error();
    let reason = "refused after 3 steps";
    assert_eq!(
        error,
        json!({"reason": reason, "code": "refused", "error": {"steps": 3}})
    );
    assert_eq!(client.drain().await, []);
}

#[command_error]
pub enum JoinError {
    /// The room is full.
    #[reason("{room} is full")]
    Full { room: String },
}

#[tokio::test]
async fn the_join_callback_sees_the_whole_payload_and_what_the_connection_gave() {
    let gate = Gate::new();
    let seeing = async |request: JoinRequest| {
        let has_gate = request.context.get::<Gate>().is_some();
        let room = format!("{has_gate} {}", request.payload);
        Err::<Context, _>(JoinError::Full { room })
    };
    let socket = with_context(socket().on_join(seeing), Context::new().with(gate));
    let server = Server::start(socket).await;
    let mut client = Client::connect(&server).await;
    let payload = json!({"extra": [1], "id": "a", "module": "CounterStore"});
    let error = client
        .ask(Some("1"), COUNTER, event::JOIN, payload.clone())
        .await
        .error();
    let room = format!("true {payload}");
    let expected =
        json!({"reason": format!("{room} is full"), "code": "full", "error": {"room": room}});
    assert_eq!(error, expected);
}

#[tokio::test]
async fn a_payload_that_the_join_callback_cannot_read_is_refused() {
    let letting_in = async |request: JoinRequest| match request.payload["module"].as_str() {
        Some("CounterStore") => Err(Refusal::unauthorized()),
        _ => Ok(request.context),
    };
    let server = Server::start(socket().on_join(letting_in)).await;
    let mut client = Client::connect(&server).await;
    let deep = format!("{}{}", "[".repeat(200), "]".repeat(200));
    for extra in [&*deep, r#""\ud800""#, "1e999"] {
        let payload = format!(r#"{{"module":"CounterStore","id":"a","extra":{extra}}}"#);
        client
            .send(format!(r#"["1","1","{COUNTER}","phx_join",{payload}]"#))
            .await;
        let error = client.reply("1").await.error();
        assert_eq!(error["code"], "invalid_payload", "{error}");
    }
}

#[tokio::test]
async fn an_async_join_callback_holds_up_nothing_but_its_own_join() {
    let gate = Gate::new();
    let waiting = gate.clone();
    let socket = socket().on_join(move |request: JoinRequest| {
        let gate = waiting.clone();
        async move {
            if request.payload["id"] == "slow" {
                gate.pass().await;
            }
            Ok::<_, Refusal>(request.context)
        }
    });
    let server = Server::start(socket).await;
    let mut client = Client::connect(&server).await;
    let (_, slow) = client.start_join("CounterStore", "slow", json!({})).await;
    gate.reached().await;
    let page = client.mount::<CounterStore>("fast", json!({})).await;
    assert!(client.command(&page, "nothing", json!({})).await.ok);
    client.heartbeat().await;
    gate.open();
    assert!(client.reply(&slow).await.ok);
}

#[tokio::test]
async fn a_mount_that_takes_too_long_is_refused_and_dropped() {
    let limits = Limits {
        mount_timeout: Duration::from_millis(20),
        ..Limits::default()
    };
    let (server, gate) = gated_server(limits).await;
    let mut client = Client::connect(&server).await;
    let error = client
        .join("SlowStore", "a", json!({"wait": true}))
        .await
        .error();
    assert_eq!(
        error,
        json!({"reason": "mount timed out", "code": "timeout"})
    );
    gate.open();
    assert_eq!(client.drain().await, []);
    client.mount::<SlowStore>("a", json!({})).await;
}

#[tokio::test]
async fn joining_a_topic_again_closes_the_old_channel_with_its_own_reference() {
    let server = server().await;
    let mut client = Client::connect(&server).await;
    let old = client.mount::<CounterStore>("a", json!({"count": 1})).await;
    let mut new = client.mount::<CounterStore>("a", json!({"count": 5})).await;
    assert_ne!(old.join_ref, new.join_ref);

    let close = client.find(|frame| frame.event == event::CLOSE).await;
    assert_eq!(
        (&close.join_ref, &close.msg_ref),
        (&Some(old.join_ref.clone()), &Some(old.join_ref.clone()))
    );
    assert_eq!((&*close.topic, &close.payload), (&*old.topic, &json!({})));

    assert_eq!(
        client
            .command(&new, "increment", json!({"amount": 2}))
            .await
            .ok(),
        7
    );
    client.patch(&mut new).await;
    assert_eq!(new.state()["count"], 7);
    assert_eq!(client.drain().await, []);
}

#[tokio::test]
async fn a_page_that_is_joined_again_starts_from_version_zero() {
    let server = server().await;
    let mut client = Client::connect(&server).await;
    for _ in 0..2 {
        let mut page = client.mount::<CounterStore>("a", json!({})).await;
        client
            .command(&page, "increment", json!({"amount": 1}))
            .await
            .ok();
        let envelope = client.patch(&mut page).await;
        assert_eq!((envelope.base_version, envelope.version), (1, 2));
        assert_eq!(page.state()["count"], 1);
    }
}

#[tokio::test]
async fn the_topic_need_not_name_the_root() {
    let server = server().await;
    let mut client = Client::connect(&server).await;
    let payload = json!({"module": "CounterStore", "id": "a"});
    let topic = "musubi:connection:anything at all";
    let reply = client.ask(Some("1"), topic, event::JOIN, payload).await;
    assert_eq!(reply.ok(), json!({"root_id": "CounterStore:a"}));
    let patch = client.next().await;
    assert_eq!(
        (&*patch.topic, &patch.payload["root_id"]),
        (topic, &json!("CounterStore:a"))
    );
}

#[tokio::test]
async fn a_connection_mounts_no_more_pages_than_its_limit() {
    let limits = Limits {
        pages: 2,
        ..Limits::default()
    };
    let server = Server::start(socket().limits(limits)).await;
    let mut client = Client::connect(&server).await;
    client.mount::<CounterStore>("a", json!({})).await;
    let last = client.mount::<CounterStore>("b", json!({})).await;
    let error = client.join("CounterStore", "c", json!({})).await.error();
    assert_eq!(error, json!({"reason": "too many channels joined"}));
    // A join of a topic that is joined takes the place of the old one.
    client.mount::<CounterStore>("a", json!({})).await;
    client.leave(&last).await.ok();
    client
        .find(|frame| frame.topic == last.topic && frame.event == event::CLOSE)
        .await;
    client.mount::<CounterStore>("c", json!({})).await;
    // The limit is of each connection by itself.
    Client::connect(&server)
        .await
        .mount::<CounterStore>("a", json!({}))
        .await;
}

#[tokio::test]
async fn what_is_sent_behind_a_join_that_fails_finds_no_topic() {
    let (server, gate) = gated_server(Limits::default()).await;
    let mut client = Client::connect(&server).await;
    let params = json!({"wait": true, "refuse": true});
    let (topic, join_ref) = client.start_join("SlowStore", "a", params).await;
    let command = json!({"name": "step"});
    let command = client
        .push(Some(&join_ref), &topic, event::COMMAND, command)
        .await;
    let leave = client
        .push(Some(&join_ref), &topic, event::LEAVE, json!({}))
        .await;
    gate.reached().await;
    gate.open();
    assert_eq!(client.reply(&join_ref).await.error()["code"], "refused");
    assert_eq!(
        client.reply(&command).await.error(),
        json!({"reason": "unmatched topic"})
    );
    assert_eq!(client.reply(&leave).await.ok(), json!({}));
    assert_eq!(client.drain().await, []);
}

#[tokio::test]
async fn the_context_of_a_join_is_of_that_page_alone() {
    let log = Log::new();
    let own = log.clone();
    let socket = socket()
        .root::<Reader>()
        .on_join(move |request: JoinRequest| {
            let log = own.clone();
            async move {
                let page = Name(request.payload["id"].to_string());
                Ok::<_, Refusal>(request.context.with(log).with(page))
            }
        });
    let socket = with_context(socket, Context::new().with(Name("connection".into())));
    let server = Server::start(socket).await;
    let mut client = Client::connect(&server).await;
    client.mount::<Reader>("one", json!({})).await;
    client.mount::<Reader>("two", json!({})).await;
    assert_eq!(log.entries(), ["\"one\"", "\"two\""]);
}

#[derive(Clone)]
struct Name(String);

#[state]
pub struct Nothing {
    pub nothing: Value,
}

pub struct Reader;

#[store(root)]
impl Reader {
    fn mount() -> Self {
        let log: Log = use_context().expect("the join gives it");
        log.write(use_context::<Name>().expect("the join gives it").0);
        Self
    }

    fn render(&self) -> NothingSignals {
        NothingSignals {
            nothing: Signal::derive(|| Value::Null),
        }
    }
}
