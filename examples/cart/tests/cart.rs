//! The cart, without a socket.

use musubi::Context;
use musubi::testing::{ErrorReply, TestPage};
use musubi_cart::storage::Carts;
use musubi_cart::stores::CartStore;
use musubi_wire::StoreId;
use serde_json::{Value, json};

fn carts() -> Carts {
    Carts::open(None).unwrap()
}

async fn open(carts: &Carts, cart: &str) -> Result<TestPage, ErrorReply> {
    let context = Context::new().with(carts.clone());
    TestPage::mount_with::<CartStore>(json!({ "cart": cart }), context).await
}

async fn add(page: &mut TestPage, sku: &str) {
    page.command("add", json!({ "sku": sku })).await.unwrap();
    page.flush();
}

fn line(sku: &str) -> StoreId {
    serde_json::from_value(json!(["lines", sku])).unwrap()
}

fn code(result: Result<Value, ErrorReply>) -> Option<String> {
    result.unwrap_err().code
}

#[tokio::test]
async fn totals_follow_the_lines() {
    let mut page = open(&carts(), "mine").await.unwrap();
    assert_eq!(page.state()["totals"]["total_cents"], 0);
    add(&mut page, "washi").await;
    add(&mut page, "washi").await;
    assert_eq!(page.state()["lines"][0]["quantity"], 2);
    assert_eq!(
        page.state()["totals"],
        json!({
            "subtotal_cents": 1440,
            "discount_cents": 0,
            "shipping_cents": 490,
            "to_free_shipping_cents": 3560,
            "total_cents": 1930,
        })
    );
    assert_eq!(page.state(), &page.fresh());
}

#[tokio::test]
async fn a_line_is_changed_and_removed_by_its_own_commands() {
    let mut page = open(&carts(), "mine").await.unwrap();
    add(&mut page, "washi").await;
    add(&mut page, "kyusu").await;
    page.command_on(&line("kyusu"), "set_quantity", json!({ "quantity": 3 }))
        .await
        .unwrap();
    page.flush();
    assert_eq!(page.state()["lines"][1]["line_cents"], 3 * 6800);
    page.command_on(&line("washi"), "remove", json!({}))
        .await
        .unwrap();
    page.flush();
    assert_eq!(page.state()["lines"].as_array().unwrap().len(), 1);
    assert_eq!(page.state()["lines"][0]["sku"], "kyusu");
    assert_eq!(page.store_count(), 2);
    assert_eq!(page.state(), &page.fresh());
}

#[tokio::test]
async fn a_refused_change_shows_nothing() {
    let mut page = open(&carts(), "mine").await.unwrap();
    add(&mut page, "washi").await;
    let refusal = page
        .command_on(&line("washi"), "set_quantity", json!({ "quantity": 21 }))
        .await
        .unwrap_err();
    assert_eq!(refusal.code.as_deref(), Some("out_of_range"));
    assert_eq!(refusal.detail, Some(json!({ "most": 20 })));
    assert!(page.flush().is_none());
}

#[tokio::test]
async fn a_coupon_is_refused_with_its_typed_reason() {
    let mut page = open(&carts(), "mine").await.unwrap();
    add(&mut page, "sencha").await;
    let apply = |code: &str| json!({ "code": code });
    assert_eq!(
        code(page.command("apply_coupon", apply("nonsense")).await).as_deref(),
        Some("unknown")
    );
    let expired = page
        .command("apply_coupon", apply("SPRING"))
        .await
        .unwrap_err();
    assert_eq!(expired.detail, Some(json!({ "since": "2026-06-01" })));
    assert_eq!(expired.reason, "The coupon expired on 2026-06-01.");
    let small = page
        .command("apply_coupon", apply("TEATIME"))
        .await
        .unwrap_err();
    assert_eq!(small.code.as_deref(), Some("minimum_not_met"));
    assert_eq!(small.detail, Some(json!({ "missing_cents": 4350 })));
    page.command("apply_coupon", apply("welcome"))
        .await
        .unwrap();
    page.flush();
    assert_eq!(page.state()["coupon"]["code"], "WELCOME");
    assert_eq!(page.state()["totals"]["discount_cents"], 165);
}

#[tokio::test]
async fn a_cart_is_found_again_as_it_was_left() {
    let carts = carts();
    let mut page = open(&carts, "mine").await.unwrap();
    add(&mut page, "washi").await;
    add(&mut page, "kyusu").await;
    page.command("apply_coupon", json!({ "code": "WELCOME" }))
        .await
        .unwrap();
    page.flush();
    let again = open(&carts, "mine").await.unwrap();
    assert_eq!(again.state(), page.state());
    let other = open(&carts, "other").await.unwrap();
    assert_eq!(other.state()["lines"], json!([]));
}

#[tokio::test]
async fn what_another_page_changed_shows_here() {
    let carts = carts();
    let mut first = open(&carts, "mine").await.unwrap();
    let mut second = open(&carts, "mine").await.unwrap();
    let mut stranger = open(&carts, "other").await.unwrap();
    add(&mut first, "washi").await;
    while second.state()["item_count"] != 1 {
        second.run_task().await;
        second.flush();
    }
    assert_eq!(second.state(), first.state());
    // It reads its own cart once when it begins, and there is nothing new in it.
    stranger.run_task().await;
    assert!(stranger.flush().is_none());
}

#[tokio::test]
async fn a_cart_with_a_faulty_id_is_refused() {
    for id in ["", "no spaces", "ä", &"x".repeat(41)] {
        let refusal = open(&carts(), id).await.unwrap_err();
        assert_eq!(refusal.code.as_deref(), Some("invalid_id"), "{id}");
    }
    assert!(open(&carts(), &"x".repeat(40)).await.is_ok());
}
