//! The channels that bring files: who may join one, and what its frames become.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::future::poll_fn;
use std::rc::{Rc, Weak};
use std::task::Poll;

use bytes::Bytes;
use futures_channel::mpsc;
use musubi_wire::Reason;
use musubi_wire::names::event;

use super::Limits;
use super::channel::Channel;
use crate::store::Refused;
use crate::upload::{Arrival, Claim, EntryAddress, Signer, UploadLine, UploadOutlet};

/// What a binary frame has besides its data, at most: five bytes, and four texts of up to 255.
const FRAME_HEAD: usize = 5 + 4 * 255;

/// The most bytes that a chunk can have.
pub(super) fn max_chunk(limits: &Limits) -> usize {
    limits.frame_bytes.saturating_sub(FRAME_HEAD)
}

/// The upload channels of a connection.
pub(super) struct Uploads {
    by_topic: RefCell<HashMap<Rc<str>, Upload>>,
    signer: Signer,
    limit: usize,
}

/// An upload channel, as the connection sees it.
struct Upload {
    channel: Channel,
    arrivals: mpsc::Sender<Arrival>,
}

/// One page's way to tokens.
#[derive(Clone)]
pub(super) struct Tokens {
    pub(super) uploads: Rc<Uploads>,
    /// The number of the page on its connection.
    pub(super) page: u64,
}

impl Tokens {
    /// A token for an entry of this page.
    pub(super) fn token(&self, entry: EntryAddress) -> String {
        self.uploads.signer.sign(&Claim {
            page: self.page,
            entry,
        })
    }
}

impl Uploads {
    /// No channels yet, and never more than `limit`.
    pub(super) fn new(limit: usize) -> Self {
        Self {
            by_topic: RefCell::default(),
            signer: Signer::new(),
            limit,
        }
    }

    /// What a token allows, if it is one of this connection and for this entry.
    pub(super) fn verify(&self, token: &str, entry_ref: &str) -> Option<Claim> {
        let claim = self.signer.verify(token)?;
        (claim.entry.entry_ref == entry_ref).then_some(claim)
    }

    /// Opens the line of a channel, for its page to accept. Its end is the end of the channel.
    pub(super) fn open(
        self: &Rc<Self>,
        channel: Channel,
        msg_ref: Option<&str>,
    ) -> Result<UploadLine, Reason> {
        let mut by_topic = self.by_topic.borrow_mut();
        if by_topic.contains_key(&channel.topic) {
            // The file is on its way already, and only one channel can bring it.
            return Err(Reason::Unauthorized);
        }
        if by_topic.len() >= self.limit {
            return Err(Reason::TooManyChannels);
        }
        // One chunk may wait while another is written.
        let (sender, arrivals) = mpsc::channel(0);
        let upload = Upload {
            channel: channel.clone(),
            arrivals: sender,
        };
        by_topic.insert(Rc::clone(&channel.topic), upload);
        let outlet = Box::new(Outlet {
            uploads: Rc::downgrade(self),
            channel,
            msg_ref: msg_ref.map(Box::from),
            is_answered: Cell::new(false),
        });
        Ok(UploadLine { arrivals, outlet })
    }

    /// Gives a chunk to its channel, once that has room for it. False if the channel is not joined.
    pub(super) async fn chunk(
        &self,
        topic: &str,
        join_ref: Option<&str>,
        msg_ref: Option<&str>,
        chunk: Bytes,
    ) -> bool {
        let mut arrival = Some(Arrival {
            msg_ref: msg_ref.map(Box::from),
            chunk: Some(chunk),
        });
        poll_fn(|cx| {
            let mut by_topic = self.by_topic.borrow_mut();
            let joined = by_topic.get_mut(topic);
            let Some(upload) = joined.filter(|upload| upload.channel.is_joined()) else {
                return Poll::Ready(false);
            };
            if !upload.channel.takes(join_ref) {
                // It was meant for a channel that this topic had before.
                return Poll::Ready(true);
            }
            let Ok(()) = std::task::ready!(upload.arrivals.poll_ready(cx)) else {
                return Poll::Ready(false);
            };
            let sent = arrival
                .take()
                .map(|arrival| upload.arrivals.start_send(arrival));
            Poll::Ready(matches!(sent, Some(Ok(()))))
        })
        .await
    }

    /// Lets the client of a channel leave, after what it has sent. False if there is no channel.
    pub(super) fn leave(&self, channel: &Channel, msg_ref: Option<&str>) -> bool {
        let mut by_topic = self.by_topic.borrow_mut();
        let Some(upload) = by_topic.get(&channel.topic) else {
            return false;
        };
        if !upload.channel.takes(channel.join_ref.as_deref()) {
            return true;
        }
        // A sender of its own has a place of its own.
        let mut arrivals = upload.arrivals.clone();
        by_topic.remove(&channel.topic);
        let leave = Arrival {
            msg_ref: msg_ref.map(Box::from),
            chunk: None,
        };
        arrivals.try_send(leave).is_ok()
    }

    /// Ends every channel: the client is gone.
    pub(super) fn end(&self) {
        self.by_topic.take();
    }

    fn forget(&self, ended: &Channel) {
        let mut by_topic = self.by_topic.borrow_mut();
        let known = by_topic.get(&ended.topic);
        if known.is_some_and(|known| known.channel.is(ended)) {
            by_topic.remove(&ended.topic);
        }
    }
}

/// The client's end of an upload channel.
struct Outlet {
    uploads: Weak<Uploads>,
    channel: Channel,
    /// The reference of the join.
    msg_ref: Option<Box<str>>,
    is_answered: Cell<bool>,
}

impl UploadOutlet for Outlet {
    fn accept(&self) {
        self.is_answered.set(true);
        self.channel.joined.set(true);
        self.channel
            .reply(self.msg_ref.as_deref(), &Ok("{}".into()));
    }

    fn reply(&self, msg_ref: Option<&str>, answer: Result<u8, Reason>) {
        let answer = answer
            .map(|progress| format!("{{\"progress\":{progress}}}"))
            .map_err(|reason| Refused::reason(reason.as_str()));
        self.channel.reply(msg_ref, &answer);
    }

    fn bye(&self, msg_ref: Option<&str>) {
        self.channel.reply(msg_ref, &Ok("{}".into()));
    }
}

impl Drop for Outlet {
    fn drop(&mut self) {
        if self.is_answered.get() {
            self.channel.end(event::CLOSE);
        } else {
            let refused = Refused::reason(Reason::Unauthorized.as_str());
            self.channel.reply(self.msg_ref.as_deref(), &Err(refused));
        }
        if let Some(uploads) = self.uploads.upgrade() {
            uploads.forget(&self.channel);
        }
    }
}
