use std::collections::BTreeMap;
use std::rc::Rc;

use musubi_wire::Reason;
use musubi_wire::payload::{
    AllowUpload, OfferedEntry, PreflightEntry, PreflightError, PreflightReply,
};
use musubi_wire::upload::{UploadEntry, UploadError, UploadErrorCode};

use super::UploadNode;
use crate::json;
use crate::store::{CommandRun, Outcome, Refused};
use crate::upload::{Destination, Entry, EntryAddress, Slot};

impl UploadNode {
    /// Answers an offer of files. `token` makes the token for an entry that comes over a channel.
    pub(crate) fn preflight(
        &self,
        offer: AllowUpload,
        token: &dyn Fn(EntryAddress) -> String,
    ) -> CommandRun {
        let preflight = Preflight::new(self.name(), self.slot());
        if let Some(destination) = preflight.slot.destination() {
            let answer = preflight.external(offer.entries, destination);
            return CommandRun::Pending(Box::pin(answer));
        }
        let token = |entry_ref: &str| {
            token(EntryAddress {
                store_id: offer.store_id.clone(),
                upload: offer.name.clone(),
                entry_ref: entry_ref.to_owned(),
            })
        };
        CommandRun::Done(preflight.over_channels(offer.entries, token))
    }
}

/// An offer that is being answered.
struct Preflight {
    slot: Rc<Slot>,
    reply: PreflightReply,
}

impl Preflight {
    fn new(upload: &str, slot: Rc<Slot>) -> Self {
        let reply = PreflightReply {
            upload: upload.to_owned(),
            config: slot.config(),
            entries: BTreeMap::new(),
            errors: Vec::new(),
        };
        Self { slot, reply }
    }

    fn over_channels(
        mut self,
        offered: Vec<OfferedEntry>,
        token: impl Fn(&str) -> String,
    ) -> Outcome {
        for offered in offered {
            match self.check(&offered, 0) {
                Ok(view) => {
                    let entry = PreflightEntry::Channel {
                        entry_ref: view.entry_ref.clone(),
                        token: token(&view.entry_ref),
                    };
                    self.slot.admit(Entry::over_channel(view));
                    self.reply.entries.insert(offered.client_ref, entry);
                }
                Err(error) => self.refuse(offered, error),
            }
        }
        self.outcome()
    }

    /// Entries are taken in when all is decided, so that an answer which comes too late leaves
    /// none behind.
    async fn external(
        mut self,
        offered: Vec<OfferedEntry>,
        destination: Rc<Destination>,
    ) -> Outcome {
        let mut accepted = Vec::new();
        for offered in offered {
            let answer = match self.check(&offered, accepted.len()) {
                Ok(view) => destination(view.clone()).await.map(|to| (view, to)),
                Err(error) => Err(error),
            };
            match answer {
                Ok((view, to)) => {
                    let entry = PreflightEntry::External {
                        entry_ref: view.entry_ref.clone(),
                        uploader: to.uploader.clone(),
                        meta: to.meta.clone(),
                    };
                    accepted.push(Entry::external(view, to));
                    self.reply.entries.insert(offered.client_ref, entry);
                }
                Err(error) => self.refuse(offered, error),
            }
        }
        accepted
            .into_iter()
            .for_each(|entry| self.slot.admit(entry));
        self.outcome()
    }

    fn check(&self, offered: &OfferedEntry, accepted: usize) -> Result<UploadEntry, UploadError> {
        // The reply knows entries by what the client calls them.
        if self.reply.entries.contains_key(&offered.client_ref) {
            return Err(UploadErrorCode::PreflightRejected.into());
        }
        self.slot.check(offered, accepted)
    }

    fn refuse(&mut self, offered: OfferedEntry, error: UploadError) {
        self.reply.errors.push(PreflightError {
            client_ref: offered.client_ref,
            error,
        });
    }

    fn outcome(self) -> Outcome {
        json::to_string(&self.reply).map_err(|error| {
            // Only what an application says of where files go can be a number that is too large.
            tracing::error!(%error, upload = self.reply.upload, "the answer to an offer cannot be sent");
            Refused::reason(Reason::InternalError.as_str())
        })
    }
}
