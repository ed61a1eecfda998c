//! All polls, in memory.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures_util::Stream;
use musubi::prelude::PubSub;
use tokio::time::{Instant, sleep_until};

use crate::changes;
use crate::draft::{CreateError, Draft, Question, is_same};
use crate::poll::{CloseError, Poll, VoteError};
use crate::voter::Voter;

/// How many polls there can be. Where one more is asked, the oldest one that is closed goes.
pub const MOST_POLLS: usize = 50;

/// The topic of everything that changes in any poll.
const ALL: &str = "polls";

/// The polls of everybody, the oldest first. They are gone when the process ends; an application
/// that keeps them would have a database here.
#[derive(Clone)]
pub struct Polls {
    polls: Arc<Mutex<Vec<Poll>>>,
    pubsub: PubSub,
}

impl Polls {
    /// No polls. Their changes go over `pubsub`.
    pub fn new(pubsub: PubSub) -> Self {
        let polls = Arc::default();
        Self { polls, pubsub }
    }

    /// Polls that nobody owns, to begin with. Their ids are the same in every process.
    pub fn with_examples(self) -> Self {
        for (id, text, options) in EXAMPLES {
            let question = Question {
                text: text.into(),
                options: options.iter().map(|&option| option.into()).collect(),
                closes_after: None,
            };
            let poll = Poll::new(id.into(), question, None, Instant::now());
            self.lock().push(poll);
        }
        self
    }

    /// What `f` makes of each poll, the newest first.
    pub fn list<T>(&self, f: impl Fn(&Poll) -> T) -> Vec<T> {
        self.lock().iter().rev().map(f).collect()
    }

    /// What `f` makes of one poll; `None` where it is gone.
    pub fn read<T>(&self, id: &str, f: impl FnOnce(&Poll) -> T) -> Option<T> {
        self.lock().iter().find(|poll| poll.id() == id).map(f)
    }

    /// Opens a poll, and gives its id.
    ///
    /// # Errors
    /// Fails if the draft breaks a rule, if the question is open already, or if there are too many
    /// open polls.
    ///
    /// # Panics
    /// Panics outside a tokio runtime if the poll is to close by itself.
    pub fn create(&self, draft: &Draft, owner: &Voter) -> Result<String, CreateError> {
        let question = draft.check()?;
        let now = Instant::now();
        let id = random_id();
        let closes_after = question.closes_after;
        {
            let mut polls = self.lock();
            let same = |poll: &&Poll| poll.is_open(now) && is_same(poll.question(), &question.text);
            if let Some(same) = polls.iter().find(same) {
                let poll = same.id().into();
                return Err(CreateError::DuplicateQuestion { poll });
            }
            if polls.len() >= MOST_POLLS {
                let closed = polls.iter().position(|poll| !poll.is_open(now));
                let most = MOST_POLLS as u32;
                polls.remove(closed.ok_or(CreateError::TooManyPolls { most })?);
            }
            polls.push(Poll::new(id.clone(), question, Some(owner.clone()), now));
        }
        self.announce(&id);
        if let Some(after) = closes_after {
            self.announce_later(id.clone(), now + after);
        }
        Ok(id)
    }

    /// Gives a voter's vote to an option.
    ///
    /// # Errors
    /// Fails where [`Poll::vote`] does, or if the poll is gone.
    pub fn vote(&self, id: &str, voter: &Voter, option: usize) -> Result<(), VoteError> {
        let vote = |poll: &mut Poll| poll.vote(voter, option, Instant::now());
        self.change(id, vote).unwrap_or(Err(VoteError::Gone))
    }

    /// Takes a voter's vote back.
    ///
    /// # Errors
    /// Fails where [`Poll::take_back`] does, or if the poll is gone.
    pub fn take_back(&self, id: &str, voter: &Voter) -> Result<(), VoteError> {
        let take_back = |poll: &mut Poll| poll.take_back(voter, Instant::now());
        self.change(id, take_back).unwrap_or(Err(VoteError::Gone))
    }

    /// Closes a poll.
    ///
    /// # Errors
    /// Fails where [`Poll::close`] does, or if the poll is gone.
    pub fn close(&self, id: &str, voter: &Voter) -> Result<(), CloseError> {
        let close = |poll: &mut Poll| poll.close(voter, Instant::now());
        self.change(id, close).unwrap_or(Err(CloseError::Gone))
    }

    /// An item now, and one after something changed in any poll.
    pub fn changes(&self) -> impl Stream<Item = ()> + use<> {
        changes::follow(&self.pubsub, ALL)
    }

    /// An item now, and one after this poll changed.
    pub fn changes_of(&self, id: &str) -> impl Stream<Item = ()> + use<> {
        changes::follow(&self.pubsub, &topic(id))
    }

    fn change<T, E>(
        &self,
        id: &str,
        f: impl FnOnce(&mut Poll) -> Result<T, E>,
    ) -> Option<Result<T, E>> {
        let result = {
            let mut polls = self.lock();
            f(polls.iter_mut().find(|poll| poll.id() == id)?)
        };
        if result.is_ok() {
            self.announce(id);
        }
        Some(result)
    }

    fn announce(&self, id: &str) {
        changes::announce(&self.pubsub, ALL);
        changes::announce(&self.pubsub, &topic(id));
    }

    fn announce_later(&self, id: String, at: Instant) {
        let this = self.clone();
        tokio::spawn(async move {
            sleep_until(at).await;
            this.announce(&id);
        });
    }

    /// A panic under the lock leaves a poll that still keeps its own rules.
    fn lock(&self) -> MutexGuard<'_, Vec<Poll>> {
        self.polls.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// How long a poll is still open, in seconds: from one whole second to the next, the last one is 0.
/// It ends at once for a poll that does not close by itself.
pub fn countdown(closes_at: Option<Instant>) -> impl Stream<Item = u32> {
    // In this way it is the same number everywhere at the same time.
    futures_util::stream::unfold(closes_at, async |closes_at| {
        let at = closes_at?;
        let seconds = seconds_until(at).checked_sub(1)?;
        sleep_until(at - Duration::from_secs(seconds.into())).await;
        Some((seconds, closes_at))
    })
}

/// The seconds until `at`, of which the last one has begun; 0 if it is past.
pub fn seconds_until(at: Instant) -> u32 {
    let left = at.saturating_duration_since(Instant::now());
    let seconds = left.as_millis().div_ceil(1_000);
    seconds.try_into().unwrap_or(u32::MAX)
}

fn topic(id: &str) -> String {
    format!("poll:{id}")
}

/// An id that no poll of another process has: a browser may still ask for one of those.
fn random_id() -> String {
    std::iter::repeat_with(fastrand::alphanumeric)
        .take(12)
        .collect()
}

const EXAMPLES: [(&str, &str, &[&str]); 3] = [
    (
        "tabs",
        "Tabs or spaces?",
        &["Tabs", "Spaces", "Whatever the formatter says"],
    ),
    (
        "lunch",
        "What is for lunch on Friday?",
        &["Ramen", "Pizza", "Falafel", "Sandwiches at the desk"],
    ),
    (
        "state",
        "Where should the state of a user interface live?",
        &["On the server", "In the browser", "In two places, for fun"],
    ),
];

#[cfg(test)]
mod tests {
    use futures_util::StreamExt;

    use super::*;

    fn voter(id: &str) -> Voter {
        Voter::identified_by(Some(id)).unwrap()
    }

    fn polls() -> Polls {
        Polls::new(PubSub::new())
    }

    fn draft(question: &str, closes_after_seconds: Option<u32>) -> Draft {
        Draft {
            question: question.into(),
            options: vec!["Yes".into(), "No".into()],
            closes_after_seconds,
        }
    }

    #[test]
    fn the_newest_poll_is_the_first() {
        let polls = polls();
        for question in ["One?", "Two?"] {
            polls.create(&draft(question, None), &voter("a")).unwrap();
        }
        assert_eq!(
            polls.list(|poll| poll.question().to_owned()),
            ["Two?", "One?"]
        );
    }

    #[test]
    fn a_question_is_open_once() {
        let polls = polls();
        let id = polls.create(&draft("Why?", None), &voter("a")).unwrap();
        let again = polls.create(&draft(" why? ", None), &voter("b"));
        let same = CreateError::DuplicateQuestion { poll: id.clone() };
        assert_eq!(again, Err(same));
        polls.close(&id, &voter("a")).unwrap();
        polls.create(&draft("Why?", None), &voter("b")).unwrap();
    }

    #[test]
    fn one_poll_too_many_takes_the_place_of_the_oldest_closed_one() {
        let polls = polls();
        let ids: Vec<String> = (0..MOST_POLLS)
            .map(|number| draft(&number.to_string(), None))
            .map(|draft| polls.create(&draft, &voter("a")).unwrap())
            .collect();
        let refused = polls.create(&draft("One more?", None), &voter("a"));
        assert_eq!(refused, Err(CreateError::TooManyPolls { most: 50 }));
        polls.close(&ids[7], &voter("a")).unwrap();
        polls
            .create(&draft("One more?", None), &voter("a"))
            .unwrap();
        assert_eq!(polls.vote(&ids[7], &voter("a"), 0), Err(VoteError::Gone));
        assert_eq!(polls.close(&ids[7], &voter("a")), Err(CloseError::Gone));
        assert_eq!(polls.list(|_| ()).len(), MOST_POLLS);
    }

    #[tokio::test(start_paused = true)]
    async fn what_changes_is_announced_to_its_followers() {
        let polls = polls();
        let id = polls.create(&draft("Why?", Some(60)), &voter("a")).unwrap();
        let mut all = Box::pin(polls.changes());
        let mut one = Box::pin(polls.changes_of(&id));
        let mut other = Box::pin(polls.changes_of("other"));
        for changes in [&mut one, &mut other] {
            changes.next().await;
        }
        all.next().await;
        polls.vote(&id, &voter("a"), 0).unwrap();
        (all.next().await, one.next().await);
        // Its time is up: that is a change, too.
        let before = Instant::now();
        (all.next().await, one.next().await);
        assert_eq!(before.elapsed().as_secs(), 60);
        assert_eq!(polls.vote(&id, &voter("b"), 0), Err(VoteError::Closed));
        let silence = tokio::time::timeout(Duration::from_secs(600), other.next());
        assert!(silence.await.is_err());
    }

    #[tokio::test(start_paused = true)]
    async fn a_countdown_has_each_second_and_ends() {
        let closes_at = Instant::now() + Duration::from_millis(2_500);
        assert_eq!(seconds_until(closes_at), 3);
        let countdown: Vec<u32> = countdown(Some(closes_at)).collect().await;
        assert_eq!(countdown, [2, 1, 0]);
        assert_eq!(seconds_until(closes_at), 0);
    }

    #[tokio::test(start_paused = true)]
    async fn without_a_deadline_nothing_is_counted() {
        assert_eq!(countdown(None).count().await, 0);
    }
}
