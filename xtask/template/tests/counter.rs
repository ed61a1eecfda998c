//! The counter, without a socket.

use starter::CounterStore;

use musubi::testing::TestPage;
use serde_json::json;

#[tokio::test]
async fn a_count_is_also_shown_doubled() {
    let mut page = TestPage::mount::<CounterStore>(json!({ "count": 3 }))
        .await
        .unwrap();
    page.command("increment", json!({ "amount": 2 }))
        .await
        .unwrap();
    page.flush();
    assert_eq!(page.state()["count"], 5);
    assert_eq!(page.state()["doubled"], 10);
}

#[tokio::test]
async fn zero_cannot_be_reset() {
    let mut page = TestPage::mount::<CounterStore>(json!({})).await.unwrap();
    let refusal = page.command("reset", json!({})).await.unwrap_err();
    assert_eq!(refusal.code.as_deref(), Some("already_zero"));
}
