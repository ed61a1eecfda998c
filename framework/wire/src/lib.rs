//! The Musubi wire.

pub mod document;
pub mod envelope;
pub mod frame;
pub mod json;
pub mod marker;
pub mod names;
pub mod payload;
pub mod pointer;
mod store_id;
mod topic;
pub mod upload;

pub use document::{Applied, ApplyError, Document};
pub use envelope::{
    Envelope, PushEvent, StreamAction, StreamOp, UploadAction, UploadChange, UploadOp,
};
pub use json::DecodeError;
pub use marker::{AsyncReason, AsyncStatus, AsyncValue, Marker};
pub use names::Reason;
pub use store_id::{ParseStoreIdError, StoreId};
pub use topic::{Topic, connection_topic, root_id, upload_topic};
