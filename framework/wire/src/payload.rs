//! What messages of a client carry, and what answers them.
//!
//! Reading keeps the application's own part (`params`, `payload`) as JSON text, so that it is
//! decoded once, straight into the application's type. What is missing gets the default of the
//! protocol; what is wrong is a [`PayloadError`] that names the place, never a panic. Members that
//! this version does not know stay reachable as [`Members`].

mod command;
mod error;
mod features;
mod join;
mod members;
mod reply;
mod resume;
mod upload;

pub use command::CommandPayload;
pub use error::PayloadError;
pub use features::Features;
pub use join::{JoinPayload, UploadJoinPayload};
pub use members::Members;
pub use reply::{ErrorReply, JoinReply, ProgressReply, VersionedReply};
pub use resume::ResumeOffer;
pub use upload::{
    AllowUpload, CancelUpload, OfferedEntry, PreflightEntry, PreflightError, PreflightReply,
    UploadFailure, UploadProgress,
};
