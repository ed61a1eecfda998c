use musubi::prelude::PubSub;
use musubi::{Context, RootStore, Socket};
use musubi_wire::names::event;
use musubi_wire::{Document, connection_topic, root_id};
use serde_json::{Value, json};

use crate::support::{Client, Frame, Server, with_context};
use crate::{
    async_values, children, commands, events, fields, hooks, lists, moves, streams, subscriptions,
    uploads,
};

/// A client that writes down what goes over its socket, as it sees it.
pub struct Recorder {
    scenario: &'static str,
    _server: Server,
    client: Client,
    topic: String,
    join_ref: Option<String>,
    /// What a join offers beyond what older clients do.
    features: Option<Value>,
    document: Option<Document>,
    frames: Vec<Value>,
}

impl Recorder {
    pub async fn new(scenario: &'static str) -> Self {
        let socket = Socket::new()
            .root::<async_values::WeatherStore>()
            .root::<children::HouseStore>()
            .root::<commands::BankStore>()
            .root::<events::DeskStore>()
            .root::<fields::FormStore>()
            .root::<fields::LabelsStore>()
            .root::<hooks::VaultStore>()
            .root::<lists::BoardStore>()
            .root::<moves::RaceStore>()
            .root::<streams::FeedStore>()
            .root::<subscriptions::ChatStore>()
            .root::<uploads::AlbumStore>();
        let context = Context::new().with(PubSub::new());
        let server = Server::start(with_context(socket, context)).await;
        let client = Client::connect(&server).await;
        Self {
            scenario,
            _server: server,
            client,
            topic: String::new(),
            join_ref: None,
            features: None,
            document: None,
            frames: Vec::new(),
        }
    }

    /// Offers these features with each join from now on.
    pub fn offer(&mut self, features: Value) {
        self.features = Some(features);
    }

    /// Mounts a root, of which one can be mounted at a time.
    pub async fn join<S: RootStore>(&mut self, id: &str, params: Value) {
        let root_id = self.ask_to_join::<S>(id, params).await;
        let reply = self.receive().await;
        assert!(reply.reply().ok, "{}: {reply:?}", self.scenario);
        self.document = Some(Document::new(root_id));
        self.patch().await;
    }

    /// Asks to mount a root that the server refuses.
    pub async fn refused_join<S: RootStore>(&mut self, id: &str, params: Value) {
        self.ask_to_join::<S>(id, params).await;
        let reply = self.receive().await;
        assert!(!reply.reply().ok, "{}: {reply:?}", self.scenario);
    }

    async fn ask_to_join<S: RootStore>(&mut self, id: &str, params: Value) -> String {
        let root_id = root_id(S::NAME, id);
        self.topic = connection_topic(&root_id);
        self.join_ref = Some(self.client.fresh_ref());
        let mut payload = json!({"module": S::NAME, "id": id, "params": params});
        if let Some(features) = &self.features {
            payload["features"] = features.clone();
        }
        self.send(self.join_ref.clone(), event::JOIN, payload).await;
        root_id
    }

    /// Leaves the root.
    pub async fn leave(&mut self) {
        let msg_ref = self.client.fresh_ref();
        self.send(Some(msg_ref), event::LEAVE, json!({})).await;
        let reply = self.receive().await;
        assert!(reply.reply().ok, "{}: {reply:?}", self.scenario);
        assert_eq!(self.receive().await.event, event::CLOSE);
        self.document = None;
    }

    /// Sends a command to the root and takes its reply, which is ok.
    pub async fn command(&mut self, name: &str, payload: Value) {
        self.command_on(&[], name, payload).await;
    }

    /// Sends a command to a store and takes its reply, which is ok.
    pub async fn command_on(&mut self, store_id: &[&str], name: &str, payload: Value) {
        let reply = self.ask(store_id, name, payload).await;
        assert!(reply.reply().ok, "{}: {reply:?}", self.scenario);
    }

    /// Sends a command to a store and takes its reply, which is an error.
    pub async fn refused_command(&mut self, store_id: &[&str], name: &str, payload: Value) {
        let reply = self.ask(store_id, name, payload).await;
        assert!(!reply.reply().ok, "{}: {reply:?}", self.scenario);
    }

    async fn ask(&mut self, store_id: &[&str], name: &str, payload: Value) -> Frame {
        let payload = json!({"store_id": store_id, "name": name, "payload": payload});
        self.push(event::COMMAND, payload).await
    }

    /// Sends a message and takes its reply.
    pub async fn push(&mut self, event: &str, payload: Value) -> Frame {
        let msg_ref = self.client.fresh_ref();
        self.send(Some(msg_ref), event, payload).await;
        let reply = self.receive().await;
        assert!(reply.is_reply(), "{}: {reply:?}", self.scenario);
        reply
    }

    /// Takes an envelope, which is the next frame.
    pub async fn patch(&mut self) {
        let frame = self.receive().await;
        let envelope = frame.envelope();
        let document = self.document.as_mut().expect("a root is mounted");
        document
            .apply(&envelope)
            .unwrap_or_else(|error| panic!("{}: {error}", self.scenario));
    }

    /// Sends a command to the root and takes its reply and one envelope.
    pub async fn change(&mut self, name: &str, payload: Value) {
        self.command(name, payload).await;
        self.patch().await;
    }

    async fn send(&mut self, msg_ref: Option<String>, event: &str, payload: Value) {
        let frame = json!([self.join_ref, msg_ref, self.topic, event, payload]);
        self.client.send(frame.to_string()).await;
        self.frames
            .push(json!({"dir": "out", "event": event, "payload": payload}));
    }

    async fn receive(&mut self) -> Frame {
        let frame = self.client.next().await;
        self.frames
            .push(json!({"dir": "in", "event": frame.event, "payload": frame.payload}));
        frame
    }

    /// The session as the text of its file: keys in alphabetical order.
    ///
    /// # Panics
    /// Panics if the server has sent more than was taken.
    pub async fn finish(mut self) -> String {
        assert_eq!(self.client.drain().await, [], "{}", self.scenario);
        let state = self.document.as_ref().map(Document::root);
        let session = json!({
            "scenario": self.scenario,
            "frames": self.frames,
            "expected_state": state,
            "expected_hydrated": self.document.as_ref().map(Document::hydrated),
        });
        let mut text = serde_json::to_string_pretty(&session).unwrap() + "\n";
        for (index, entry_ref) in self.entry_refs().iter().enumerate() {
            text = text.replace(entry_ref, &format!("u_{:04}", index + 1));
        }
        text
    }

    /// The refs of uploaded entries, which are other ones each time.
    fn entry_refs(&self) -> Vec<&str> {
        let replies = self
            .frames
            .iter()
            .map(|frame| &frame["payload"]["response"]);
        let entries = replies.filter_map(|response| response["entries"].as_object());
        let entries = entries.flat_map(|entries| entries.values());
        entries
            .filter_map(|entry| entry["entry_ref"].as_str())
            .collect()
    }
}
