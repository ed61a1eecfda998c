use musubi_wire::ApplyError;

use crate::testing::ErrorReply;

/// Why something did not work over the wire.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum WireError {
    /// There is no server, or it refuses the connection.
    #[error("no connection: {0}")]
    Connect(String),
    /// The connection is over.
    #[error("the connection is over")]
    Closed,
    /// Nothing came for as long as the client waits.
    #[error("{0} did not come in time")]
    TimedOut(&'static str),
    /// An error reply.
    #[error(transparent)]
    Refused(#[from] ErrorReply),
    /// The page ended; the client is to mount its root anew.
    #[error("the page ended with `{event}`")]
    PageEnded {
        /// `phx_error` after a crash, `phx_close` after a leave.
        event: String,
    },
    /// An envelope does not follow the last one, or does not fit the document.
    #[error(transparent)]
    Document(#[from] ApplyError),
    /// What came is no frame, or not one that a client understands.
    #[error("not a frame: {0}")]
    NoFrame(String),
}

impl WireError {
    /// Whether an envelope did not follow the last one.
    pub fn is_gap(&self) -> bool {
        matches!(self, Self::Document(ApplyError::VersionGap { .. }))
    }
}
