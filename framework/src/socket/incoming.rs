//! What clients send: how much of it is read, and what it is read as.

use std::time::Duration;

use axum::extract::ws::{CloseFrame, Message, close_code};
use musubi_wire::frame::{FrameError, TextFrame, TextHead};
use serde_json::value::RawValue;

use super::Limits;
use crate::store::Refused;

/// How many times as large as [`Limits::frame_bytes`] a frame may be to be read, and so to be
/// refused by an answer. Past it the connection closes.
const REFUSED_UP_TO: usize = 4;

/// How long a client may take to notice that its connection was closed.
pub(super) const CLOSING: Duration = Duration::from_secs(2);

/// The most bytes of one message that are kept while it is read.
pub(super) fn max_read(limits: &Limits) -> usize {
    limits.frame_bytes.saturating_mul(REFUSED_UP_TO)
}

/// A text frame. Of one that is too large only the head is read, which says what to refuse.
pub(super) struct Incoming<'a> {
    pub(super) head: TextHead<'a>,
    pub(super) payload: Result<&'a RawValue, Refused>,
}

impl<'a> Incoming<'a> {
    /// Reads a text frame, or says how the connection closes.
    pub(super) fn parse(text: &'a str, limits: &Limits) -> Result<Self, CloseFrame> {
        let limit = limits.frame_bytes;
        if text.len() <= limit {
            let frame = TextFrame::parse(text).map_err(|error| invalid(&error))?;
            let head = TextHead {
                join_ref: frame.join_ref,
                msg_ref: frame.msg_ref,
                topic: frame.topic,
                event: frame.event,
            };
            return Ok(Self {
                head,
                payload: Ok(frame.payload),
            });
        }
        let head = TextHead::parse(text).map_err(|error| invalid(&error))?;
        let refs = [&head.join_ref, &head.msg_ref];
        let refs: usize = refs.into_iter().flatten().map(|text| text.len()).sum();
        // The head is kept and sent back, so it may not be too large itself.
        if refs + head.topic.len() + head.event.len() > limit {
            return Err(close(close_code::SIZE, "the head of a frame is too large"));
        }
        let payload = Err(Refused::too_large(limit));
        Ok(Self { head, payload })
    }
}

/// The bytes of a frame that carries data.
pub(super) fn length(message: &Message) -> usize {
    match message {
        Message::Text(text) => text.len(),
        Message::Binary(bytes) | Message::Ping(bytes) | Message::Pong(bytes) => bytes.len(),
        Message::Close(_) => 0,
    }
}

/// What to tell a client whose frames break WebSocket's own rules or our limit. `None` where the
/// connection itself broke.
pub(super) fn broken_rule(error: &axum::Error) -> Option<CloseFrame> {
    // Axum hides the type of its errors, so their text has to do. Tests notice when it changes.
    let text = error.to_string();
    let code = if text.contains("Message too long") {
        close_code::SIZE
    } else if text.contains("UTF-8") {
        close_code::INVALID
    } else if text.contains("WebSocket protocol error") && !text.contains("reset") {
        close_code::PROTOCOL
    } else {
        return None;
    };
    Some(close(code, &text))
}

/// A close frame for a client whose frame is none.
pub(super) fn invalid(error: &FrameError) -> CloseFrame {
    close(close_code::INVALID, &error.to_string())
}

/// A close frame. Its reason has room for 123 bytes.
pub(super) fn close(code: u16, reason: &str) -> CloseFrame {
    let mut end = reason.len().min(123);
    while !reason.is_char_boundary(end) {
        end -= 1;
    }
    CloseFrame {
        code,
        reason: reason[..end].into(),
    }
}
