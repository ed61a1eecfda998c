use musubi::EntryStatus;
use musubi::testing::TestPage;
use musubi_wire::Envelope;
use serde_json::{Value, json};

use crate::stores::FormStore;
use crate::support::Gate;

async fn page() -> TestPage {
    TestPage::mount::<FormStore>(json!({})).await.unwrap()
}

async fn send(page: &mut TestPage, text: &str) -> String {
    page.upload("avatar").send("a.txt", "", text).await.unwrap()
}

fn names(envelope: Option<Envelope>) -> Vec<Value> {
    let ops = envelope.map(|envelope| serde_json::to_value(&envelope.upload_ops).unwrap());
    let ops = ops.as_ref().and_then(Value::as_array).into_iter().flatten();
    ops.map(|op| op["op"].clone()).collect()
}

#[tokio::test]
async fn ok_consumes_a_file_and_an_error_keeps_it() {
    let mut page = page().await;
    for text in ["one", "two", "three"] {
        send(&mut page, text).await;
    }
    page.flush();
    let read = page.command("read", json!({"keep": ["two"]})).await;
    assert_eq!(read, Ok(json!(["one", "kept two", "three"])));
    // One is left, so the client is not told that all are gone.
    assert!(names(page.flush()).is_empty());
    assert_eq!(page.upload("avatar").entries().len(), 1);
    let read = page.command("read", json!({"keep": []})).await;
    assert_eq!(read, Ok(json!(["two"])));
    assert_eq!(names(page.flush()), ["reset"]);
    let read = page.command("read", json!({"keep": []})).await;
    assert_eq!(read, Ok(json!([])));
    assert_eq!(names(page.flush()), ["reset"]);
}

#[tokio::test]
async fn files_that_are_on_their_way_are_not_consumed() {
    let mut page = page().await;
    page.upload("avatar")
        .offer([("a.txt", "", 4)])
        .await
        .unwrap();
    send(&mut page, "one").await;
    let read = page.command("read", json!({"keep": []})).await;
    assert_eq!(read, Ok(json!(["one"])));
    let entries = page.upload("avatar").entries();
    assert_eq!(entries.len(), 1);
    assert_eq!(entries[0].status, EntryStatus::Pending);
}

#[tokio::test]
async fn a_file_can_be_moved_to_where_it_stays() {
    let folder = tempfile::tempdir().unwrap();
    let mut page = page().await;
    send(&mut page, "one").await;
    let payload = json!({"folder": folder.path()});
    let moved = page.command("persist", payload).await.unwrap();
    let path = moved[0].as_str().unwrap();
    drop(page);
    assert_eq!(std::fs::read_to_string(path).unwrap(), "one");
}

#[tokio::test]
async fn a_file_that_cannot_be_moved_is_kept() {
    let mut page = page().await;
    send(&mut page, "one").await;
    let moved = page
        .command("persist", json!({"folder": "/nowhere/at all"}))
        .await;
    assert_eq!(moved, Ok(json!([])));
    let read = page.command("read", json!({"keep": []})).await;
    assert_eq!(read, Ok(json!(["one"])));
}

#[tokio::test]
async fn a_command_that_is_dropped_midway_keeps_the_file_that_it_was_at() {
    let gate = Gate::new();
    let context = musubi::Context::new().with(gate.clone());
    let mounted = TestPage::mount_with::<FormStore>(json!({}), context).await;
    let mut page = mounted.unwrap();
    for text in ["one", "two"] {
        send(&mut page, text).await;
    }
    gate.open();
    {
        let mut held = std::pin::pin!(page.command("hold", json!({})));
        // The first file is let through, the second is being consumed.
        for _ in 0..2 {
            tokio::select! {
                biased;
                _ = &mut held => panic!("the gate is closed"),
                () = gate.reached() => {}
            }
        }
    }
    let read = page.command("read", json!({"keep": []})).await;
    assert_eq!(read, Ok(json!(["two"])));
}

#[tokio::test(start_paused = true)]
async fn progress_is_told_ten_times_a_second_at_most_and_all_else_always() {
    let mounted = TestPage::mount::<crate::stores::AlbumStore>(json!({})).await;
    let mut page = mounted.unwrap();
    let offer = page.upload("photos").offer([("a", "", 1)]).await.unwrap();
    let entry_ref = crate::external::entry_ref(&offer, "0");
    page.flush();
    let mut told = Vec::new();
    for percent in 1..=100 {
        page.upload("photos")
            .progress(&entry_ref, percent)
            .await
            .unwrap();
        told.extend(names(page.flush()));
        tokio::time::advance(std::time::Duration::from_millis(10)).await;
    }
    assert_eq!(told.iter().filter(|op| **op == "progress").count(), 10);
    assert_eq!(told.last(), Some(&json!("complete")));
}
