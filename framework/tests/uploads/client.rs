use musubi_wire::frame::BinaryPush;
use musubi_wire::names::event;
use musubi_wire::upload_topic;
use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::Message;

use crate::support::{Client, Page, Reply};

/// The channel of one file.
pub struct Channel {
    pub topic: String,
    pub join_ref: String,
}

impl Channel {
    /// The frame of a chunk.
    pub fn frame(&self, msg_ref: &str, data: &[u8]) -> Message {
        let mut frame = Vec::new();
        BinaryPush {
            join_ref: &self.join_ref,
            msg_ref,
            topic: &self.topic,
            event: event::CHUNK,
            data,
        }
        .write(&mut frame)
        .unwrap();
        Message::binary(frame)
    }
}

/// What clients do with uploads.
pub trait Uploading {
    /// Asks a page about an upload of its root.
    async fn ask_upload(&mut self, page: &Page, event: &str, payload: Value) -> Reply;

    /// Offers files, each with its name and size. Gives the reply.
    async fn offer(&mut self, page: &Page, files: &[(&str, usize)]) -> Value;

    /// Joins the channel of an entry.
    async fn join_upload(&mut self, entry: &Value) -> Result<Channel, Value>;

    /// Offers a file of this size, and joins its channel.
    async fn start(&mut self, page: &Page, name: &str, size: usize) -> Channel;

    /// Sends a chunk, and gives its reply.
    async fn chunk(&mut self, channel: &Channel, data: &[u8]) -> Reply;

    /// Sends a whole file. Gives the ref of its entry.
    async fn send_file(&mut self, page: &Page, name: &str, data: &[u8]) -> String;

    /// Waits for the end of a channel.
    async fn over(&mut self, channel: &Channel);
}

impl Uploading for Client {
    async fn ask_upload(&mut self, page: &Page, event: &str, payload: Value) -> Reply {
        self.ask(Some(&page.join_ref), &page.topic, event, payload)
            .await
    }

    async fn offer(&mut self, page: &Page, files: &[(&str, usize)]) -> Value {
        let entry = |(index, (name, size)): (usize, &(&str, usize))| json!({"client_ref": index.to_string(), "name": name, "size": size, "type": ""});
        let entries: Vec<_> = files.iter().enumerate().map(entry).collect();
        let payload = json!({"name": "avatar", "entries": entries});
        self.ask_upload(page, event::ALLOW_UPLOAD, payload)
            .await
            .ok()
    }

    async fn join_upload(&mut self, entry: &Value) -> Result<Channel, Value> {
        let topic = upload_topic(entry["entry_ref"].as_str().unwrap());
        let join_ref = self.fresh_ref();
        let payload = json!({"token": entry["token"]});
        let frame = json!([join_ref, join_ref, topic, event::JOIN, payload]);
        self.send(frame.to_string()).await;
        let reply = self.reply(&join_ref).await;
        if !reply.ok {
            return Err(reply.response);
        }
        assert_eq!(reply.response, json!({}));
        Ok(Channel { topic, join_ref })
    }

    async fn start(&mut self, page: &Page, name: &str, size: usize) -> Channel {
        let reply = self.offer(page, &[(name, size)]).await;
        self.join_upload(&reply["entries"]["0"]).await.unwrap()
    }

    async fn chunk(&mut self, channel: &Channel, data: &[u8]) -> Reply {
        let msg_ref = self.fresh_ref();
        self.send(channel.frame(&msg_ref, data)).await;
        self.reply(&msg_ref).await
    }

    async fn send_file(&mut self, page: &Page, name: &str, data: &[u8]) -> String {
        let channel = self.start(page, name, data.len()).await;
        for chunk in data.chunks(1_000) {
            self.chunk(&channel, chunk).await.ok();
        }
        self.over(&channel).await;
        channel.topic.replace("musubi_upload:", "")
    }

    async fn over(&mut self, channel: &Channel) {
        let frame = self
            .find(|frame| frame.topic == channel.topic && !frame.is_reply())
            .await;
        assert_eq!(frame.event, event::CLOSE);
        assert_eq!(frame.join_ref.as_deref(), Some(&*channel.join_ref));
        assert_eq!(frame.msg_ref.as_deref(), Some(&*channel.join_ref));
        assert_eq!(frame.payload, json!({}));
    }
}
