use serde::Serialize;
use serde_json::value::RawValue;

use super::{BinaryPush, FrameError, TextFrame, close, open_push};

/// One frame that owns its parts, for clients and tests: what waits in a queue, in either
/// direction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// The ref of the join that this message belongs to; `None` outside channels.
    pub join_ref: Option<String>,
    /// The ref that the reply carries; `None` in pushes of the server.
    pub msg_ref: Option<String>,
    /// See [`names::topic`](crate::names::topic).
    pub topic: String,
    /// See [`names::event`](crate::names::event).
    pub event: String,
    /// What is carried.
    pub payload: Payload,
}

/// What a [`Message`] carries.
#[derive(Clone, Debug)]
pub enum Payload {
    /// One JSON value, as text. Goes into a text frame.
    Json(Box<RawValue>),
    /// Bytes. Goes into a binary frame.
    Binary(Vec<u8>),
}

impl Payload {
    /// The JSON payload of `value`.
    ///
    /// # Errors
    ///
    /// When the value refuses to be serialised.
    pub fn json(value: &impl Serialize) -> Result<Self, serde_json::Error> {
        serde_json::value::to_raw_value(value).map(Self::Json)
    }
}

/// Two JSON payloads are equal when their texts are.
impl PartialEq for Payload {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Json(a), Self::Json(b)) => a.get() == b.get(),
            (Self::Binary(a), Self::Binary(b)) => a == b,
            _ => false,
        }
    }
}

impl Eq for Payload {}

/// A frame as the WebSocket sends it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Encoded {
    /// A text message.
    Text(String),
    /// A binary message.
    Binary(Vec<u8>),
}

impl Message {
    /// The frame to send.
    ///
    /// # Errors
    ///
    /// Only with a [`Payload::Binary`]: when a ref, the topic or the event is longer than 255
    /// bytes.
    pub fn encode(&self) -> Result<Encoded, FrameError> {
        match &self.payload {
            Payload::Json(payload) => {
                let mut text = String::with_capacity(payload.get().len() + 64);
                let (join_ref, msg_ref) = (self.join_ref.as_deref(), self.msg_ref.as_deref());
                open_push(&mut text, join_ref, msg_ref, &self.topic, &self.event);
                text.push_str(payload.get());
                close(&mut text);
                Ok(Encoded::Text(text))
            }
            Payload::Binary(data) => {
                let mut bytes = Vec::new();
                let frame = BinaryPush {
                    join_ref: self.join_ref.as_deref().unwrap_or_default(),
                    msg_ref: self.msg_ref.as_deref().unwrap_or_default(),
                    topic: &self.topic,
                    event: &self.event,
                    data,
                };
                frame.write(&mut bytes)?;
                Ok(Encoded::Binary(bytes))
            }
        }
    }

    /// Reads a text frame.
    ///
    /// # Errors
    ///
    /// As [`TextFrame::parse`].
    pub fn from_text(text: &str) -> Result<Self, FrameError> {
        TextFrame::parse(text).map(Self::from)
    }

    /// Reads a binary frame. An empty ref becomes `None`: a binary frame has no null.
    ///
    /// # Errors
    ///
    /// As [`BinaryPush::parse`].
    pub fn from_binary(bytes: &[u8]) -> Result<Self, FrameError> {
        BinaryPush::parse(bytes).map(Self::from)
    }
}

impl From<TextFrame<'_>> for Message {
    fn from(frame: TextFrame<'_>) -> Self {
        Self {
            join_ref: frame.join_ref.map(Into::into),
            msg_ref: frame.msg_ref.map(Into::into),
            topic: frame.topic.into(),
            event: frame.event.into(),
            payload: Payload::Json(frame.payload.to_owned()),
        }
    }
}

impl From<BinaryPush<'_>> for Message {
    fn from(frame: BinaryPush<'_>) -> Self {
        let opt = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        Self {
            join_ref: opt(frame.join_ref),
            msg_ref: opt(frame.msg_ref),
            topic: frame.topic.to_owned(),
            event: frame.event.to_owned(),
            payload: Payload::Binary(frame.data.to_vec()),
        }
    }
}
