use std::time::Duration;

use musubi::replica::CommandFailure;

use super::{ReplyTo, RootKey};

/// The messages whose reply has not come, in the order in which they were sent, which is that of
/// their refs.
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
    /// How much was sent.
    bytes: usize,
    /// The payload of a command that may be sent again to the page that goes on.
    command: Option<String>,
}

impl Pending {
    pub(super) fn push(
        &mut self,
        msg_ref: u64,
        sender: Sender,
        until: Duration,
        reply: ReplyTo,
        bytes: usize,
        command: Option<String>,
    ) {
        self.0.push(Waiting {
            msg_ref,
            sender,
            until,
            reply,
            bytes,
            command,
        });
    }

    /// Takes out who waits for the reply to this message.
    pub(super) fn take(&mut self, msg_ref: u64) -> Option<ReplyTo> {
        let found = self
            .0
            .binary_search_by_key(&msg_ref, |waiting| waiting.msg_ref);
        Some(self.0.remove(found.ok()?).reply)
    }

    /// The size of the largest, where there is one, and its ref.
    pub(super) fn largest(&self) -> Option<(usize, u64)> {
        let sizes = self
            .0
            .iter()
            .map(|waiting| (waiting.bytes, waiting.msg_ref));
        sizes.max()
    }

    /// Until when the first of them waits.
    pub(super) fn deadline(&self) -> Option<Duration> {
        self.0.iter().map(|waiting| waiting.until).min()
    }

    /// Tells those that have waited until `now`.
    pub(super) fn time_out(&mut self, now: Duration) {
        for waiting in self.0.extract_if(.., |waiting| waiting.until <= now) {
            let _ = waiting.reply.send(Err(CommandFailure::TimedOut));
        }
    }

    /// Tells those of one sender that there will be no reply.
    pub(super) fn disconnect(&mut self, sender: Sender) {
        self.disconnect_where(|waiting| waiting.sender == sender);
    }

    /// The connection is down: tells all that there will be no reply, but for commands to pages
    /// that may go on.
    pub(super) fn lose(&mut self, may_resume: impl Fn(RootKey) -> bool) {
        self.disconnect_where(|waiting| match waiting.sender {
            Sender::Root(key) => waiting.command.is_none() || !may_resume(key),
            Sender::File(_) => true,
        });
    }

    /// Sends the commands to a page again, which goes on: `send` gives the ref of each.
    pub(super) fn send_again(&mut self, key: RootKey, mut send: impl FnMut(&str) -> Option<u64>) {
        let of_page = |waiting: &mut Waiting| waiting.sender == Sender::Root(key);
        let commands: Vec<_> = self.0.extract_if(.., of_page).collect();
        for waiting in commands {
            match waiting.command.as_deref().and_then(&mut send) {
                Some(msg_ref) => self.0.push(Waiting { msg_ref, ..waiting }),
                None => drop(waiting.reply.send(Err(CommandFailure::Disconnected))),
            }
        }
    }

    fn disconnect_where(&mut self, lost: impl Fn(&Waiting) -> bool) {
        let lost = |waiting: &mut Waiting| lost(waiting);
        for waiting in self.0.extract_if(.., lost) {
            let _ = waiting.reply.send(Err(CommandFailure::Disconnected));
        }
    }
}
