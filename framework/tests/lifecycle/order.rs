//! Children before parents, each once, with their signals still there.

use musubi::testing::TestPage;
use serde_json::{Value, json};

use crate::stores::{TreeStore, context};
use crate::support::{Gate, Log, watch_panics};

async fn tree(branches: Value) -> (TestPage, Log) {
    let log = Log::new();
    let mut page = TestPage::mount_with::<TreeStore>(json!({}), context(&log, &Gate::new()))
        .await
        .unwrap();
    grow(&mut page, branches).await;
    log.take();
    (page, log)
}

async fn grow(page: &mut TestPage, branches: Value) {
    page.command("grow", json!({"branches": branches}))
        .await
        .unwrap();
    page.flush();
}

#[tokio::test]
async fn a_page_that_ends_ends_its_children_first_and_each_store_once() {
    let (page, log) = tree(json!([["a", 2], ["b", 1]])).await;
    assert_eq!(page.store_count(), 6);
    drop(page);
    let mut entries = log.entries();
    // Leaves are as deep as each other, so only their depth orders them.
    let position = |entry: &str| {
        entries
            .iter()
            .position(|known| known == entry)
            .expect(entry)
    };
    let leaf = position("leaf 1 cleans up");
    assert!(leaf < position("branch of 1 cleans up") && leaf < position("branch of 2 cleans up"));
    assert!(position("branch of 1 cleans up") < position("root cleans up"));
    assert!(position("branch of 2 cleans up") < position("root cleans up"));
    assert!(position("branch of 2 cleans up") < position("branch of 2 dropped"));
    assert!(position("root cleans up") < position("root dropped"));
    assert!(position("root dropped") < position("root's owner ends"));
    entries.sort();
    assert_eq!(
        entries,
        [
            "branch of 1 cleans up",
            "branch of 1 dropped",
            "branch of 2 cleans up",
            "branch of 2 dropped",
            "leaf 0 cleans up",
            "leaf 0 cleans up",
            "leaf 1 cleans up",
            "owner of leaf 0 ends",
            "owner of leaf 0 ends",
            "owner of leaf 1 ends",
            "root cleans up",
            "root dropped",
            "root's owner ends",
        ]
    );
}

#[tokio::test]
async fn a_child_that_goes_ends_with_those_below_it_and_no_other() {
    let (mut page, log) = tree(json!([["a", 1], ["b", 3]])).await;
    grow(&mut page, json!([["b", 3]])).await;
    let ended = [
        "leaf 0 cleans up",
        "branch of 1 cleans up",
        "branch of 1 dropped",
        "owner of leaf 0 ends",
    ];
    assert_eq!(log.take(), ended);
    assert_eq!(page.store_count(), 5);
}

#[tokio::test]
async fn a_child_that_is_mounted_again_has_ended_before() {
    let (mut page, log) = tree(json!([["a", 0]])).await;
    grow(&mut page, json!([["a", 1]])).await;
    let ended = [
        "branch of 0 cleans up",
        "branch of 0 dropped",
        "branch of 1 mounts",
    ];
    assert_eq!(log.take(), ended);
    grow(&mut page, json!([])).await;
    grow(&mut page, json!([["a", 1]])).await;
    assert_eq!(log.take().last().unwrap(), "branch of 1 mounts");
}

#[tokio::test]
async fn a_cleanup_that_panics_keeps_no_other_from_running() {
    watch_panics();
    let (page, log) = tree(json!([["a", 15]])).await;
    drop(page);
    let entries = log.entries();
    let count = |what: &str| entries.iter().filter(|entry| entry.ends_with(what)).count();
    assert_eq!(
        (count("cleans up"), count("ends"), count("dropped")),
        (17, 16, 2)
    );
}

#[tokio::test]
async fn a_refused_mount_leaves_nothing_behind() {
    let log = Log::new();
    let context = context(&log, &Gate::new());
    let refused = TestPage::mount_with::<TreeStore>(json!({"wait": "yes"}), context).await;
    assert_eq!(refused.unwrap_err().code.as_deref(), Some("invalid_params"));
    assert_eq!(log.entries(), [""; 0]);
    assert_eq!(log.holders(), 1);
}
