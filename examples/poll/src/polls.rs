//! All polls, in memory.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use futures_util::Stream;
use musubi::prelude::PubSub;
use tokio::time::{Instant, sleep_until};
use tokio_util::task::AbortOnDropHandle;

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
    entries: Arc<Mutex<Vec<Entry>>>,
    pubsub: PubSub,
}

struct Entry {
    poll: Poll,
    /// Announces that the poll's time is up, unless it is closed before.
    deadline: Option<AbortOnDropHandle<()>>,
}

impl Polls {
    /// No polls. Their changes go over `pubsub`.
    pub fn new(pubsub: PubSub) -> Self {
        let entries = Arc::default();
        Self { entries, pubsub }
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
            self.lock().push(Entry {
                poll,
                deadline: None,
            });
        }
        self
    }

    /// What `f` makes of each poll, the newest first.
    pub fn list<T>(&self, f: impl Fn(&Poll) -> T) -> Vec<T> {
        let entries = self.lock();
        entries.iter().rev().map(|entry| f(&entry.poll)).collect()
    }

    /// What `f` makes of one poll; `None` where it is gone.
    pub fn read<T>(&self, id: &str, f: impl FnOnce(&Poll) -> T) -> Option<T> {
        let entries = self.lock();
        let entry = entries.iter().find(|entry| entry.poll.id() == id);
        entry.map(|entry| f(&entry.poll))
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
        let deadline = question.closes_after.map(|after| {
            let (pubsub, id) = (self.pubsub.clone(), id.clone());
            AbortOnDropHandle::new(tokio::spawn(async move {
                sleep_until(now + after).await;
                announce(&pubsub, &id);
            }))
        });
        {
            let mut entries = self.lock();
            let asks_the_same =
                |poll: &Poll| poll.is_open(now) && is_same(poll.question(), &question.text);
            if let Some(same) = entries.iter().find(|entry| asks_the_same(&entry.poll)) {
                let poll = same.poll.id().into();
                return Err(CreateError::DuplicateQuestion { poll });
            }
            if entries.len() >= MOST_POLLS {
                let closed = entries.iter().position(|entry| !entry.poll.is_open(now));
                let most = MOST_POLLS as u32;
                entries.remove(closed.ok_or(CreateError::TooManyPolls { most })?);
            }
            let poll = Poll::new(id.clone(), question, Some(owner.clone()), now);
            entries.push(Entry { poll, deadline });
        }
        announce(&self.pubsub, &id);
        Ok(id)
    }

    /// Gives a voter's vote to an option.
    ///
    /// # Errors
    /// Fails where [`Poll::vote`] does, or if the poll is gone.
    pub fn vote(&self, id: &str, voter: &Voter, option: usize) -> Result<(), VoteError> {
        let vote = |entry: &mut Entry| entry.poll.vote(voter, option, Instant::now());
        self.change(id, vote).unwrap_or(Err(VoteError::Gone))
    }

    /// Takes a voter's vote back.
    ///
    /// # Errors
    /// Fails where [`Poll::take_back`] does, or if the poll is gone.
    pub fn take_back(&self, id: &str, voter: &Voter) -> Result<(), VoteError> {
        let take_back = |entry: &mut Entry| entry.poll.take_back(voter, Instant::now());
        self.change(id, take_back).unwrap_or(Err(VoteError::Gone))
    }

    /// Closes a poll.
    ///
    /// # Errors
    /// Fails where [`Poll::close`] does, or if the poll is gone.
    pub fn close(&self, id: &str, voter: &Voter) -> Result<(), CloseError> {
        let close = |entry: &mut Entry| {
            entry.poll.close(voter, Instant::now())?;
            entry.deadline = None;
            Ok(())
        };
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
        f: impl FnOnce(&mut Entry) -> Result<T, E>,
    ) -> Option<Result<T, E>> {
        let result = {
            let mut entries = self.lock();
            f(entries.iter_mut().find(|entry| entry.poll.id() == id)?)
        };
        if result.is_ok() {
            announce(&self.pubsub, id);
        }
        Some(result)
    }

    /// A panic under the lock leaves a poll that still keeps its own rules.
    fn lock(&self) -> MutexGuard<'_, Vec<Entry>> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn announce(pubsub: &PubSub, id: &str) {
    changes::announce(pubsub, ALL);
    changes::announce(pubsub, &topic(id));
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
    use std::time::Duration;

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
    async fn a_poll_that_was_closed_is_not_announced_again() {
        let polls = polls();
        let id = polls.create(&draft("Why?", Some(60)), &voter("a")).unwrap();
        polls.close(&id, &voter("a")).unwrap();
        let mut changes = Box::pin(polls.changes());
        changes.next().await;
        let silence = tokio::time::timeout(Duration::from_secs(600), changes.next());
        assert!(silence.await.is_err());
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
        futures_util::join!(all.next(), one.next());
        // Its time is up: that is a change, too.
        let before = Instant::now();
        futures_util::join!(all.next(), one.next());
        assert_eq!(before.elapsed().as_secs(), 60);
        assert_eq!(polls.vote(&id, &voter("b"), 0), Err(VoteError::Closed));
        let silence = tokio::time::timeout(Duration::from_secs(600), other.next());
        assert!(silence.await.is_err());
    }
}
