use musubi_wire::StoreId;
use musubi_wire::payload::{AllowUpload, CancelUpload, UploadFailure, UploadProgress};
use serde_json::value::RawValue;

use crate::store::{Outcome, Refused};
use crate::upload::{EntryAddress, UploadLine};

/// What a client asks of a page, in the order in which it came.
pub(crate) struct Request {
    /// The reference that the reply carries.
    pub(crate) msg_ref: Option<Box<str>>,
    pub(crate) ask: Result<Ask, Refused>,
}

/// A request that was understood.
pub(crate) enum Ask {
    Command {
        store_id: StoreId,
        name: Box<str>,
        payload: Box<RawValue>,
        /// Whether the reply tells the version that has the command's effect.
        tells_version: bool,
        /// The command's number, where a repetition is not to be carried out.
        cid: Option<u64>,
    },
    Upload(Box<UploadAsk>),
    /// To bring one file over a channel of its own, which has its own answers.
    JoinUpload(Box<JoinUpload>),
    /// The client leaves. What it sent before is carried out first.
    Leave,
}

/// A request to bring the bytes of an entry.
pub(crate) struct JoinUpload {
    pub(crate) entry: EntryAddress,
    pub(crate) line: UploadLine,
}

/// A request about the files of an upload.
pub(crate) enum UploadAsk {
    Allow(AllowUpload),
    Cancel(CancelUpload),
    Progress(UploadProgress),
    Fail(UploadFailure),
}

/// What a request came to: the response as JSON, or the refusal.
pub(crate) type Answer = Outcome;
