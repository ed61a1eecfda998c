use musubi_wire::frame::{Reply, ReplyStatus, TextFrame};
use musubi_wire::names::event;
use musubi_wire::{Document, Envelope, connection_topic, root_id};
use serde_json::Value;

use super::WireError;
use crate::testing::ErrorReply;

/// A root that a [`WireClient`](super::WireClient) has mounted, with its document.
#[derive(Debug)]
pub struct WirePage {
    pub(super) module: String,
    pub(super) id: String,
    pub(super) params: Value,
    topic: String,
    join_ref: String,
    document: Document,
}

impl WirePage {
    pub(super) fn new(module: &str, id: &str, params: Value) -> Self {
        let root_id = root_id(module, id);
        Self {
            module: module.to_owned(),
            id: id.to_owned(),
            params,
            topic: connection_topic(&root_id),
            join_ref: String::new(),
            document: Document::new(root_id),
        }
    }

    /// The document as the client has it.
    pub fn state(&self) -> &Value {
        self.document.root()
    }

    /// The document with the items of each stream in the place of the stream.
    pub fn hydrated(&self) -> Value {
        self.document.hydrated()
    }

    /// The version of the last envelope, 0 before the first.
    pub fn version(&self) -> u64 {
        self.document.version()
    }

    /// The topic of its channel.
    pub fn topic(&self) -> &str {
        &self.topic
    }

    /// The reference of the join that made it.
    pub fn join_ref(&self) -> &str {
        &self.join_ref
    }

    /// Waits for the first envelope of a new page.
    pub(super) fn begin(&mut self, join_ref: &str) {
        join_ref.clone_into(&mut self.join_ref);
        self.document.reset_version();
    }

    /// Whether a frame is a push of this page.
    pub(super) fn owns(&self, frame: &TextFrame<'_>) -> bool {
        frame.topic == self.topic
            && frame.join_ref.as_deref() == Some(&*self.join_ref)
            && frame.event != event::REPLY
    }

    /// Takes a push of this page as an envelope.
    pub(super) fn take(&mut self, text: &str) -> Result<Envelope, WireError> {
        let no_frame = |_| WireError::NoFrame(text.to_owned());
        let frame = TextFrame::parse(text).map_err(no_frame)?;
        if frame.event != event::PATCH {
            return Err(WireError::PageEnded {
                event: frame.event.into_owned(),
            });
        }
        let envelope = Envelope::decode(frame.payload.get());
        let envelope = envelope.map_err(|_| WireError::NoFrame(text.to_owned()))?;
        self.document.apply(&envelope)?;
        Ok(envelope)
    }
}

/// The response of a reply.
pub(super) fn response(text: &str) -> Result<Value, WireError> {
    let no_frame = |_| WireError::NoFrame(text.to_owned());
    let frame = TextFrame::parse(text).map_err(no_frame)?;
    let reply = Reply::parse(frame.payload).map_err(no_frame)?;
    let response: Value = serde_json::from_str(reply.response.get())
        .map_err(|_| WireError::NoFrame(text.to_owned()))?;
    if reply.status == ReplyStatus::Ok {
        return Ok(response);
    }
    let text = |name: &str| response[name].as_str().map(str::to_owned);
    Err(WireError::Refused(ErrorReply {
        reason: text("reason").unwrap_or_default(),
        code: text("code"),
        detail: response.get("error").cloned(),
    }))
}
