use bytes::Bytes;
use futures_channel::mpsc;
use musubi_wire::Reason;

/// What a client sends on the channel of one file.
#[derive(Debug)]
pub(crate) struct Arrival {
    /// The reference that the reply carries.
    pub(crate) msg_ref: Option<Box<str>>,
    /// The next bytes; `None` when the client leaves.
    pub(crate) chunk: Option<Bytes>,
}

/// The server's end of the channel of one file. The client hears that the channel is over, or that
/// its join is refused, when this is dropped.
pub(crate) trait UploadOutlet {
    /// Answers the join with ok, once. Chunks come after it.
    fn accept(&self);

    /// Answers a chunk: the file's progress in percent, or why the channel ends.
    fn reply(&self, msg_ref: Option<&str>, answer: Result<u8, Reason>);

    /// Answers a leave.
    fn bye(&self, msg_ref: Option<&str>);
}

/// The channel of one file, as the page has it.
pub(crate) struct UploadLine {
    pub(crate) arrivals: mpsc::Receiver<Arrival>,
    pub(crate) outlet: Box<dyn UploadOutlet>,
}
