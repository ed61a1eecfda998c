use std::path::PathBuf;
use std::sync::Arc;

use super::Folder;

/// What uploads need to know of the server around them.
#[derive(Debug, Clone)]
pub(crate) struct Storage {
    /// Where files are.
    pub(super) folder: Arc<Folder>,
    /// The most bytes that a client can send at once.
    pub(crate) max_chunk: u32,
}

impl Storage {
    /// Files go below `parent`, in chunks of at most `max_chunk` bytes.
    pub(crate) fn new(parent: PathBuf, max_chunk: usize) -> Self {
        Self {
            folder: Arc::new(Folder::new(parent)),
            max_chunk: u32::try_from(max_chunk).unwrap_or(u32::MAX),
        }
    }

    /// Deletes what processes have left that are no more.
    pub(crate) fn sweep(&self) {
        self.folder.sweep();
    }
}
