//! What the tests over a socket share: a server on a free port, a raw client, and ways to wait.

#![allow(dead_code, reason = "each test binary uses its own part")]
#![allow(unused_imports, reason = "each test binary uses its own part")]

mod client;
mod frame;
mod gate;
mod log;
mod panics;
mod server;

pub use client::{Client, Page, Sink, Stream};
pub use frame::{Frame, Reply};
pub use gate::Gate;
pub use log::Log;
pub use panics::{INTENDED, watch_panics};
pub use server::{Refused, Server, with_context};

use std::time::Duration;

/// How long anything may take that happens at once. Long, for machines that are busy.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// What `future` gives.
///
/// # Panics
/// Panics when it takes longer than [`PATIENCE`].
#[track_caller]
pub fn soon<F: Future>(future: F) -> impl Future<Output = F::Output> {
    let caller = std::panic::Location::caller();
    async move {
        tokio::time::timeout(PATIENCE, future)
            .await
            .unwrap_or_else(|_| panic!("what {caller} waits for never came"))
    }
}
