use std::convert::Infallible;
use std::fmt::{self, Display};
use std::rc::Rc;

use musubi_wire::names::event;
use musubi_wire::payload::{
    AllowUpload, CancelUpload, OfferedEntry, PreflightEntry, PreflightReply, UploadFailure,
    UploadJoinPayload, UploadProgress,
};
use musubi_wire::upload::{UploadError, UploadErrorCode};
use serde_json::Value;

use super::{SendError, UploadFile, UploadSite, accepted, fault_of_file};
use crate::replica::{CallError, FileStep};

/// What a server says to files that were offered.
#[derive(Debug)]
pub struct Offered {
    /// The accepted files, in the order in which they were offered. Each is an entry of the slot from
    /// now on.
    pub files: Vec<OfferedFile>,
    /// The others.
    pub refused: Vec<RefusedFile>,
}

/// A file that a server does not take.
#[derive(Debug)]
pub struct RefusedFile {
    /// The file.
    pub file: UploadFile,
    /// Why.
    pub error: UploadError,
}

/// A file that a server takes, which is to be sent now.
pub struct OfferedFile {
    file: UploadFile,
    entry: PreflightEntry,
    chunk_size: u64,
    site: Rc<UploadSite>,
}

impl UploadSite {
    pub(crate) async fn offer(
        self: Rc<Self>,
        files: Vec<UploadFile>,
    ) -> Result<Offered, CallError<Infallible>> {
        let entries = files.iter().enumerate().map(|(index, file)| OfferedEntry {
            client_ref: index.to_string(),
            name: file.name().to_owned(),
            size: Some(file.size()),
            content_type: file.content_type().to_owned(),
        });
        let offer = AllowUpload {
            store_id: self.store_id.clone(),
            name: self.name.clone(),
            entries: entries.collect(),
        };
        let reply = self.ask(event::ALLOW_UPLOAD, &offer).await?;
        let mut reply: PreflightReply = musubi_wire::json::read(&reply)
            .map_err(|fault| CallError::Json(format!("the reply: {fault}")))?;
        let mut offered = Offered {
            files: Vec::new(),
            refused: Vec::new(),
        };
        for (index, file) in files.into_iter().enumerate() {
            let client_ref = index.to_string();
            if let Some(entry) = reply.entries.remove(&client_ref) {
                offered.files.push(OfferedFile {
                    file,
                    entry,
                    chunk_size: u64::from(reply.config.chunk_size.max(1)),
                    site: Rc::clone(&self),
                });
                continue;
            }
            let mut errors = reply.errors.iter();
            let error = errors.find(|error| error.client_ref == client_ref);
            let error = error.map(|error| error.error.clone());
            offered.refused.push(RefusedFile {
                file,
                // A server that says nothing of a file does not take it.
                error: error.unwrap_or_else(|| UploadErrorCode::PreflightRejected.into()),
            });
        }
        Ok(offered)
    }

    pub(crate) async fn cancel(&self, entry_ref: &str) -> Result<(), CallError<Infallible>> {
        let cancel = CancelUpload {
            store_id: self.store_id.clone(),
            name: self.name.clone(),
            entry_ref: entry_ref.to_owned(),
        };
        self.ask(event::CANCEL_UPLOAD, &cancel).await.map(drop)
    }
}

impl OfferedFile {
    /// The file.
    pub fn file(&self) -> &UploadFile {
        &self.file
    }

    /// The server's name for the file, by which its entry is found in
    /// [`UploadSlot::entries`](crate::UploadSlot::entries).
    pub fn entry_ref(&self) -> &str {
        match &self.entry {
            PreflightEntry::Channel { entry_ref, .. }
            | PreflightEntry::External { entry_ref, .. } => entry_ref,
        }
    }

    /// Where the file has to be brought, if not to the server: the name of the uploader, and what the
    /// store tells it.
    pub fn external(&self) -> Option<(&str, &Value)> {
        match &self.entry {
            PreflightEntry::Channel { .. } => None,
            PreflightEntry::External { uploader, meta, .. } => Some((uploader, meta)),
        }
    }

    /// Sends the file to the server, chunk by chunk, each when the one before has arrived. How far it
    /// has come is in [`UploadSlot::entries`](crate::UploadSlot::entries).
    ///
    /// # Errors
    /// Fails where the server refuses, the file cannot be read, or the connection is lost. The entry
    /// is then as the server left it; [`OfferedFile::cancel`] takes it away.
    ///
    /// # Cancel safety
    /// What drops this gives the file up, and the server takes its entry away.
    pub async fn send(&self) -> Result<(), SendError> {
        let token = match &self.entry {
            PreflightEntry::Channel { token, .. } => token,
            PreflightEntry::External { uploader, .. } => {
                return Err(SendError::NeedsUploader(uploader.clone()));
            }
        };
        let payload = UploadJoinPayload {
            token: token.as_str().into(),
        };
        let payload = serde_json::to_string(&payload).map_err(fault_of_file)?;
        let remote = &self.site.remote;
        let _channel = Channel(self);
        accepted(remote.file(self.entry_ref(), FileStep::Open(payload))).await?;
        let (size, mut sent) = (self.file.size(), 0);
        // An empty file is one empty chunk.
        loop {
            let end = size.min(sent + self.chunk_size);
            let chunk = self.file.read(sent..end).await.map_err(fault_of_file)?;
            accepted(remote.file(self.entry_ref(), FileStep::Chunk(chunk))).await?;
            sent = end;
            if sent == size {
                return Ok(());
            }
        }
    }

    /// Has an uploader of the application bring the file elsewhere, and tells the server what came of
    /// it. The uploader finds what it needs in [`OfferedFile::external`], and tells how far it has
    /// come with [`OfferedFile::report`].
    ///
    /// # Errors
    /// Fails where the uploader does, which the server is told, or where the connection is lost.
    pub async fn send_by<E: Display>(
        &self,
        uploader: impl AsyncFnOnce(&Self) -> Result<(), E>,
    ) -> Result<(), SendError> {
        let told = match uploader(self).await {
            Ok(()) => {
                self.site
                    .ask(event::UPLOAD_PROGRESS, &self.progress(100))
                    .await
            }
            Err(error) => {
                let message = error.to_string();
                let failure = UploadFailure {
                    store_id: self.site.store_id.clone(),
                    name: self.site.name.clone(),
                    entry_ref: self.entry_ref().to_owned(),
                    code: UploadErrorCode::ExternalFailed.as_str().to_owned(),
                    message: message.clone(),
                };
                // That the uploader failed matters more than whether the server has heard of it.
                let _ = self.site.ask(event::UPLOAD_ERROR, &failure).await;
                return Err(SendError::Uploader(message));
            }
        };
        told.map(drop).map_err(|error| match error {
            CallError::TimedOut => SendError::TimedOut,
            CallError::Disconnected => SendError::Disconnected,
            CallError::Rejected { reason, .. } => SendError::Refused(reason),
            CallError::Json(fault) => SendError::Refused(fault),
            CallError::Refused(never) => match never {},
        })
    }

    /// Tells the server how far an uploader has come, in percent. Whoever waits for nothing hears
    /// nothing of it.
    pub fn report(&self, percent: u8) {
        let progress = self.progress(percent.min(100));
        if let Ok(payload) = serde_json::to_string(&progress) {
            drop(self.site.remote.push(event::UPLOAD_PROGRESS, payload));
        }
    }

    /// Gives the file up; its entry goes.
    ///
    /// # Errors
    /// Fails where the connection is lost, or the store has gone.
    pub async fn cancel(&self) -> Result<(), CallError<Infallible>> {
        self.site.cancel(self.entry_ref()).await
    }

    fn progress(&self, progress: u8) -> UploadProgress {
        UploadProgress {
            store_id: self.site.store_id.clone(),
            name: self.site.name.clone(),
            entry_ref: self.entry_ref().to_owned(),
            progress,
        }
    }
}

impl fmt::Debug for OfferedFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OfferedFile")
            .field("file", &self.file)
            .field("entry_ref", &self.entry_ref())
            .finish_non_exhaustive()
    }
}

/// The channel of a file, which is left when nobody sends any more.
struct Channel<'a>(&'a OfferedFile);

impl Drop for Channel<'_> {
    fn drop(&mut self) {
        let (remote, entry_ref) = (&self.0.site.remote, self.0.entry_ref());
        drop(remote.file(entry_ref, FileStep::Close));
    }
}
