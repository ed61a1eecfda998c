use std::time::Duration;

/// What one connection may use, and what all of them may leave behind. The defaults are safe for the open internet.
///
/// ```
/// use musubi::Limits;
///
/// let limits = Limits { frame_bytes: 64 * 1024, ..Limits::default() };
/// assert_eq!(limits.pages, 100);
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Limits {
    /// The largest frame that is carried out, in bytes. A larger one is refused with code
    /// `too_large`, and nothing else of its connection notices. Chunks of uploads are frames, and
    /// clients are told of no larger ones. Default: 1 MiB.
    ///
    /// To be refused by an answer, a frame has to be read: so up to four times as much is kept of
    /// one frame for each connection, until it is complete. Past that the connection closes with
    /// code 1009.
    pub frame_bytes: usize,
    /// How many roots a connection may have mounted at a time. Past it a mount is refused with
    /// `too many channels joined`. Default: 100.
    pub pages: usize,
    /// How many files a client may send at a time, each over a channel of its own. Past it a
    /// channel is refused with `too many channels joined`. Each takes up to two chunks of memory.
    /// Default: 100.
    pub uploads: usize,
    /// How many requests may wait for one page. Past it the request is refused with code
    /// `too_many_requests`. Default: 128.
    pub inbox: usize,
    /// How many events, stream operations and upload operations may wait in a page whose client does not read. State
    /// is conflated, these are not: past it the page ends, and the client mounts it anew.
    /// Default: 1,000.
    pub queue: usize,
    /// How long a page waits for its client after the connection was cut, if the client offered to
    /// come back. Zero ends every page with its connection. Default: 60 s.
    pub resume_window: Duration,
    /// How much of what a client may not have got is kept for it, in bytes per page. A client that
    /// lacks more than that mounts its roots anew. Default: 64 KiB.
    pub resume_bytes: usize,
    /// How many pages of all connections of a socket may wait for their clients. Past it the one
    /// that has waited longest ends. Default: 10,000.
    pub away_pages: usize,
    /// How many frames a client may send in a second, on average; twice as many in a burst. Past
    /// it the server reads more slowly, and nothing is lost. Chunks of 16 KiB and more do not
    /// count: their number is that of the files' bytes. Default: 500.
    pub frames_per_second: u32,
    /// How much may wait to be written to a client, in bytes, before its frames are no longer
    /// read. Default: 1 MiB.
    pub outbox_bytes: usize,
    /// The size of a connection's read buffer, in bytes. Default: 8 KiB.
    pub read_buffer_bytes: usize,
    /// How long the connect callback may take. Default: 10 s.
    pub connect_timeout: Duration,
    /// How long the join callback and `mount` may take together. Default: 10 s.
    pub mount_timeout: Duration,
    /// How long an `async` command may take. Past it the command is dropped where it stands, with
    /// an error reply of code `timeout`. Default: 30 s.
    ///
    /// For as long, commands that the server has taken go on after their client has vanished.
    pub command_timeout: Duration,
    /// After how long without any frame a connection is closed, with code 1001. Clients send a
    /// heartbeat every 30 s. Default: 60 s.
    pub idle_timeout: Duration,
    /// How long a client may take to accept one message. Default: 30 s.
    pub write_timeout: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            frame_bytes: 1024 * 1024,
            pages: 100,
            uploads: 100,
            inbox: 128,
            queue: 1000,
            resume_window: Duration::from_secs(60),
            resume_bytes: 64 * 1024,
            away_pages: 10_000,
            frames_per_second: 500,
            outbox_bytes: 1024 * 1024,
            read_buffer_bytes: 8 * 1024,
            connect_timeout: Duration::from_secs(10),
            mount_timeout: Duration::from_secs(10),
            command_timeout: Duration::from_secs(30),
            idle_timeout: Duration::from_secs(60),
            write_timeout: Duration::from_secs(30),
        }
    }
}
