//! What a page costs in memory while nothing happens.

#![allow(missing_docs, reason = "a program, not a library")]

#[allow(dead_code, reason = "every benchmark uses a part of it")]
mod support;

use std::alloc::System;

use musubi::prelude::*;
use musubi::testing::TestPage;
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};
use support::{Report, now};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

/// The counter of the guide.
#[state]
pub struct Counter {
    pub count: i64,
    pub doubled: i64,
}

/// Serves [`Counter`].
pub struct CounterStore {
    count: RwSignal<i64>,
}

#[store(root)]
impl CounterStore {
    fn mount() -> Self {
        Self {
            count: create_rw_signal(0),
        }
    }

    fn render(&self) -> CounterSignals {
        let count = self.count;
        CounterSignals {
            count: count.into(),
            doubled: Signal::derive(move || count.get() * 2),
        }
    }

    #[command]
    fn increment(&self) {
        self.count.update(|count| *count += 1);
    }
}

fn main() {
    const PAGES: usize = 10_000;
    let mut report = Report::default();

    let region = Region::new(ALLOCATOR);
    let pages: Vec<_> = (0..PAGES)
        .map(|_| {
            let page = now(TestPage::mount::<CounterStore>(serde_json::json!({})));
            page.expect("the counter mounts").without_client()
        })
        .collect();
    let change = region.change();
    // Bytes that a reallocation adds or gives back are in both sums already.
    let bytes = change.bytes_allocated - change.bytes_deallocated;
    report.add("page.idle_bytes", bytes as f64 / PAGES as f64);
    drop(pages);
    report.write("page");
}
