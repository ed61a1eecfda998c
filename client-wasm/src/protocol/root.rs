use std::fmt;
use std::time::Duration;

use musubi_wire::envelope::RawEnvelope;
use musubi_wire::payload::ErrorReply;
use musubi_wire::{connection_topic, root_id};
use serde_json::value::RawValue;

use super::backoff::Backoff;
use super::frames::{self, Refs};
use super::{Join, MountFailure, MountStatus, Page, RootKey};

/// One root and its channel.
pub(super) struct Root {
    pub(super) key: RootKey,
    join: Join,
    root_id: String,
    topic: String,
    page: Box<dyn Page>,
    pub(super) phase: Phase,
    /// Whether there is state to go on showing.
    has_state: bool,
    /// What the page is known as that may go on after a drop.
    token: Option<String>,
    /// The version to go on from, while the page waits for this client.
    resume: Option<u64>,
    /// The number of the last command.
    last_cid: u64,
    join_timeout: Duration,
    backoff: Backoff,
}

/// How far the channel of a root has come.
#[derive(Debug)]
pub(super) enum Phase {
    /// There is no socket.
    Waiting,
    /// The join was sent, and is answered until then.
    Joining { join_ref: u64, until: Duration },
    /// The page exists, and its state comes until then.
    Joined { join_ref: u64, until: Duration },
    /// The state is there; this is the version of the last envelope.
    Live { join_ref: u64, version: u64 },
    /// The next join follows then.
    Pausing { until: Duration },
    /// There was no state and will be none.
    GivenUp,
}

/// What to do about a page that cannot be followed: leave the channel of this ref, if it is still
/// there, and join anew.
pub(super) type Recovery = Result<(), Option<u64>>;

impl Root {
    pub(super) fn new(
        key: RootKey,
        join: Join,
        page: Box<dyn Page>,
        join_timeout: Duration,
        backoff: Backoff,
    ) -> Self {
        let root_id = root_id(&join.module, &join.id);
        Self {
            key,
            topic: connection_topic(&root_id),
            root_id,
            join,
            page,
            phase: Phase::Waiting,
            has_state: false,
            token: None,
            resume: None,
            last_cid: 0,
            join_timeout,
            backoff,
        }
    }

    pub(super) fn topic(&self) -> &str {
        &self.topic
    }

    /// Whether this is the ref of the join that the channel goes back to.
    pub(super) fn is(&self, join_ref: Option<u64>) -> bool {
        join_ref.is_some() && self.join_ref() == join_ref
    }

    /// The ref of the channel, where there is one.
    fn join_ref(&self) -> Option<u64> {
        match self.phase {
            Phase::Joining { join_ref, .. }
            | Phase::Joined { join_ref, .. }
            | Phase::Live { join_ref, .. } => Some(join_ref),
            Phase::Waiting | Phase::Pausing { .. } | Phase::GivenUp => None,
        }
    }

    pub(super) fn is_given_up(&self) -> bool {
        matches!(self.phase, Phase::GivenUp)
    }

    pub(super) fn deadline(&self) -> Option<Duration> {
        match self.phase {
            Phase::Joining { until, .. }
            | Phase::Joined { until, .. }
            | Phase::Pausing { until } => Some(until),
            Phase::Waiting | Phase::Live { .. } | Phase::GivenUp => None,
        }
    }

    /// The time of [`Root::deadline`] has come: the frame that joins again, or that leaves a channel
    /// on which nothing came.
    pub(super) fn timeout(&mut self, refs: &mut Refs, now: Duration) -> String {
        let Some(join_ref) = self.join_ref() else {
            return self.join(refs, now);
        };
        if self.has_state {
            self.pause(now);
        } else {
            self.give_up(MountFailure::TimedOut);
        }
        frames::leave(refs, join_ref, &self.topic)
    }

    /// How much its join has sent that asks for the first state, if that is what it waits for.
    pub(super) fn asks_for_state(&self) -> Option<usize> {
        let is_joining = matches!(self.phase, Phase::Joining { .. });
        (is_joining && !self.has_state).then_some(self.join.params.len())
    }

    /// The frame that joins the channel.
    pub(super) fn join(&mut self, refs: &mut Refs, now: Duration) -> String {
        let token = self.resume.and(self.token.as_deref());
        let payload = frames::join_payload(&self.join, token, self.resume.unwrap_or(0));
        let (join_ref, frame) = frames::join(refs, &self.topic, &payload);
        let until = now.saturating_add(self.join_timeout);
        self.phase = Phase::Joining { join_ref, until };
        frame
    }

    /// The server has accepted the join. Tells whether the page of before goes on.
    pub(super) fn joined(&mut self, token: Option<String>, is_resumed: bool) -> bool {
        let Phase::Joining { join_ref, until } = self.phase else {
            return false;
        };
        self.token = token;
        let version = self.resume.take().filter(|_| is_resumed);
        self.phase = match version {
            Some(version) => Phase::Live { join_ref, version },
            None => Phase::Joined { join_ref, until },
        };
        if version.is_some() {
            self.page.status(MountStatus::Live);
        }
        version.is_some()
    }

    /// Whether the page may go on when there is a socket again.
    pub(super) fn may_resume(&self) -> bool {
        self.resume.is_some()
    }

    /// The number of the next command, where it can be sent again.
    pub(super) fn next_cid(&mut self) -> Option<u64> {
        self.token.as_ref()?;
        self.last_cid += 1;
        Some(self.last_cid)
    }

    /// The server refused the join.
    pub(super) fn refused(&mut self, refusal: ErrorReply, now: Duration) {
        if self.has_state {
            self.pause(now);
        } else {
            self.give_up(MountFailure::Refused(refusal));
        }
    }

    fn give_up(&mut self, failure: MountFailure) {
        self.phase = Phase::GivenUp;
        self.page.failed(failure);
    }

    /// Takes an envelope.
    pub(super) fn patch(&mut self, payload: &RawValue, now: Duration) -> Recovery {
        let (join_ref, version) = match self.phase {
            Phase::Joined { join_ref, .. } => (join_ref, 0),
            Phase::Live { join_ref, version } => (join_ref, version),
            _ => return Ok(()),
        };
        let envelope = RawEnvelope::parse(payload.get()).ok().filter(|envelope| {
            envelope.root_id == self.root_id
                && envelope.base_version == version
                && Some(envelope.version) == version.checked_add(1)
        });
        let applied = match &envelope {
            Some(envelope) => self.page.envelope(envelope).map_err(Some),
            None => Err(None),
        };
        if let Err(fault) = applied {
            if let (Some(mismatch), false) = (fault, self.has_state) {
                self.give_up(MountFailure::Mismatch(mismatch));
                return Err(Some(join_ref));
            }
            // The first recovery is at once; a page that never fits is not asked for in a loop.
            if self.backoff.is_fresh() {
                self.backoff.next();
                self.stale();
            } else {
                self.pause(now);
            }
            return Err(Some(join_ref));
        }
        self.phase = Phase::Live {
            join_ref,
            version: version + 1,
        };
        if version == 0 {
            self.has_state = true;
            self.page.status(MountStatus::Live);
        } else {
            // The page can be followed.
            self.backoff.reset();
        }
        Ok(())
    }

    /// The channel has ended, and nobody asked for it.
    pub(super) fn ended(&mut self, now: Duration) -> Recovery {
        self.pause(now);
        Err(None)
    }

    /// The socket has gone.
    pub(super) fn lost(&mut self) {
        match self.phase {
            Phase::Live { version, .. } => self.resume = self.token.as_ref().map(|_| version),
            // It was lost before, and has not been found again.
            Phase::Waiting | Phase::Joining { .. } => {}
            Phase::Joined { .. } | Phase::Pausing { .. } | Phase::GivenUp => self.forget(),
        }
        self.phase = Phase::Waiting;
        self.tell_stale();
    }

    /// The page of before is gone.
    fn forget(&mut self) {
        self.token = None;
        self.resume = None;
    }

    /// The frame that leaves the channel, if there is one.
    pub(super) fn leave(self, refs: &mut Refs) -> Option<String> {
        let join_ref = self.join_ref()?;
        Some(frames::leave(refs, join_ref, &self.topic))
    }

    /// The frame of a message and its ref, where the page is there.
    pub(super) fn push(
        &self,
        refs: &mut Refs,
        event: &str,
        payload: &str,
    ) -> Option<(u64, String)> {
        let (Phase::Joined { join_ref, .. } | Phase::Live { join_ref, .. }) = self.phase else {
            return None;
        };
        Some(frames::push(refs, join_ref, &self.topic, event, payload))
    }

    fn pause(&mut self, now: Duration) {
        self.forget();
        self.phase = Phase::Pausing {
            until: now.saturating_add(self.backoff.next()),
        };
        self.tell_stale();
    }

    fn stale(&mut self) {
        self.forget();
        self.phase = Phase::Waiting;
        self.tell_stale();
    }

    fn tell_stale(&mut self) {
        if self.has_state {
            self.page.status(MountStatus::Stale);
        }
    }
}

impl fmt::Debug for Root {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Root")
            .field("root_id", &self.root_id)
            .field("phase", &self.phase)
            .finish_non_exhaustive()
    }
}
