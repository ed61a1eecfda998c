use std::ops::ControlFlow;

use musubi::hooks::{Authorize, CommandCall, Halt, Hook};
use musubi::prelude::*;
use serde_json::json;

use super::stores::{Seen, Teller, shelf, shop};

#[tokio::test]
async fn hooks_of_the_socket_come_first_and_then_those_from_the_root_down() {
    let seen = Seen::default();
    let mut page = shop(Teller::new("socket", &seen), &seen).await;
    seen.take();

    page.command_on(&shelf(), "take_one", json!({}))
        .await
        .unwrap();

    let expected = [
        "socket before ShelfStore.take_one",
        "shop before ShelfStore.take_one",
        "shelf before ShelfStore.take_one",
        "socket after ShelfStore.take_one: true",
        "shop after ShelfStore.take_one: true",
        "shelf after ShelfStore.take_one: true",
    ];
    assert_eq!(seen.take(), expected);
}

#[tokio::test]
async fn a_hook_does_not_see_the_stores_above_it() {
    let seen = Seen::default();
    let mut page = shop(Teller::new("socket", &seen), &seen).await;
    seen.take();

    page.command("sell", json!({"many": 1})).await.unwrap();

    assert!(seen.take().iter().all(|line| !line.starts_with("shelf")));
}

#[tokio::test]
async fn a_halt_answers_in_place_of_the_command_and_stops_later_hooks() {
    let seen = Seen::default();
    let mut page = shop(Teller::halting("socket", &seen, "take_one"), &seen).await;
    seen.take();

    let reply = page.command_on(&shelf(), "take_one", json!({})).await;

    assert_eq!(reply, Ok(json!({"halted_by": "socket"})));
    assert_eq!(seen.take(), ["socket before ShelfStore.take_one"]);
    assert!(page.flush().is_none());
}

#[tokio::test]
async fn the_last_hook_of_the_chain_can_halt_too() {
    let seen = Seen::default();
    let mut page = shop(Teller::new("socket", &seen), &seen).await;
    let reply = page.command_on(&shelf(), "empty", json!({})).await;
    assert_eq!(reply, Ok(json!({"halted_by": "shelf"})));
}

#[tokio::test]
async fn after_a_typed_error_hooks_know_of_it() {
    let seen = Seen::default();
    let mut page = shop(Teller::new("socket", &seen), &seen).await;
    seen.take();
    page.command("sell", json!({"many": 50})).await.unwrap_err();
    assert_eq!(seen.take()[2], "socket after ShopStore.sell: false");
}

#[tokio::test]
async fn hooks_wait_for_the_end_of_an_async_command() {
    let seen = Seen::default();
    let mut page = shop(Teller::new("socket", &seen), &seen).await;
    seen.take();
    page.command("order", json!({})).await.unwrap();
    assert_eq!(
        seen.take().last().unwrap(),
        "shop after ShopStore.order: true"
    );
}

#[tokio::test]
async fn commands_that_do_not_exist_come_to_no_hook() {
    let seen = Seen::default();
    let mut page = shop(Teller::new("socket", &seen), &seen).await;
    seen.take();
    let refusal = page.command("steal", json!({})).await.unwrap_err();
    assert_eq!(refusal.reason, "unknown command");
    assert!(seen.take().is_empty());
}

#[tokio::test]
async fn a_detached_hook_sees_nothing_more() {
    let seen = Seen::default();
    let mut page = shop(Teller::new("socket", &seen), &seen).await;
    page.command("unhook", json!({})).await.unwrap();
    seen.take();
    page.command("sell", json!({"many": 1})).await.unwrap();
    assert!(seen.take().iter().all(|line| line.starts_with("socket")));
}

/// Lets each client send so many commands.
struct Quota(u32);

impl Hook for Quota {
    fn before_command(&self, call: &CommandCall<'_>) -> ControlFlow<Halt> {
        // It runs as code of the store: it reads context and sets signals.
        assert!(use_context::<Seen>().is_some());
        let Ok(many) = call.payload::<serde_json::Value>() else {
            return ControlFlow::Continue(());
        };
        if many["many"].as_u64() > Some(u64::from(self.0)) {
            push_event(&super::stores::Rang {
                text: "quota".into(),
            });
            return ControlFlow::Break(Halt::empty());
        }
        ControlFlow::Continue(())
    }
}

#[tokio::test]
async fn what_a_halting_hook_does_is_sent() {
    let seen = Seen::default();
    let mut page = shop(Quota(2), &seen).await;
    assert_eq!(
        page.command("sell", json!({"many": 3})).await,
        Ok(json!({}))
    );
    let envelope = page.flush().expect("an event was pushed");
    assert_eq!(envelope.events[0].payload, json!({"text": "quota"}));
    assert_eq!(page.command("sell", json!({"many": 2})).await, Ok(json!(2)));
}

#[tokio::test]
async fn authorize_refuses_with_the_typed_error() {
    let seen = Seen::default();
    let hook = Authorize::new(|call| match call.name() {
        "sell" => Err(Refusal::new("forbidden", "Only sellers sell.")),
        _ => Ok(()),
    });
    let mut page = shop(hook, &seen).await;
    let refusal = page.command("sell", json!({"many": 1})).await.unwrap_err();
    assert_eq!(refusal.code.as_deref(), Some("forbidden"));
    assert_eq!(refusal.reason, "Only sellers sell.");
    page.command("order", json!({})).await.unwrap();
}
