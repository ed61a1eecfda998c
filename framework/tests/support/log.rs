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

    /// Waits until there are `count` entries, and gives all that there are.
    pub async fn entry_count(&self, count: usize) -> Vec<String> {
        let mut receiver = self.0.subscribe();
        soon(receiver.wait_for(|entries| entries.len() >= count))
            .await
            .expect("the log lives")
            .clone()
    }
}
