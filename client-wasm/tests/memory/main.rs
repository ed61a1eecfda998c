//! Memory stays flat, whatever a page mounts and leaves.
//!
//! The allocator counts for the whole process, so this has a binary of its own.

#[allow(dead_code, reason = "another test's server, of which this uses a part")]
#[path = "../native/app.rs"]
mod app;

use std::alloc::System;
use std::time::Duration;

use futures_util::StreamExt;
use musubi::prelude::*;
use musubi_client::Connection;
use stats_alloc::{INSTRUMENTED_SYSTEM, StatsAlloc};

use app::{Counted, CounterParams, CounterStore, Server, local};

#[global_allocator]
static HEAP: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

/// Room for buffers and queues that keep a little more than they did.
const SLACK: isize = 32 * 1024;

fn allocated() -> isize {
    let stats = HEAP.stats();
    let bytes = stats.bytes_allocated.wrapping_sub(stats.bytes_deallocated);
    bytes.cast_signed()
}

/// What a view does: it shows state, listens to events and asks for things, and then it goes.
async fn visit(connection: &Connection) {
    let params = CounterParams { count: 3 };
    let counter = connection.mount::<CounterStore>("a", params).await.unwrap();
    let mut events = counter.events::<Counted>();
    counter.add_note("n".to_owned()).await.unwrap();
    assert_eq!(counter.count_up(4).await, Ok(7));
    assert_eq!(events.next().await.unwrap().unwrap().to, 7);
    let note = counter.state().notes.remove(0);
    note.write("written".to_owned()).await.unwrap();
    assert_eq!(note.state().text.get_untracked(), "written");
    // As a component does that shows events for as long as it is there.
    tokio::task::spawn_local(async move { while events.next().await.is_some() {} });
}

#[tokio::test]
async fn what_was_mounted_and_left_leaves_nothing() {
    local(async {
        let server = Server::start().await;
        let connection = server.connect();
        for _ in 0..50 {
            visit(&connection).await;
        }
        let before = allocated();
        for _ in 0..500 {
            visit(&connection).await;
        }
        let flat = async {
            while allocated() - before > SLACK {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        // What a server had of a page is freed some time after it was left.
        if tokio::time::timeout(Duration::from_secs(20), flat)
            .await
            .is_err()
        {
            panic!("{} bytes more", allocated() - before);
        }
    })
    .await;
}
