use std::time::Duration;

use musubi::replica::CommandFailure;

use super::{ReplyTo, RootKey};

/// The messages whose reply has not come. They are in the order in which they were sent, which is
/// that of their refs and of the times until which they wait.
#[derive(Debug, Default)]
pub(super) struct Pending(Vec<Waiting>);

/// What a message was sent for, and whose end is also that of waiting for the reply.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sender {
    Root(RootKey),
    /// The file whose channel has this ref.
    File(u64),
}

#[derive(Debug)]
struct Waiting {
    msg_ref: u64,
    sender: Sender,
    until: Duration,
    reply: ReplyTo,
}

impl Pending {
    pub(super) fn push(&mut self, msg_ref: u64, sender: Sender, until: Duration, reply: ReplyTo) {
        self.0.push(Waiting {
            msg_ref,
            sender,
            until,
            reply,
        });
    }

    /// Takes out who waits for the reply to this message.
    pub(super) fn take(&mut self, msg_ref: u64) -> Option<ReplyTo> {
        let found = self
            .0
            .binary_search_by_key(&msg_ref, |waiting| waiting.msg_ref);
        Some(self.0.remove(found.ok()?).reply)
    }

    /// Until when the first of them waits.
    pub(super) fn deadline(&self) -> Option<Duration> {
        self.0.first().map(|waiting| waiting.until)
    }

    /// Tells those that have waited until `now`.
    pub(super) fn time_out(&mut self, now: Duration) {
        let late = self.0.partition_point(|waiting| waiting.until <= now);
        for waiting in self.0.drain(..late) {
            let _ = waiting.reply.send(Err(CommandFailure::TimedOut));
        }
    }

    /// Tells those of one sender, or all, that there will be no reply.
    pub(super) fn disconnect(&mut self, sender: Option<Sender>) {
        let lost = |waiting: &mut Waiting| sender.is_none_or(|sender| waiting.sender == sender);
        for waiting in self.0.extract_if(.., lost) {
            let _ = waiting.reply.send(Err(CommandFailure::Disconnected));
        }
    }
}
