use std::fmt;
use std::time::Duration;

use musubi_wire::envelope::RawEnvelope;
use musubi_wire::names::event;
use musubi_wire::payload::JoinPayload;
use musubi_wire::{StoreId, connection_topic, root_id};
use serde_json::value::RawValue;

use super::backoff::Backoff;
use super::frames::{self, Refs};
use super::{Join, MountStatus, Page, Refusal};

/// One root and its channel.
pub(super) struct Root {
    join: Join,
    root_id: String,
    topic: String,
    page: Box<dyn Page>,
    pub(super) phase: Phase,
    /// Whether there is state to go on showing.
    has_state: bool,
    backoff: Backoff,
}

/// How far the channel of a root has come.
#[derive(Debug)]
pub(super) enum Phase {
    /// There is no socket.
    Waiting,
    /// The join was sent.
    Joining { join_ref: u64 },
    /// The page exists; this is the version of the last envelope.
    Joined { join_ref: u64, version: u64 },
    /// The next join follows then.
    Pausing { until: Duration },
}

/// What to do about a page that cannot be followed: leave the channel of this ref, if it is still
/// there, and join anew.
pub(super) type Recovery = Result<(), Option<u64>>;

impl Root {
    pub(super) fn new(join: Join, page: Box<dyn Page>, backoff: Backoff) -> Self {
        let root_id = root_id(&join.module, &join.id);
        Self {
            topic: connection_topic(&root_id),
            root_id,
            join,
            page,
            phase: Phase::Waiting,
            has_state: false,
            backoff,
        }
    }

    pub(super) fn topic(&self) -> &str {
        &self.topic
    }

    /// Whether this is the ref of the join that the channel goes back to.
    pub(super) fn is(&self, join_ref: &str) -> bool {
        match self.phase {
            Phase::Joining { join_ref: own } | Phase::Joined { join_ref: own, .. } => {
                join_ref.parse() == Ok(own)
            }
            Phase::Waiting | Phase::Pausing { .. } => false,
        }
    }

    pub(super) fn deadline(&self) -> Option<Duration> {
        match self.phase {
            Phase::Pausing { until } => Some(until),
            _ => None,
        }
    }

    /// The frame that joins the channel.
    pub(super) fn join(&mut self, refs: &mut Refs) -> String {
        let join_ref = refs.next();
        self.phase = Phase::Joining { join_ref };
        let params: Box<RawValue> = RawValue::from_string(self.join.params.clone())
            .unwrap_or_else(|_| RawValue::NULL.to_owned());
        let payload = JoinPayload {
            module: (&*self.join.module).into(),
            id: (&*self.join.id).into(),
            params: &params,
            resume: None,
            rest: Default::default(),
        };
        let payload = serde_json::to_string(&payload).unwrap_or_default();
        let join_ref = join_ref.to_string();
        let mut frame = String::new();
        musubi_wire::frame::write_push(
            &mut frame,
            Some(&join_ref),
            Some(&join_ref),
            &self.topic,
            event::JOIN,
            &payload,
        );
        frame
    }

    pub(super) fn joined(&mut self) {
        if let Phase::Joining { join_ref } = self.phase {
            self.phase = Phase::Joined {
                join_ref,
                version: 0,
            };
        }
    }

    /// The server refused the join. False if that is the end of the root.
    pub(super) fn refused(&mut self, refusal: &Refusal, now: Duration) -> bool {
        if self.has_state {
            self.pause(now);
        } else {
            self.page.refused(refusal);
        }
        self.has_state
    }

    /// Takes an envelope.
    pub(super) fn patch(&mut self, payload: &RawValue, now: Duration) -> Recovery {
        let Phase::Joined { join_ref, version } = &mut self.phase else {
            return Ok(());
        };
        let join_ref = *join_ref;
        let envelope = RawEnvelope::parse(payload.get()).ok().filter(|envelope| {
            envelope.root_id == self.root_id
                && envelope.base_version == *version
                && envelope.version == *version + 1
        });
        let is_applied = match envelope {
            Some(envelope) => {
                *version = envelope.version;
                self.page.envelope(&envelope).is_ok()
            }
            None => false,
        };
        if !is_applied {
            // The first recovery is at once; a page that never fits is not asked for in a loop.
            if self.backoff.is_fresh() {
                self.backoff.next();
                self.stale();
            } else {
                self.pause(now);
            }
            return Err(Some(join_ref));
        }
        if matches!(&self.phase, Phase::Joined { version: 1, .. }) {
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
        self.phase = Phase::Waiting;
        self.tell_stale();
    }

    /// The frame that leaves the channel, if there is one.
    pub(super) fn leave(self, refs: &mut Refs) -> Option<String> {
        match self.phase {
            Phase::Joining { join_ref } | Phase::Joined { join_ref, .. } => {
                Some(frames::leave(refs, join_ref, &self.topic))
            }
            Phase::Waiting | Phase::Pausing { .. } => None,
        }
    }

    /// The frame of a command and its ref, where the page is there.
    pub(super) fn command(
        &self,
        refs: &mut Refs,
        store_id: &StoreId,
        name: &str,
        payload: &str,
    ) -> Option<(String, String)> {
        let Phase::Joined { join_ref, .. } = self.phase else {
            return None;
        };
        let payload = RawValue::from_string(payload.to_owned()).ok()?;
        let payload = musubi_wire::payload::CommandPayload {
            store_id: store_id.clone(),
            name: name.into(),
            payload: &payload,
            cid: None,
            version: false,
            rest: Default::default(),
        };
        let payload = serde_json::to_string(&payload).ok()?;
        Some(frames::push(
            refs,
            join_ref,
            &self.topic,
            event::COMMAND,
            &payload,
        ))
    }

    fn pause(&mut self, now: Duration) {
        self.phase = Phase::Pausing {
            until: now + self.backoff.next(),
        };
        self.tell_stale();
    }

    fn stale(&mut self) {
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
