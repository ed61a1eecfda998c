use std::rc::Rc;

use futures_util::future::LocalBoxFuture;
use musubi_wire::upload::{EntryStatus, UploadEntry, UploadError};
use serde_json::Value;

use super::StoredFile;

/// Where a client is to bring a file itself: the answer of
/// [`UploadSlot::external`](crate::UploadSlot::external).
///
/// ```
/// use musubi::ExternalUpload;
/// use serde_json::json;
///
/// let to = ExternalUpload::new("s3", json!({"url": "https://bucket.example/a.png?signature=…"}));
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct ExternalUpload {
    pub(crate) uploader: String,
    pub(crate) meta: Value,
}

impl ExternalUpload {
    /// The client's uploader of this name brings the file, with what `meta` tells it: a pre-signed
    /// address, form fields.
    pub fn new(uploader: impl Into<String>, meta: Value) -> Self {
        let uploader = uploader.into();
        Self { uploader, meta }
    }
}

/// Asks the application where a file is to go.
pub(crate) type Destination =
    dyn Fn(UploadEntry) -> LocalBoxFuture<'static, Result<ExternalUpload, UploadError>>;

/// What the application does when more of a file has arrived.
pub(crate) type OnProgress = dyn Fn(&UploadEntry);

/// A file that was accepted.
pub(crate) struct Entry {
    /// What its client knows of it.
    pub(crate) view: UploadEntry,
    pub(super) way: Way,
    /// Whether the application is consuming it now.
    pub(super) is_taken: bool,
}

/// The way that the bytes of a file take.
pub(super) enum Way {
    /// Over a channel, which may be joined once, into a file.
    Channel {
        is_joined: bool,
        /// Ends the channel while the file is on its way.
        stop: Option<Box<dyn FnOnce()>>,
        file: Option<Rc<StoredFile>>,
    },
    /// The client brings it elsewhere.
    External(ExternalUpload),
}

/// What has become of a file that is complete.
pub(crate) enum Contents {
    File(Rc<StoredFile>),
    External(ExternalUpload),
}

impl Entry {
    pub(crate) fn over_channel(view: UploadEntry) -> Self {
        let way = Way::Channel {
            is_joined: false,
            stop: None,
            file: None,
        };
        Self::new(view, way)
    }

    pub(crate) fn external(view: UploadEntry, to: ExternalUpload) -> Self {
        Self::new(view, Way::External(to))
    }

    fn new(view: UploadEntry, way: Way) -> Self {
        Self {
            view,
            way,
            is_taken: false,
        }
    }

    pub(super) fn is_under_way(&self) -> bool {
        matches!(
            self.view.status,
            EntryStatus::Pending | EntryStatus::Uploading
        )
    }

    /// What can be consumed of it.
    pub(super) fn contents(&self) -> Option<Contents> {
        if self.view.status != EntryStatus::Success {
            return None;
        }
        match &self.way {
            Way::Channel { file, .. } => file.clone().map(Contents::File),
            Way::External(to) => Some(Contents::External(to.clone())),
        }
    }

    /// Ends the channel that brings it.
    pub(super) fn stop(&mut self) {
        if let Way::Channel { stop, .. } = &mut self.way
            && let Some(stop) = stop.take()
        {
            stop();
        }
    }
}
