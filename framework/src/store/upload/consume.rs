use std::fmt;
use std::io;
use std::path::Path;
use std::rc::Rc;

use musubi_wire::upload::{EntryStatus, UploadEntry, UploadError, UploadErrorCode};
use serde_json::Value;

use crate::contract::CommandError;
use crate::signals::UploadSlot;
use crate::upload::{Contents, ExternalUpload, Slot, off_thread};

impl UploadSlot {
    /// Runs `callback` whenever more of a file has arrived: for each chunk, or each time that a
    /// client tells how far it has come with a file that it brings elsewhere. The file is complete
    /// when its progress is 100.
    ///
    /// It is code of the store: it can set signals, push events and spawn tasks.
    #[must_use]
    pub fn on_progress(self, callback: impl Fn(&UploadEntry) + 'static) -> Self {
        if let Some(slot) = self.slot() {
            slot.set_on_progress(Rc::new(callback));
        }
        self
    }

    /// Lets clients bring their files elsewhere, with an uploader of their own: `callback` says
    /// where, for each file that was accepted. An error refuses that file with its code and reason.
    ///
    /// What a client says of how far it has come is its word alone: look whether the file is there
    /// before you rely on it.
    ///
    /// ```
    /// # use musubi::prelude::*;
    /// # use serde_json::json;
    /// # async fn presigned(name: &str) -> Result<String, Refusal> { Ok(name.into()) }
    /// # musubi::testing::with_runtime(|| {
    /// let photos = UploadSlot::new(UploadOptions::any()).external(async |entry| {
    ///     // Never the client's name as the key: it may be anything.
    ///     let url = presigned(&entry.entry_ref).await?;
    ///     Ok::<_, Refusal>(ExternalUpload::new("s3", json!({"url": url})))
    /// });
    /// # });
    /// ```
    #[must_use]
    pub fn external<F, Fut, E>(self, callback: F) -> Self
    where
        F: Fn(UploadEntry) -> Fut + 'static,
        Fut: Future<Output = Result<ExternalUpload, E>> + 'static,
        E: CommandError,
    {
        if let Some(slot) = self.slot() {
            slot.set_destination(Rc::new(move |entry| {
                let answer = callback(entry);
                Box::pin(async move {
                    answer.await.map_err(|error| UploadError {
                        code: UploadErrorCode::from(error.code().to_owned()),
                        message: error.reason(),
                    })
                })
            }));
        }
        self
    }

    /// Gives up a file, whatever has become of it: what has arrived is deleted, and the client hears
    /// of it. Nothing happens where there is no such entry.
    pub fn cancel(&self, entry_ref: &str) {
        if let Some(slot) = self.slot() {
            slot.cancel(entry_ref);
        }
    }

    /// Hands each complete file to `each`, one after another, in the order in which they were
    /// offered. `Ok` consumes the file: its entry goes, and it is deleted unless it was
    /// [persisted](UploadedFile::persist). `Err` keeps it for another time. Gives what `each` gave.
    ///
    /// Files that are on their way at the call stay as they are, and so does one that is being
    /// consumed already.
    ///
    /// # Cancel safety
    ///
    /// A file that `each` was at work on is kept, those before it are consumed.
    ///
    /// # Examples
    ///
    /// ```
    /// # use musubi::prelude::*;
    /// # #[state] pub struct Album { pub photos: Upload }
    /// # pub struct AlbumStore { photos: UploadSlot }
    /// # #[store(root)]
    /// # impl AlbumStore {
    /// #     fn mount() -> Self { Self { photos: UploadSlot::new(UploadOptions::any()) } }
    /// #     fn render(&self) -> AlbumSignals { AlbumSignals { photos: self.photos } }
    /// #[command]
    /// async fn keep(&self) -> Result<u32, Refusal> {
    ///     let kept = self.photos.consume(async |file| {
    ///         // ✅ A name of the server's own.
    ///         let name = format!("photos/{}", file.entry().entry_ref);
    ///         // ❌ The client's name, which may be `../../etc/passwd`.
    ///         // let name = format!("photos/{}", file.entry().client_name);
    ///         file.persist(name).await
    ///     });
    ///     let kept: Result<Vec<()>, _> = kept.await.into_iter().collect();
    ///     let kept = kept.map_err(|error| Refusal::new("not_kept", error.to_string()))?;
    ///     Ok(kept.len() as u32)
    /// }
    /// # }
    /// ```
    pub async fn consume<T, E>(
        &self,
        mut each: impl AsyncFnMut(&UploadedFile) -> Result<T, E>,
    ) -> Vec<Result<T, E>> {
        let Some(slot) = self.slot() else {
            return Vec::new();
        };
        let mut results = Vec::new();
        let is_complete = |entry: &UploadEntry| entry.status == EntryStatus::Success;
        for entry in slot.views_untracked().into_iter().filter(is_complete) {
            let Some(taken) = Taken::new(&slot, entry.entry_ref) else {
                continue;
            };
            let result = each(&taken.file).await;
            if result.is_ok() {
                taken.consume();
            }
            results.push(result);
        }
        slot.reset_if_empty();
        results
    }
}

/// A complete file, as [`UploadSlot::consume`] hands it out.
pub struct UploadedFile {
    entry: UploadEntry,
    contents: Contents,
}

impl UploadedFile {
    /// What its client has said of it. The size is true where the file came over a channel; name
    /// and type are the client's word, and may be anything.
    pub fn entry(&self) -> &UploadEntry {
        &self.entry
    }

    /// Where the file is. It may be moved away from there.
    ///
    /// # Panics
    /// Panics if the slot is [`external`](UploadSlot::external): the file is not here.
    pub fn path(&self) -> &Path {
        match &self.contents {
            Contents::File(file) => file.path(),
            Contents::External(_) => panic!(
                "the files of an external upload are not on this server: its `meta` tells where \
                 they were to go"
            ),
        }
    }

    /// What the client was told of where to bring the file; `None` where it came over a channel.
    pub fn meta(&self) -> Option<&Value> {
        match &self.contents {
            Contents::File(_) => None,
            Contents::External(to) => Some(&to.meta),
        }
    }

    /// Moves the file to a place where it stays, over a file that is there. Between file systems it
    /// is copied.
    ///
    /// # Errors
    /// Fails where the file cannot be moved nor copied to `to`.
    ///
    /// # Panics
    /// Panics if the slot is [`external`](UploadSlot::external).
    pub async fn persist(&self, to: impl AsRef<Path>) -> io::Result<()> {
        let (from, to) = (self.path().to_owned(), to.as_ref().to_owned());
        let moved = off_thread(move || {
            std::fs::rename(&from, &to).or_else(|_| std::fs::copy(&from, &to).map(|_| ()))
        });
        moved.await
    }
}

impl fmt::Debug for UploadedFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UploadedFile")
            .field("entry", &self.entry)
            .finish_non_exhaustive()
    }
}

/// An entry that is being consumed. Dropped, it is as it was.
struct Taken<'a> {
    slot: &'a Slot,
    file: UploadedFile,
}

impl<'a> Taken<'a> {
    fn new(slot: &'a Slot, entry_ref: String) -> Option<Self> {
        let (entry, contents) = slot.take(&entry_ref)?;
        let file = UploadedFile { entry, contents };
        Some(Self { slot, file })
    }

    fn consume(self) {
        self.slot.consumed(&self.file.entry.entry_ref);
    }
}

impl Drop for Taken<'_> {
    fn drop(&mut self) {
        self.slot.put_back(&self.file.entry.entry_ref);
    }
}
