use std::fs::{File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use tempfile::{Builder, NamedTempFile, TempDir};

/// How the folders of processes begin, below the one that is configured.
const PREFIX: &str = "musubi-uploads-";

/// The file in each of them that its process keeps locked for as long as it lives.
const LOCK: &str = "lock";

/// Where the files of a socket are.
///
/// They are in a folder of their own, which is made for the first of them. It goes with the last
/// holder of this; where the process was killed before, the next one that uses the same parent
/// finds that nobody locks the folder, and deletes it.
#[derive(Debug)]
pub(crate) struct Folder {
    parent: PathBuf,
    own: Mutex<Option<Own>>,
}

#[derive(Debug)]
struct Own {
    folder: TempDir,
    /// Unlocked by the operating system when the process ends, however it does.
    _lock: File,
}

impl Folder {
    /// A folder below `parent`.
    pub(crate) fn new(parent: PathBuf) -> Self {
        Self {
            parent,
            own: Mutex::new(None),
        }
    }

    /// Deletes what processes have left that are no more.
    pub(crate) fn sweep(&self) {
        let Ok(siblings) = self.parent.read_dir() else {
            // There is no such folder yet, so nothing is in it.
            return;
        };
        for sibling in siblings.flatten() {
            let is_ours = sibling
                .file_name()
                .as_encoded_bytes()
                .starts_with(PREFIX.as_bytes());
            if is_ours && let Err(error) = sweep_one(&sibling.path()) {
                let folder = sibling.path();
                tracing::warn!(%error, folder = %folder.display(), "an old folder of uploads stays");
            }
        }
    }

    /// An empty file. It may block.
    ///
    /// # Errors
    /// Fails where files cannot be made in the parent, nor folders.
    pub(crate) fn create(&self) -> io::Result<NamedTempFile> {
        let mut own = self.own.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = &*own {
            match file_in(known.folder.path()) {
                // Somebody tidies up old files here, and ours have gone.
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                created => return created,
            }
        }
        let fresh = self.make()?;
        let created = file_in(fresh.folder.path());
        *own = Some(fresh);
        created
    }

    fn make(&self) -> io::Result<Own> {
        std::fs::create_dir_all(&self.parent)?;
        loop {
            let folder = private(Builder::new().prefix(PREFIX)).tempdir_in(&self.parent)?;
            let path = folder.path().join(LOCK);
            let lock = File::create_new(&path)?;
            lock.lock()?;
            // A sweep that came between the two lines has deleted the folder.
            if path.exists() {
                return Ok(Own {
                    folder,
                    _lock: lock,
                });
            }
        }
    }
}

fn file_in(folder: &Path) -> io::Result<NamedTempFile> {
    Builder::new().prefix("upload-").tempfile_in(folder)
}

/// Makes folders that no other user can look into.
fn private<'a, 'b>(builder: &'a mut Builder<'b, 'b>) -> &'a mut Builder<'b, 'b> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(std::fs::Permissions::from_mode(0o700));
    }
    builder
}

/// Deletes the folder of a process that is no more.
fn sweep_one(folder: &Path) -> io::Result<()> {
    let lock = match File::open(folder.join(LOCK)) {
        Ok(lock) => lock,
        // It is being made, or another process deletes it, or it is nothing of ours.
        Err(_) => return Ok(()),
    };
    match lock.try_lock() {
        Ok(()) => std::fs::remove_dir_all(folder),
        Err(TryLockError::WouldBlock) => Ok(()),
        Err(TryLockError::Error(error)) => Err(error),
    }
}
