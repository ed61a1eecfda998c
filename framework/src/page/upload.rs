use std::rc::Rc;

use musubi_wire::payload::{AllowUpload, CancelUpload, UploadFailure, UploadProgress};
use musubi_wire::upload::{UploadError, UploadErrorCode};
use musubi_wire::{Reason, StoreId};
use tracing::debug_span;

use super::{Command, JoinUpload, Page, UploadAsk, Work};
use crate::store::{AnyStore, CommandRun, Outcome, Refused, UploadNode};
use crate::upload::EntryAddress;

/// The longest text of a client that is kept of a failure, in bytes.
const MAX_MESSAGE: usize = 1024;

impl Page {
    /// Carries out what a client asks about an upload. `token` makes the token for an entry that
    /// comes over a channel.
    pub(crate) fn upload(&self, ask: UploadAsk, token: &dyn Fn(EntryAddress) -> String) -> Command {
        match ask {
            UploadAsk::Allow(offer) => self.allow_upload(offer, token),
            UploadAsk::Cancel(cancel) => Command::Done(self.cancel_upload(&cancel)),
            UploadAsk::Progress(progress) => Command::Done(self.upload_progress(&progress)),
            UploadAsk::Fail(failure) => Command::Done(self.upload_failed(failure)),
        }
    }

    /// Lets a channel bring an entry. Where it may not, the line is dropped, which refuses the join.
    pub(crate) fn join_upload(&self, join: JoinUpload) {
        let JoinUpload { entry, line } = join;
        if let Ok((_, upload)) = self.find_upload(&entry.store_id, &entry.upload) {
            self.enter(|| upload.receive(entry.entry_ref, line));
        }
    }

    fn allow_upload(&self, offer: AllowUpload, token: &dyn Fn(EntryAddress) -> String) -> Command {
        let (store, upload) = match self.find_upload(&offer.store_id, &offer.name) {
            Ok(found) => found,
            Err(refused) => return Command::Done(Err(refused)),
        };
        let store_name = store.site().kind.name;
        let span = debug_span!("offer", store = store_name, upload = upload.name());
        let _entered = span.clone().entered();
        match self.enter(|| upload.run(|| upload.preflight(offer, token))) {
            CommandRun::Done(outcome) => Command::Done(outcome),
            CommandRun::Pending(future) => Command::Waiting(Work::new(Some(store), future, span)),
            CommandRun::Unknown => Command::Done(Err(refused(Reason::UnknownUpload))),
        }
    }

    fn cancel_upload(&self, cancel: &CancelUpload) -> Outcome {
        let (_, upload) = self.find_upload(&cancel.store_id, &cancel.name)?;
        self.enter(|| upload.run(|| upload.slot().cancel(&cancel.entry_ref)));
        Ok("{}".into())
    }

    fn upload_progress(&self, progress: &UploadProgress) -> Outcome {
        let upload = self.find_external(&progress.store_id, &progress.name, &progress.entry_ref)?;
        self.enter(|| {
            upload.run(|| {
                let slot = upload.slot();
                slot.advance(&progress.entry_ref, progress.progress, None);
            });
        });
        Ok("{}".into())
    }

    fn upload_failed(&self, failure: UploadFailure) -> Outcome {
        let upload = self.find_external(&failure.store_id, &failure.name, &failure.entry_ref)?;
        let mut error = UploadError::from(UploadErrorCode::ExternalFailed);
        if !failure.message.is_empty() && failure.message.len() <= MAX_MESSAGE {
            error.message = failure.message;
        }
        self.enter(|| upload.run(|| upload.slot().fail(&failure.entry_ref, error)));
        Ok("{}".into())
    }

    /// Finds a store and its upload of this name.
    pub(crate) fn find_upload(
        &self,
        store_id: &StoreId,
        name: &str,
    ) -> Result<(Rc<dyn AnyStore>, Rc<UploadNode>), Refused> {
        let store = self.stores.get(store_id);
        let store = store.ok_or_else(|| refused(Reason::UnknownStore))?;
        let upload = store.site().upload(name);
        let upload = upload.ok_or_else(|| refused(Reason::UnknownUpload))?;
        Ok((store, upload))
    }

    /// Finds the upload of an entry that the client itself brings elsewhere.
    fn find_external(
        &self,
        store_id: &StoreId,
        name: &str,
        entry_ref: &str,
    ) -> Result<Rc<UploadNode>, Refused> {
        let (_, upload) = self.find_upload(store_id, name)?;
        if !upload.slot().is_external(entry_ref) {
            return Err(refused(Reason::InternalError));
        }
        Ok(upload)
    }
}

fn refused(reason: Reason) -> Refused {
    Refused::reason(reason.as_str())
}
