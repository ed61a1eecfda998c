use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use serde_json::value::RawValue;

use super::{Members, PayloadError};
use crate::names::Reason;
use crate::upload::{UploadConfig, UploadError};
use crate::{StoreId, json};

/// The payload of `allow_upload`: files that a client would like to send.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AllowUpload {
    /// The store that declares the upload.
    pub store_id: StoreId,
    /// The upload's name.
    pub name: String,
    /// The files, in the client's order.
    pub entries: Vec<OfferedEntry>,
}

/// One offered file, not yet checked: the server answers faults one by one, so they are no error
/// here. See [`is_well_formed`](Self::is_well_formed).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct OfferedEntry {
    /// The client's own name for it. Empty when missing or not a string.
    pub client_ref: String,
    /// The file's name. Empty when missing or not a string.
    pub name: String,
    /// Bytes. `None` when missing or not an integer of at least 0.
    pub size: Option<u64>,
    /// The MIME type. Empty when missing or not a string; it is never checked.
    #[serde(rename = "type")]
    pub content_type: String,
}

impl OfferedEntry {
    /// Whether it names itself and its size. One that does not is answered with
    /// [`PreflightRejected`](crate::upload::UploadErrorCode::PreflightRejected).
    pub fn is_well_formed(&self) -> bool {
        !self.client_ref.is_empty() && !self.name.is_empty() && self.size.is_some()
    }

    fn parse(raw: &RawValue) -> Self {
        let mut members = Members::parse(raw).unwrap_or_default();
        Self {
            client_ref: take_text(&mut members, "client_ref"),
            name: take_text(&mut members, "name"),
            size: members
                .take("size")
                .and_then(|size| json::parse(size.get()).ok()),
            content_type: take_text(&mut members, "type"),
        }
    }
}

impl AllowUpload {
    /// How many files one offer may name.
    pub const MAX_ENTRIES: usize = 10_000;

    /// Reads an offer. No entries are an empty list.
    ///
    /// # Errors
    ///
    /// When the payload is not an object, when `name` is missing, empty or not a string, or when
    /// there are more than [`MAX_ENTRIES`](Self::MAX_ENTRIES): each is answered with many times its
    /// own length.
    pub fn parse(payload: &RawValue) -> Result<Self, PayloadError> {
        let mut members = Members::parse(payload)?;
        let entries: Vec<&RawValue> = members
            .take("entries")
            .and_then(|raw| json::parse(raw.get()).ok())
            .unwrap_or_default();
        if entries.len() > Self::MAX_ENTRIES {
            let (expected, found) = ("at most 10000 entries", entries.len());
            return Err(PayloadError::new("entries", expected, found, None));
        }
        Ok(Self {
            entries: entries.into_iter().map(OfferedEntry::parse).collect(),
            store_id: members.take_lenient_store_id(),
            name: take_name(&mut members, "name")?,
        })
    }
}

/// The payload of `cancel_upload`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CancelUpload {
    /// The store that declares the upload.
    pub store_id: StoreId,
    /// The upload's name.
    pub name: String,
    /// The server's name for the entry.
    #[serde(rename = "ref")]
    pub entry_ref: String,
}

impl CancelUpload {
    /// Reads a cancellation.
    ///
    /// # Errors
    ///
    /// When the payload is not an object, or when `name` or `ref` is missing, empty or not a string.
    pub fn parse(payload: &RawValue) -> Result<Self, PayloadError> {
        let mut members = Members::parse(payload)?;
        Ok(Self {
            store_id: members.take_lenient_store_id(),
            name: take_name(&mut members, "name")?,
            entry_ref: take_name(&mut members, "ref")?,
        })
    }
}

/// The payload of `upload_progress`: how far an external upload has come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct UploadProgress {
    /// The store that declares the upload.
    pub store_id: StoreId,
    /// The upload's name.
    pub name: String,
    /// The server's name for the entry.
    #[serde(rename = "ref")]
    pub entry_ref: String,
    /// Percent, 0 to 100.
    pub progress: u8,
}

impl UploadProgress {
    /// Reads a progress report. A progress that is not an integer of at least 0 is 0, one above
    /// 100 is 100.
    ///
    /// # Errors
    ///
    /// As [`CancelUpload::parse`].
    pub fn parse(payload: &RawValue) -> Result<Self, PayloadError> {
        let mut members = Members::parse(payload)?;
        let progress = members.take("progress").map_or(0, |raw| {
            let digits = raw.get().bytes().all(|byte| byte.is_ascii_digit());
            let percent = || {
                raw.get()
                    .parse::<u8>()
                    .map_or(100, |percent| percent.min(100))
            };
            if digits { percent() } else { 0 }
        });
        Ok(Self {
            store_id: members.take_lenient_store_id(),
            name: take_name(&mut members, "name")?,
            entry_ref: take_name(&mut members, "ref")?,
            progress,
        })
    }
}

/// The payload of `upload_error`: an external upload has failed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct UploadFailure {
    /// The store that declares the upload.
    pub store_id: StoreId,
    /// The upload's name.
    pub name: String,
    /// The server's name for the entry.
    #[serde(rename = "ref")]
    pub entry_ref: String,
    /// What the client calls it. The server takes every such error for
    /// [`ExternalFailed`](crate::upload::UploadErrorCode::ExternalFailed). Empty when missing.
    pub code: String,
    /// For people. Empty when missing; the server then uses the code's own.
    pub message: String,
}

impl UploadFailure {
    /// Reads a failure.
    ///
    /// # Errors
    ///
    /// As [`CancelUpload::parse`].
    pub fn parse(payload: &RawValue) -> Result<Self, PayloadError> {
        let mut members = Members::parse(payload)?;
        Ok(Self {
            store_id: members.take_lenient_store_id(),
            name: take_name(&mut members, "name")?,
            entry_ref: take_name(&mut members, "ref")?,
            code: take_text(&mut members, "code"),
            message: take_text(&mut members, "message"),
        })
    }
}

/// The response to `allow_upload`. Its status is `ok` even when every file was refused.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PreflightReply {
    /// The upload's name.
    #[serde(rename = "ref")]
    pub upload: String,
    /// The upload's limits.
    pub config: UploadConfig,
    /// The accepted files by their `client_ref`.
    pub entries: BTreeMap<String, PreflightEntry>,
    /// The refused files.
    pub errors: Vec<PreflightError>,
}

/// Where an accepted file goes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "lowercase")]
pub enum PreflightEntry {
    /// To the server, over an upload channel.
    Channel {
        /// The server's name for the entry, and the suffix of its topic.
        entry_ref: String,
        /// What the join of the upload channel must show.
        token: String,
    },
    /// Elsewhere, by an uploader of the client.
    External {
        /// The server's name for the entry.
        entry_ref: String,
        /// The name of the uploader.
        uploader: String,
        /// What the uploader needs to know; the application's own.
        meta: Value,
    },
}

/// A refused file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PreflightError {
    /// The client's own name for it.
    pub client_ref: String,
    /// Why.
    pub error: UploadError,
}

fn take_name(members: &mut Members<'_>, name: &str) -> Result<String, PayloadError> {
    members
        .take_string(name, Reason::MissingRequiredField)
        .map(Into::into)
}

fn take_text(members: &mut Members<'_>, name: &str) -> String {
    members
        .take(name)
        .and_then(|raw| json::string(raw).ok())
        .map(Into::into)
        .unwrap_or_default()
}
