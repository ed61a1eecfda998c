use std::borrow::Cow;

use serde::Deserialize;
use serde_json::value::RawValue;

use super::{UploadAction, UploadChange};
use crate::StoreId;
use crate::json::{self, BorrowedOptStr, BorrowedStr, DecodeError};

/// An envelope whose values are still JSON text, borrowed from the frame that it came in.
///
/// A client that knows its types decodes each value once, straight to its type; one that does not
/// wants [`Envelope`](crate::Envelope).
///
/// ```
/// use musubi_wire::envelope::{RawEnvelope, RawAction};
///
/// let envelope = RawEnvelope::parse(r#"{
///     "type": "patch", "root_id": "Counter:a", "base_version": 1, "version": 2,
///     "ops": [{"op": "replace", "path": "/count", "value": 7}],
///     "stream_ops": [], "upload_ops": [], "events": []
/// }"#)?;
/// assert_eq!(envelope.ops[0].path, "/count");
/// assert_eq!(envelope.ops[0].value.unwrap().get(), "7");
/// assert_eq!(envelope.ops[0].op, RawAction::Replace);
/// # Ok::<(), musubi_wire::json::DecodeError>(())
/// ```
#[derive(Clone, Debug)]
pub struct RawEnvelope<'a> {
    /// The root that it is for.
    pub root_id: Cow<'a, str>,
    /// The version that it applies to; 0 for the first envelope of a page.
    pub base_version: u64,
    /// The version that it leads to.
    pub version: u64,
    /// Changes of the tree.
    pub ops: Vec<RawOp<'a>>,
    /// Changes of stream contents, each for [`RawStreamOp::read`].
    pub stream_ops: Vec<&'a RawValue>,
    /// Changes of uploads.
    pub upload_ops: Vec<RawUploadOp<'a>>,
    /// Events for the application, oldest first within a store.
    pub events: Vec<RawEvent<'a>>,
}

json::object! {
    RawEnvelope {
        root_id: "root_id" as BorrowedStr<'de>,
        base_version: "base_version" as u64,
        version: "version" as u64,
        ops: "ops" as Vec<RawOp<'de>> = Vec::new(),
        stream_ops: "stream_ops" as Vec<&'de RawValue> = Vec::new(),
        upload_ops: "upload_ops" as Vec<RawUploadOp<'de>> = Vec::new(),
        events: "events" as Vec<RawEvent<'de>> = Vec::new(),
    }
}

/// One op of [`RawEnvelope::ops`].
#[derive(Clone, Debug)]
pub struct RawOp<'a> {
    /// What it does.
    pub op: RawAction,
    /// Where, as a JSON pointer.
    pub path: Cow<'a, str>,
    /// Where a moved value comes from.
    pub from: Option<Cow<'a, str>>,
    /// What is added, or put in place. A `null` is one, too.
    pub value: Option<&'a RawValue>,
}

json::object! {
    RawOp {
        op: "op" as RawAction,
        path: "path" as BorrowedStr<'de>,
        from: "from" as BorrowedOptStr<'de> = None,
        value: "value" as &'de RawValue = None,
    }
}

/// What an op does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RawAction {
    /// Puts a member or an element there that was not.
    Add,
    /// Takes out what is there.
    Remove,
    /// Puts a value in the place of another.
    Replace,
    /// Takes a value from one place to another.
    Move,
}

json::names! {
    RawAction {
        Add = "add",
        Remove = "remove",
        Replace = "replace",
        Move = "move",
    }
}

/// One op of [`RawEnvelope::stream_ops`].
#[derive(Clone, Debug)]
pub struct RawStreamOp<'a> {
    /// What it does.
    pub op: RawStreamAction,
    /// The store that declares the stream.
    pub store_id: StoreId,
    /// The stream's name.
    pub stream: Cow<'a, str>,
    /// The item's key, unless the stream is reset.
    pub item_key: Option<Cow<'a, str>>,
    /// Where an item goes; see [`StreamAction`](crate::StreamAction).
    pub at: Option<i64>,
    /// The item that is put in.
    pub item: Option<&'a RawValue>,
    /// How many items to keep at most.
    pub limit: Option<i64>,
}

json::object! {
    RawStreamOp {
        op: "op" as RawStreamAction,
        store_id: "store_id" as StoreId,
        stream: "stream" as BorrowedStr<'de>,
        item_key: "item_key" as BorrowedOptStr<'de> = None,
        at: "at" as Option<i64> = None,
        item: "item" as &'de RawValue = None,
        limit: "limit" as Option<i64> = None,
    }
}

/// What a stream op does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RawStreamAction {
    /// Forgets all items.
    Reset,
    /// Puts one item in.
    Insert,
    /// Takes one item out.
    Delete,
}

impl<'a> RawStreamOp<'a> {
    /// Reads one of [`RawEnvelope::stream_ops`].
    ///
    /// # Errors
    ///
    /// When a member is missing or of the wrong type. The error names the path.
    pub fn read(op: &'a RawValue) -> Result<Self, DecodeError> {
        json::read_borrowed(op.get())
    }
}

json::names! {
    RawStreamAction {
        Reset = "reset",
        Insert = "insert",
        Delete = "delete",
    }
}

/// One op of [`RawEnvelope::upload_ops`], for whoever has that upload to read.
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct RawUploadOp<'a>(#[serde(borrow)] &'a RawValue);

impl<'a> RawUploadOp<'a> {
    /// The store and the name of the upload that it changes.
    ///
    /// # Errors
    ///
    /// When either is missing or of the wrong type.
    pub fn upload(self) -> Result<(StoreId, Cow<'a, str>), DecodeError> {
        #[derive(Deserialize)]
        struct Target<'a> {
            store_id: StoreId,
            upload: Cow<'a, str>,
        }

        let target: Target<'a> = json::read_borrowed(self.0.get())?;
        Ok((target.store_id, target.upload))
    }

    /// The JSON text of the op.
    pub fn json(self) -> &'a str {
        self.0.get()
    }

    /// What changes. `None` if that is something that this version does not know.
    ///
    /// # Errors
    ///
    /// When a member is missing or of the wrong type. The error names the path.
    pub fn action(self) -> Result<Option<UploadAction>, DecodeError> {
        let change = UploadChange::read(self.0)?;
        Ok(change.map(|change| change.action))
    }
}

/// One event, whose payload is still JSON text.
#[derive(Clone, Debug)]
pub struct RawEvent<'a> {
    /// The store that sent it.
    pub store_id: StoreId,
    /// The event's name.
    pub name: Cow<'a, str>,
    /// What it carries.
    pub payload: &'a RawValue,
}

json::object! {
    RawEvent {
        store_id: "store_id" as StoreId,
        name: "name" as BorrowedStr<'de>,
        payload: "payload" as &'de RawValue,
    }
}

impl<'a> RawEnvelope<'a> {
    /// Reads the payload of a `patch` frame, without what its values are.
    ///
    /// # Errors
    ///
    /// When it is not JSON, or a member is missing or of the wrong type. The error names the path.
    pub fn parse(payload: &'a str) -> Result<Self, DecodeError> {
        json::read_borrowed(payload)
    }
}
