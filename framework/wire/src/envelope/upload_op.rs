use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use serde_json::Value;
use serde_json::value::RawValue;

use crate::StoreId;
use crate::json::{self, DecodeError};
use crate::upload::{UploadConfig, UploadEntry, UploadError};

/// One entry of `upload_ops`.
#[derive(Clone, Debug, PartialEq)]
pub enum UploadOp {
    /// A change that this version understands.
    Change(UploadChange),
    /// Anything else, kept as it came. A client skips it and goes on with the next.
    Unknown(Value),
}

/// One change of an upload. The upload is named by `store_id` and `upload` together.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct UploadChange {
    /// The store that declares the upload.
    pub store_id: StoreId,
    /// The upload's name.
    pub upload: String,
    /// What changes.
    #[serde(flatten)]
    pub action: UploadAction,
}

/// What an [`UploadChange`] does. A `ref` that the client does not know is ignored.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "op", rename_all = "lowercase")]
pub enum UploadAction {
    /// The upload's limits are known.
    Config {
        /// The limits.
        config: UploadConfig,
    },
    /// A file was accepted.
    Add {
        /// The entry's ref, again.
        #[serde(rename = "ref")]
        entry_ref: String,
        /// The entry as it starts.
        entry: UploadEntry,
    },
    /// More of a file has arrived.
    Progress {
        /// The entry.
        #[serde(rename = "ref")]
        entry_ref: String,
        /// Percent, 0 to 100.
        progress: u8,
    },
    /// All of a file has arrived.
    Complete {
        /// The entry.
        #[serde(rename = "ref")]
        entry_ref: String,
    },
    /// Something went wrong.
    Error {
        /// The entry, or `None` for the upload as a whole.
        #[serde(rename = "ref", skip_serializing_if = "Option::is_none")]
        entry_ref: Option<String>,
        /// What.
        error: UploadError,
    },
    /// A file was given up; its entry goes.
    Cancel {
        /// The entry.
        #[serde(rename = "ref")]
        entry_ref: String,
    },
    /// No entry is left.
    Reset,
}

impl UploadOp {
    /// Reads one upload op.
    ///
    /// # Errors
    ///
    /// When its `op` is one that we know, but the rest is not what belongs to it.
    pub(super) fn from_value(value: Value) -> Result<Self, DecodeError> {
        match value.get("op").map(Name::deserialize) {
            Some(Ok(_)) => json::read(&value.to_string()).map(Self::Change),
            _ => Ok(Self::Unknown(value)),
        }
    }
}

impl UploadChange {
    /// Reads one upload op of an envelope. `None` for one that this version does not know, which a
    /// client skips.
    ///
    /// # Errors
    ///
    /// As [`Envelope::decode`](crate::Envelope::decode).
    pub(super) fn read(op: &RawValue) -> Result<Option<Self>, DecodeError> {
        #[derive(Deserialize)]
        struct Kind {
            op: Option<Known>,
        }

        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Known {
            Yes(#[expect(dead_code, reason = "only that it is one counts")] Name),
            No(serde::de::IgnoredAny),
        }

        match json::read(op.get())? {
            Kind {
                op: Some(Known::Yes(_)),
            } => json::read(op.get()).map(Some),
            Kind {
                op: Some(Known::No(_)) | None,
            } => Ok(None),
        }
    }
}

impl From<UploadChange> for UploadOp {
    fn from(change: UploadChange) -> Self {
        Self::Change(change)
    }
}

impl Serialize for UploadOp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Change(change) => change.serialize(serializer),
            Self::Unknown(value) => value.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for UploadOp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::from_value(Value::deserialize(deserializer)?).map_err(de::Error::custom)
    }
}

/// The members of all kinds side by side, so that the path to a fault inside one is not lost.
#[derive(Deserialize)]
struct Members {
    op: Name,
    store_id: StoreId,
    upload: String,
    config: Option<UploadConfig>,
    #[serde(rename = "ref")]
    entry_ref: Option<String>,
    entry: Option<UploadEntry>,
    progress: Option<u8>,
    error: Option<UploadError>,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Name {
    Config,
    Add,
    Progress,
    Complete,
    Error,
    Cancel,
    Reset,
}

impl<'de> Deserialize<'de> for UploadChange {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        fn need<T, E: de::Error>(member: Option<T>, name: &'static str) -> Result<T, E> {
            member.ok_or_else(|| E::missing_field(name))
        }

        let members = Members::deserialize(deserializer)?;
        let entry_ref = members.entry_ref;
        let action = match members.op {
            Name::Config => UploadAction::Config {
                config: need(members.config, "config")?,
            },
            Name::Add => UploadAction::Add {
                entry_ref: need(entry_ref, "ref")?,
                entry: need(members.entry, "entry")?,
            },
            Name::Progress => UploadAction::Progress {
                entry_ref: need(entry_ref, "ref")?,
                progress: need(members.progress, "progress")?,
            },
            Name::Complete => UploadAction::Complete {
                entry_ref: need(entry_ref, "ref")?,
            },
            Name::Error => UploadAction::Error {
                entry_ref,
                error: need(members.error, "error")?,
            },
            Name::Cancel => UploadAction::Cancel {
                entry_ref: need(entry_ref, "ref")?,
            },
            Name::Reset => UploadAction::Reset,
        };
        Ok(Self {
            store_id: members.store_id,
            upload: members.upload,
            action,
        })
    }
}
