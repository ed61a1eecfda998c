use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use serde_json::Value;

use crate::{StoreId, json};

/// One change of a stream's contents. The stream is named by `store_id` and `stream` together.
#[derive(Clone, Debug, PartialEq)]
pub struct StreamOp {
    /// The store that declares the stream.
    pub store_id: StoreId,
    /// The stream's name.
    pub stream: String,
    /// The server's counter of streams within the store, as text. Clients ignore it.
    pub stream_ref: String,
    /// What changes.
    pub action: StreamAction,
}

/// What a [`StreamOp`] does.
#[derive(Clone, Debug, PartialEq)]
pub enum StreamAction {
    /// Forget all items.
    Reset,
    /// Put one item in, in place of any other with its key.
    Insert {
        /// The item's key.
        item_key: String,
        /// Where, among the items other than one with this key: -1 is the end, 0 and everything else
        /// below it the start, and what is past the end is the end.
        at: i64,
        /// The item.
        item: Value,
        /// How many items to keep at most (the sign does not matter), counted from the end where the
        /// item went. `None` keeps all.
        limit: Option<i64>,
    },
    /// Take one item out. Nothing happens when there is none with that key.
    Delete {
        /// The item's key.
        item_key: String,
    },
}

impl Serialize for StreamOp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let name = match self.action {
            StreamAction::Reset => "reset",
            StreamAction::Insert { .. } => "insert",
            StreamAction::Delete { .. } => "delete",
        };
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("op", name)?;
        map.serialize_entry("stream", &self.stream)?;
        map.serialize_entry("ref", &self.stream_ref)?;
        map.serialize_entry("store_id", &self.store_id)?;
        match &self.action {
            StreamAction::Reset => {}
            StreamAction::Insert {
                item_key,
                at,
                item,
                limit,
            } => {
                map.serialize_entry("item_key", item_key)?;
                map.serialize_entry("at", at)?;
                map.serialize_entry("item", item)?;
                map.serialize_entry("limit", limit)?;
            }
            StreamAction::Delete { item_key } => map.serialize_entry("item_key", item_key)?,
        }
        map.end()
    }
}

#[derive(Deserialize)]
struct Members {
    op: Name,
    stream: String,
    #[serde(rename = "ref", default)]
    stream_ref: String,
    store_id: StoreId,
    item_key: Option<String>,
    at: Option<i64>,
    #[serde(default, deserialize_with = "json::present")]
    item: Option<Value>,
    limit: Option<i64>,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Name {
    Reset,
    Insert,
    Delete,
}

impl<'de> Deserialize<'de> for StreamOp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let members = Members::deserialize(deserializer)?;
        let item_key = members
            .item_key
            .ok_or_else(|| de::Error::missing_field("item_key"));
        let action = match members.op {
            Name::Reset => StreamAction::Reset,
            Name::Insert => StreamAction::Insert {
                item_key: item_key?,
                at: members.at.unwrap_or(-1),
                item: members
                    .item
                    .ok_or_else(|| de::Error::missing_field("item"))?,
                limit: members.limit,
            },
            Name::Delete => StreamAction::Delete {
                item_key: item_key?,
            },
        };
        Ok(Self {
            store_id: members.store_id,
            stream: members.stream,
            stream_ref: members.stream_ref,
            action,
        })
    }
}
