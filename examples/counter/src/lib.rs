//! A counter, the smallest Musubi app.
//!
//! Run with
//!
//! ```sh
//! npm run build && npm run build --workspace examples/counter/ui
//! cargo run --package musubi-counter
//! ```
//!
//! The page in Rust, at `/wasm`, and the one in JavaScript over the Rust client, at `/js`, are built by
//! `cargo xtask wasm`. They take this crate without its feature `server`: the types and the contract of
//! the store, and nothing else.
//!
//! `GET /metrics` shows what it does to Prometheus.

// Without the server nobody reads what is in a store.
#![cfg_attr(not(feature = "server"), allow(dead_code))]

#[cfg(feature = "server")]
mod metrics;
#[cfg(feature = "server")]
mod server;

#[cfg(feature = "server")]
pub use metrics::metrics;
#[cfg(feature = "server")]
pub use server::{app, js_ui, roots, socket, ui, wasm_ui};

use musubi::prelude::*;

/// What a client sees.
#[state]
pub struct Counter {
    /// How far it has counted.
    pub count: i64,
    /// Twice as far.
    pub doubled: i64,
}

/// What a counter starts with.
#[params]
pub struct CounterParams {
    /// The first count.
    #[serde(default)]
    pub count: i64,
}

/// What a reset did.
#[state]
pub struct Reset {
    /// The count before it.
    pub from: i64,
}

/// Why a counter was not reset.
#[command_error]
pub enum ResetError {
    /// The counter is zero already.
    AlreadyZero,
}

/// Counts for one client.
pub struct CounterStore {
    count: RwSignal<i64>,
}

/// Counts for whoever mounted it, from `count` on.
#[store(root)]
impl CounterStore {
    fn mount(params: CounterParams) -> Self {
        Self {
            count: create_rw_signal(params.count),
        }
    }

    fn render(&self) -> CounterSignals {
        let count = self.count;
        CounterSignals {
            count: count.into(),
            doubled: Signal::derive(move || count.get() * 2),
        }
    }

    /// Counts up.
    #[command]
    fn increment(&self, amount: i64) {
        self.count.update(|count| *count += amount);
    }

    /// Counts down.
    #[command]
    fn decrement(&self, amount: i64) {
        self.count.update(|count| *count -= amount);
    }

    /// Starts again from zero.
    #[command]
    fn reset(&self) -> Result<Reset, ResetError> {
        match self.count.get() {
            0 => Err(ResetError::AlreadyZero),
            from => {
                self.count.set(0);
                Ok(Reset { from })
            }
        }
    }
}
