use super::FrameError;

const PUSH: u8 = 0;
const FIELDS: [&str; 4] = ["join_ref", "ref", "topic", "event"];

/// One binary push, borrowed from its bytes: how a client sends the chunks of an upload.
///
/// Byte 0 is `0`; bytes 1 to 4 are the lengths of join ref, ref, topic and event; then those four
/// strings; the rest is the data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BinaryPush<'a> {
    /// The ref of the join that this message belongs to. At most 255 bytes, like all four strings.
    pub join_ref: &'a str,
    /// The ref that the reply will carry.
    pub msg_ref: &'a str,
    /// See [`names::topic`](crate::names::topic).
    pub topic: &'a str,
    /// See [`names::event`](crate::names::event).
    pub event: &'a str,
    /// The data, of any length.
    pub data: &'a [u8],
}

impl<'a> BinaryPush<'a> {
    /// Reads one binary frame. Copies nothing.
    ///
    /// # Errors
    ///
    /// When the first byte is not `0`, when the frame is shorter than its lengths say, or when one
    /// of the four strings is not UTF-8.
    pub fn parse(bytes: &'a [u8]) -> Result<Self, FrameError> {
        let (&kind, rest) = bytes
            .split_first()
            .ok_or_else(|| FrameError::new("frame (byte 0, kind)", "0", "nothing"))?;
        if kind != PUSH {
            return Err(FrameError::new("frame (byte 0, kind)", "0", kind));
        }
        let (lengths, mut rest) = rest.split_first_chunk::<4>().ok_or_else(|| {
            FrameError::new(
                "frame (bytes 1 to 4)",
                "4 lengths",
                format_args!("{} bytes", rest.len()),
            )
        })?;
        let mut texts = [""; 4];
        for ((text, &length), field) in texts.iter_mut().zip(lengths).zip(FIELDS) {
            let place = || format!("frame ({field}, {length} bytes)");
            let (head, tail) = rest
                .split_at_checked(usize::from(length))
                .ok_or_else(|| FrameError::new(place(), "more bytes", rest.len()))?;
            *text = std::str::from_utf8(head)
                .map_err(|error| FrameError::new(place(), "UTF-8", error))?;
            rest = tail;
        }
        let [join_ref, msg_ref, topic, event] = texts;
        Ok(Self {
            join_ref,
            msg_ref,
            topic,
            event,
            data: rest,
        })
    }

    /// Appends the frame to `out`.
    ///
    /// # Errors
    ///
    /// When one of the four strings is longer than 255 bytes; `out` is then as before.
    pub fn write(&self, out: &mut Vec<u8>) -> Result<(), FrameError> {
        let texts = [self.join_ref, self.msg_ref, self.topic, self.event];
        let mut header = [PUSH; 5];
        for ((length, text), field) in header[1..].iter_mut().zip(texts).zip(FIELDS) {
            *length = u8::try_from(text.len()).map_err(|_| {
                FrameError::new(format!("frame ({field})"), "at most 255 bytes", text.len())
            })?;
        }
        let texts_len: usize = texts.iter().map(|text| text.len()).sum();
        out.reserve(header.len() + texts_len + self.data.len());
        out.extend_from_slice(&header);
        for text in texts {
            out.extend_from_slice(text.as_bytes());
        }
        out.extend_from_slice(self.data);
        Ok(())
    }
}
