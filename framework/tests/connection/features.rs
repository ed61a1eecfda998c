//! What a client offers in its join, and what it gets then.

use musubi::Socket;
use musubi::prelude::*;
use musubi_wire::names::event;
use serde_json::{Value, json};

use crate::support::{Client, Server};

const TOPIC: &str = "musubi:connection:QueueStore:main";

#[state]
#[derive(Debug)]
pub struct Guest {
    pub id: u32,
}

#[state]
pub struct Queue {
    #[state(key = "id")]
    pub guests: List<u32, Guest>,
}

pub struct QueueStore {
    guests: ListSignal<u32, Guest>,
}

#[store(root)]
impl QueueStore {
    fn mount() -> Self {
        let guests = (0..3).map(|id| Guest { id }).collect();
        Self {
            guests: ListSignal::new(guests, |guest| guest.id),
        }
    }

    fn render(&self) -> QueueSignals {
        QueueSignals {
            guests: self.guests,
        }
    }

    #[command]
    fn first(&self, id: u32) {
        self.guests.move_to(&id, 0);
    }
}

/// A client that has joined the queue.
struct Joined {
    client: Client,
    join_ref: String,
    /// The reply to the join.
    reply: Value,
}

impl Joined {
    /// Joins over a connection of its own, with these members of the payload.
    async fn join(server: &Server, members: Value) -> Self {
        let mut client = Client::connect(server).await;
        let mut payload = json!({"module": "QueueStore", "id": "main", "params": {}});
        let members = members.as_object().unwrap().clone();
        payload.as_object_mut().unwrap().extend(members);
        let join_ref = client.fresh_ref();
        let frame = json!([join_ref, join_ref, TOPIC, event::JOIN, payload]);
        client.send(frame.to_string()).await;
        let reply = client.reply(&join_ref).await.ok();
        Self {
            client,
            join_ref,
            reply,
        }
    }

    fn is_resumed(&self) -> bool {
        self.reply["resumed"] == true
    }

    /// Puts a guest first, and gives the operations of the envelope that this leads to.
    async fn first(&mut self, id: u32) -> Value {
        let payload = json!({"store_id": [], "name": "first", "payload": {"id": id}});
        let join_ref = self.join_ref.clone();
        self.client
            .ask(Some(&join_ref), TOPIC, event::COMMAND, payload)
            .await
            .ok();
        self.ops_of_more_than_the_document().await
    }

    async fn ops_of_more_than_the_document(&mut self) -> Value {
        let is_change = |frame: &crate::support::Frame| {
            frame.event == event::PATCH && frame.payload["base_version"] != 0
        };
        self.client.find(is_change).await.payload["ops"].clone()
    }
}

async fn server() -> Server {
    Server::start(Socket::new().root::<QueueStore>()).await
}

fn moved() -> Value {
    json!([{"op": "move", "path": "/guests/0", "from": "/guests/2"}])
}

fn sent_again(id: u32) -> Value {
    json!([
        {"op": "remove", "path": "/guests/2"},
        {"op": "add", "path": "/guests/0", "value": {"id": id}},
    ])
}

#[tokio::test]
async fn rows_move_for_a_client_that_offers_move_and_for_no_other() {
    let server = server().await;
    for (members, ops) in [
        (json!({}), sent_again(2)),
        (json!({"features": []}), sent_again(2)),
        (json!({"features": ["something", "newer"]}), sent_again(2)),
        (json!({"features": ["newer", "move"]}), moved()),
    ] {
        let mut guest = Joined::join(&server, members).await;
        assert_eq!(
            guest.reply,
            json!({"root_id": "QueueStore:main"}),
            "the reply is the same for all"
        );
        assert_eq!(guest.first(2).await, ops);
    }
}

#[tokio::test]
async fn features_that_are_no_list_of_names_are_refused_with_the_place() {
    let server = server().await;
    let mut client = Client::connect(&server).await;
    let payload = json!({"module": "QueueStore", "id": "main", "features": ["move", 1]});
    let reply = client.ask(Some("9"), TOPIC, event::JOIN, payload).await;
    let error = reply.error();
    assert_eq!(error["code"], "invalid_payload");
    assert_eq!(error["error"]["path"], "features[1]");
}

#[tokio::test]
async fn a_page_that_goes_on_does_what_its_first_join_offered() {
    let server = server().await;
    for (features, ops) in [(json!(["move"]), moved()), (json!([]), sent_again(1))] {
        let offer = json!({"resume": {"token": null, "version": 0}, "features": features});
        let mut guest = Joined::join(&server, offer).await;
        guest.first(2).await;
        let token = &guest.reply["token"];
        let offer = json!({"resume": {"token": token, "version": 2}, "features": ["move"]});
        let mut again = Joined::join(&server, offer).await;
        assert!(again.is_resumed());
        assert_eq!(again.first(1).await, ops);
    }
}

#[tokio::test]
async fn what_was_missed_comes_as_it_was_offered() {
    let server = server().await;
    let offer = json!({"resume": {"token": null, "version": 0}, "features": ["move"]});
    let mut guest = Joined::join(&server, offer).await;
    assert_eq!(guest.first(2).await, moved());
    let token = &guest.reply["token"];
    let offer = json!({"resume": {"token": token, "version": 1}, "features": ["move"]});
    let mut again = Joined::join(&server, offer).await;
    assert!(again.is_resumed());
    assert_eq!(again.ops_of_more_than_the_document().await, moved());
}

#[tokio::test]
async fn a_client_that_offers_less_than_its_page_was_mounted_with_gets_a_new_page() {
    let server = server().await;
    let offer = json!({"resume": {"token": null, "version": 0}, "features": ["move"]});
    let mut guest = Joined::join(&server, offer).await;
    guest.first(2).await;
    let token = &guest.reply["token"];
    let offer = json!({"resume": {"token": token, "version": 2}});
    let mut again = Joined::join(&server, offer).await;
    assert!(!again.is_resumed());
    assert_eq!(again.first(2).await, sent_again(2));
}
