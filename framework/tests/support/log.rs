use std::sync::Arc;

use tokio::sync::watch;

use super::soon;

/// What happened in stores, in order, for a test to look at.
#[derive(Clone)]
pub struct Log(Arc<watch::Sender<Vec<String>>>);

impl Log {
    pub fn new() -> Self {
        Self(Arc::new(watch::Sender::new(Vec::new())))
    }

    pub fn write(&self, entry: impl Into<String>) {
        self.0.send_modify(|entries| entries.push(entry.into()));
    }

    pub fn entries(&self) -> Vec<String> {
        self.0.borrow().clone()
    }

    /// The entries since the last call.
    pub fn take(&self) -> Vec<String> {
        self.0.send_replace(Vec::new())
    }

    /// Waits until there are `count` entries, and gives all that there are.
    pub async fn entry_count(&self, count: usize) -> Vec<String> {
        let mut receiver = self.0.subscribe();
        soon(receiver.wait_for(|entries| entries.len() >= count))
            .await
            .expect("the log lives")
            .clone()
    }

    /// Waits until there is this entry, and gives all that there are.
    pub async fn until(&self, entry: &str) -> Vec<String> {
        let mut receiver = self.0.subscribe();
        soon(receiver.wait_for(|entries| entries.iter().any(|known| known == entry)))
            .await
            .expect("the log lives")
            .clone()
    }

    /// How many hold this log.
    pub fn holders(&self) -> usize {
        Arc::strong_count(&self.0)
    }

    /// Waits until so many hold this log.
    pub async fn held_by(&self, holders: usize) {
        soon(async {
            while self.holders() != holders {
                tokio::task::yield_now().await;
            }
        })
        .await;
    }
}
