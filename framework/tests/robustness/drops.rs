//! Connections that end at every moment.

use musubi::{ConnectRequest, Context, JoinRequest, Refusal, Socket};
use musubi_wire::names::event;
use serde_json::json;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;

use crate::stores::{WildStore, Witness, gated_server, limits};
use crate::support::{Client, Gate, Server};

#[tokio::test]
async fn a_client_may_vanish_after_every_byte() {
    let (server, gate) = gated_server().await;
    let mut witness = Witness::new(&server).await;
    let topic = "musubi:connection:WildStore:a";
    let join = json!({"module": "WildStore", "id": "a", "params": {"value": [1]}});
    let frames = [
        json!(["1", "1", topic, "phx_join", join]),
        json!(["1", "2", topic, "command", {"name": "add", "payload": {"amount": 1}}]),
        json!(["1", "3", topic, "command", {"name": "wait"}]),
        json!(["1", "4", topic, "phx_leave", {}]),
    ];
    let mut session = server.upgrade_request("vsn=2.0.0", &[]).into_bytes();
    for frame in frames {
        let text = frame.to_string();
        session.extend([0x81, 0x80 | 126]);
        session.extend(u16::try_from(text.len()).unwrap().to_be_bytes());
        session.extend([0; 4]);
        session.extend(text.bytes());
    }
    for end in 0..=session.len() {
        let mut stream = TcpStream::connect(server.address).await.unwrap();
        stream.write_all(&session[..end]).await.unwrap();
        drop(stream);
        if end % 50 == 0 {
            witness.is_served().await;
        }
    }
    witness.is_served().await;
    gate.empty().await;
}

#[tokio::test]
async fn a_client_may_vanish_while_it_is_asked_for() {
    let gate = Gate::new();
    let (connecting, joining) = (gate.clone(), gate.clone());
    let socket = Socket::new()
        .root::<WildStore>()
        .limits(limits())
        .on_connect(async move |request: ConnectRequest| {
            if request.query("wait").is_some() {
                connecting.pass().await;
            }
            Ok::<_, Refusal>(Context::new())
        })
        .on_join(async move |request: JoinRequest| {
            if request.payload["id"] == "wait" {
                joining.pass().await;
            }
            Ok::<_, Refusal>(request.context)
        });
    let server = Server::start(socket).await;
    let mut witness = Witness::new(&server).await;

    let mut stream = TcpStream::connect(server.address).await.unwrap();
    let head = server.upgrade_request("vsn=2.0.0&wait=1", &[]);
    stream.write_all(head.as_bytes()).await.unwrap();
    gate.reached().await;
    drop(stream);
    gate.empty().await;

    let mut client = Client::connect(&server).await;
    client.start_join("WildStore", "wait", json!({})).await;
    gate.reached().await;
    drop(client);
    gate.empty().await;
    witness.is_served().await;
}

#[tokio::test]
async fn a_client_may_vanish_while_its_page_is_at_work() {
    let (server, gate) = gated_server().await;
    let mut witness = Witness::new(&server).await;

    // While its store is being made.
    let mut client = Client::connect(&server).await;
    let (topic, join_ref) = client
        .start_join("WildStore", "a", json!({"wait": true}))
        .await;
    client
        .push(
            Some(&join_ref),
            &topic,
            event::COMMAND,
            json!({"name": "wait"}),
        )
        .await;
    gate.reached().await;
    drop(client);
    gate.empty().await;

    // In the middle of a command, with others and a leave behind it.
    let mut client = Client::connect(&server).await;
    let page = client.mount::<WildStore>("a", json!({})).await;
    for name in ["wait", "wait", "crash"] {
        client.start_command(&page, name, json!({})).await;
    }
    client
        .push(Some(&page.join_ref), &page.topic, event::LEAVE, json!({}))
        .await;
    gate.reached().await;
    drop(client);
    gate.empty().await;
    witness.is_served().await;
}

#[tokio::test]
async fn a_client_may_vanish_with_much_left_to_read() {
    let (server, _gate) = gated_server().await;
    let mut witness = Witness::new(&server).await;
    for _ in 0..20 {
        let mut client = Client::connect_with_small_buffers(&server).await;
        let value = "x".repeat(500_000);
        client
            .start_join("WildStore", "a", json!({"value": value}))
            .await;
        client
            .start_join("WildStore", "b", json!({"value": value}))
            .await;
        client.next().await;
        drop(client);
        witness.is_served().await;
    }
}
