//! What all pages of this example share.

use std::time::Duration;

use musubi::prelude::*;
use musubi::{ConnectRequest, Context};

use crate::analysis::Analyst;
use crate::polls::Polls;
use crate::room::Room;
use crate::voter::Voter;

/// The polls, those who look at them, and the analyst.
#[derive(Clone)]
pub struct Hall {
    /// The polls of everybody.
    pub polls: Polls,
    /// Who is here.
    pub room: Room,
    /// Who looks into a poll.
    pub analyst: Analyst,
}

impl Hall {
    /// A hall with polls to begin with.
    pub fn open() -> Self {
        let pubsub = PubSub::new();
        Self {
            polls: Polls::new(pubsub.clone()).with_examples(),
            room: Room::new(pubsub),
            analyst: Analyst::new(Duration::from_millis(1_500)),
        }
    }

    /// The context for the pages of a connection. Its connect param `voter` says whose they are.
    ///
    /// # Errors
    /// Fails if the param is no id of a voter.
    pub fn admit(&self, request: &ConnectRequest) -> Result<Context, Refusal> {
        Ok(self.context(Voter::identified_by(request.query("voter"))?))
    }

    /// The context for the pages of a voter.
    pub fn context(&self, voter: Voter) -> Context {
        Context::new()
            .with(self.polls.clone())
            .with(self.room.clone())
            .with(self.analyst.clone())
            .with(voter)
    }
}
