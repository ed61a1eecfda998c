//! The envelope: everything that one turn of a page sends to its client.

mod patch_op;
mod raw;
mod stream_op;
mod upload_op;

pub use raw::{RawAction, RawEnvelope, RawEvent, RawOp, RawStreamAction, RawStreamOp, RawUploadOp};
pub use stream_op::{StreamAction, StreamOp};
pub use upload_op::{UploadAction, UploadChange, UploadOp};

use json_patch::PatchOperation;
use serde::ser::SerializeStruct;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use serde_json::Value;

use crate::StoreId;
use crate::json::{self, DecodeError};

/// One `patch` push.
///
/// A client applies `ops`, then `stream_ops`, then `upload_ops`, publishes the new state, and only
/// then hands out `events`. [`Document`](crate::Document) does the first three.
///
/// On the wire all eight members are always there; when reading, a missing list is empty and unknown
/// members are ignored.
///
/// ```
/// use musubi_wire::Envelope;
///
/// let envelope = Envelope::decode(r#"{
///     "type": "patch", "root_id": "Counter:a", "base_version": 1, "version": 2,
///     "ops": [{"op": "replace", "path": "/count", "value": 7}],
///     "stream_ops": [], "upload_ops": [], "events": []
/// }"#)?;
/// assert_eq!(envelope.ops[0].path().as_str(), "/count");
///
/// let error = Envelope::decode(r#"{"root_id": "a", "base_version": 1, "version": 2,
///     "ops": [{"op": "replace", "path": "count", "value": 7}]}"#).unwrap_err();
/// assert_eq!(error.path(), "ops[0].path");
/// # Ok::<(), musubi_wire::json::DecodeError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Envelope {
    /// The root that it is for.
    pub root_id: String,
    /// The version that it applies to; 0 for the first envelope of a page.
    pub base_version: u64,
    /// The version that it leads to; always `base_version + 1`.
    pub version: u64,
    /// Changes of the tree. Only `add`, `remove`, `replace` and, where negotiated, `move`.
    pub ops: Vec<PatchOperation>,
    /// Changes of stream contents.
    pub stream_ops: Vec<StreamOp>,
    /// Changes of uploads.
    pub upload_ops: Vec<UploadOp>,
    /// Events for the application, oldest first within a store.
    pub events: Vec<PushEvent>,
}

impl Envelope {
    /// Reads the payload of a `patch` frame.
    ///
    /// # Errors
    ///
    /// When it is not JSON, a member is missing or of the wrong type, an op is not one of the legal
    /// ones, or a path is not a pointer. The error names the path to the fault.
    pub fn decode(payload: &str) -> Result<Self, DecodeError> {
        json::read::<Wire>(payload)?.into_envelope()
    }

    /// Appends the envelope to `out` as JSON.
    ///
    /// # Errors
    ///
    /// Never in practice: everything in an envelope is JSON.
    pub fn encode(&self, out: &mut String) -> Result<(), serde_json::Error> {
        json::write(out, self)
    }
}

/// A transient message of a store to the application: a toast, a sound.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PushEvent {
    /// The store that sent it.
    pub store_id: StoreId,
    /// The event's name.
    pub name: String,
    /// What it carries; the application's own.
    pub payload: Value,
}

impl Serialize for Envelope {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut members = serializer.serialize_struct("Envelope", 8)?;
        members.serialize_field("type", "patch")?;
        members.serialize_field("root_id", &self.root_id)?;
        members.serialize_field("base_version", &self.base_version)?;
        members.serialize_field("version", &self.version)?;
        members.serialize_field("ops", &self.ops)?;
        members.serialize_field("stream_ops", &self.stream_ops)?;
        members.serialize_field("upload_ops", &self.upload_ops)?;
        members.serialize_field("events", &self.events)?;
        members.end()
    }
}

impl<'de> Deserialize<'de> for Envelope {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Wire::deserialize(deserializer)?
            .into_envelope()
            .map_err(de::Error::custom)
    }
}

/// An envelope whose upload ops are still values, because only their `op` tells whether the rest of
/// one is ours to judge.
#[derive(Deserialize)]
struct Wire {
    #[serde(rename = "type", default)]
    _type: Type,
    root_id: String,
    base_version: u64,
    version: u64,
    #[serde(default, deserialize_with = "patch_op::deserialize_all")]
    ops: Vec<PatchOperation>,
    #[serde(default)]
    stream_ops: Vec<StreamOp>,
    #[serde(default)]
    upload_ops: Vec<Value>,
    #[serde(default)]
    events: Vec<PushEvent>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Type {
    #[default]
    Patch,
}

impl Wire {
    fn into_envelope(self) -> Result<Envelope, DecodeError> {
        let upload_op = |(index, value)| {
            UploadOp::from_value(value)
                .map_err(|error| error.under(&format!("upload_ops[{index}]")))
        };
        let upload_ops = self.upload_ops.into_iter().enumerate().map(upload_op);
        Ok(Envelope {
            root_id: self.root_id,
            base_version: self.base_version,
            version: self.version,
            ops: self.ops,
            stream_ops: self.stream_ops,
            upload_ops: upload_ops.collect::<Result<_, _>>()?,
            events: self.events,
        })
    }
}
