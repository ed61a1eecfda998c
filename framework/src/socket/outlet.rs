use std::rc::Rc;
use std::task::{Context, Poll};

use futures_channel::oneshot;

use super::channel::Channel;
use super::outbox::Credit;
use super::upload::Tokens;
use crate::page::{Answer, Outlet};
use crate::upload::EntryAddress;

/// The way from a page to its client.
pub(super) struct PageOutlet {
    pub(super) channel: Channel,
    tokens: Tokens,
    credit: Rc<Credit>,
    /// Tells the connection, when it is dropped, that the page needs it no more.
    _until: oneshot::Sender<()>,
}

impl PageOutlet {
    /// The outlet, and what is over when the page needs it no more.
    pub(super) fn new(channel: Channel, tokens: Tokens) -> (Self, oneshot::Receiver<()>) {
        let (until, over) = oneshot::channel();
        let outlet = Self {
            channel,
            tokens,
            credit: Rc::default(),
            _until: until,
        };
        (outlet, over)
    }
}

impl Outlet for PageOutlet {
    fn reply(&self, msg_ref: Option<&str>, answer: &Answer) {
        self.channel.reply(msg_ref, answer);
    }

    fn push(&self, frame: Vec<u8>) {
        self.channel.outbox.send_envelope(frame, &self.credit);
    }

    fn upload_token(&self, entry: EntryAddress) -> String {
        self.tokens.token(entry)
    }

    fn poll_credit(&self, cx: &mut Context<'_>) -> Poll<()> {
        self.credit.poll(cx)
    }

    fn is_gone(&self) -> bool {
        self.channel.outbox.is_abandoned()
    }

    fn heartbeats(&self) -> u64 {
        self.channel.outbox.heartbeats.get()
    }
}
