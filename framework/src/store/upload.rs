//! Uploads in the state of a store: their place, and what the store does with their files.

mod consume;
mod node;

pub use consume::UploadedFile;
pub(super) use node::UploadNode;
pub use node::bind_upload;
