//! A client whose network and clock are the test's, and whose page is a document.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use futures_channel::oneshot;
use musubi::replica::CommandFailure;
use musubi_client::MountStatus;
use musubi_client::protocol::{Action, Join, MountFailure, Page, Protocol, RootKey, Settings};
use musubi_wire::envelope::{RawEnvelope, RawStreamOp};
use musubi_wire::frame::TextFrame;
use musubi_wire::{Document, Envelope, StoreId};
use serde_json::{Value, json};

/// What a page was told.
#[derive(Default)]
pub struct Told {
    pub document: Option<Document>,
    pub statuses: Vec<MountStatus>,
    pub failure: Option<MountFailure>,
    /// Whether the next envelope is one that does not fit the types.
    pub refuse_next: bool,
}

struct Recorder {
    told: Rc<RefCell<Told>>,
    root_id: String,
}

impl Page for Recorder {
    fn envelope(&mut self, envelope: &RawEnvelope<'_>) -> Result<(), musubi::Mismatch> {
        let mut told = self.told.borrow_mut();
        if std::mem::take(&mut told.refuse_next) {
            return Err(mismatch());
        }
        let text = as_json(envelope).to_string();
        let envelope = Envelope::decode(&text).unwrap();
        if envelope.base_version == 0 {
            told.document = Some(Document::new(self.root_id.clone()));
        }
        let document = told.document.as_mut().unwrap();
        document.apply(&envelope).map(drop).map_err(|_| mismatch())
    }

    fn status(&mut self, status: MountStatus) {
        self.told.borrow_mut().statuses.push(status);
    }

    fn failed(&mut self, failure: MountFailure) {
        self.told.borrow_mut().failure = Some(failure);
    }
}

/// A fault as a page of signals would find it: only those make one.
fn mismatch() -> musubi::Mismatch {
    let path = musubi::replica::decode::<u8>(serde_json::value::RawValue::NULL);
    path.unwrap_err()
}

fn as_json(envelope: &RawEnvelope<'_>) -> Value {
    let raw = |value: Option<&serde_json::value::RawValue>| -> Value {
        value.map_or(Value::Null, |raw| serde_json::from_str(raw.get()).unwrap())
    };
    let ops = envelope.ops.iter().map(|op| {
        let mut json = json!({"op": format!("{:?}", op.op).to_lowercase(), "path": op.path});
        if op.value.is_some() {
            json["value"] = raw(op.value);
        }
        if let Some(from) = &op.from {
            json["from"] = json!(from);
        }
        json
    });
    let streams = envelope.stream_ops.iter().map(|op| {
        let op = RawStreamOp::read(op).unwrap();
        let mut json = json!({
            "op": format!("{:?}", op.op).to_lowercase(), "stream": op.stream, "ref": "0",
            "store_id": op.store_id, "item_key": op.item_key, "at": op.at, "limit": op.limit,
        });
        if op.item.is_some() {
            json["item"] = raw(op.item);
        }
        json
    });
    json!({
        "root_id": envelope.root_id, "base_version": envelope.base_version,
        "version": envelope.version, "ops": ops.collect::<Vec<_>>(),
        "stream_ops": streams.collect::<Vec<_>>(),
    })
}

/// One message that the client sent.
#[derive(Debug, Clone, PartialEq)]
pub struct Sent {
    pub join_ref: Option<String>,
    pub msg_ref: String,
    pub event: String,
    pub payload: Value,
}

pub type Answer = oneshot::Receiver<Result<String, CommandFailure>>;

pub struct Client {
    pub protocol: Protocol,
    pub told: Rc<RefCell<Told>>,
    pub key: RootKey,
    pub now: Duration,
    pub topic: String,
    root_id: String,
}

impl Client {
    /// A client that wants this root.
    pub fn new(join: Join) -> Self {
        let mut protocol = Protocol::new(Settings::default(), 7);
        let told = Rc::new(RefCell::new(Told::default()));
        let root_id = musubi_wire::root_id(&join.module, &join.id);
        let page = Recorder {
            told: Rc::clone(&told),
            root_id: root_id.clone(),
        };
        let key = protocol.mount(join, Box::new(page), Duration::ZERO);
        Self {
            protocol,
            told,
            key,
            now: Duration::ZERO,
            topic: musubi_wire::connection_topic(&root_id),
            root_id,
        }
    }

    /// A client of a counter that shows 1.
    pub fn counter() -> Self {
        let mut client = Self::new(Join {
            module: "Counter".to_owned(),
            id: "a".to_owned(),
            params: "{}".to_owned(),
        });
        client.open();
        client.accept();
        client.first(1);
        client
    }

    /// Opens the socket that the client asked for, and gives what it sends then.
    pub fn open(&mut self) -> Vec<Sent> {
        assert_eq!(self.protocol.action(), Some(Action::Open));
        self.protocol.opened(self.now);
        self.sent()
    }

    pub fn close(&mut self) {
        self.protocol.closed(self.now);
    }

    /// Lets the time come that the client waits for.
    pub fn wait(&mut self) {
        self.now = self.protocol.deadline().expect("it waits for something");
        self.protocol.timeout(self.now);
    }

    pub fn sent(&mut self) -> Vec<Sent> {
        let actions = std::iter::from_fn(|| self.protocol.action());
        let sent = actions.filter_map(|action| match action {
            Action::Send(text) => Some(text),
            Action::Open | Action::Close | Action::SendBytes(_) => None,
        });
        let read = |text: String| {
            let frame = TextFrame::parse(&text).unwrap();
            Sent {
                join_ref: frame.join_ref.map(|text| text.into_owned()),
                msg_ref: frame.msg_ref.unwrap().into_owned(),
                event: frame.event.into_owned(),
                payload: serde_json::from_str(frame.payload.get()).unwrap(),
            }
        };
        sent.map(read).collect()
    }

    pub fn receive(&mut self, join_ref: &str, msg_ref: Option<&str>, event: &str, payload: &Value) {
        let text = json!([join_ref, msg_ref, self.topic, event, payload]).to_string();
        self.protocol.text(&text, self.now);
    }

    pub fn reply(&mut self, to: &Sent, status: &str, response: &Value) {
        let join_ref = to.join_ref.clone().unwrap_or_default();
        let payload = json!({"status": status, "response": response});
        self.receive(&join_ref, Some(&to.msg_ref), "phx_reply", &payload);
    }

    /// Accepts the join with this ref, the first one of a connection.
    pub fn accept(&mut self) {
        self.accept_as("1");
    }

    pub fn accept_as(&mut self, join_ref: &str) {
        let response = json!({"status": "ok", "response": {"root_id": self.root_id}});
        self.receive(join_ref, Some(join_ref), "phx_reply", &response);
    }

    /// The first envelope of a page, for the channel of the first join.
    pub fn first(&mut self, count: i64) {
        self.first_on("1", count);
    }

    pub fn first_on(&mut self, join_ref: &str, count: i64) {
        let document = json!({"__musubi_store_id__": [], "count": count});
        let ops = json!([{"op": "replace", "path": "", "value": document}]);
        self.patch(join_ref, 0, ops);
    }

    pub fn patch(&mut self, join_ref: &str, base: u64, ops: Value) {
        let payload = json!({
            "type": "patch", "root_id": self.root_id, "base_version": base, "version": base + 1,
            "ops": ops, "stream_ops": [], "upload_ops": [], "events": [],
        });
        self.receive(join_ref, None, "patch", &payload);
    }

    pub fn set(&mut self, join_ref: &str, base: u64, count: i64) {
        let ops = json!([{"op": "replace", "path": "/count", "value": count}]);
        self.patch(join_ref, base, ops);
    }

    pub fn command(&mut self, store_id: &StoreId, name: &str, payload: &Value) -> Answer {
        let (reply, answer) = oneshot::channel();
        let payload = payload.to_string();
        self.protocol
            .command(self.key, store_id, name, &payload, reply, self.now);
        answer
    }

    pub fn count(&self) -> Value {
        let told = self.told.borrow();
        told.document.as_ref().unwrap().root()["count"].clone()
    }
}
