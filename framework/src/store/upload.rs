//! Uploads in the state of a store: their place, and what the store does with their files.

mod consume;
mod node;
mod preflight;
mod receive;

pub use consume::UploadedFile;
pub(crate) use node::UploadNode;
pub use node::bind_upload;
