//! The upgrade: who may connect, and what is told to those who may not.

use std::time::Duration;

use musubi::prelude::*;
use musubi::{ConnectRequest, Context, JoinRequest, Limits, Origins};
use serde_json::json;

use crate::stores::{server, socket};
use crate::support::{Client, Gate, INTENDED, Refused, Server, with_context};

const VSN: &str = "vsn=2.0.0";

#[command_error]
pub enum ConnectError {
    /// The user is banned.
    #[reason("banned for {days} days")]
    Banned { days: u32 },
}

#[tokio::test]
async fn a_refused_connection_gets_403_with_the_typed_error_as_json() {
    let refusing = async |_: ConnectRequest| Err::<Context, _>(ConnectError::Banned { days: 3 });
    let server = Server::start(socket().on_connect(refusing)).await;
    let refused = server.refused(VSN, &[]).await;
    let body = json!({"reason": "banned for 3 days", "code": "banned", "error": {"days": 3}});
    assert_eq!(refused, Refused { status: 403, body });
}

#[tokio::test]
async fn a_refused_connection_learns_nothing_but_the_reason_that_it_is_given() {
    let refusing = async |_: ConnectRequest| Err::<Context, _>(Refusal::unauthorized());
    let server = Server::start(socket().on_connect(refusing)).await;
    let refused = server.refused(VSN, &[]).await;
    let body = json!({"reason": "unauthorized", "code": "unauthorized", "error": null});
    assert_eq!(refused, Refused { status: 403, body });
}

#[tokio::test]
async fn callbacks_may_borrow_what_they_capture() {
    let banned = ["eve".to_owned()];
    let rooms = ["lobby".to_owned()];
    let socket = socket()
        .on_connect(async move |request: ConnectRequest| {
            tokio::task::yield_now().await;
            let name = request.query("name").unwrap_or_default();
            if banned.iter().any(|banned| banned == name) {
                return Err(Refusal::unauthorized());
            }
            Ok(Context::new())
        })
        .on_join(async move |request: JoinRequest| {
            tokio::task::yield_now().await;
            let id = request.payload["id"].as_str().unwrap_or_default();
            if rooms.iter().any(|room| room == id) {
                return Ok(request.context);
            }
            Err(Refusal::new("no_room", "There is no such room."))
        });
    let server = Server::start(socket).await;
    assert_eq!(server.refused("vsn=2.0.0&name=eve", &[]).await.status, 403);
    let mut client = Client::connect_with(&server, "vsn=2.0.0&name=ada", &[]).await;
    client.join("CounterStore", "lobby", json!({})).await.ok();
    let error = client
        .join("CounterStore", "attic", json!({}))
        .await
        .error();
    assert_eq!(error["code"], "no_room");
}

#[tokio::test]
async fn the_connect_callback_sees_query_headers_and_cookies() {
    let seeing = async |request: ConnectRequest| {
        let header = |name: &str| request.parts.headers.get(name)?.to_str().ok();
        let seen = [
            request.query("token"),
            request.query("missing"),
            header("cookie"),
            header("x-tenant"),
            Some(request.parts.uri.path()),
        ];
        Err::<Context, _>(Refusal::new("seen", format!("{seen:?}")))
    };
    let server = Server::start(socket().on_connect(seeing)).await;
    let query = "vsn=2.0.0&token=a%20b%26c&token=last%C3%A9";
    let headers = [("Cookie", "session=s1; theme=dark"), ("X-Tenant", "acme")];
    let refused = server.refused(query, &headers).await;
    let seen = r#"[Some("lasté"), None, Some("session=s1; theme=dark"), Some("acme"), Some("/websocket")]"#;
    assert_eq!(refused.body["reason"], seen);
}

#[tokio::test]
async fn an_async_connect_callback_is_waited_for() {
    let gate = Gate::new();
    let waiting = gate.clone();
    let socket = socket().on_connect(move |_| {
        let gate = waiting.clone();
        async move {
            gate.pass().await;
            Ok::<_, Refusal>(Context::new())
        }
    });
    let server = Server::start(socket).await;
    let open = async {
        gate.reached().await;
        gate.open();
    };
    let (mut client, ()) = tokio::join!(Client::connect(&server), open);
    client.heartbeat().await;
}

#[tokio::test]
async fn a_connect_callback_that_takes_too_long_refuses() {
    let limits = Limits {
        connect_timeout: Duration::from_millis(20),
        ..Limits::default()
    };
    let never = async |_: ConnectRequest| std::future::pending::<Result<Context, Refusal>>().await;
    let server = Server::start(socket().limits(limits).on_connect(never)).await;
    let refused = server.refused(VSN, &[]).await;
    assert_eq!(
        (refused.status, &refused.body),
        (403, &json!({"reason": "internal error"}))
    );
}

#[tokio::test]
async fn a_connect_callback_that_panics_refuses_that_connection_alone() {
    let panicking = async |request: ConnectRequest| {
        assert!(request.query("panic").is_none(), "{INTENDED}connect");
        Ok::<_, Refusal>(Context::new())
    };
    let server = Server::start(socket().on_connect(panicking)).await;
    let refused = server.refused("vsn=2.0.0&panic=now", &[]).await;
    assert_eq!(
        (refused.status, &refused.body),
        (403, &json!({"reason": "internal error"}))
    );
    Client::connect(&server).await.heartbeat().await;
}

#[tokio::test]
async fn a_page_of_another_origin_is_refused_before_the_connect_callback() {
    let unasked = async |_: ConnectRequest| -> Result<Context, Refusal> { panic!("asked") };
    let server = Server::start(socket().on_connect(unasked)).await;
    for origin in ["https://evil.example", "null", "http://127.0.0.1:1"] {
        let refused = server.refused(VSN, &[("Origin", origin)]).await;
        assert_eq!(
            (refused.status, &refused.body),
            (403, &json!({"reason": "origin not allowed"}))
        );
    }
}

#[tokio::test]
async fn pages_of_the_same_and_of_listed_origins_are_let_in() {
    let listed = Origins::Listed(vec!["https://app.example".into()]);
    let server = Server::start(socket().origins(listed)).await;
    let same = format!("http://{}", server.address);
    for origin in ["https://app.example", &same] {
        let mut client = Client::connect_with(&server, VSN, &[("Origin", origin)]).await;
        client.heartbeat().await;
    }
    assert_eq!(
        server
            .refused(VSN, &[("Origin", "https://evil.example")])
            .await
            .status,
        403
    );

    let server = Server::start(socket().origins(Origins::Any)).await;
    let foreign = [("Origin", "https://evil.example")];
    Client::connect_with(&server, VSN, &foreign)
        .await
        .heartbeat()
        .await;
}

#[tokio::test]
async fn another_version_of_the_serializer_is_refused() {
    let server = server().await;
    for vsn in ["vsn=1.0.0", "vsn=3.0.0", "vsn="] {
        let refused = server.refused(vsn, &[]).await;
        let reason = "this server speaks version 2 of the Phoenix serializer";
        assert_eq!(
            (refused.status, &refused.body),
            (400, &json!({"reason": reason}))
        );
    }
    for query in ["vsn=2.0.0", ""] {
        Client::connect_with(&server, query, &[])
            .await
            .heartbeat()
            .await;
    }
}

#[tokio::test]
async fn the_context_of_the_connect_callback_is_there_for_every_page() {
    let gate = Gate::new();
    let socket = with_context(socket(), Context::new().with(gate.clone()));
    let server = Server::start(socket).await;
    let mut client = Client::connect(&server).await;
    for id in ["a", "b"] {
        let (_, join) = client
            .start_join("SlowStore", id, json!({"wait": true}))
            .await;
        gate.reached().await;
        gate.open();
        assert!(client.reply(&join).await.ok);
    }
}
