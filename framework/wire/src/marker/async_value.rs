use serde::ser::SerializeStruct;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use serde_json::Value;

use crate::names::key;

/// How far an async value has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AsyncStatus {
    /// Under way.
    #[default]
    Loading,
    /// Done.
    Ok,
    /// Given up.
    Failed,
}

impl AsyncStatus {
    /// The text on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Loading => "loading",
            Self::Ok => "ok",
            Self::Failed => "failed",
        }
    }

    /// The status with exactly this text.
    pub fn from_text(text: &str) -> Option<Self> {
        [Self::Loading, Self::Ok, Self::Failed]
            .into_iter()
            .find(|status| status.as_str() == text)
    }
}

/// A value that a store is still getting: its shape on the wire.
///
/// While it loads again or after it failed, `result` keeps the last good value.
///
/// ```
/// use musubi_wire::AsyncValue;
///
/// assert_eq!(
///     serde_json::to_value(AsyncValue::ok(7))?,
///     serde_json::json!({"__musubi_async__": true, "status": "ok", "result": 7, "reason": null}),
/// );
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct AsyncValue<T = Value> {
    /// How far it has come.
    pub status: AsyncStatus,
    /// The value, or the last one before. `None` before there is one, `null` on the wire.
    pub result: Option<T>,
    /// Why it failed. `None` unless it has, `null` on the wire.
    pub reason: Option<AsyncReason>,
}

impl<T> AsyncValue<T> {
    /// Under way, with what was there before.
    pub const fn loading(result: Option<T>) -> Self {
        Self {
            status: AsyncStatus::Loading,
            result,
            reason: None,
        }
    }

    /// Done.
    pub const fn ok(result: T) -> Self {
        Self {
            status: AsyncStatus::Ok,
            result: Some(result),
            reason: None,
        }
    }

    /// Given up, with what was there before.
    pub const fn failed(reason: AsyncReason, result: Option<T>) -> Self {
        Self {
            status: AsyncStatus::Failed,
            result,
            reason: Some(reason),
        }
    }
}

impl<T> Default for AsyncValue<T> {
    fn default() -> Self {
        Self::loading(None)
    }
}

/// Why an async value failed. `{"kind", "value"}` on the wire.
#[derive(Clone, Debug, PartialEq)]
pub enum AsyncReason {
    /// The work returned an error. Kind `error`.
    Error(Value),
    /// The work ended otherwise: a panic, a time-out, a cancellation. Kind `exit`.
    Exit(Value),
    /// A reason of another shape, as it is.
    Other(Value),
}

impl Serialize for AsyncReason {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (kind, value) = match self {
            Self::Error(value) => ("error", value),
            Self::Exit(value) => ("exit", value),
            Self::Other(value) => return value.serialize(serializer),
        };
        let mut members = serializer.serialize_struct("AsyncReason", 2)?;
        members.serialize_field("kind", kind)?;
        members.serialize_field("value", value)?;
        members.end()
    }
}

impl From<Value> for AsyncReason {
    fn from(reason: Value) -> Self {
        let Value::Object(mut members) = reason else {
            return Self::Other(reason);
        };
        let wrap = match members.get("kind").and_then(Value::as_str) {
            Some("error") if members.len() == 2 => Self::Error,
            Some("exit") if members.len() == 2 => Self::Exit,
            _ => return Self::Other(members.into()),
        };
        match members.remove("value") {
            Some(value) => wrap(value),
            None => Self::Other(members.into()),
        }
    }
}

impl<'de> Deserialize<'de> for AsyncReason {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Value::deserialize(deserializer).map(Self::from)
    }
}

impl<T: Serialize> Serialize for AsyncValue<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut members = serializer.serialize_struct("AsyncValue", 4)?;
        members.serialize_field(key::ASYNC, &true)?;
        members.serialize_field("status", &self.status)?;
        members.serialize_field("result", &self.result)?;
        members.serialize_field("reason", &self.reason)?;
        members.end()
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for AsyncValue<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        struct Members<T> {
            __musubi_async__: bool,
            status: AsyncStatus,
            #[serde(
                deserialize_with = "Option::deserialize",
                bound(deserialize = "T: Deserialize<'de>")
            )]
            result: Option<T>,
            #[serde(deserialize_with = "Option::deserialize")]
            reason: Option<AsyncReason>,
        }

        let members = Members::deserialize(deserializer)?;
        if !members.__musubi_async__ {
            return Err(de::Error::custom("expected an async value"));
        }
        Ok(Self {
            status: members.status,
            result: members.result,
            reason: members.reason,
        })
    }
}
