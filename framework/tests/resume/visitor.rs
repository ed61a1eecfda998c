use musubi::StoreContract;
use musubi_wire::names::event;
use musubi_wire::{Document, connection_topic, root_id};
use serde_json::{Value, json};

use crate::stores::DeskStore;
use crate::support::{Client, Page, Reply, Server};

/// A client that can come back.
pub struct Visitor {
    pub client: Client,
    pub page: Page,
    pub token: String,
    last_cid: u64,
}

impl Visitor {
    /// Mounts a desk, and offers to come back.
    pub async fn mount(server: &Server, id: &str) -> Self {
        let mut client = Client::connect(server).await;
        let (page, response) = join(&mut client, id, json!({"token": null, "version": 0})).await;
        assert_eq!(response.get("resumed"), None);
        let mut this = Self {
            client,
            page,
            token: response["token"].as_str().unwrap().to_owned(),
            last_cid: 0,
        };
        this.client.patch(&mut this.page).await;
        this
    }

    /// Joins over a fresh connection. Gives whether the page goes on.
    pub async fn come_back(&mut self, server: &Server) -> bool {
        self.client = Client::connect(server).await;
        self.join_again().await
    }

    /// Joins over the connection that there is. Gives whether the page goes on.
    pub async fn join_again(&mut self) -> bool {
        let offer = json!({"token": self.token, "version": self.page.document.version()});
        let id = self.page.topic.rsplit(':').next().unwrap().to_owned();
        let (page, response) = join(&mut self.client, &id, offer).await;
        let last = std::mem::replace(&mut self.page, page);
        let resumed = response.get("resumed").is_some();
        if resumed {
            assert_eq!(response["token"], *self.token);
            self.page.document = last.document;
        } else {
            response["token"]
                .as_str()
                .unwrap()
                .clone_into(&mut self.token);
            self.last_cid = 0;
            self.client.patch(&mut self.page).await;
        }
        resumed
    }

    /// Sends a command with the next number. Gives the number and the reference.
    pub async fn start(&mut self, name: &str, payload: Value) -> (u64, String) {
        self.last_cid += 1;
        let msg_ref = self.send(self.last_cid, name, payload).await;
        (self.last_cid, msg_ref)
    }

    /// Sends a command of this number, and gives its reference.
    pub async fn send(&mut self, cid: u64, name: &str, payload: Value) -> String {
        let payload = json!({"store_id": [], "name": name, "payload": payload, "cid": cid});
        let (join_ref, topic) = (self.page.join_ref.clone(), self.page.topic.clone());
        self.client
            .push(Some(&join_ref), &topic, event::COMMAND, payload)
            .await
    }

    /// Sends a command of this number, and takes its reply.
    pub async fn ask(&mut self, cid: u64, name: &str, payload: Value) -> Reply {
        let msg_ref = self.send(cid, name, payload).await;
        self.client.reply(&msg_ref).await
    }

    /// Sends a command with the next number, and takes its reply.
    pub async fn command(&mut self, name: &str, payload: Value) -> Reply {
        self.last_cid += 1;
        self.ask(self.last_cid, name, payload).await
    }

    pub async fn patch(&mut self) {
        self.client.patch(&mut self.page).await;
    }

    pub async fn until(&mut self, wanted: impl Fn(&Value) -> bool) {
        self.client.until(&mut self.page, wanted).await;
    }
}

/// Joins a desk with this offer. Gives the page, without a document, and the reply.
pub async fn join(client: &mut Client, id: &str, offer: Value) -> (Page, Value) {
    let root_id = root_id(DeskStore::NAME, id);
    let topic = connection_topic(&root_id);
    let join_ref = client.fresh_ref();
    let payload = json!({"module": DeskStore::NAME, "id": id, "params": {}, "resume": offer});
    let frame = json!([join_ref, join_ref, topic, event::JOIN, payload]);
    client.send(frame.to_string()).await;
    let response = client.reply(&join_ref).await.ok();
    assert_eq!(response["root_id"], root_id);
    let page = Page {
        topic,
        join_ref,
        document: Document::new(root_id),
    };
    (page, response)
}
