//! Phoenix Channels v2 frames, in both directions.
//!
//! A text frame is `[join_ref, ref, topic, event, payload]`. Reading borrows from the frame and
//! leaves the payload as JSON text, so that it is decoded once, straight into its own type. Writing
//! appends to a `String` that the caller keeps, so that a payload of any size is never copied.
//!
//! | direction | form | read | write |
//! |---|---|---|---|
//! | client to server | text | [`TextFrame::parse`] | [`Message::encode`] or [`write_push`] |
//! | client to server | binary (upload chunks) | [`BinaryPush::parse`] | [`BinaryPush::write`] |
//! | client to server | text, too large to be read whole | [`TextHead::parse`] | |
//! | server to client, answer | text | [`TextFrame::parse`], then [`Reply::parse`] | [`write_reply`], [`write_raw_reply`] |
//! | server to client, push | text | [`TextFrame::parse`] | [`write_push`], or [`open_push`] … [`close`] |

mod binary;
mod error;
mod message;
mod text;
mod write;

pub use binary::BinaryPush;
pub use error::FrameError;
pub use message::{Encoded, Message, Payload};
pub use text::{Reply, TextFrame, TextHead};
pub use write::{close, open_push, write_push, write_raw_reply, write_reply};

use std::fmt::{self, Display};

/// Whether a reply says that the message was carried out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ReplyStatus {
    /// `"ok"`
    Ok,
    /// `"error"`
    Error,
}

impl ReplyStatus {
    /// The text on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Error => "error",
        }
    }
}

impl Display for ReplyStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
