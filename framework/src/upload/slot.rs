use std::cell::{Cell, OnceCell, RefCell};
use std::rc::{Rc, Weak};

use indexmap::IndexMap;
use musubi_wire::UploadAction;
use musubi_wire::payload::OfferedEntry;
use musubi_wire::upload::{EntryStatus, UploadConfig, UploadEntry, UploadError, UploadErrorCode};
use tokio::time::Instant;

use super::entry::{Contents, Way};
use super::{Destination, Entry, OnProgress, OpQueue, StoredFile, UploadOptions};
use crate::reactive::Trigger;

/// The longest text of a client that is kept for a file, in bytes: its name, its type.
const MAX_TEXT: usize = 1024;

/// Where an upload stands in a page, and tells that it has something to send.
pub(crate) trait UploadPlace {
    fn touch(&self);
}

/// The files of one upload, and what their client has yet to hear of them.
///
/// An entry that its client names and that is gone is no error of anyone: messages cross.
pub(crate) struct Slot {
    options: UploadOptions,
    /// What the client was told, once the upload stands in a page.
    config: OnceCell<UploadConfig>,
    /// In the order of preflight.
    entries: RefCell<IndexMap<String, Entry>>,
    ops: RefCell<OpQueue>,
    /// Whether the client may have entries that only a reset takes away.
    has_sent: Cell<bool>,
    place: RefCell<Option<Weak<dyn UploadPlace>>>,
    changed: Trigger,
    on_progress: RefCell<Option<Rc<OnProgress>>>,
    destination: RefCell<Option<Rc<Destination>>>,
}

impl Slot {
    pub(crate) fn new(options: UploadOptions, changed: Trigger) -> Self {
        Self {
            options,
            config: OnceCell::new(),
            entries: RefCell::default(),
            ops: RefCell::default(),
            has_sent: Cell::new(false),
            place: RefCell::default(),
            changed,
            on_progress: RefCell::default(),
            destination: RefCell::default(),
        }
    }

    pub(crate) fn options(&self) -> &UploadOptions {
        &self.options
    }

    pub(crate) fn set_on_progress(&self, callback: Rc<OnProgress>) {
        self.on_progress.replace(Some(callback));
    }

    pub(crate) fn set_destination(&self, destination: Rc<Destination>) {
        self.destination.replace(Some(destination));
    }

    /// Who says where files go; `None` where they come over channels.
    pub(crate) fn destination(&self) -> Option<Rc<Destination>> {
        self.destination.borrow().clone()
    }

    /// The upload stands in a page now, whose clients send at most `max_chunk` bytes at once.
    /// Another one may have stood there, whose entries a client has. False if this one stands
    /// somewhere already.
    pub(crate) fn settle_in(
        &self,
        place: Weak<dyn UploadPlace>,
        max_chunk: u32,
        had_entries: bool,
    ) -> bool {
        if self.place.borrow().is_some() {
            return false;
        }
        self.place.replace(Some(place));
        if had_entries {
            self.push(UploadAction::Reset);
        }
        let config = self.config.get_or_init(|| {
            let mut config = self.options.config().clone();
            config.chunk_size = config.chunk_size.min(max_chunk.max(1));
            config
        });
        let config = config.clone();
        self.push(UploadAction::Config { config });
        true
    }

    /// The upload no longer stands in its page. Its channels and files end.
    pub(crate) fn leave(&self) {
        self.place.take();
        self.ops.take();
        let mut entries = self.entries.take();
        entries.values_mut().for_each(Entry::stop);
    }

    /// The end: nothing of the application's code is kept.
    pub(crate) fn end(&self) {
        self.leave();
        let callbacks = (self.on_progress.take(), self.destination.take());
        drop(callbacks);
    }

    /// What the client was told of the upload.
    pub(crate) fn config(&self) -> UploadConfig {
        let told = self.config.get();
        told.unwrap_or(self.options.config()).clone()
    }

    /// Whether the client may have entries.
    pub(crate) fn has_sent(&self) -> bool {
        self.has_sent.get()
    }

    /// The entries, in the order of preflight. What calls this runs again when one changes.
    pub(crate) fn views(&self) -> Vec<UploadEntry> {
        self.changed.track();
        self.views_untracked()
    }

    pub(crate) fn views_untracked(&self) -> Vec<UploadEntry> {
        let entries = self.entries.borrow();
        entries.values().map(|entry| entry.view.clone()).collect()
    }

    /// Checks an offered file. `accepted` are those of the same offer that come before it.
    pub(crate) fn check(
        &self,
        offered: &OfferedEntry,
        accepted: usize,
    ) -> Result<UploadEntry, UploadError> {
        let config = self.options.config();
        let (Some(size), true) = (offered.size, is_well_formed(offered)) else {
            return Err(UploadErrorCode::PreflightRejected.into());
        };
        if self.entries.borrow().len() + accepted >= config.max_entries as usize {
            return Err(UploadErrorCode::TooManyFiles.into());
        }
        if size > config.max_file_size {
            return Err(UploadErrorCode::TooLarge.into());
        }
        if !config.accept.takes(&offered.name) {
            return Err(UploadErrorCode::NotAccepted.into());
        }
        Ok(UploadEntry {
            entry_ref: super::random::entry_ref(),
            client_name: offered.name.clone(),
            client_size: size,
            client_type: offered.content_type.clone(),
            progress: 0,
            status: EntryStatus::Pending,
            errors: Vec::new(),
        })
    }

    /// Takes an entry in.
    pub(crate) fn admit(&self, entry: Entry) {
        let view = entry.view.clone();
        let entry_ref = view.entry_ref.clone();
        self.entries.borrow_mut().insert(entry_ref.clone(), entry);
        self.has_sent.set(true);
        self.push(UploadAction::Add {
            entry_ref,
            entry: view,
        });
    }

    /// Lets a channel bring an entry, once. Gives the entry's size, or `None` where no channel may
    /// bring it.
    pub(crate) fn join(&self, entry_ref: &str) -> Option<u64> {
        let mut entries = self.entries.borrow_mut();
        let entry = entries.get_mut(entry_ref)?;
        match &mut entry.way {
            Way::Channel { is_joined, .. } if !*is_joined => {
                *is_joined = true;
                Some(entry.view.client_size)
            }
            _ => None,
        }
    }

    /// What ends the channel that brings an entry.
    pub(crate) fn stopped_by(&self, entry_ref: &str, by: impl FnOnce() + 'static) {
        if let Some(entry) = self.entries.borrow_mut().get_mut(entry_ref)
            && let Way::Channel { stop, .. } = &mut entry.way
        {
            *stop = Some(Box::new(by));
        }
    }

    /// Whether a client may tell how far this entry is: it brings the file elsewhere.
    pub(crate) fn is_external(&self, entry_ref: &str) -> bool {
        let entries = self.entries.borrow();
        let entry = entries.get(entry_ref);
        entry.is_some_and(|entry| matches!(entry.way, Way::External(_)))
    }

    /// More of a file has arrived, in percent. Complete files are complete with 100, those that
    /// came over a channel with their `file`. Then the application hears of it.
    pub(crate) fn advance(&self, entry_ref: &str, progress: u8, file: Option<Rc<StoredFile>>) {
        let Some(view) = self.update(entry_ref, |entry| {
            entry.view.progress = progress;
            entry.view.status = match progress {
                100 => EntryStatus::Success,
                _ => EntryStatus::Uploading,
            };
            if let (
                100,
                Way::Channel {
                    stop, file: kept, ..
                },
            ) = (progress, &mut entry.way)
            {
                *stop = None;
                *kept = file;
            }
        }) else {
            return;
        };
        let entry_ref = view.entry_ref.clone();
        self.push(UploadAction::Progress {
            entry_ref: entry_ref.clone(),
            progress,
        });
        if progress == 100 {
            self.push(UploadAction::Complete { entry_ref });
        }
        let on_progress = self.on_progress.borrow().clone();
        if let Some(on_progress) = on_progress {
            on_progress(&view);
        }
    }

    /// A file will not arrive any more.
    pub(crate) fn fail(&self, entry_ref: &str, error: UploadError) {
        let failed = self.update(entry_ref, |entry| {
            entry.view.status = EntryStatus::Error;
            entry.view.errors.push(error.clone());
            if let Way::Channel { stop, .. } = &mut entry.way {
                *stop = None;
            }
        });
        if let Some(view) = failed {
            self.push(UploadAction::Error {
                entry_ref: Some(view.entry_ref),
                error,
            });
        }
    }

    /// Gives an entry up, whatever has become of it. False if there is none.
    pub(crate) fn cancel(&self, entry_ref: &str) -> bool {
        let cancelled = self.entries.borrow_mut().shift_remove(entry_ref);
        let Some(mut entry) = cancelled else {
            return false;
        };
        entry.stop();
        let entry_ref = entry.view.entry_ref.clone();
        // A file goes now, and not while the entries are borrowed.
        drop(entry);
        self.push(UploadAction::Cancel { entry_ref });
        true
    }

    /// A complete entry that nobody else consumes. It is the caller's until [`Slot::put_back`] or
    /// [`Slot::consumed`].
    pub(crate) fn take(&self, entry_ref: &str) -> Option<(UploadEntry, Contents)> {
        let mut entries = self.entries.borrow_mut();
        let entry = entries.get_mut(entry_ref)?;
        if entry.is_taken {
            return None;
        }
        let contents = entry.contents()?;
        entry.is_taken = true;
        Some((entry.view.clone(), contents))
    }

    /// Keeps an entry that was taken.
    pub(crate) fn put_back(&self, entry_ref: &str) {
        if let Some(entry) = self.entries.borrow_mut().get_mut(entry_ref) {
            entry.is_taken = false;
        }
    }

    /// Forgets an entry that was taken.
    pub(crate) fn consumed(&self, entry_ref: &str) {
        let entry = self.entries.borrow_mut().shift_remove(entry_ref);
        drop(entry);
        self.notify();
    }

    /// Tells the client so where no entry is left.
    pub(crate) fn reset_if_empty(&self) {
        if self.entries.borrow().is_empty() {
            self.push(UploadAction::Reset);
        }
    }

    /// How many operations wait.
    pub(crate) fn queued(&self) -> usize {
        self.ops.borrow().len()
    }

    /// Takes the operations that are to be sent now.
    pub(crate) fn take_ops(&self, now: Instant) -> Vec<UploadAction> {
        self.ops.borrow_mut().take(now)
    }

    /// Changes an entry whose file is on its way. Gives what it is then.
    fn update(&self, entry_ref: &str, change: impl FnOnce(&mut Entry)) -> Option<UploadEntry> {
        let mut entries = self.entries.borrow_mut();
        let entry = entries.get_mut(entry_ref)?;
        if !entry.is_under_way() {
            return None;
        }
        change(entry);
        Some(entry.view.clone())
    }

    fn push(&self, action: UploadAction) {
        let place = self.place.borrow().as_ref().and_then(Weak::upgrade);
        // Nobody hears of an upload that stands nowhere.
        if let Some(place) = place {
            self.ops.borrow_mut().push(action);
            place.touch();
        }
        self.notify();
    }

    fn notify(&self) {
        // The owner of the trigger may have ended before the last holder of this.
        self.changed.try_notify();
    }
}

/// Whether an offer names a file and its size, in words of a reasonable length.
fn is_well_formed(offered: &OfferedEntry) -> bool {
    let texts = [&offered.client_ref, &offered.name, &offered.content_type];
    offered.is_well_formed() && texts.iter().all(|text| text.len() <= MAX_TEXT)
}
