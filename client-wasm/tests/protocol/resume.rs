use musubi::replica::CommandFailure;
use musubi_client::MountStatus;
use musubi_client::protocol::{Join, Settings};
use musubi_wire::StoreId;
use serde_json::{Value, json};

use crate::harness::{Answer, Client, Sent};

/// A client of a counter that shows 1, whose page outlives its connection.
fn resumable() -> Client {
    let mut client = Client::new(Join {
        module: "Counter".to_owned(),
        id: "a".to_owned(),
        params: "{}".to_owned(),
    });
    let join = client.open().remove(0);
    assert_eq!(join.payload["resume"], json!({"token": null, "version": 0}));
    accept(&mut client, &join, json!({"token": "key"}));
    client.first(1);
    client
}

fn accept(client: &mut Client, join: &Sent, more: Value) {
    let mut response = json!({"root_id": "Counter:a"});
    response
        .as_object_mut()
        .unwrap()
        .extend(more.as_object().unwrap().clone());
    client.reply(join, "ok", &response);
}

/// Loses the connection, opens another one, and gives the join that is sent over it.
fn reopen(client: &mut Client) -> Sent {
    client.close();
    client.wait();
    let mut sent = client.open();
    assert_eq!(sent.len(), 1, "nothing goes before the join is answered");
    sent.remove(0)
}

fn add(client: &mut Client, by: i64) -> Answer {
    client.command(&StoreId::root(), "add", &json!({"by": by}))
}

fn numbers(sent: &[Sent]) -> Vec<(Option<i64>, Option<u64>)> {
    sent.iter()
        .map(|sent| {
            let by = sent.payload["payload"]["by"].as_i64();
            (by, sent.payload["cid"].as_u64())
        })
        .collect()
}

#[test]
fn a_page_goes_on_from_the_version_that_the_client_has() {
    let mut client = resumable();
    client.set("1", 1, 2);
    let join = reopen(&mut client);
    assert_eq!(
        join.payload["resume"],
        json!({"token": "key", "version": 2})
    );
    accept(&mut client, &join, json!({"token": "key", "resumed": true}));
    assert_eq!(client.count(), 2);
    client.set(&join.msg_ref, 2, 3);
    assert_eq!(client.count(), 3);
    let statuses = client.told.borrow().statuses.clone();
    assert_eq!(
        statuses,
        [MountStatus::Live, MountStatus::Stale, MountStatus::Live]
    );
}

#[test]
fn commands_without_a_reply_are_sent_again_in_their_order_with_their_numbers() {
    let mut client = resumable();
    let mut answers: Vec<_> = (1..=3).map(|by| add(&mut client, by)).collect();
    let sent = client.sent();
    assert_eq!(
        numbers(&sent),
        [(Some(1), Some(1)), (Some(2), Some(2)), (Some(3), Some(3))]
    );
    client.reply(&sent[1], "ok", &json!(3));
    let join = reopen(&mut client);
    accept(&mut client, &join, json!({"token": "key", "resumed": true}));
    let again = client.sent();
    assert_eq!(numbers(&again), [(Some(1), Some(1)), (Some(3), Some(3))]);
    for sent in &again {
        client.reply(sent, "ok", &json!(9));
    }
    let replies: Vec<_> = answers
        .iter_mut()
        .map(|answer| answer.try_recv().unwrap().unwrap().unwrap())
        .collect();
    assert_eq!(replies, ["9", "3", "9"]);
}

#[test]
fn what_is_asked_while_the_connection_is_down_is_carried_out_after_what_was_asked_before() {
    let mut client = resumable();
    let mut answers = vec![add(&mut client, 1)];
    client.sent();
    client.close();
    answers.push(add(&mut client, 2));
    client.wait();
    let join = client.open().remove(0);
    answers.push(add(&mut client, 3));
    assert_eq!(numbers(&client.sent()), []);
    accept(&mut client, &join, json!({"token": "key", "resumed": true}));
    let sent = client.sent();
    assert_eq!(
        numbers(&sent),
        [(Some(1), Some(1)), (Some(2), Some(2)), (Some(3), Some(3))]
    );
    for (sent, answer) in sent.iter().zip(&mut answers) {
        client.reply(sent, "ok", &json!(9));
        assert_eq!(answer.try_recv().unwrap().unwrap().unwrap(), "9");
    }
}

#[test]
fn what_is_asked_while_the_connection_is_down_fails_where_another_page_is_mounted() {
    let mut client = resumable();
    client.close();
    let mut answer = add(&mut client, 1);
    client.wait();
    let join = client.open().remove(0);
    accept(&mut client, &join, json!({"token": "other"}));
    assert_eq!(
        answer.try_recv(),
        Ok(Some(Err(CommandFailure::Disconnected)))
    );
    assert_eq!(numbers(&client.sent()), []);
}

#[test]
fn commands_fail_where_another_page_is_mounted() {
    let mut client = resumable();
    let mut answer = add(&mut client, 1);
    client.sent();
    let join = reopen(&mut client);
    assert_eq!(answer.try_recv(), Ok(None));
    accept(&mut client, &join, json!({"token": "other"}));
    assert_eq!(
        answer.try_recv(),
        Ok(Some(Err(CommandFailure::Disconnected)))
    );
    client.first_on(&join.msg_ref, 7);
    assert_eq!(client.count(), 7);
    let join = reopen(&mut client);
    assert_eq!(
        join.payload["resume"],
        json!({"token": "other", "version": 1})
    );
}

#[test]
fn a_connection_that_is_lost_again_before_the_answer_changes_nothing() {
    let mut client = resumable();
    reopen(&mut client);
    let join = reopen(&mut client);
    assert_eq!(
        join.payload["resume"],
        json!({"token": "key", "version": 1})
    );
}

#[test]
fn a_page_that_cannot_be_followed_is_not_asked_for_again() {
    let mut client = resumable();
    client.set("1", 5, 9);
    let sent = client.sent();
    assert_eq!(
        sent[1].payload["resume"],
        json!({"token": null, "version": 0})
    );
}

#[test]
fn a_command_waits_for_no_longer_than_its_time_while_the_connection_is_down() {
    let mut client = resumable();
    let mut answer = add(&mut client, 1);
    client.sent();
    let limit = client.now + Settings::default().command_timeout;
    client.close();
    while client.now < limit {
        assert_eq!(answer.try_recv(), Ok(None));
        client.wait();
        // No attempt to connect succeeds.
        if client.protocol.action().is_some() {
            client.close();
        }
    }
    assert_eq!(answer.try_recv(), Ok(Some(Err(CommandFailure::TimedOut))));
    // One that is asked now has its own time.
    let mut late = add(&mut client, 2);
    assert_eq!(late.try_recv(), Ok(None));
}
