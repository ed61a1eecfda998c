//! How a client sends files: it offers them, and brings each that is accepted to the server, chunk
//! by chunk, or elsewhere.

mod file;
mod offer;

pub use file::{FileSource, UploadFile};
pub use offer::{Offered, OfferedFile, RefusedFile};

use std::convert::Infallible;
use std::fmt::Display;
use std::rc::Rc;

use musubi_wire::StoreId;
use serde::Serialize;

use super::{Answer, CallError, CommandFailure, Remote};

/// An upload of a mounted store, to send files to.
pub(crate) struct UploadSite {
    pub(super) remote: Rc<dyn Remote>,
    pub(super) store_id: StoreId,
    pub(super) name: String,
}

impl UploadSite {
    /// Sends a message about the upload, and gives the reply as JSON text.
    pub(super) async fn ask(
        &self,
        event: &'static str,
        payload: &impl Serialize,
    ) -> Result<String, CallError<Infallible>> {
        let payload =
            serde_json::to_string(payload).map_err(|fault| CallError::Json(fault.to_string()))?;
        let failure = match self.remote.push(event, payload).await {
            Ok(Ok(reply)) => return Ok(reply),
            Ok(Err(failure)) => failure,
            Err(_) => CommandFailure::Disconnected,
        };
        Err(match failure {
            CommandFailure::Refused(reply) => CallError::Rejected {
                reason: reply.reason,
                code: reply.code,
            },
            CommandFailure::Disconnected | CommandFailure::Unsent => CallError::Disconnected,
            CommandFailure::TimedOut => CallError::TimedOut,
        })
    }
}

/// Why a file was not sent.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SendError {
    /// The server refused the file or a part of it, with this reason.
    #[error("{0}")]
    Refused(String),
    /// The file could not be read, or is not as long as it was.
    #[error("the file: {0}")]
    File(String),
    /// The file has to be brought elsewhere, by an uploader of this name: see
    /// [`OfferedFile::send_by`].
    #[error("the file is for the uploader `{0}`")]
    NeedsUploader(String),
    /// The uploader failed.
    #[error("{0}")]
    Uploader(String),
    /// The server did not answer in time.
    #[error("timed out")]
    TimedOut,
    /// The connection was lost, or the server has given the file up: it was cancelled, no chunk came
    /// for too long, or the page has ended. Uploads are not resumed; offer the file again.
    #[error("disconnected")]
    Disconnected,
}

/// What the server says of one step of a file.
async fn accepted(answer: Answer) -> Result<(), SendError> {
    match answer.await {
        Ok(Ok(_)) => Ok(()),
        Ok(Err(CommandFailure::Refused(reply))) => Err(SendError::Refused(reply.reason)),
        Ok(Err(CommandFailure::TimedOut)) => Err(SendError::TimedOut),
        Ok(Err(CommandFailure::Disconnected | CommandFailure::Unsent)) | Err(_) => {
            Err(SendError::Disconnected)
        }
    }
}

fn fault_of_file(fault: impl Display) -> SendError {
    SendError::File(fault.to_string())
}
