use std::fs::File;
use std::io::{self, Write};
use std::path::Path;
use std::sync::Arc;

use bytes::Bytes;
use tempfile::TempPath;
use tokio::runtime::Handle;
use tokio::task::spawn_blocking;

use super::Storage;

/// A file that is deleted when its last holder lets go of it.
#[derive(Debug)]
pub(crate) struct StoredFile(Option<TempPath>);

/// A file that is still being written. Dropped before it is finished, it is deleted.
pub(crate) struct PartialFile {
    file: Arc<File>,
    stored: StoredFile,
}

impl PartialFile {
    /// An empty file that nobody but this server's user can read.
    ///
    /// # Errors
    /// Fails where the folder takes no file.
    pub(crate) async fn create(storage: &Storage) -> io::Result<Self> {
        let folder = Arc::clone(&storage.folder);
        let (file, path) = off_thread(move || folder.create()).await?.into_parts();
        Ok(Self {
            file: Arc::new(file),
            stored: StoredFile(Some(path)),
        })
    }

    /// Writes bytes at the end. No thread that runs pages waits for the disk.
    ///
    /// # Errors
    /// Fails where the disk does. The file is then good for nothing.
    ///
    /// # Cancel safety
    /// The bytes may be written after this was dropped; the file itself goes with its last holder.
    pub(crate) async fn write(&mut self, bytes: Bytes) -> io::Result<()> {
        let file = Arc::clone(&self.file);
        off_thread(move || (&*file).write_all(&bytes)).await
    }

    /// The file, complete.
    pub(crate) fn finish(self) -> StoredFile {
        self.stored
    }
}

impl StoredFile {
    /// Where it is.
    pub(crate) fn path(&self) -> &Path {
        self.0.as_deref().expect("a path is there until the end")
    }
}

impl Drop for StoredFile {
    fn drop(&mut self) {
        // To delete a large file takes a while. Where no runtime is left, that is no concern.
        let path = self.0.take();
        if let Ok(runtime) = Handle::try_current() {
            runtime.spawn_blocking(move || drop(path));
        }
    }
}

/// Runs `work` where it may block.
pub(crate) async fn off_thread<T: Send + 'static>(
    work: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> io::Result<T> {
    match spawn_blocking(work).await {
        Ok(result) => result,
        Err(error) => Err(io::Error::other(error)),
    }
}
