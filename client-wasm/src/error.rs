use std::convert::Infallible;

use musubi::Mismatch;
use musubi::replica::ReplyError;
use musubi_wire::Reason;

use crate::mounted::Ended;
use crate::protocol::MountFailure;

/// Why a root was not mounted. `E` is the error that the store's own `mount` refuses with.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum MountError<E = Infallible> {
    /// The store itself refused, with one of its errors.
    #[error("{0}")]
    Refused(E),
    /// The server has no root store of this name.
    #[error("the server has no such root store")]
    UnknownStore,
    /// The server refused in its own name: its connect or join callback did, the params do not fit,
    /// or something failed.
    #[error("{reason}")]
    Rejected {
        /// A sentence for people.
        reason: String,
        /// What kind of fault it is, for programs.
        code: Option<String>,
    },
    /// No state came in the time that the client waits for it.
    #[error("timed out")]
    TimedOut,
    /// The state that came is not of this client's type: server and client are of different versions.
    #[error("the state: {0}")]
    Mismatch(Mismatch),
    /// The params have no JSON.
    #[error("the params: {0}")]
    Params(String),
    /// Another store is mounted under the same name and id.
    #[error("another store is mounted as {0}")]
    Taken(String),
    /// The connection was given up before there was any state.
    #[error("disconnected")]
    Disconnected,
}

impl<E: ReplyError> MountError<E> {
    pub(crate) fn of(ended: Ended) -> Self {
        let refusal = match ended {
            Ended::Failed(MountFailure::Refused(refusal)) => refusal,
            Ended::Failed(MountFailure::TimedOut) => return Self::TimedOut,
            Ended::Failed(MountFailure::Mismatch(mismatch)) => return Self::Mismatch(mismatch),
            Ended::Disconnected => return Self::Disconnected,
        };
        if let Some(error) = E::received(&refusal) {
            return Self::Refused(error);
        }
        if refusal.reason == Reason::UnknownRoot.as_str() {
            return Self::UnknownStore;
        }
        Self::Rejected {
            reason: refusal.reason,
            code: refusal.code,
        }
    }
}
