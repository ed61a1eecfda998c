use musubi::prelude::*;
use tokio::time::Instant;

use super::admitted;
use crate::analysis::{Analyst, Insight, Sample};
use crate::countdown::{countdown, seconds_until};
use crate::poll::{CloseError, Poll, VoteError, percents};
use crate::polls::Polls;
use crate::voter::Voter;

/// A poll with its results, as one voter sees it.
#[state]
pub struct Results {
    /// Identifies the poll.
    pub id: String,
    /// What is asked.
    pub question: String,
    /// What can be answered.
    #[state(key = "option")]
    pub answers: Vec<Answer>,
    /// How many people have voted.
    pub votes: u32,
    /// The option that this voter has chosen.
    pub my_vote: Option<u32>,
    /// Whether this voter asked.
    pub is_mine: bool,
    /// Whether the poll takes votes.
    pub is_open: bool,
    /// In how many seconds it closes, if it is open and closes by itself.
    pub closes_in: Option<u32>,
    /// What the votes say.
    pub insight: AsyncValue<Insight>,
}

/// An option with its votes.
#[state]
pub struct Answer {
    /// Tells the options of a poll apart.
    pub option: u32,
    /// What it says.
    pub label: String,
    /// How many votes it has.
    pub votes: u32,
    /// Its share of the votes, in percent.
    pub percent: u32,
}

/// Which poll.
#[params]
pub struct PollParams {
    /// Its id.
    pub poll: String,
}

/// Why a poll cannot be shown.
#[command_error]
pub enum OpenError {
    /// There is no such poll, or no more.
    UnknownPoll,
}

/// One poll, for everybody to vote in.
pub struct PollStore {
    id: String,
    question: String,
    is_mine: bool,
    closes_at: Option<Instant>,
    polls: Polls,
    voter: Voter,
    analyst: Analyst,
    score: RwSignal<Score>,
    closes_in: RwSignal<Option<u32>>,
    insight: AsyncSignal<Insight>,
}

/// What changes in a poll.
#[derive(Clone, PartialEq)]
struct Score {
    answers: Vec<Answer>,
    my_vote: Option<u32>,
    is_open: bool,
}

/// One poll, for everybody to vote in.
#[store(root)]
impl PollStore {
    fn mount(params: PollParams) -> Result<Self, OpenError> {
        let (polls, voter, analyst): (Polls, Voter, Analyst) = (admitted(), admitted(), admitted());
        let this = polls.read(&params.poll, |poll| Self {
            id: params.poll.clone(),
            question: poll.question().into(),
            is_mine: poll.is_owned_by(&voter),
            closes_at: poll.closes_at(),
            polls: polls.clone(),
            voter: voter.clone(),
            analyst,
            score: create_rw_signal(Score::of(poll, &voter)),
            closes_in: create_rw_signal(poll.closes_at().map(seconds_until)),
            insight: AsyncSignal::new(),
        });
        let this = this.ok_or(OpenError::UnknownPoll)?;
        this.analyse();
        Ok(this)
    }

    fn render(&self) -> ResultsSignals {
        let (score, closes_in) = (self.score, self.closes_in);
        let is_open = move || score.with(|score| score.is_open);
        ResultsSignals {
            id: constant(self.id.clone()),
            question: constant(self.question.clone()),
            answers: Signal::derive(move || score.with(|score| score.answers.clone())),
            votes: Signal::derive(move || {
                score.with(|score| score.answers.iter().map(|answer| answer.votes).sum())
            }),
            my_vote: Signal::derive(move || score.with(|score| score.my_vote)),
            is_mine: constant(self.is_mine),
            is_open: Signal::derive(is_open),
            closes_in: Signal::derive(move || closes_in.get().filter(|_| is_open())),
            insight: self.insight,
        }
    }

    #[subscribe(self.polls.changes_of(&self.id))]
    fn on_change(&self, _: ()) {
        // What was seen last stays where the poll is gone.
        if let Some(score) = self
            .polls
            .read(&self.id, |poll| Score::of(poll, &self.voter))
        {
            self.score.set(score);
        }
    }

    #[subscribe(countdown(self.closes_at))]
    fn count_down(&self, seconds: u32) {
        self.closes_in.set(Some(seconds));
    }

    /// Gives this voter's vote to an option, and takes it from another that had it.
    #[command]
    fn vote(&self, option: u32) -> Result<(), VoteError> {
        self.polls.vote(&self.id, &self.voter, option as usize)?;
        self.on_change(());
        Ok(())
    }

    /// Takes this voter's vote back.
    #[command]
    fn take_back(&self) -> Result<(), VoteError> {
        self.polls.take_back(&self.id, &self.voter)?;
        self.on_change(());
        Ok(())
    }

    /// Closes the poll. Only who asked can do that.
    #[command]
    fn close(&self) -> Result<(), CloseError> {
        self.polls.close(&self.id, &self.voter)?;
        self.on_change(());
        Ok(())
    }

    /// Begins to find out what the votes say by now. The last insight stays meanwhile.
    #[command]
    fn analyse(&self) {
        if let Some(sample) = self.polls.read(&self.id, Sample::of) {
            self.insight.load(self.analyst.clone().analyse(sample));
        }
    }
}

impl Score {
    fn of(poll: &Poll, voter: &Voter) -> Self {
        let rows = poll.options().iter().zip(poll.counts());
        let rows = rows.zip(percents(poll.counts()));
        Self {
            answers: (0..)
                .zip(rows)
                .map(|(option, ((label, &votes), percent))| Answer {
                    option,
                    label: label.clone(),
                    votes,
                    percent,
                })
                .collect(),
            my_vote: poll.vote_of(voter).map(|option| option as u32),
            is_open: poll.is_open(Instant::now()),
        }
    }
}
