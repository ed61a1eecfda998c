use std::sync::Arc;

use tokio::sync::Semaphore;

use super::soon;

/// A place where code of a store waits until the test lets it go on.
#[derive(Clone)]
pub struct Gate(Arc<Inner>);

struct Inner {
    waiting: Semaphore,
    open: Semaphore,
}

impl Gate {
    pub fn new() -> Self {
        Self(Arc::new(Inner {
            waiting: Semaphore::new(0),
            open: Semaphore::new(0),
        }))
    }

    /// Waits to be let through. For stores and callbacks.
    pub async fn pass(&self) {
        self.0.waiting.add_permits(1);
        self.0
            .open
            .acquire()
            .await
            .expect("a gate is never closed")
            .forget();
    }

    /// Waits until someone stands at the gate. For tests.
    pub async fn reached(&self) {
        soon(self.0.waiting.acquire())
            .await
            .expect("a gate is never closed")
            .forget();
    }

    /// Lets one through.
    pub fn open(&self) {
        self.0.open.add_permits(1);
    }
}
