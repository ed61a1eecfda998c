use musubi_wire::frame::open_push;
use musubi_wire::json::write_str;
use musubi_wire::names::event;

/// Writes the `patch` frames of one page: everything around what [`Page::flush`] writes.
///
/// [`Page::flush`]: super::Page::flush
pub(crate) struct Frame {
    /// From the frame's start to the number of the base version.
    head: Box<str>,
    /// The length of the last frame, as a guess at the next one.
    last_length: usize,
}

impl Frame {
    pub(crate) fn new(join_ref: Option<&str>, topic: &str, root_id: &str) -> Self {
        let mut head = String::new();
        open_push(&mut head, join_ref, None, topic, event::PATCH);
        head.push_str("{\"type\":\"patch\",\"root_id\":");
        write_str(&mut head, root_id);
        head.push_str(",\"base_version\":");
        Self {
            head: head.into(),
            last_length: 256,
        }
    }

    /// A frame up to where its operations belong.
    pub(crate) fn open(&self, base_version: u64) -> Vec<u8> {
        let mut out = Vec::with_capacity(self.last_length);
        out.extend_from_slice(self.head.as_bytes());
        let mut digits = itoa::Buffer::new();
        out.extend_from_slice(digits.format(base_version).as_bytes());
        out.extend_from_slice(b",\"version\":");
        out.extend_from_slice(digits.format(base_version + 1).as_bytes());
        out.extend_from_slice(b",\"ops\":[");
        out
    }

    /// What a frame has after the part that names the join.
    pub(crate) fn body<'a>(&self, frame: &'a [u8]) -> &'a [u8] {
        &frame[self.head.len()..]
    }

    /// A frame of this join with the body of one of another.
    pub(crate) fn with_body(&self, body: &[u8]) -> Vec<u8> {
        [self.head.as_bytes(), body].concat()
    }

    /// Ends a frame after its events.
    pub(crate) fn close(&mut self, out: &mut Vec<u8>) {
        out.extend_from_slice(b"]}]");
        // One big envelope, as the first one is, should not make all later ones big.
        self.last_length = out.len().min(4 * 1024);
    }
}
