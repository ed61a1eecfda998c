use std::collections::HashMap;
use std::mem::take;
use std::time::Duration;

use musubi_wire::UploadAction;
use tokio::time::Instant;

/// How often a client hears of the progress of one file.
const PROGRESS: Duration = Duration::from_millis(100);

/// What one upload has for its client, in order.
///
/// Progress conflates: of what is reported between two operations of another kind only the newest
/// counts, and a file's progress is sent at most once in 100 ms. Nothing else is ever dropped.
#[derive(Default)]
pub(crate) struct OpQueue {
    ops: Vec<UploadAction>,
    /// Where the operations at the end begin that are all progress.
    run: usize,
    /// The progress of each file, from its first one until the file is done.
    marks: HashMap<String, Mark>,
}

#[derive(Default)]
struct Mark {
    /// Where its progress waits in the queue. There is never more than one: a second one in the
    /// same envelope would come too soon after it.
    queued: Option<usize>,
    sent: Option<Instant>,
}

impl OpQueue {
    /// How many operations wait.
    pub(crate) fn len(&self) -> usize {
        self.ops.len()
    }

    /// Puts an operation at the end.
    pub(crate) fn push(&mut self, action: UploadAction) {
        let UploadAction::Progress {
            entry_ref,
            progress,
        } = action
        else {
            self.ops.push(action);
            self.run = self.ops.len();
            return;
        };
        let mark = self.marks.entry(entry_ref.clone()).or_default();
        match mark.queued {
            Some(index) if index >= self.run => {
                if let UploadAction::Progress {
                    progress: queued, ..
                } = &mut self.ops[index]
                {
                    *queued = progress;
                }
            }
            Some(_) => {}
            None => {
                mark.queued = Some(self.ops.len());
                self.ops.push(UploadAction::Progress {
                    entry_ref,
                    progress,
                });
            }
        }
    }

    /// Takes what is to be sent now.
    pub(crate) fn take(&mut self, now: Instant) -> Vec<UploadAction> {
        self.run = 0;
        let mut ops = take(&mut self.ops);
        ops.retain(|op| self.is_due(op, now));
        ops
    }

    fn is_due(&mut self, op: &UploadAction, now: Instant) -> bool {
        match op {
            UploadAction::Progress { entry_ref, .. } => {
                // A file that is done has no mark, and its last progress came just before.
                let mark = self.marks.entry(entry_ref.clone()).or_default();
                mark.queued = None;
                let is_due = mark.sent.is_none_or(|sent| now - sent >= PROGRESS);
                if is_due {
                    mark.sent = Some(now);
                }
                return is_due;
            }
            UploadAction::Complete { entry_ref }
            | UploadAction::Cancel { entry_ref }
            | UploadAction::Error {
                entry_ref: Some(entry_ref),
                ..
            } => {
                self.marks.remove(entry_ref);
            }
            UploadAction::Reset => self.marks.clear(),
            UploadAction::Config { .. }
            | UploadAction::Add { .. }
            | UploadAction::Error {
                entry_ref: None, ..
            } => {}
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use proptest::prelude::*;
    use tokio::time::Instant;

    use super::*;

    /// What an upload does between two envelopes, and how long after the last one.
    type Cycle = (u64, Vec<UploadAction>);

    fn action() -> impl Strategy<Value = UploadAction> {
        let entry_ref = || prop_oneof!["a", "b", "c"].prop_map(String::from);
        prop_oneof![
            6 => (entry_ref(), 0..100_u8).prop_map(|(entry_ref, progress)| {
                UploadAction::Progress { entry_ref, progress }
            }),
            1 => entry_ref().prop_map(|entry_ref| UploadAction::Error {
                entry_ref: Some(entry_ref),
                error: musubi_wire::upload::UploadErrorCode::Internal.into(),
            }),
            1 => Just(UploadAction::Error {
                entry_ref: None,
                error: musubi_wire::upload::UploadErrorCode::Internal.into(),
            }),
        ]
    }

    fn cycles() -> impl Strategy<Value = Vec<Cycle>> {
        let actions = proptest::collection::vec(action(), 0..12);
        proptest::collection::vec((0..150_u64, actions), 1..12)
    }

    /// The rules of the protocol, taken word for word: of each run of progress the newest for each
    /// file, then what comes too soon after the last is left out.
    fn by_the_rules(
        actions: &[UploadAction],
        sent: &mut HashMap<String, Instant>,
        now: Instant,
    ) -> Vec<UploadAction> {
        let mut collapsed: Vec<UploadAction> = Vec::new();
        let mut run = 0;
        for action in actions {
            let UploadAction::Progress { entry_ref, .. } = action else {
                collapsed.push(action.clone());
                run = collapsed.len();
                continue;
            };
            let same = |known: &UploadAction| matches!(known, UploadAction::Progress { entry_ref: of, .. } if of == entry_ref);
            match collapsed[run..].iter().position(same) {
                Some(index) => collapsed[run + index] = action.clone(),
                None => collapsed.push(action.clone()),
            }
        }
        collapsed.retain(|action| match action {
            UploadAction::Progress { entry_ref, .. } => {
                let last = sent.get(entry_ref);
                let is_due = last.is_none_or(|last| now - *last >= Duration::from_millis(100));
                if is_due {
                    sent.insert(entry_ref.clone(), now);
                }
                is_due
            }
            _ => true,
        });
        collapsed
    }

    /// A file that has failed makes no progress.
    fn until_it_fails(cycles: &mut [Cycle]) {
        let mut failed = Vec::new();
        for (_, actions) in cycles {
            actions.retain(|action| match action {
                UploadAction::Progress { entry_ref, .. } => !failed.contains(entry_ref),
                UploadAction::Error {
                    entry_ref: Some(entry_ref),
                    ..
                } => {
                    failed.push(entry_ref.clone());
                    true
                }
                _ => true,
            });
        }
    }

    proptest! {
        #[test]
        fn progress_conflates_by_the_rules_and_nothing_else_is_lost(mut cycles in cycles()) {
            until_it_fails(&mut cycles);
            let (mut queue, mut sent) = (OpQueue::default(), HashMap::new());
            let mut now = Instant::now();
            for (pause, actions) in cycles {
                now += Duration::from_millis(pause);
                let expected = by_the_rules(&actions, &mut sent, now);
                for action in actions {
                    queue.push(action);
                }
                prop_assert_eq!(queue.take(now), expected);
                prop_assert_eq!(queue.len(), 0);
            }
        }

        #[test]
        fn what_waits_is_bounded_by_what_cannot_be_left_out(
            actions in proptest::collection::vec(action(), 0..500),
        ) {
            let mut queue = OpQueue::default();
            let is_progress =
                |action: &&UploadAction| matches!(action, UploadAction::Progress { .. });
            let others = actions.len() - actions.iter().filter(is_progress).count();
            for action in actions {
                queue.push(action);
            }
            prop_assert!(queue.len() <= others + 3);
        }
    }
}
