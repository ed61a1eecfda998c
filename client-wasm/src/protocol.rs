//! What a client says and does, as a state machine without a socket and a clock.
//!
//! Whoever drives it tells it what happened ([`Protocol::opened`], [`Protocol::text`],
//! [`Protocol::timeout`]…) and what time it is, carries out its [`Action`]s, and calls
//! [`Protocol::timeout`] when [`Protocol::deadline`] has come. [`connect`](crate::connect()) is one
//! such driver; tests are another.

mod backoff;
mod frames;
mod page;
mod root;

pub use page::{Join, MountStatus, Page, Refusal};

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::time::Duration;

use futures_channel::oneshot;
use musubi::replica::CommandFailure;
use musubi_wire::StoreId;
use musubi_wire::frame::{Reply, ReplyStatus, TextFrame};
use musubi_wire::names::event;
use musubi_wire::payload::ErrorReply;
use serde_json::value::RawValue;

use backoff::Backoff;
use frames::Refs;
use root::{Phase, Root};

/// How long a server may take to answer a heartbeat, and how often it is asked.
const HEARTBEAT: Duration = Duration::from_secs(30);

/// What the driver has to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// Open a socket. There is none now.
    Open,
    /// Send this text over the socket.
    Send(String),
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

/// Who waits for the reply to a command.
pub type ReplyTo = oneshot::Sender<Result<String, CommandFailure>>;

/// One client: its connection and the roots that it mounted.
#[derive(Debug)]
pub struct Protocol {
    socket: Socket,
    was_ready: bool,
    roots: BTreeMap<RootKey, Root>,
    commands: HashMap<String, (RootKey, ReplyTo)>,
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
        unanswered: Option<String>,
    },
}

impl Protocol {
    /// A client that begins to connect. `seed` makes its pauses differ from those of others.
    pub fn new(seed: u64) -> Self {
        Self {
            socket: Socket::Opening,
            was_ready: false,
            roots: BTreeMap::new(),
            commands: HashMap::new(),
            actions: VecDeque::from([Action::Open]),
            refs: Refs::default(),
            backoff: Backoff::new(seed),
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
            Socket::Opening => None,
            Socket::Closed { until } => Some(*until),
            Socket::Open { next_heartbeat, .. } => {
                let rejoins = self.roots.values().filter_map(Root::deadline);
                rejoins.chain([*next_heartbeat]).min()
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
            next_heartbeat: now + HEARTBEAT,
            unanswered: None,
        };
        for root in self.roots.values_mut() {
            self.actions
                .push_back(Action::Send(root.join(&mut self.refs)));
        }
    }

    /// The socket is closed, or could not be opened.
    pub fn closed(&mut self, now: Duration) {
        self.socket = Socket::Closed {
            until: now + self.backoff.next(),
        };
        for (_, reply) in self.commands.drain().map(|(_, command)| command) {
            let _ = reply.send(Err(CommandFailure::Disconnected));
        }
        for root in self.roots.values_mut() {
            root.lost();
        }
    }

    /// The time of [`Protocol::deadline`] has come.
    pub fn timeout(&mut self, now: Duration) {
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
                    *next_heartbeat = now + HEARTBEAT;
                    *unanswered = Some(msg_ref);
                    self.actions.push_back(Action::Send(frame));
                }
                for root in self.roots.values_mut() {
                    if root.deadline().is_some_and(|at| at <= now) {
                        self.actions
                            .push_back(Action::Send(root.join(&mut self.refs)));
                    }
                }
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
    pub fn mount(&mut self, join: Join, page: Box<dyn Page>) -> RootKey {
        let key = RootKey(self.next_key);
        self.next_key += 1;
        let seed = self.backoff.draw();
        let mut root = Root::new(join, page, Backoff::new(seed));
        if matches!(self.socket, Socket::Open { .. }) {
            self.actions
                .push_back(Action::Send(root.join(&mut self.refs)));
        }
        self.roots.insert(key, root);
        key
    }

    /// Leaves a root. Its commands are not answered any more.
    pub fn unmount(&mut self, key: RootKey) {
        if let Some(root) = self.roots.remove(&key) {
            self.disconnect_commands(key);
            let leave = root.leave(&mut self.refs);
            self.actions.extend(leave.map(Action::Send));
        }
    }

    /// Sends a command, whose payload is JSON text. It is refused at once while its root is not
    /// there: nothing is sent again by itself.
    pub fn command(
        &mut self,
        key: RootKey,
        store_id: &StoreId,
        name: &str,
        payload: &str,
        reply: ReplyTo,
    ) {
        let root = self.roots.get(&key);
        match root.and_then(|root| root.command(&mut self.refs, store_id, name, payload)) {
            Some((msg_ref, frame)) => {
                self.commands.insert(msg_ref, (key, reply));
                self.actions.push_back(Action::Send(frame));
            }
            None => drop(reply.send(Err(CommandFailure::Disconnected))),
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
        let Some(join_ref) = frame.join_ref.as_deref() else {
            return;
        };
        let root = self.roots.iter_mut().find(|(_, root)| root.is(join_ref));
        let Some((&key, root)) = root else { return };
        let recovery = match &*frame.event {
            event::PATCH => root.patch(frame.payload, now),
            event::ERROR | event::CLOSE => root.ended(now),
            _ => return,
        };
        if let Err(leave) = recovery {
            self.recover(key, leave);
        }
    }

    fn reply(&mut self, frame: &TextFrame<'_>, now: Duration) {
        let (Some(msg_ref), Ok(reply)) = (&frame.msg_ref, Reply::parse(frame.payload)) else {
            return;
        };
        if let Socket::Open { unanswered, .. } = &mut self.socket
            && unanswered.as_deref() == Some(msg_ref)
        {
            *unanswered = None;
            return;
        }
        if let Some((_, to)) = self.commands.remove(&**msg_ref) {
            let _ = to.send(match reply.status {
                ReplyStatus::Ok => Ok(reply.response.get().to_owned()),
                ReplyStatus::Error => Err(CommandFailure::Refused(error_reply(reply.response))),
            });
            return;
        }
        let root = self.roots.iter_mut().find(|(_, root)| root.is(msg_ref));
        let Some((&key, root)) = root else { return };
        if !matches!(root.phase, Phase::Joining { .. }) {
            return;
        }
        match reply.status {
            ReplyStatus::Ok => root.joined(),
            ReplyStatus::Error => {
                if !root.refused(&error_reply(reply.response), now) {
                    self.roots.remove(&key);
                }
            }
        }
    }

    /// Leaves a channel whose page cannot be followed any more. The root joins anew.
    fn recover(&mut self, key: RootKey, leave: Option<u64>) {
        self.disconnect_commands(key);
        let Some(root) = self.roots.get_mut(&key) else {
            return;
        };
        if let Some(join_ref) = leave {
            let frame = frames::leave(&mut self.refs, join_ref, root.topic());
            self.actions.push_back(Action::Send(frame));
        }
        if root.deadline().is_none() {
            self.actions
                .push_back(Action::Send(root.join(&mut self.refs)));
        }
    }

    fn disconnect_commands(&mut self, key: RootKey) {
        let lost = self.commands.extract_if(|_, (root, _)| *root == key);
        for (_, (_, reply)) in lost {
            let _ = reply.send(Err(CommandFailure::Disconnected));
        }
    }
}

fn error_reply(response: &RawValue) -> ErrorReply {
    serde_json::from_str(response.get()).unwrap_or_else(|_| ErrorReply::new("internal error"))
}
