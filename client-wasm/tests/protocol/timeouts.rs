use std::time::Duration;

use futures_channel::oneshot;
use musubi::replica::CommandFailure;
use musubi_client::MountStatus;
use musubi_client::protocol::{Join, MountFailure, Protocol, Settings};
use musubi_wire::StoreId;
use serde_json::json;

use crate::harness::{Answer, Client};

const SECOND: Duration = Duration::from_secs(1);

fn new_counter() -> Client {
    Client::new(Join {
        module: "Counter".to_owned(),
        id: "a".to_owned(),
        params: "{}".to_owned(),
    })
}

fn failure(client: &Client) -> Option<MountFailure> {
    client.told.borrow().failure.clone()
}

fn outcome(answer: &mut Answer) -> Option<Result<String, CommandFailure>> {
    answer.try_recv().unwrap()
}

#[test]
fn a_join_that_nobody_answers_is_left_and_the_mount_fails() {
    let mut client = new_counter();
    client.open();
    assert_eq!(
        client.protocol.deadline(),
        Some(Settings::default().join_timeout)
    );
    client.wait();
    assert_eq!(failure(&client), Some(MountFailure::TimedOut));
    assert_eq!(client.sent()[0].event, "phx_leave");
    // It is given up: nothing that comes late, and no new connection, brings it back.
    client.accept();
    client.first(1);
    assert!(client.told.borrow().document.is_none());
    client.close();
    client.wait();
    assert!(client.open().is_empty());
}

#[test]
fn a_join_whose_state_never_comes_fails_in_the_same_time() {
    let mut client = new_counter();
    client.open();
    client.now = SECOND;
    client.accept();
    client.wait();
    assert_eq!(client.now, Settings::default().join_timeout);
    assert_eq!(failure(&client), Some(MountFailure::TimedOut));
}

#[test]
fn a_mount_waits_for_the_connection_for_as_long_as_it_takes() {
    let mut client = new_counter();
    for _ in 0..20 {
        assert!(client.protocol.action().is_some());
        client.close();
        client.wait();
    }
    assert_eq!(failure(&client), None);
    assert_eq!(client.open()[0].event, "phx_join");
}

#[test]
fn a_root_with_state_is_joined_again_after_a_pause() {
    let mut client = Client::counter();
    client.receive("1", Some("1"), "phx_error", &json!({}));
    client.wait();
    let rejoin = client.sent().remove(0);
    assert_eq!(rejoin.event, "phx_join");
    client.wait();
    assert_eq!(client.sent()[0].event, "phx_leave");
    client.wait();
    let rejoin = client.sent().remove(0);
    assert_eq!(rejoin.event, "phx_join");
    client.accept_as(&rejoin.msg_ref);
    client.first_on(&rejoin.msg_ref, 5);
    assert_eq!(client.count(), 5);
    assert_eq!(failure(&client), None);
    assert_eq!(
        client.told.borrow().statuses.last(),
        Some(&MountStatus::Live)
    );
}

#[test]
fn a_first_state_of_another_type_ends_the_mount() {
    let mut client = new_counter();
    client.open();
    client.accept();
    client.told.borrow_mut().refuse_next = true;
    client.first(1);
    assert!(matches!(failure(&client), Some(MountFailure::Mismatch(_))));
    let sent = client.sent();
    assert_eq!(sent.len(), 1, "{sent:?}");
    assert_eq!(sent[0].event, "phx_leave");
}

#[test]
fn each_command_waits_for_its_reply_for_as_long_as_a_command_may_take() {
    let mut client = Client::counter();
    let command =
        |client: &mut Client| -> Answer { client.command(&StoreId::root(), "wait", &json!({})) };
    let mut first = command(&mut client);
    client.now = SECOND;
    let mut second = command(&mut client);
    let sent = client.sent();
    client.wait();
    assert_eq!(client.now, Settings::default().command_timeout);
    assert_eq!(outcome(&mut first), Some(Err(CommandFailure::TimedOut)));
    assert_eq!(outcome(&mut second), None);
    // A reply that comes too late is nobody's.
    client.reply(&sent[0], "ok", &json!({}));
    client.reply(&sent[1], "ok", &json!({}));
    assert_eq!(outcome(&mut second), Some(Ok("{}".to_owned())));
}

#[test]
fn a_client_can_wait_for_ever() {
    let for_ever = Settings {
        heartbeat: Duration::MAX,
        join_timeout: Duration::MAX,
        command_timeout: Duration::MAX,
        first_pause: Duration::MAX,
        longest_pause: Duration::MAX,
    };
    let mut protocol = Protocol::new(for_ever, 1);
    protocol.opened(SECOND);
    assert_eq!(protocol.deadline(), Some(Duration::MAX));
    protocol.closed(SECOND);
    assert!(protocol.deadline() > Some(SECOND));
}

#[test]
fn whoever_does_not_wait_for_a_reply_is_forgotten_in_time() {
    let mut client = Client::counter();
    drop::<oneshot::Receiver<_>>(client.command(&StoreId::root(), "wait", &json!({})));
    client.wait();
    // What it waits for next is the heartbeat.
    assert_eq!(
        client.protocol.deadline(),
        Some(Settings::default().heartbeat)
    );
}
