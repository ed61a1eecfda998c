use std::collections::{HashMap, VecDeque};
use std::rc::Rc;

use futures_channel::mpsc;
use tokio_util::task::AbortOnDropHandle;

use super::channel::Channel;
use crate::page::Request;

/// The channels of a connection.
///
/// What a page has been sent, it carries out: also after its client has left, joined the topic
/// again or vanished, and up to the time limit of a command. So nothing that the server has taken
/// is lost, and no client can stop a command halfway.
pub(super) struct Channels {
    joined: HashMap<Rc<str>, Joined>,
    /// At most as many as may be joined; past that the one that left first is dropped.
    leaving: VecDeque<Leaving>,
    limit: usize,
}

/// A channel that was joined, as the connection sees it.
pub(super) struct Joined {
    pub(super) channel: Channel,
    /// The page's number on its connection.
    pub(super) number: u64,
    pub(super) requests: mpsc::Sender<Request>,
    pub(super) page: AbortOnDropHandle<()>,
}

/// A page that can no longer be reached and has yet to end.
pub(super) struct Leaving {
    channel: Channel,
    pub(super) page: AbortOnDropHandle<()>,
}

impl Channels {
    /// No channels yet, and never more than `limit`.
    pub(super) fn new(limit: usize) -> Self {
        Self {
            joined: HashMap::new(),
            leaving: VecDeque::new(),
            limit,
        }
    }

    pub(super) fn is_full(&self) -> bool {
        self.joined.len() >= self.limit
    }

    pub(super) fn insert(&mut self, joined: Joined) {
        let topic = Rc::clone(&joined.channel.topic);
        self.joined.insert(topic, joined);
    }

    pub(super) fn get_mut(&mut self, topic: &str) -> Option<&mut Joined> {
        self.joined.get_mut(topic)
    }

    /// The way to the page of this topic, if that may outlive its channel.
    pub(super) fn resumable(&self, topic: &str) -> Option<mpsc::Sender<Request>> {
        let joined = self.joined.get(topic)?;
        joined
            .channel
            .resumable
            .get()
            .then(|| joined.requests.clone())
    }

    /// The ways to all pages.
    pub(super) fn all_requests(&self) -> impl Iterator<Item = &mpsc::Sender<Request>> {
        self.joined.values().map(|joined| &joined.requests)
    }

    /// The channel of the page with this number, while the page is mounted.
    pub(super) fn by_number(&mut self, number: u64) -> Option<&mut Joined> {
        let mut joined = self.joined.values_mut();
        joined.find(|joined| joined.number == number && joined.channel.is_joined())
    }

    /// Makes a topic free. Its page ends after what it has been sent; a page that is still being
    /// mounted for nobody ends now.
    pub(super) fn take_over(&mut self, topic: &str) -> Option<Channel> {
        let joined = self.joined.remove(topic)?;
        let channel = joined.channel.clone();
        if channel.is_joined() {
            self.leave(joined);
        }
        Some(channel)
    }

    /// Makes a topic free whose page has been told to leave.
    pub(super) fn release(&mut self, topic: &str) {
        if let Some(joined) = self.joined.remove(topic) {
            self.leave(joined);
        }
    }

    /// Forgets a channel whose page has ended.
    pub(super) fn forget(&mut self, ended: &Channel) {
        self.leaving.retain(|known| !known.channel.is(ended));
        let known = self.joined.get(&ended.topic);
        if known.is_some_and(|known| known.channel.is(ended)) {
            self.joined.remove(&ended.topic);
        }
    }

    /// Takes over every topic. Gives the pages that have yet to end.
    pub(super) fn end(&mut self) -> VecDeque<Leaving> {
        let topics: Vec<_> = self.joined.keys().cloned().collect();
        self.limit = usize::MAX;
        for topic in topics {
            self.take_over(&topic);
        }
        std::mem::take(&mut self.leaving)
    }

    fn leave(&mut self, joined: Joined) {
        // The sender goes here, after which the page comes to the end of its requests.
        let Joined { channel, page, .. } = joined;
        if self.leaving.len() >= self.limit {
            self.leaving.pop_front();
        }
        self.leaving.push_back(Leaving { channel, page });
    }
}
