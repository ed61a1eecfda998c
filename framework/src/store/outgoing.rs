use std::cell::RefCell;
use std::rc::Rc;

use musubi_wire::{StoreId, UploadAction};
use tokio::time::Instant;

use super::{Site, StreamNode, UploadNode};
use crate::hooks::Pushed;
use crate::json;
use crate::state::{EncodeError, Written};

/// What a page has for its client besides the tree: each entry is sent once, and none replaces
/// another.
#[derive(Default)]
pub(crate) struct Outgoing {
    events: RefCell<Vec<Pushed>>,
    /// The streams that have something to send.
    streams: RefCell<Vec<Rc<StreamNode>>>,
    /// The uploads that have something to send.
    uploads: RefCell<Vec<Rc<UploadNode>>>,
    /// Streams and uploads that the client knows, and that have gone.
    gone: RefCell<Vec<(StoreId, &'static str)>>,
}

/// What the uploads of a page have for its client.
pub(crate) struct UploadOps(Vec<(Rc<UploadNode>, Vec<UploadAction>)>);

impl Outgoing {
    pub(super) fn push_event(
        &self,
        site: Rc<Site>,
        name: &'static str,
        payload: Result<Box<str>, serde_json::Error>,
    ) {
        self.events.borrow_mut().push(Pushed {
            site,
            name,
            payload,
        });
    }

    /// Notes a stream that has something to send.
    pub(super) fn touch(&self, stream: Rc<StreamNode>) {
        self.streams.borrow_mut().push(stream);
    }

    /// Drops what a stream has to send, which is gone.
    pub(super) fn forget(&self, stream: &StreamNode) {
        let mut streams = self.streams.borrow_mut();
        streams.retain(|known| !std::ptr::eq(&raw const **known, stream));
    }

    /// Notes an upload that has something to send.
    pub(super) fn touch_upload(&self, upload: Rc<UploadNode>) {
        self.uploads.borrow_mut().push(upload);
    }

    /// Drops what an upload has to send, which is gone.
    pub(super) fn forget_upload(&self, upload: &UploadNode) {
        let mut uploads = self.uploads.borrow_mut();
        uploads.retain(|known| !std::ptr::eq(&raw const **known, upload));
    }

    /// Notes that the client has items of a stream, or entries of an upload, which is gone. It drops
    /// them with the store, as soon as it hears of that; if another store takes the place before, it
    /// does not.
    pub(super) fn note_gone(&self, id: &StoreId, name: &'static str) {
        if !self.has_gone(id, name) {
            self.gone.borrow_mut().push((id.clone(), name));
        }
    }

    /// Whether the client has items or entries of what stood in this place.
    pub(super) fn has_gone(&self, id: &StoreId, name: &str) -> bool {
        let gone = self.gone.borrow();
        gone.iter().any(|gone| gone.0 == *id && gone.1 == name)
    }

    /// How many entries wait.
    pub(crate) fn len(&self) -> usize {
        let (streams, uploads) = (self.streams.borrow(), self.uploads.borrow());
        self.events.borrow().len()
            + streams.iter().map(|stream| stream.len()).sum::<usize>()
            + uploads.iter().map(|upload| upload.len()).sum::<usize>()
    }

    /// Whether none waits.
    pub(crate) fn is_empty(&self) -> bool {
        self.events.borrow().is_empty()
            && self.streams.borrow().is_empty()
            && self.uploads.borrow().is_empty()
    }

    /// The tree goes to the client, which drops the items and entries of stores that are no longer
    /// there. It keeps those of a store whose place another one has, until what stands there sends
    /// something under their name.
    pub(crate) fn flushed(&self, is_mounted: impl Fn(&StoreId) -> bool) {
        let (streams, uploads) = (self.streams.borrow(), self.uploads.borrow());
        self.gone.borrow_mut().retain(|(id, name)| {
            let is_sent = streams.iter().any(|stream| stream.is_at(id, name))
                || uploads
                    .iter()
                    .any(|upload| upload.place().0 == id && upload.name() == *name);
            is_mounted(id) && !is_sent
        });
    }

    /// Appends the stream operations, separated by commas, and takes them as sent: those of the
    /// root first, and those of one store in the order in which its streams were first used.
    pub(crate) fn write_stream_ops(&self, out: &mut Vec<u8>) -> Written {
        let mut streams = self.streams.take();
        streams.sort_by(|a, b| {
            let place = |stream: &StreamNode| stream.number();
            (&a.site().id, place(a)).cmp(&(&b.site().id, place(b)))
        });
        let start = out.len();
        streams
            .iter()
            .try_for_each(|stream| stream.write_ops(out, start))
    }

    /// Takes what uploads have to send now: that of the root first, and that of one store in the
    /// order of its members. Progress that comes too soon after the last is dropped here.
    pub(crate) fn take_upload_ops(&self) -> UploadOps {
        let mut uploads = self.uploads.take();
        if uploads.is_empty() {
            return UploadOps(Vec::new());
        }
        uploads.sort_by(|a, b| a.place().cmp(&b.place()));
        let now = Instant::now();
        let ops = uploads.into_iter().map(|upload| {
            let ops = upload.take_ops(now);
            (upload, ops)
        });
        UploadOps(ops.filter(|(_, ops)| !ops.is_empty()).collect())
    }

    /// Drops what waits.
    pub(super) fn clear(&self) {
        self.events.take();
        self.streams.take();
        self.uploads.take();
    }

    /// Lets hooks change and remove events. What they push themselves comes after the others.
    pub(crate) fn with_events(&self, change: impl FnOnce(&mut Vec<Pushed>)) {
        let mut events = self.events.take();
        events.sort_by(|a, b| a.site.id.cmp(&b.site.id));
        change(&mut events);
        events.append(&mut self.events.borrow_mut());
        self.events.replace(events);
    }

    /// Appends the events, separated by commas, and takes them as sent: those of the root first,
    /// and those of one store in their order.
    pub(crate) fn write_events(&self, out: &mut Vec<u8>) -> Written {
        let mut events = self.events.take();
        events.sort_by(|a, b| a.site.id.cmp(&b.site.id));
        for (index, event) in events.into_iter().enumerate() {
            let payload = event.payload.map_err(|source| EncodeError {
                path: format!("event {} of store {}", event.name, event.site.id),
                source,
            })?;
            if index > 0 {
                out.push(b',');
            }
            out.extend_from_slice(b"{\"store_id\":");
            json::write(out, &event.site.id).map_err(EncodeError::here)?;
            out.extend_from_slice(b",\"name\":");
            json::write(out, event.name).map_err(EncodeError::here)?;
            out.extend_from_slice(b",\"payload\":");
            out.extend_from_slice(payload.as_bytes());
            out.push(b'}');
        }
        Ok(())
    }
}

impl UploadOps {
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn len(&self) -> usize {
        self.0.iter().map(|(_, ops)| ops.len()).sum()
    }

    /// Appends the upload operations, separated by commas.
    pub(crate) fn write(self, out: &mut Vec<u8>) -> Written {
        let start = out.len();
        for (upload, ops) in self.0 {
            for op in ops {
                if out.len() > start {
                    out.push(b',');
                }
                upload.write_op(out, &op)?;
            }
        }
        Ok(())
    }
}
