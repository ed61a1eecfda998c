use musubi::Limits;
use serde_json::json;

use crate::stores::House;
use crate::support::Client;
use crate::visitor::Visitor;

#[tokio::test]
async fn a_command_that_is_sent_again_is_carried_out_once() {
    let house = House::start(Limits::default()).await;
    let mut visitor = Visitor::mount(&house.server, "desk").await;
    let (cid, _) = visitor.start("add", json!({"amount": 5})).await;
    house.log.until("added 5").await;

    assert!(visitor.come_back(&house.server).await);
    visitor.until(|state| state["count"] == 5).await;
    let again = visitor.ask(cid, "add", json!({"amount": 5})).await;
    assert_eq!(again.ok(), 5);
    let next = visitor.command("add", json!({"amount": 1})).await;
    assert_eq!(next.ok(), 6);
    assert_eq!(house.log.entries(), ["mounted", "added 5", "added 1"]);
}

#[tokio::test]
async fn a_command_that_never_arrived_is_carried_out_when_it_is_sent_again() {
    let house = House::start(Limits::default()).await;
    let mut visitor = Visitor::mount(&house.server, "desk").await;
    assert!(visitor.come_back(&house.server).await);
    let reply = visitor.ask(1, "add", json!({"amount": 5})).await;
    assert_eq!(reply.ok(), 5);
}

#[tokio::test]
async fn a_command_at_work_goes_on_while_its_client_is_away() {
    let house = House::start(Limits::default()).await;
    let mut visitor = Visitor::mount(&house.server, "desk").await;
    let (cid, _) = visitor.start("add_later", json!({"amount": 3})).await;
    house.gate.reached().await;
    // Still at work when its client is back.
    assert!(visitor.come_back(&house.server).await);
    let msg_ref = visitor.send(cid, "add_later", json!({"amount": 3})).await;
    house.gate.open();
    assert_eq!(visitor.client.reply(&msg_ref).await.ok(), 3);
    visitor.until(|state| state["count"] == 3).await;
}

#[tokio::test]
async fn commands_that_wait_behind_one_at_work_are_carried_out_once_and_in_order() {
    let house = House::start(Limits::default()).await;
    let mut visitor = Visitor::mount(&house.server, "desk").await;
    let (first, _) = visitor.start("add_later", json!({"amount": 3})).await;
    house.gate.reached().await;
    let (second, _) = visitor.start("add", json!({"amount": 10})).await;
    visitor.client.heartbeat().await;

    assert!(visitor.come_back(&house.server).await);
    let first = visitor.send(first, "add_later", json!({"amount": 3})).await;
    let second = visitor.send(second, "add", json!({"amount": 10})).await;
    house.gate.open();
    assert_eq!(visitor.client.reply(&first).await.ok(), 3);
    assert_eq!(visitor.client.reply(&second).await.ok(), 13);
    assert_eq!(house.log.entries(), ["mounted", "added 10"]);
}

#[tokio::test]
async fn a_refusal_is_repeated_too() {
    let house = House::start(Limits::default()).await;
    let mut visitor = Visitor::mount(&house.server, "desk").await;
    let refused = visitor.command("add", json!({"amount": "much"})).await;
    assert!(visitor.come_back(&house.server).await);
    let again = visitor.ask(1, "add", json!({"amount": "much"})).await;
    assert_eq!(again.error(), refused.error());
}

#[tokio::test]
async fn a_reply_that_is_forgotten_is_an_error_and_not_a_second_run() {
    let limits = Limits {
        resume_bytes: 0,
        ..Limits::default()
    };
    let house = House::start(limits).await;
    let mut visitor = Visitor::mount(&house.server, "desk").await;
    visitor.command("write", json!({"note": ""})).await.ok();
    assert!(visitor.come_back(&house.server).await);
    let again = visitor.ask(1, "write", json!({"note": "x"})).await.error();
    assert_eq!(again["code"], "reply_lost");
    assert_eq!(visitor.page.state()["note"], "");
}

#[tokio::test]
async fn replies_that_have_arrived_are_not_kept() {
    let house = House::start(Limits::default()).await;
    let mut visitor = Visitor::mount(&house.server, "desk").await;
    for note in ["a", "b", "c"] {
        visitor.command("write", json!({"note": note})).await.ok();
        visitor.patch().await;
        visitor.client.heartbeat().await;
        visitor.client.heartbeat().await;
    }
    let kept = visitor.ask(3, "write", json!({"note": "x"})).await;
    kept.ok();
    let forgotten = visitor.ask(1, "write", json!({"note": "x"})).await.error();
    assert_eq!(forgotten["code"], "reply_lost");
}

#[tokio::test]
async fn numbers_mean_nothing_to_a_page_that_ends_with_its_connection() {
    let house = House::start(Limits::default()).await;
    let mut client = Client::connect(&house.server).await;
    let mut page = client
        .mount::<crate::stores::DeskStore>("desk", json!({}))
        .await;
    for count in [1, 2] {
        let payload = json!({"name": "add", "payload": {"amount": 1}, "cid": 1});
        let reply = client
            .ask(
                Some(&page.join_ref.clone()),
                &page.topic.clone(),
                "command",
                payload,
            )
            .await;
        assert_eq!(reply.ok(), count);
        client.patch(&mut page).await;
    }
}
