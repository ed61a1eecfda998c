use std::borrow::Cow;

use serde::Deserialize;
use serde_json::value::RawValue;

use super::{UploadAction, UploadChange};
use crate::StoreId;
use crate::json::{self, DecodeError};

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
#[derive(Clone, Debug, Deserialize)]
pub struct RawEnvelope<'a> {
    /// The root that it is for.
    #[serde(borrow)]
    pub root_id: Cow<'a, str>,
    /// The version that it applies to; 0 for the first envelope of a page.
    pub base_version: u64,
    /// The version that it leads to.
    pub version: u64,
    /// Changes of the tree.
    #[serde(borrow, default)]
    pub ops: Vec<RawOp<'a>>,
    /// Changes of stream contents.
    #[serde(borrow, default)]
    pub stream_ops: Vec<RawStreamOp<'a>>,
    /// Changes of uploads.
    #[serde(borrow, default)]
    pub upload_ops: Vec<RawUploadOp<'a>>,
    /// Events for the application, oldest first within a store.
    #[serde(borrow, default)]
    pub events: Vec<RawEvent<'a>>,
}

/// One op of [`RawEnvelope::ops`].
#[derive(Clone, Debug, Deserialize)]
pub struct RawOp<'a> {
    /// What it does.
    pub op: RawAction,
    /// Where, as a JSON pointer.
    #[serde(borrow)]
    pub path: Cow<'a, str>,
    /// Where a moved value comes from.
    #[serde(borrow, default)]
    pub from: Option<Cow<'a, str>>,
    /// What is added, or put in place. A `null` is one, too.
    #[serde(borrow, default, deserialize_with = "json::present")]
    pub value: Option<&'a RawValue>,
}

/// What an op does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
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

/// One op of [`RawEnvelope::stream_ops`].
#[derive(Clone, Debug, Deserialize)]
pub struct RawStreamOp<'a> {
    /// What it does.
    pub op: RawStreamAction,
    /// The store that declares the stream.
    pub store_id: StoreId,
    /// The stream's name.
    #[serde(borrow)]
    pub stream: Cow<'a, str>,
    /// The item's key, unless the stream is reset.
    #[serde(borrow, default)]
    pub item_key: Option<Cow<'a, str>>,
    /// Where an item goes; see [`StreamAction`](crate::StreamAction).
    #[serde(default)]
    pub at: Option<i64>,
    /// The item that is put in.
    #[serde(borrow, default, deserialize_with = "json::present")]
    pub item: Option<&'a RawValue>,
    /// How many items to keep at most.
    #[serde(default)]
    pub limit: Option<i64>,
}

/// What a stream op does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RawStreamAction {
    /// Forgets all items.
    Reset,
    /// Puts one item in.
    Insert,
    /// Takes one item out.
    Delete,
}

/// One op of [`RawEnvelope::upload_ops`], for whoever has that upload to read.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(transparent)]
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
            #[serde(borrow)]
            upload: Cow<'a, str>,
        }

        let target: Target<'a> = json::read_borrowed(self.0.get())?;
        Ok((target.store_id, target.upload))
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
#[derive(Clone, Debug, Deserialize)]
pub struct RawEvent<'a> {
    /// The store that sent it.
    pub store_id: StoreId,
    /// The event's name.
    #[serde(borrow)]
    pub name: Cow<'a, str>,
    /// What it carries.
    #[serde(borrow)]
    pub payload: &'a RawValue,
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
