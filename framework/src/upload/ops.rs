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
