//! Markers: objects of the tree that stand for something else.

mod async_value;

pub use async_value::{AsyncReason, AsyncStatus, AsyncValue};

use serde_json::{Map, Value, json};

use crate::StoreId;
use crate::names::key;

/// What an object of the tree stands for.
///
/// ```
/// use musubi_wire::Marker;
/// use serde_json::json;
///
/// assert_eq!(Marker::of(&json!({"__musubi_stream__": "rows"})), Some(Marker::Stream("rows")));
/// // One more key, and it is the application's own data.
/// assert_eq!(Marker::of(&json!({"__musubi_stream__": "rows", "n": 1})), None);
/// ```
#[derive(Clone, Debug, PartialEq)]
pub enum Marker<'a> {
    /// The node of a store. Its other members are the store's state.
    Store(StoreId),
    /// The place of the stream of that name, of the nearest store above.
    Stream(&'a str),
    /// The place of the upload of that name, of the nearest store above.
    Upload(&'a str),
    /// An async value.
    Async {
        /// How far it has come.
        status: AsyncStatus,
        /// The value or the place of a stream; null before there is one.
        result: &'a Value,
        /// Why it failed; null when it has not.
        reason: &'a Value,
    },
}

impl<'a> Marker<'a> {
    /// Tells what `value` stands for; `None` for ordinary data. The rules:
    ///
    /// - a store's node has a `__musubi_store_id__` that is an array of strings;
    /// - the place of a stream or upload has exactly one key, whose value is a string;
    /// - an async value has `__musubi_async__` that is `true`, a known status, and both `result` and
    ///   `reason`.
    pub fn of(value: &'a Value) -> Option<Self> {
        let object = value.as_object()?;
        if let Some(id) = object.get(key::STORE_ID).and_then(StoreId::from_value) {
            return Some(Self::Store(id));
        }
        if let Some(name) = slot(object, key::STREAM) {
            return Some(Self::Stream(name));
        }
        if let Some(name) = slot(object, key::UPLOAD) {
            return Some(Self::Upload(name));
        }
        if object.get(key::ASYNC) != Some(&Value::Bool(true)) {
            return None;
        }
        Some(Self::Async {
            status: AsyncStatus::from_text(object.get("status")?.as_str()?)?,
            result: object.get("result")?,
            reason: object.get("reason")?,
        })
    }

    /// The object that marks the place of a stream.
    pub fn stream_value(name: &str) -> Value {
        json!({ key::STREAM: name })
    }

    /// The object that marks the place of an upload.
    pub fn upload_value(name: &str) -> Value {
        json!({ key::UPLOAD: name })
    }
}

/// The name in an object whose one and only key is `key`.
pub(crate) fn slot<'a>(object: &'a Map<String, Value>, key: &str) -> Option<&'a str> {
    if object.len() != 1 {
        return None;
    }
    object.get(key)?.as_str()
}
