use std::sync::Arc;

use tokio::sync::{Semaphore, watch};

use super::soon;

/// A place where code of a store waits until the test lets it go on.
#[derive(Clone)]
pub struct Gate(Arc<Inner>);

struct Inner {
    arrived: Semaphore,
    open: Semaphore,
    standing: watch::Sender<usize>,
}

/// One who stands at the gate, until it goes on or is dropped.
struct Standing<'a>(&'a watch::Sender<usize>);

impl Drop for Standing<'_> {
    fn drop(&mut self) {
        self.0.send_modify(|standing| *standing -= 1);
    }
}

impl Gate {
    pub fn new() -> Self {
        Self(Arc::new(Inner {
            arrived: Semaphore::new(0),
            open: Semaphore::new(0),
            standing: watch::Sender::new(0),
        }))
    }

    /// Waits to be let through. For stores and callbacks.
    pub async fn pass(&self) {
        self.0.standing.send_modify(|standing| *standing += 1);
        let _standing = Standing(&self.0.standing);
        self.0.arrived.add_permits(1);
        self.0
            .open
            .acquire()
            .await
            .expect("a gate is never closed")
            .forget();
    }

    /// Waits until someone comes to the gate. For tests.
    pub async fn reached(&self) {
        soon(self.0.arrived.acquire())
            .await
            .expect("a gate is never closed")
            .forget();
    }

    /// Waits until nobody stands at the gate.
    pub async fn empty(&self) {
        let mut standing = self.0.standing.subscribe();
        soon(standing.wait_for(|standing| *standing == 0))
            .await
            .expect("the gate lives");
    }

    /// Lets one through.
    pub fn open(&self) {
        self.0.open.add_permits(1);
    }
}
