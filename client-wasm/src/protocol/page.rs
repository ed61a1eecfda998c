use musubi::Mismatch;
use musubi_wire::envelope::RawEnvelope;
use musubi_wire::payload::ErrorReply;

/// What a client mounts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Join {
    /// The wire name of the root store.
    pub module: String,
    /// The client's name for this root.
    pub id: String,
    /// The params as JSON text, an object.
    pub params: String,
}

/// How a mounted root is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MountStatus {
    /// There is no state yet.
    Mounting,
    /// The state follows the server's.
    Live,
    /// The state is the last good one, until the server has sent it anew.
    Stale,
}

/// Who keeps the state of a root.
pub trait Page {
    /// Takes what an envelope changes, all of it or nothing.
    ///
    /// # Errors
    /// Fails where it does not fit; the root is then mounted anew.
    fn envelope(&mut self, envelope: &RawEnvelope<'_>) -> Result<(), Mismatch>;

    /// Hears how the root is doing.
    fn status(&mut self, status: MountStatus);

    /// Hears that there will be no state. The root is given up.
    fn failed(&mut self, failure: MountFailure);
}

/// Why a root that had no state yet is given up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MountFailure {
    /// The server refused.
    Refused(ErrorReply),
    /// The server did not send any state in time.
    TimedOut,
    /// The first state is not one of the type of this client.
    Mismatch(Mismatch),
}
