use musubi::{ConnectRequest, Context, Identity, Limits, Refusal, Socket};
use serde_json::json;

use crate::stores::{DeskStore, House};
use crate::support::{Client, Gate, Log, Server};
use crate::visitor::{Visitor, join};

#[tokio::test]
async fn a_token_that_is_none_mounts_the_root_as_always() {
    let house = House::start(Limits::default()).await;
    let mut client = Client::connect(&house.server).await;
    for (index, token) in ["", "x", "é", &"A".repeat(32), &"A".repeat(1_000)]
        .iter()
        .enumerate()
    {
        let offer = json!({"token": token, "version": 3});
        let (_, response) = join(&mut client, &index.to_string(), offer).await;
        assert_eq!(response.get("resumed"), None);
        assert_ne!(response["token"], **token);
    }
}

#[tokio::test]
async fn a_token_of_another_root_is_none() {
    let house = House::start(Limits::default()).await;
    let visitor = Visitor::mount(&house.server, "mine").await;
    let mut client = Client::connect(&house.server).await;
    let offer = json!({"token": visitor.token, "version": 1});
    let (_, response) = join(&mut client, "other", offer).await;
    assert_eq!(response.get("resumed"), None);
    assert_eq!(house.log.entries(), ["mounted", "mounted"]);
}

#[tokio::test]
async fn a_token_that_was_stolen_is_of_no_use_to_others() {
    let context = Context::new().with(Gate::new()).with(Log::new());
    let socket = Socket::new().root::<DeskStore>();
    let socket = socket.on_connect(move |request: ConnectRequest| {
        let user = request.query("user").unwrap_or_default().to_owned();
        let context = context.clone().with(Identity::new(user));
        async { Ok::<_, Refusal>(context) }
    });
    let server = Server::start(socket).await;
    let mut ada = Client::connect_with(&server, "vsn=2.0.0&user=ada", &[]).await;
    let (_, response) = join(&mut ada, "desk", json!({"version": 0})).await;
    let offer = json!({"token": response["token"], "version": 1});

    let mut bob = Client::connect_with(&server, "vsn=2.0.0&user=bob", &[]).await;
    let (_, stolen) = join(&mut bob, "desk", offer.clone()).await;
    assert_eq!(stolen.get("resumed"), None);
    let mut ada = Client::connect_with(&server, "vsn=2.0.0&user=ada", &[]).await;
    let (_, own) = join(&mut ada, "desk", offer).await;
    assert_eq!(own["resumed"], true);
}

#[tokio::test]
async fn a_faulty_offer_is_refused_with_its_place() {
    let house = House::start(Limits::default()).await;
    let mut client = Client::connect(&house.server).await;
    let payload = json!({"module": "DeskStore", "id": "a", "resume": {"version": "one"}});
    let reply = client
        .ask(
            Some("9"),
            "musubi:connection:DeskStore:a",
            "phx_join",
            payload,
        )
        .await
        .error();
    assert_eq!(reply["code"], "invalid_payload");
    assert_eq!(reply["error"]["path"], "resume.version");
}
