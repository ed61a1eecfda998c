use musubi_wire::names::event;
use musubi_wire::payload::{
    AllowUpload, CancelUpload, CommandPayload, PayloadError, UploadFailure, UploadProgress,
};
use serde_json::value::RawValue;

use crate::page::{Ask, UploadAsk};
use crate::store::Refused;

/// What a message on the channel of a page asks for.
pub(super) fn ask(event: &str, payload: &RawValue) -> Result<Ask, Refused> {
    match event {
        event::COMMAND => read(CommandPayload::parse(payload), |command| Ask::Command {
            store_id: command.store_id,
            name: command.name.into(),
            payload: command.payload.to_owned(),
            tells_version: command.version,
            cid: command.cid,
        }),
        event::ALLOW_UPLOAD => read(AllowUpload::parse(payload), |offer| {
            Ask::Upload(Box::new(UploadAsk::Allow(offer)))
        }),
        event::CANCEL_UPLOAD => read(CancelUpload::parse(payload), |cancel| {
            Ask::Upload(Box::new(UploadAsk::Cancel(cancel)))
        }),
        event::UPLOAD_PROGRESS => read(UploadProgress::parse(payload), |progress| {
            Ask::Upload(Box::new(UploadAsk::Progress(progress)))
        }),
        event::UPLOAD_ERROR => read(UploadFailure::parse(payload), |failure| {
            Ask::Upload(Box::new(UploadAsk::Fail(failure)))
        }),
        _ => Err(Refused::reason("unknown event")),
    }
}

fn read<T>(payload: Result<T, PayloadError>, ask: impl FnOnce(T) -> Ask) -> Result<Ask, Refused> {
    payload.map(ask).map_err(|error| Refused::payload(&error))
}
