//! The counter, without a socket.

use musubi::testing::TestPage;
use musubi_counter::CounterStore;
use serde_json::json;

#[tokio::test]
async fn a_count_is_also_shown_doubled() {
    let mut page = TestPage::mount::<CounterStore>(json!({ "count": 3 }))
        .await
        .unwrap();
    page.command("increment", json!({ "amount": 2 }))
        .await
        .unwrap();
    page.command("decrement", json!({ "amount": 1 }))
        .await
        .unwrap();
    page.flush();
    assert_eq!(
        *page.state(),
        json!({ "__musubi_store_id__": [], "count": 4, "doubled": 8 })
    );
}

#[tokio::test]
async fn a_reset_tells_from_where() {
    let mut page = TestPage::mount::<CounterStore>(json!({ "count": 3 }))
        .await
        .unwrap();
    assert_eq!(
        page.command("reset", json!({})).await,
        Ok(json!({ "from": 3 }))
    );
    page.flush();
    assert_eq!(page.state()["count"], 0);
}

#[tokio::test]
async fn zero_cannot_be_reset() {
    let mut page = TestPage::mount::<CounterStore>(json!({})).await.unwrap();
    let refusal = page.command("reset", json!({})).await.unwrap_err();
    assert_eq!(refusal.code.as_deref(), Some("already_zero"));
    assert!(page.flush().is_none());
}
