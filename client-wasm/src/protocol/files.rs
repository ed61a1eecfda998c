use musubi_wire::frame::BinaryPush;
use musubi_wire::names::event;
use musubi_wire::upload_topic;

use super::frames::{self, Refs};

/// The channels of files that are on their way, one each.
#[derive(Debug, Default)]
pub(super) struct Files(Vec<File>);

#[derive(Debug)]
struct File {
    entry_ref: String,
    join_ref: u64,
}

impl Files {
    /// The frame that joins the channel of a file, and its ref.
    pub(super) fn open(
        &mut self,
        refs: &mut Refs,
        entry_ref: &str,
        payload: &str,
    ) -> (u64, String) {
        let (join_ref, frame) = frames::join(refs, &upload_topic(entry_ref), payload);
        self.0.push(File {
            entry_ref: entry_ref.to_owned(),
            join_ref,
        });
        (join_ref, frame)
    }

    /// The frame of a chunk, its ref and that of the channel, while that is there.
    pub(super) fn chunk(
        &self,
        refs: &mut Refs,
        entry_ref: &str,
        data: &[u8],
    ) -> Option<(u64, u64, Vec<u8>)> {
        let file = self.0.iter().find(|file| file.entry_ref == entry_ref)?;
        let msg_ref = refs.next();
        let mut frame = Vec::new();
        let push = BinaryPush {
            join_ref: &file.join_ref.to_string(),
            msg_ref: &msg_ref.to_string(),
            topic: &upload_topic(entry_ref),
            event: event::CHUNK,
            data,
        };
        // A server that names its entries with more than 255 letters gets no files.
        push.write(&mut frame).ok()?;
        Some((msg_ref, file.join_ref, frame))
    }

    /// The ref of the channel of a file that nobody sends any more, and the frame that leaves it.
    pub(super) fn close(&mut self, refs: &mut Refs, entry_ref: &str) -> Option<(u64, String)> {
        let at = self.0.iter().position(|file| file.entry_ref == entry_ref)?;
        let File { join_ref, .. } = self.0.remove(at);
        let leave = frames::leave(refs, join_ref, &upload_topic(entry_ref));
        Some((join_ref, leave))
    }

    /// Whether a channel has ended that was there.
    pub(super) fn ended(&mut self, join_ref: u64) -> bool {
        let before = self.0.len();
        self.0.retain(|file| file.join_ref != join_ref);
        self.0.len() < before
    }

    /// The socket has gone, and all channels with it.
    pub(super) fn clear(&mut self) {
        self.0.clear();
    }
}
