//! What a client says and does, as a state machine without a socket and a clock.
//!
//! Whoever drives it tells it what happened ([`Protocol::opened`], [`Protocol::text`],
//! [`Protocol::timeout`]…) and what time it is, carries out its [`Action`]s, and calls
//! [`Protocol::timeout`] when [`Protocol::deadline`] has come. [`connect`](crate::connect()) is one
//! such driver; tests are another.

mod backoff;
mod files;
mod frames;
mod page;
mod pending;
mod root;
mod settings;
mod too_large;

pub(crate) use frames::command_payload;
pub use page::{Join, MountFailure, MountStatus, Page};
pub use settings::Settings;

use std::collections::VecDeque;
use std::time::Duration;

use futures_channel::oneshot;
use musubi::replica::{CommandFailure, FileStep};
use musubi_wire::StoreId;
use musubi_wire::frame::{Reply, ReplyStatus, TextFrame};
use musubi_wire::names::event;
use musubi_wire::payload::{ErrorReply, JoinReply};
use serde_json::value::RawValue;

use backoff::Backoff;
use files::Files;
use frames::Refs;
use pending::{Pending, Sender};
use root::{Phase, Root};

/// What the driver has to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// Open a socket. There is none now.
    Open,
    /// Send this text over the socket.
    Send(String),
    /// Send these bytes over the socket, in a binary frame.
    SendBytes(Vec<u8>),
    /// Close the socket, and say nothing of its end.
    Close,
}

/// How a connection is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConnectionStatus {
    /// It has not been open yet.
    Connecting,
    /// It is open.
    Ready,
    /// It was lost, and is tried again after growing pauses.
    Reconnecting,
}

/// Identifies a mounted root among those of one client.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RootKey(u64);

/// Who waits for the reply to a message.
pub type ReplyTo = oneshot::Sender<Result<String, CommandFailure>>;

/// One client: its connection and the roots that it mounted.
#[derive(Debug)]
pub struct Protocol {
    socket: Socket,
    was_ready: bool,
    settings: Settings,
    roots: Vec<Root>,
    files: Files,
    pending: Pending,
    actions: VecDeque<Action>,
    refs: Refs,
    backoff: Backoff,
    next_key: u64,
}

#[derive(Debug)]
enum Socket {
    /// Closed, until a time, or for as long as there is nothing to mount.
    Closed { until: Duration },
    /// The driver opens it.
    Opening,
    Open {
        next_heartbeat: Duration,
        unanswered: Option<u64>,
    },
}

impl Protocol {
    /// A client that begins to connect. `seed` makes its pauses differ from those of others.
    pub fn new(settings: Settings, seed: u64) -> Self {
        Self {
            socket: Socket::Opening,
            was_ready: false,
            settings,
            roots: Vec::new(),
            files: Files::default(),
            pending: Pending::default(),
            actions: VecDeque::from([Action::Open]),
            refs: Refs::default(),
            backoff: Backoff::new(settings, seed),
            next_key: 0,
        }
    }

    /// What has to be done next.
    pub fn action(&mut self) -> Option<Action> {
        self.actions.pop_front()
    }

    /// When [`Protocol::timeout`] is to be called, if nothing happens before.
    pub fn deadline(&self) -> Option<Duration> {
        match &self.socket {
            Socket::Opening => self.pending.deadline(),
            Socket::Closed { until } => self.pending.deadline().into_iter().chain([*until]).min(),
            Socket::Open { next_heartbeat, .. } => {
                let roots = self.roots.iter().filter_map(Root::deadline);
                let replies = self.pending.deadline();
                roots.chain(replies).chain([*next_heartbeat]).min()
            }
        }
    }

    /// How the connection is doing.
    pub fn status(&self) -> ConnectionStatus {
        match (&self.socket, self.was_ready) {
            (Socket::Open { .. }, _) => ConnectionStatus::Ready,
            (_, false) => ConnectionStatus::Connecting,
            (_, true) => ConnectionStatus::Reconnecting,
        }
    }

    /// The socket is open.
    pub fn opened(&mut self, now: Duration) {
        self.was_ready = true;
        self.backoff.reset();
        self.socket = Socket::Open {
            next_heartbeat: now.saturating_add(self.settings.heartbeat),
            unanswered: None,
        };
        for root in &mut self.roots {
            let join = root.join(&mut self.refs, now);
            self.actions.push_back(Action::Send(join));
        }
    }

    /// The socket is closed, or could not be opened.
    pub fn closed(&mut self, now: Duration) {
        self.socket = Socket::Closed {
            until: now.saturating_add(self.backoff.next()),
        };
        self.files.clear();
        for root in &mut self.roots {
            root.lost();
        }
        let roots = &self.roots;
        self.pending.lose(|key| {
            roots
                .iter()
                .any(|root| root.key == key && root.may_resume())
        });
    }

    /// The time of [`Protocol::deadline`] has come.
    pub fn timeout(&mut self, now: Duration) {
        self.pending.time_out(now);
        match &mut self.socket {
            Socket::Opening => {}
            Socket::Closed { until } => {
                if *until <= now {
                    self.open();
                }
            }
            Socket::Open {
                next_heartbeat,
                unanswered,
            } => {
                if *next_heartbeat <= now {
                    if unanswered.is_some() {
                        // The connection is dead, whatever the socket believes.
                        self.actions.push_back(Action::Close);
                        self.closed(now);
                        return;
                    }
                    let (msg_ref, frame) = self.refs.heartbeat();
                    *next_heartbeat = now.saturating_add(self.settings.heartbeat);
                    *unanswered = Some(msg_ref);
                    self.actions.push_back(Action::Send(frame));
                }
                let is_late = |root: &Root| root.deadline().is_some_and(|at| at <= now);
                for root in self.roots.iter_mut().filter(|root| is_late(root)) {
                    self.pending.disconnect(Sender::Root(root.key));
                    let frame = root.timeout(&mut self.refs, now);
                    self.actions.push_back(Action::Send(frame));
                }
                self.roots.retain(|root| !root.is_given_up());
            }
        }
    }

    /// Somebody looks at the page again, or the network is back: no reason to pause any longer.
    pub fn wake(&mut self) {
        if matches!(self.socket, Socket::Closed { .. }) {
            self.backoff.reset();
            self.open();
        }
    }

    fn open(&mut self) {
        self.socket = Socket::Opening;
        self.actions.push_back(Action::Open);
    }

    /// Mounts a root, and goes on doing so until [`Protocol::unmount`].
    pub fn mount(&mut self, join: Join, page: Box<dyn Page>, now: Duration) -> RootKey {
        let key = RootKey(self.next_key);
        self.next_key += 1;
        let backoff = Backoff::new(self.settings, self.backoff.draw());
        let mut root = Root::new(key, join, page, self.settings.join_timeout, backoff);
        if matches!(self.socket, Socket::Open { .. }) {
            let join = root.join(&mut self.refs, now);
            self.actions.push_back(Action::Send(join));
        }
        self.roots.push(root);
        key
    }

    /// Leaves a root. Its commands are not answered any more.
    pub fn unmount(&mut self, key: RootKey) {
        if let Some(index) = self.roots.iter().position(|root| root.key == key) {
            let root = self.roots.remove(index);
            self.pending.disconnect(Sender::Root(key));
            let leave = root.leave(&mut self.refs);
            self.actions.extend(leave.map(Action::Send));
        }
    }

    /// Sends a command, whose payload is JSON text. See [`Protocol::push`].
    pub fn command(
        &mut self,
        key: RootKey,
        store_id: &StoreId,
        name: &str,
        payload: &str,
        reply: ReplyTo,
        now: Duration,
    ) {
        let payload = frames::command_payload(store_id, name, payload);
        self.push(key, event::COMMAND, &payload, reply, now);
    }

    /// Sends a message on the channel of a root, whose payload is JSON text. It fails at once while
    /// the root is not there. Commands alone are sent again by themselves, to a page that goes on
    /// after a drop, which carries each out once.
    pub fn push(
        &mut self,
        key: RootKey,
        event: &str,
        payload: &str,
        reply: ReplyTo,
        now: Duration,
    ) {
        let root = self.roots.iter_mut().find(|root| root.key == key);
        let is_command = event == event::COMMAND;
        let may_resume = root.as_ref().is_some_and(|root| root.may_resume());
        let cid = root.filter(|_| is_command).and_then(Root::next_cid);
        let command = cid.map(|cid| frames::numbered(payload, cid));
        if may_resume && command.is_some() {
            // It waits with those that are sent again, in its place among them.
            let until = now.saturating_add(self.settings.command_timeout);
            let (msg_ref, sender) = (self.refs.next(), Sender::Root(key));
            let bytes = command.as_ref().map_or(0, String::len);
            let pending = &mut self.pending;
            return pending.push(msg_ref, sender, until, reply, bytes, command);
        }
        let sent = self.frame(key, event, command.as_deref().unwrap_or(payload));
        self.send(Sender::Root(key), sent, reply, command, now);
    }

    /// A message on the channel of a root and its ref, where the root is there.
    fn frame(&mut self, key: RootKey, event: &str, payload: &str) -> Option<(u64, Action)> {
        let root = self.roots.iter().find(|root| root.key == key)?;
        let (msg_ref, frame) = root.push(&mut self.refs, event, payload)?;
        Some((msg_ref, Action::Send(frame)))
    }

    /// Does the next thing with the channel of a file that was offered.
    pub fn file(&mut self, entry_ref: &str, step: &FileStep, reply: ReplyTo, now: Duration) {
        let is_open = matches!(self.socket, Socket::Open { .. });
        let (refs, files) = (&mut self.refs, &mut self.files);
        let sent = match step {
            FileStep::Open(payload) => is_open.then(|| {
                let (join_ref, frame) = files.open(refs, entry_ref, payload);
                (join_ref, join_ref, Action::Send(frame))
            }),
            FileStep::Chunk(data) => {
                let chunk = files.chunk(refs, entry_ref, data);
                chunk
                    .map(|(msg_ref, join_ref, frame)| (msg_ref, join_ref, Action::SendBytes(frame)))
            }
            FileStep::Close => {
                if let Some((join_ref, leave)) = files.close(refs, entry_ref) {
                    self.pending.disconnect(Sender::File(join_ref));
                    self.actions.push_back(Action::Send(leave));
                }
                return;
            }
        };
        let sender = Sender::File(sent.as_ref().map_or(0, |(_, join_ref, _)| *join_ref));
        let sent = sent.map(|(msg_ref, _, action)| (msg_ref, action));
        self.send(sender, sent, reply, None, now);
    }

    fn send(
        &mut self,
        sender: Sender,
        sent: Option<(u64, Action)>,
        reply: ReplyTo,
        command: Option<String>,
        now: Duration,
    ) {
        match sent {
            Some((msg_ref, action)) => {
                let until = now.saturating_add(self.settings.command_timeout);
                let bytes = match &action {
                    Action::Send(text) => text.len(),
                    Action::SendBytes(bytes) => bytes.len(),
                    Action::Open | Action::Close => 0,
                };
                let pending = &mut self.pending;
                pending.push(msg_ref, sender, until, reply, bytes, command);
                self.actions.push_back(action);
            }
            None => drop(reply.send(Err(CommandFailure::Unsent))),
        }
    }

    /// A text frame came. One that is none, or is for nobody, is ignored.
    pub fn text(&mut self, text: &str, now: Duration) {
        let Ok(frame) = TextFrame::parse(text) else {
            return;
        };
        if frame.event == event::REPLY {
            self.reply(&frame, now);
            return;
        }
        let join_ref = frame.join_ref.as_deref().and_then(frames::number);
        let is_end = matches!(&*frame.event, event::CLOSE | event::ERROR);
        if let Some(join_ref) = join_ref.filter(|_| is_end)
            && self.files.ended(join_ref)
        {
            self.pending.disconnect(Sender::File(join_ref));
            return;
        }
        let root = self.roots.iter_mut().find(|root| root.is(join_ref));
        let Some(root) = root else { return };
        let key = root.key;
        let recovery = match &*frame.event {
            event::PATCH => root.patch(frame.payload, now),
            event::ERROR | event::CLOSE => root.ended(now),
            _ => return,
        };
        if let Err(leave) = recovery {
            self.recover(key, leave, now);
        }
    }

    fn reply(&mut self, frame: &TextFrame<'_>, now: Duration) {
        let msg_ref = frame.msg_ref.as_deref().and_then(frames::number);
        let (Some(msg_ref), Ok(reply)) = (msg_ref, Reply::parse(frame.payload)) else {
            return;
        };
        if let Socket::Open { unanswered, .. } = &mut self.socket
            && *unanswered == Some(msg_ref)
        {
            *unanswered = None;
            return;
        }
        if let Some(to) = self.pending.take(msg_ref) {
            let _ = to.send(match reply.status {
                ReplyStatus::Ok => Ok(reply.response.get().to_owned()),
                ReplyStatus::Error => Err(CommandFailure::Refused(error_reply(reply.response))),
            });
            return;
        }
        let root = self.roots.iter_mut().find(|root| root.is(Some(msg_ref)));
        let Some(root) = root else { return };
        if !matches!(root.phase, Phase::Joining { .. }) {
            return;
        }
        match reply.status {
            ReplyStatus::Ok => {
                let (token, resumed) = JoinReply::read(reply.response)
                    .map_or((None, false), |reply| (reply.token, reply.resumed));
                let (key, is_resumed) = (root.key, root.joined(token, resumed));
                self.go_on(key, is_resumed);
            }
            ReplyStatus::Error => {
                self.pending.disconnect(Sender::Root(root.key));
                root.refused(error_reply(reply.response), now);
                self.roots.retain(|root| !root.is_given_up());
            }
        }
    }

    /// A join was accepted: sends the commands without a reply again, where the page of before goes
    /// on, and tells them that there will be none where it does not.
    fn go_on(&mut self, key: RootKey, is_resumed: bool) {
        let root = self.roots.iter().find(|root| root.key == key);
        let Some(root) = root.filter(|_| is_resumed) else {
            return self.pending.disconnect(Sender::Root(key));
        };
        let (refs, actions) = (&mut self.refs, &mut self.actions);
        self.pending.send_again(key, |command| {
            let (msg_ref, frame) = root.push(refs, event::COMMAND, command)?;
            actions.push_back(Action::Send(frame));
            Some(msg_ref)
        });
    }

    /// Leaves a channel whose page cannot be followed any more. The root joins anew.
    fn recover(&mut self, key: RootKey, leave: Option<u64>, now: Duration) {
        self.pending.disconnect(Sender::Root(key));
        let Some(root) = self.roots.iter_mut().find(|root| root.key == key) else {
            return;
        };
        if let Some(join_ref) = leave {
            let frame = frames::leave(&mut self.refs, join_ref, root.topic());
            self.actions.push_back(Action::Send(frame));
        }
        if root.is_given_up() {
            self.roots.retain(|root| root.key != key);
        } else if root.deadline().is_none() {
            let join = root.join(&mut self.refs, now);
            self.actions.push_back(Action::Send(join));
        }
    }
}

fn error_reply(response: &RawValue) -> ErrorReply {
    ErrorReply::read(response).unwrap_or_else(|| ErrorReply::new("internal error"))
}
