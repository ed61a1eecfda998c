use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::json::{self, BorrowedOptStr, BorrowedStr};

/// The response to a join of a root.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct JoinReply {
    /// The root id that the server composed. A client compares it with its own.
    pub root_id: String,
    /// With resume: the token that continues this page after a drop.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token: Option<String>,
    /// With resume: whether the page of before goes on, so that the next envelope follows the
    /// version that the client offered. Absent on the wire when `false`.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub resumed: bool,
}

impl JoinReply {
    /// Reads the response to a join. `None` if it is none.
    pub fn read(response: &RawValue) -> Option<Self> {
        struct Members<'a> {
            root_id: Cow<'a, str>,
            token: Option<Cow<'a, str>>,
            resumed: bool,
        }

        json::object! {
            Members {
                root_id: "root_id" as BorrowedStr<'de>,
                token: "token" as BorrowedOptStr<'de> = None,
                resumed: "resumed" as bool = false,
            }
        }

        let members: Members<'_> = json::parse(response.get()).ok()?;
        Some(Self {
            root_id: members.root_id.into_owned(),
            token: members.token.map(Cow::into_owned),
            resumed: members.resumed,
        })
    }
}

/// The response of every error reply.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ErrorReply {
    /// For people: one of [`Reason`](crate::Reason), or an application's own text.
    pub reason: String,
    /// For programs: which error, where the command declares its errors.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// The error itself, where the command declares its errors, still as JSON text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<Box<RawValue>>,
}

/// The errors themselves are equal when their texts are.
impl PartialEq for ErrorReply {
    fn eq(&self, other: &Self) -> bool {
        fn text(reply: &ErrorReply) -> Option<&str> {
            reply.error.as_deref().map(RawValue::get)
        }
        self.reason == other.reason && self.code == other.code && text(self) == text(other)
    }
}

impl Eq for ErrorReply {}

impl ErrorReply {
    /// Reads the response of an error reply. `None` if it is none.
    pub fn read(response: &RawValue) -> Option<Self> {
        struct Members<'a> {
            reason: Cow<'a, str>,
            code: Option<Cow<'a, str>>,
            error: Option<&'a RawValue>,
        }

        json::object! {
            Members {
                reason: "reason" as BorrowedStr<'de>,
                code: "code" as BorrowedOptStr<'de> = None,
                error: "error" as &'de RawValue = None,
            }
        }

        let members: Members<'_> = json::parse(response.get()).ok()?;
        Some(Self {
            reason: members.reason.into_owned(),
            code: members.code.map(Cow::into_owned),
            error: members
                .error
                .filter(|error| error.get() != "null")
                .map(ToOwned::to_owned),
        })
    }

    /// A reply with nothing but a reason, as the reference sends them.
    pub fn new(reason: impl Into<String>) -> Self {
        Self {
            reason: reason.into(),
            code: None,
            error: None,
        }
    }
}

/// The response to a chunk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProgressReply {
    /// Percent, 0 to 100.
    pub progress: u8,
}

/// The response to a command that asked for the version which has its effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VersionedReply<Reply> {
    /// The version of the page that has everything which the command changed before it returned.
    #[serde(rename = "__musubi_version__")]
    pub version: u64,
    /// What the command returned.
    #[serde(rename = "__musubi_reply__")]
    pub reply: Reply,
}
