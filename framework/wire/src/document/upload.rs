use crate::envelope::UploadAction;
use crate::upload::{EntryStatus, UploadConfig, UploadEntry, UploadError};

/// What the server has said about one upload.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UploadState {
    config: UploadConfig,
    entries: Vec<UploadEntry>,
    errors: Vec<UploadError>,
}

impl UploadState {
    /// The limits; the defaults until the server has told them.
    pub fn config(&self) -> &UploadConfig {
        &self.config
    }

    /// The files, in the order in which they were accepted.
    pub fn entries(&self) -> &[UploadEntry] {
        &self.entries
    }

    /// The file with that ref.
    pub fn entry(&self, entry_ref: &str) -> Option<&UploadEntry> {
        self.entries
            .iter()
            .find(|entry| entry.entry_ref == entry_ref)
    }

    /// What went wrong with the upload as a whole, oldest first.
    pub fn errors(&self) -> &[UploadError] {
        &self.errors
    }

    /// What has become of it with one more change.
    pub fn apply(&mut self, action: &UploadAction) {
        match action {
            UploadAction::Config { config } => self.config = config.clone(),
            UploadAction::Add { entry_ref, entry } => {
                let entry = entry.clone();
                match self.entry_mut(entry_ref) {
                    Some(known) => *known = entry,
                    None => self.entries.push(entry),
                }
            }
            UploadAction::Progress {
                entry_ref,
                progress,
            } => self.progress(entry_ref, *progress),
            UploadAction::Complete { entry_ref } => self.progress(entry_ref, 100),
            UploadAction::Error {
                entry_ref: None,
                error,
            } => self.errors.push(error.clone()),
            UploadAction::Error {
                entry_ref: Some(entry_ref),
                error,
            } => {
                if let Some(entry) = self.entry_mut(entry_ref) {
                    entry.errors.push(error.clone());
                    entry.status = EntryStatus::Error;
                }
            }
            UploadAction::Cancel { entry_ref } => {
                self.entries.retain(|entry| entry.entry_ref != *entry_ref);
            }
            UploadAction::Reset => {
                self.entries.clear();
                self.errors.clear();
            }
        }
    }

    fn progress(&mut self, entry_ref: &str, progress: u8) {
        if let Some(entry) = self.entry_mut(entry_ref) {
            entry.progress = progress.min(100);
            entry.status = match entry.progress {
                100 => EntryStatus::Success,
                _ => EntryStatus::Uploading,
            };
        }
    }

    fn entry_mut(&mut self, entry_ref: &str) -> Option<&mut UploadEntry> {
        self.entries
            .iter_mut()
            .find(|entry| entry.entry_ref == entry_ref)
    }
}
