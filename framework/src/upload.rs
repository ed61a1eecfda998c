//! Files from clients: what an upload takes, the entries that it has, and where their bytes are
//! kept. Nothing here knows of stores, pages or sockets.

mod entry;
mod file;
mod folder;
mod line;
mod ops;
mod options;
mod random;
mod slot;
mod storage;
mod token;

pub use entry::ExternalUpload;
pub(crate) use entry::{Contents, Destination, Entry, OnProgress};
pub(crate) use file::{PartialFile, StoredFile, off_thread};
use folder::Folder;
pub(crate) use line::{Arrival, UploadLine, UploadOutlet};
use ops::OpQueue;
pub use options::UploadOptions;
pub(crate) use slot::{Slot, UploadPlace};
pub(crate) use storage::Storage;
pub(crate) use token::{Claim, EntryAddress, Signer};
