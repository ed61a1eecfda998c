use std::collections::VecDeque;

use super::Answer;

/// What a page has sent, and its client may not have got: envelopes, and the replies to numbered
/// commands. With it a client goes on after its connection was cut.
///
/// Its connection counts heartbeats. A client sends one when it has the answer to the last, so what
/// was written before two of them has arrived.
pub(crate) struct Recall {
    entries: VecDeque<Entry>,
    /// How much the entries hold, in bytes.
    bytes: usize,
    /// How much they may hold.
    limit: usize,
    /// The version of the last envelope that was forgotten.
    forgotten: u64,
    /// The highest number of a command that was taken.
    last_cid: u64,
}

struct Entry {
    /// How many heartbeats there had been when it was known to be written; `None` before.
    written: Option<u64>,
    sent: Sent,
}

enum Sent {
    Envelope { version: u64, body: Box<[u8]> },
    Reply { cid: u64, answer: Answer },
}

/// What is known of a numbered command.
#[derive(Debug, PartialEq)]
pub(crate) enum Known {
    /// It is new.
    New,
    /// It was carried out, with this answer.
    Answered(Answer),
    /// It was taken, and what came of it is forgotten.
    Forgotten,
}

impl Recall {
    /// Keeps no more than `limit` bytes. The first envelope is not kept: a client that has not got it
    /// has nothing to go on with.
    pub(crate) fn new(limit: usize) -> Self {
        Self {
            entries: VecDeque::new(),
            bytes: 0,
            limit,
            forgotten: 1,
            last_cid: 0,
        }
    }

    /// Keeps an envelope: its frame without what names the join.
    pub(crate) fn sent(&mut self, version: u64, body: &[u8]) {
        let body = body.into();
        self.keep(Sent::Envelope { version, body });
    }

    /// Keeps the answer to a numbered command.
    pub(crate) fn answered(&mut self, cid: u64, answer: &Answer) {
        let answer = answer.clone();
        self.keep(Sent::Reply { cid, answer });
    }

    /// Everything so far is written to the client, which has sent so many heartbeats. What has
    /// arrived is forgotten.
    pub(crate) fn written(&mut self, heartbeats: u64) {
        let unwritten = |entry: &&mut Entry| entry.written.is_none();
        for entry in self.entries.iter_mut().rev().take_while(unwritten) {
            entry.written = Some(heartbeats);
        }
        let has_arrived = |entry: &Entry| entry.written.is_some_and(|at| at + 2 <= heartbeats);
        while self.entries.front().is_some_and(has_arrived) {
            self.forget_oldest();
        }
    }

    /// Notes a command that is about to be carried out, unless it was before.
    pub(crate) fn take(&mut self, cid: u64) -> Known {
        if cid > self.last_cid {
            self.last_cid = cid;
            return Known::New;
        }
        let answers = self.entries.iter().filter_map(|entry| match &entry.sent {
            Sent::Reply { cid, answer } => Some((*cid, answer)),
            Sent::Envelope { .. } => None,
        });
        match answers.into_iter().find(|(known, _)| *known == cid) {
            Some((_, answer)) => Known::Answered(answer.clone()),
            None => Known::Forgotten,
        }
    }

    /// A client that has `version` has joined again. Gives the envelopes that it lacks, in order,
    /// or nothing if they are no longer kept, or if the version is none that was sent.
    pub(crate) fn resume(&mut self, version: u64) -> Option<Vec<&[u8]>> {
        let last = self.entries.iter().rev().find_map(Entry::version);
        if version < self.forgotten || version > last.unwrap_or(self.forgotten) {
            return None;
        }
        self.forgotten = version;
        self.forget(|entry| entry.version().is_some_and(|known| known <= version));
        for entry in &mut self.entries {
            entry.written = None;
        }
        let bodies = self.entries.iter().filter_map(|entry| match &entry.sent {
            Sent::Envelope { body, .. } => Some(&**body),
            Sent::Reply { .. } => None,
        });
        Some(bodies.collect())
    }

    fn keep(&mut self, sent: Sent) {
        let written = None;
        let entry = Entry { written, sent };
        self.bytes += entry.bytes();
        self.entries.push_back(entry);
        while self.bytes > self.limit {
            self.forget_oldest();
        }
    }

    fn forget_oldest(&mut self) {
        let Some(oldest) = self.entries.pop_front() else {
            return;
        };
        self.bytes -= oldest.bytes();
        if let Some(version) = oldest.version() {
            self.forgotten = version;
        }
    }

    fn forget(&mut self, arrived: impl Fn(&Entry) -> bool) {
        self.entries.retain(|entry| !arrived(entry));
        self.bytes = self.entries.iter().map(Entry::bytes).sum();
    }
}

impl Entry {
    fn version(&self) -> Option<u64> {
        match &self.sent {
            Sent::Envelope { version, .. } => Some(*version),
            Sent::Reply { .. } => None,
        }
    }

    /// About how much memory it takes.
    fn bytes(&self) -> usize {
        let held = match &self.sent {
            Sent::Envelope { body, .. } => body.len(),
            Sent::Reply { answer, .. } => match answer {
                Ok(response) => response.len(),
                Err(refused) => refused.response().len(),
            },
        };
        size_of::<Self>() + held
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn recall(versions: std::ops::Range<u64>) -> Recall {
        let mut recall = Recall::new(10_000);
        for version in versions {
            recall.sent(version, version.to_string().as_bytes());
        }
        recall
    }

    fn lacking(recall: &mut Recall, version: u64) -> Option<Vec<String>> {
        let bodies = recall.resume(version)?;
        let text = |body: &[u8]| String::from_utf8(body.to_vec()).unwrap();
        Some(bodies.into_iter().map(text).collect())
    }

    #[test]
    fn a_client_gets_what_it_lacks() {
        assert_eq!(lacking(&mut recall(2..5), 2).unwrap(), ["3", "4"]);
        assert_eq!(lacking(&mut recall(2..5), 4).unwrap(), [""; 0]);
        assert_eq!(lacking(&mut recall(2..2), 1).unwrap(), [""; 0]);
    }

    #[test]
    fn a_version_that_was_never_sent_is_refused() {
        assert_eq!(lacking(&mut recall(2..5), 5), None);
        assert_eq!(lacking(&mut recall(2..5), 0), None);
    }

    #[test]
    fn a_client_can_resume_again_from_what_it_has_then() {
        let mut recall = recall(2..5);
        assert_eq!(lacking(&mut recall, 2).unwrap(), ["3", "4"]);
        assert_eq!(lacking(&mut recall, 3).unwrap(), ["4"]);
        assert_eq!(lacking(&mut recall, 2), None);
    }

    #[test]
    fn what_has_arrived_is_forgotten() {
        let mut recall = recall(2..4);
        recall.written(1);
        recall.sent(4, b"4");
        recall.written(2);
        assert_eq!(recall.entries.len(), 3);
        recall.written(3);
        assert_eq!(recall.entries.len(), 1);
        recall.sent(5, b"5");
        assert_eq!(lacking(&mut recall, 3).unwrap(), ["4", "5"]);
        let kept: usize = recall.entries.iter().map(Entry::bytes).sum();
        assert_eq!(recall.bytes, kept);
    }

    #[test]
    fn what_was_sent_again_has_yet_to_be_written() {
        let mut recall = recall(2..4);
        recall.written(7);
        recall.resume(1).unwrap();
        recall.written(9);
        assert_eq!(recall.entries.len(), 2);
    }

    #[test]
    fn no_more_is_kept_than_the_limit_allows() {
        let mut recall = Recall::new(2_000);
        for version in 2..10 {
            recall.sent(version, &[b'x'; 600]);
            assert!(recall.bytes <= 2_000);
        }
        assert!(recall.resume(2).is_none());
        assert_eq!(recall.resume(8).unwrap().len(), 1);
    }

    #[test]
    fn a_command_is_new_once() {
        let mut recall = Recall::new(10_000);
        assert_eq!(recall.take(1), Known::New);
        recall.answered(1, &Ok("1".into()));
        assert_eq!(recall.take(2), Known::New);
        assert_eq!(recall.take(1), Known::Answered(Ok("1".into())));
        assert_eq!(recall.take(2), Known::Forgotten);
    }
}
