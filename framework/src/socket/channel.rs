use std::cell::Cell;
use std::rc::Rc;

use musubi_wire::Reason;
use musubi_wire::frame::{ReplyStatus, write_push, write_raw_reply};
use musubi_wire::names::event;

use super::outbox::Outbox;
use crate::page::Answer;
use crate::store::Refused;

/// The server's end of one channel: a topic, as one join made it.
#[derive(Clone)]
pub(super) struct Channel {
    pub(super) outbox: Rc<Outbox>,
    pub(super) topic: Rc<str>,
    pub(super) join_ref: Option<Rc<str>>,
    /// Whether the join was answered with ok.
    pub(super) joined: Rc<Cell<bool>>,
    /// Whether its page may outlive the connection.
    pub(super) resumable: Rc<Cell<bool>>,
}

impl Channel {
    pub(super) fn reply(&self, msg_ref: Option<&str>, answer: &Answer) {
        let mut text = String::new();
        let (join_ref, topic) = (self.join_ref.as_deref(), &*self.topic);
        match answer {
            Ok(response) => {
                write_raw_reply(
                    &mut text,
                    join_ref,
                    msg_ref,
                    topic,
                    ReplyStatus::Ok,
                    response,
                );
            }
            Err(refused) => {
                let response = refused.response();
                write_raw_reply(
                    &mut text,
                    join_ref,
                    msg_ref,
                    topic,
                    ReplyStatus::Error,
                    &response,
                );
            }
        }
        self.outbox.send(text);
    }

    /// Whether both are of the same join.
    pub(super) fn is(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.topic, &other.topic)
    }

    /// Tells the client that the page crashed: after the join with `phx_error`, else as its reply.
    pub(super) fn crash(&self, join: Option<&str>) {
        if self.is_joined() {
            self.end(event::ERROR);
        } else {
            let crashed = Refused::reason(Reason::JoinCrashed.as_str());
            self.reply(join, &Err(crashed));
        }
    }

    /// Whether the root is mounted.
    pub(super) fn is_joined(&self) -> bool {
        self.joined.get()
    }

    /// Whether a message with this join's reference, or with none, is for this channel.
    pub(super) fn takes(&self, join_ref: Option<&str>) -> bool {
        join_ref.is_none() || join_ref == self.join_ref.as_deref()
    }

    /// Tells the client that the channel is over: `phx_close` or `phx_error`.
    pub(super) fn end(&self, event: &str) {
        let mut text = String::new();
        let join_ref = self.join_ref.as_deref();
        write_push(&mut text, join_ref, join_ref, &self.topic, event, "{}");
        self.outbox.send(text);
    }
}
