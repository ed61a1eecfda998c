use std::alloc::System;

use stats_alloc::{INSTRUMENTED_SYSTEM, StatsAlloc};
use tokio::sync::{Mutex, MutexGuard};

#[global_allocator]
static HEAP: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

static ALONE: Mutex<()> = Mutex::const_new(());

/// The heap of the process, for one test at a time.
pub struct Heap(#[allow(dead_code, reason = "held, not read")] MutexGuard<'static, ()>);

impl Heap {
    pub async fn alone() -> Self {
        Self(ALONE.lock().await)
    }

    /// How many bytes are allocated now.
    pub fn bytes(&self) -> isize {
        let stats = HEAP.stats();
        stats
            .bytes_allocated
            .wrapping_sub(stats.bytes_deallocated)
            .cast_signed()
    }
}
