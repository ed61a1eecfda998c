use musubi::prelude::*;
use tokio::time::Instant;

use super::admitted;
use crate::draft::{CreateError, Draft, DraftRules, RULES};
use crate::poll::{Poll, percents};
use crate::polls::Polls;
use crate::voter::Voter;

/// Every poll there is.
#[state]
pub struct PollList {
    /// The polls, the newest first.
    #[state(key = "id")]
    pub polls: Vec<PollSummary>,
    /// What may be asked.
    pub rules: DraftRules,
}

/// A poll at a glance.
#[state]
pub struct PollSummary {
    /// Identifies the poll.
    pub id: String,
    /// What is asked.
    pub question: String,
    /// How many people have voted.
    pub votes: u32,
    /// The share of each option, in percent.
    pub percents: Vec<u32>,
    /// Whether it takes votes.
    pub is_open: bool,
    /// Whether it closes by itself.
    pub has_deadline: bool,
    /// Whether this voter has voted.
    pub has_my_vote: bool,
}

/// A poll that was opened.
#[state]
pub struct Created {
    /// The id of the poll.
    pub poll: String,
}

/// The list of polls, for everybody to add to.
pub struct PollsStore {
    polls: Polls,
    voter: Voter,
    list: RwSignal<Vec<PollSummary>>,
}

/// The list of polls, for everybody to add to.
#[store(root)]
impl PollsStore {
    fn mount() -> Self {
        let (polls, voter) = (admitted(), admitted());
        let list = create_rw_signal(summaries(&polls, &voter));
        Self { polls, voter, list }
    }

    fn render(&self) -> PollListSignals {
        PollListSignals {
            polls: self.list.into(),
            rules: constant(RULES),
        }
    }

    #[subscribe(self.polls.changes())]
    fn on_change(&self, _: ()) {
        self.list.set(summaries(&self.polls, &self.voter));
    }

    /// Opens a poll, which closes by itself after some seconds, or when who asked closes it.
    #[command]
    fn create(
        &self,
        question: String,
        options: Vec<String>,
        closes_after_seconds: Option<u32>,
    ) -> Result<Created, CreateError> {
        let draft = Draft {
            question,
            options,
            closes_after_seconds,
        };
        let poll = self.polls.create(&draft, &self.voter)?;
        // The reply comes with a list that has the poll.
        self.on_change(());
        Ok(Created { poll })
    }
}

fn summaries(polls: &Polls, voter: &Voter) -> Vec<PollSummary> {
    let now = Instant::now();
    polls.list(|poll: &Poll| PollSummary {
        id: poll.id().into(),
        question: poll.question().into(),
        votes: poll.counts().iter().sum(),
        percents: percents(poll.counts()),
        is_open: poll.is_open(now),
        has_deadline: poll.closes_at().is_some(),
        has_my_vote: poll.vote_of(voter).is_some(),
    })
}
