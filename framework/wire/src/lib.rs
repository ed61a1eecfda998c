//! The Musubi wire.

pub mod frame;
pub mod json;
pub mod names;
pub mod pointer;
mod store_id;
mod topic;

pub use names::Reason;
pub use store_id::{ParseStoreIdError, StoreId};
pub use topic::{Topic, connection_topic, root_id, upload_topic};
