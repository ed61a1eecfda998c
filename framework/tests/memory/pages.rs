//! Pages without a socket.

use musubi::testing::TestPage;
use serde_json::json;

use crate::heap::Heap;
use crate::stores::{EverythingStore, FamilyStore, PricesStore};

/// Room for maps and arenas that keep a little more than they did.
const SLACK: isize = 4 * 1024;

/// Runs `turn` so many times, and asserts that what was allocated after a first tenth of them is
/// all that is allocated in the end.
pub async fn stays_flat(heap: &Heap, times: u32, mut turn: impl AsyncFnMut(u32)) {
    for index in 0..times / 10 {
        turn(index).await;
    }
    let before = heap.bytes();
    for index in times / 10..times {
        turn(index).await;
    }
    let grown = heap.bytes() - before;
    assert!(grown < SLACK, "{grown} bytes more after {times} times");
}

#[tokio::test]
async fn fifty_thousand_stores_that_end_with_their_pages_leave_nothing_behind() {
    let heap = Heap::alone().await;
    stays_flat(&heap, 10_000, async |_| {
        let page = TestPage::mount::<FamilyStore>(json!({})).await.unwrap();
        assert_eq!(page.store_count(), 5);
    })
    .await;
}

#[tokio::test]
async fn fifty_thousand_children_that_come_and_go_leave_nothing_behind() {
    let heap = Heap::alone().await;
    let mut page = TestPage::mount::<FamilyStore>(json!({})).await.unwrap();
    stays_flat(&heap, 12_500, async |_| {
        page.command("next", json!({})).await.unwrap();
        page.flush_frame().unwrap();
        assert_eq!(page.store_count(), 5);
    })
    .await;
}

#[tokio::test]
async fn pages_with_one_of_everything_leave_nothing_behind() {
    let heap = Heap::alone().await;
    stays_flat(&heap, 400, async |_| {
        let mut page = TestPage::mount::<EverythingStore>(json!({})).await.unwrap();
        page.command("resize", json!({"count": 4})).await.unwrap();
        page.flush().unwrap();
    })
    .await;
}

#[tokio::test]
async fn a_page_with_one_of_everything_that_changes_for_long_does_not_grow() {
    let heap = Heap::alone().await;
    let mut page = TestPage::mount::<EverythingStore>(json!({})).await.unwrap();
    stays_flat(&heap, 800, async |index| {
        for count in [index % 7, 3] {
            page.command("resize", json!({"count": count}))
                .await
                .unwrap();
            page.flush();
        }
    })
    .await;
    assert_eq!(*page.state(), page.fresh());
}

#[tokio::test]
async fn memos_and_effects_of_rows_leave_the_signals_that_outlive_them() {
    let heap = Heap::alone().await;
    let mut page = TestPage::mount::<PricesStore>(json!({})).await.unwrap();
    stays_flat(&heap, 1_000, async |index| {
        let payload = json!({"factor": index % 5});
        page.command("next", payload).await.unwrap();
        page.flush();
    })
    .await;
    assert_eq!(*page.state(), page.fresh());
    assert_eq!(page.state()["rows"][1]["price"], 2 * (4 * 1_000 + 1) * 4);
}
