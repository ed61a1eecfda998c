//! One poll and its rules. Nothing here knows of signals, or of anybody who watches.

use std::collections::HashMap;

use musubi::prelude::*;
use tokio::time::Instant;

use crate::draft::Question;
use crate::voter::Voter;

/// How many people can vote in one poll.
pub const MOST_VOTES: u32 = 10_000;

/// A question with what everybody answered.
#[derive(Debug)]
pub struct Poll {
    id: String,
    question: Question,
    /// Who asked; nobody can close a poll that has no owner.
    owner: Option<Voter>,
    closes_at: Option<Instant>,
    is_closed: bool,
    votes: HashMap<Voter, Vote>,
    /// How many votes each option has.
    counts: Vec<u32>,
    /// Numbers the votes in the order in which they were cast.
    last: u64,
}

#[derive(Debug)]
struct Vote {
    option: usize,
    number: u64,
}

/// Why a vote does not count.
#[command_error]
#[derive(Debug, PartialEq)]
pub enum VoteError {
    /// The poll is closed.
    Closed,
    /// The poll has no such option.
    UnknownOption,
    /// As many people have voted as a poll can take.
    #[reason("{most} people have voted, and a poll takes no more.")]
    Full {
        /// How many it takes.
        most: u32,
    },
    /// The poll is gone.
    Gone,
}

/// Why a poll was not closed.
#[command_error]
#[derive(Debug, PartialEq)]
pub enum CloseError {
    /// Only who asked can close a poll.
    NotYours,
    /// The poll is closed.
    Closed,
    /// The poll is gone.
    Gone,
}

impl Poll {
    /// An open poll in which nobody has voted.
    pub fn new(id: String, question: Question, owner: Option<Voter>, now: Instant) -> Self {
        Self {
            id,
            closes_at: question.closes_after.map(|after| now + after),
            counts: vec![0; question.options.len()],
            question,
            owner,
            is_closed: false,
            votes: HashMap::new(),
            last: 0,
        }
    }

    /// Identifies the poll.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// What is asked.
    pub fn question(&self) -> &str {
        &self.question.text
    }

    /// What can be answered.
    pub fn options(&self) -> &[String] {
        &self.question.options
    }

    /// How many votes each option has.
    pub fn counts(&self) -> &[u32] {
        &self.counts
    }

    /// The options that were voted for, in the order in which the votes were cast.
    pub fn cast(&self) -> Vec<usize> {
        let mut votes: Vec<&Vote> = self.votes.values().collect();
        votes.sort_unstable_by_key(|vote| vote.number);
        votes.into_iter().map(|vote| vote.option).collect()
    }

    /// The option that this voter has chosen.
    pub fn vote_of(&self, voter: &Voter) -> Option<usize> {
        self.votes.get(voter).map(|vote| vote.option)
    }

    /// Whether this voter asked.
    pub fn is_owned_by(&self, voter: &Voter) -> bool {
        self.owner.as_ref() == Some(voter)
    }

    /// When the poll closes by itself.
    pub fn closes_at(&self) -> Option<Instant> {
        self.closes_at
    }

    /// Whether it takes votes.
    pub fn is_open(&self, now: Instant) -> bool {
        !self.is_closed && self.closes_at.is_none_or(|closes_at| now < closes_at)
    }

    /// Gives this voter's vote to an option, and takes it from another that had it.
    ///
    /// # Errors
    /// Fails if the poll is closed, has no such option, or takes no more voters.
    pub fn vote(&mut self, voter: &Voter, option: usize, now: Instant) -> Result<(), VoteError> {
        if !self.is_open(now) {
            return Err(VoteError::Closed);
        }
        if option >= self.counts.len() {
            return Err(VoteError::UnknownOption);
        }
        let known = self.vote_of(voter);
        if known == Some(option) {
            return Ok(());
        }
        if known.is_none() && self.votes.len() >= MOST_VOTES as usize {
            return Err(VoteError::Full { most: MOST_VOTES });
        }
        self.last += 1;
        let number = self.last;
        self.votes.insert(voter.clone(), Vote { option, number });
        self.counts[option] += 1;
        if let Some(known) = known {
            self.counts[known] -= 1;
        }
        Ok(())
    }

    /// Takes this voter's vote back, if there is one.
    ///
    /// # Errors
    /// Fails if the poll is closed.
    pub fn take_back(&mut self, voter: &Voter, now: Instant) -> Result<(), VoteError> {
        if !self.is_open(now) {
            return Err(VoteError::Closed);
        }
        if let Some(vote) = self.votes.remove(voter) {
            self.counts[vote.option] -= 1;
        }
        Ok(())
    }

    /// Takes no more votes.
    ///
    /// # Errors
    /// Fails if somebody else asked, or if it is closed already.
    pub fn close(&mut self, voter: &Voter, now: Instant) -> Result<(), CloseError> {
        if !self.is_owned_by(voter) {
            return Err(CloseError::NotYours);
        }
        if !self.is_open(now) {
            return Err(CloseError::Closed);
        }
        self.is_closed = true;
        Ok(())
    }
}

/// The share of each count in percent. They are 100 together, unless nothing was counted: what
/// rounding down leaves goes to those that lost most by it.
pub fn percents(counts: &[u32]) -> Vec<u32> {
    let total: u32 = counts.iter().sum();
    if total == 0 {
        return vec![0; counts.len()];
    }
    let mut percents: Vec<u32> = counts.iter().map(|count| count * 100 / total).collect();
    let left = 100 - percents.iter().sum::<u32>();
    let mut by_loss: Vec<usize> = (0..counts.len()).collect();
    by_loss.sort_by_key(|&index| std::cmp::Reverse(counts[index] * 100 % total));
    for index in by_loss.into_iter().take(left as usize) {
        percents[index] += 1;
    }
    percents
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn voter(id: &str) -> Voter {
        Voter::identified_by(Some(id)).unwrap()
    }

    fn poll(closes_after: Option<Duration>) -> (Poll, Instant) {
        let now = Instant::now();
        let question = Question {
            text: "Tea or coffee?".into(),
            options: vec!["Tea".into(), "Coffee".into()],
            closes_after,
        };
        let owner = Some(voter("asker"));
        (Poll::new("drinks".into(), question, owner, now), now)
    }

    #[test]
    fn a_voter_has_one_vote_and_can_change_it() {
        let (mut poll, now) = poll(None);
        poll.vote(&voter("a"), 0, now).unwrap();
        poll.vote(&voter("b"), 0, now).unwrap();
        poll.vote(&voter("a"), 1, now).unwrap();
        poll.vote(&voter("a"), 1, now).unwrap();
        assert_eq!(poll.counts(), [1, 1]);
        assert_eq!(poll.vote_of(&voter("a")), Some(1));
        assert_eq!(poll.cast(), [0, 1], "a changed vote is a new one");
        poll.take_back(&voter("a"), now).unwrap();
        poll.take_back(&voter("stranger"), now).unwrap();
        assert_eq!(poll.counts(), [1, 0]);
        assert_eq!(poll.vote_of(&voter("a")), None);
    }

    #[test]
    fn a_vote_for_what_is_not_there_is_refused() {
        let (mut poll, now) = poll(None);
        let refused = poll.vote(&voter("a"), 2, now);
        assert_eq!(refused, Err(VoteError::UnknownOption));
    }

    #[test]
    fn a_poll_takes_no_vote_from_its_deadline_on() {
        let (mut poll, now) = poll(Some(Duration::from_secs(10)));
        let deadline = now + Duration::from_secs(10);
        poll.vote(&voter("a"), 0, deadline - Duration::from_millis(1))
            .unwrap();
        let late = poll.vote(&voter("b"), 0, deadline);
        assert_eq!(late, Err(VoteError::Closed));
        let late = poll.take_back(&voter("a"), deadline);
        assert_eq!(late, Err(VoteError::Closed));
        let late = poll.close(&voter("asker"), deadline);
        assert_eq!(late, Err(CloseError::Closed));
    }

    #[test]
    fn only_who_asked_can_close_a_poll() {
        let (mut poll, now) = poll(None);
        assert_eq!(poll.close(&voter("a"), now), Err(CloseError::NotYours));
        poll.close(&voter("asker"), now).unwrap();
        let late = poll.vote(&voter("a"), 0, now);
        assert_eq!(late, Err(VoteError::Closed));
        let again = poll.close(&voter("asker"), now);
        assert_eq!(again, Err(CloseError::Closed));
    }

    #[test]
    fn a_full_poll_takes_changed_votes_and_no_new_ones() {
        let (mut poll, now) = poll(None);
        for number in 0..MOST_VOTES {
            poll.vote(&voter(&number.to_string()), 0, now).unwrap();
        }
        let refused = poll.vote(&voter("late"), 0, now);
        assert_eq!(refused, Err(VoteError::Full { most: MOST_VOTES }));
        poll.vote(&voter("7"), 1, now).unwrap();
        assert_eq!(poll.counts(), [MOST_VOTES - 1, 1]);
    }

    #[test]
    fn percents_are_a_hundred_together() {
        assert_eq!(percents(&[1, 1, 1]), [34, 33, 33]);
        assert_eq!(percents(&[2, 1, 0]), [67, 33, 0]);
        assert_eq!(percents(&[1, 1, 1, 1, 1, 1]), [17, 17, 17, 17, 16, 16]);
        assert_eq!(percents(&[0, 0]), [0, 0]);
        assert_eq!(percents(&[MOST_VOTES, 0]), [100, 0]);
    }
}
