use std::time::Duration;

use futures_channel::oneshot;
use musubi::replica::CommandFailure;
use musubi_client::protocol::{Action, Protocol, Settings};
use musubi_client::{ConnectionStatus, MountStatus};
use musubi_wire::StoreId;
use serde_json::json;

use crate::harness::Client;

fn names(client: &mut Client) -> Vec<String> {
    client.sent().into_iter().map(|sent| sent.event).collect()
}

#[test]
fn a_version_gap_leaves_and_joins_anew_while_the_state_stays() {
    let mut client = Client::counter();
    client.set("1", 1, 2);
    let mut answer = client.command(&StoreId::root(), "wait", &json!({}));
    client.sent();
    client.set("1", 3, 9);
    assert_eq!(client.count(), 2);
    assert_eq!(
        answer.try_recv(),
        Ok(Some(Err(CommandFailure::Disconnected)))
    );
    let sent = client.sent();
    assert_eq!(sent[0].event, "phx_leave");
    assert_eq!(sent[1].event, "phx_join");
    let join_ref = sent[1].msg_ref.clone();
    // What the old channel still says is for nobody.
    client.set("1", 2, 77);
    client.receive("1", Some("1"), "phx_close", &json!({}));
    assert_eq!(names(&mut client), Vec::<String>::new());
    client.accept_as(&join_ref);
    client.first_on(&join_ref, 5);
    assert_eq!(client.count(), 5);
    let statuses = client.told.borrow().statuses.clone();
    assert_eq!(
        statuses,
        [MountStatus::Live, MountStatus::Stale, MountStatus::Live]
    );
}

#[test]
fn an_envelope_that_does_not_fit_is_a_gap() {
    let mut client = Client::counter();
    client.told.borrow_mut().refuse_next = true;
    client.set("1", 1, 2);
    assert_eq!(client.count(), 1);
    assert_eq!(names(&mut client), ["phx_leave", "phx_join"]);
}

#[test]
fn a_page_that_never_fits_is_asked_for_after_growing_pauses() {
    let mut client = Client::counter();
    client.told.borrow_mut().refuse_next = true;
    client.set("1", 1, 2);
    let mut join = client.sent().pop().unwrap();
    let mut pauses = Vec::new();
    for _ in 0..6 {
        client.accept_as(&join.msg_ref);
        client.told.borrow_mut().refuse_next = true;
        client.first_on(&join.msg_ref, 1);
        assert_eq!(names(&mut client), ["phx_leave"]);
        pauses.push(client.protocol.deadline().unwrap() - client.now);
        client.wait();
        join = client.sent().pop().unwrap();
        assert_eq!(join.event, "phx_join");
    }
    assert!(pauses[5] > pauses[0] * 8, "{pauses:?}");
}

#[test]
fn a_lost_connection_is_opened_again_after_growing_pauses_with_jitter() {
    let mut protocol = Protocol::new(Settings::default(), 3);
    let mut now = Duration::ZERO;
    let mut pauses = Vec::new();
    for _ in 0..12 {
        assert_eq!(protocol.action(), Some(Action::Open));
        protocol.closed(now);
        let at = protocol.deadline().unwrap();
        pauses.push(at - now);
        now = at;
        protocol.timeout(now);
    }
    assert!(pauses[0] >= Duration::from_millis(50) && pauses[0] <= Duration::from_millis(100));
    assert!(pauses[11] >= Duration::from_secs(5) && pauses[11] <= Duration::from_secs(10));
    let other = {
        let mut protocol = Protocol::new(Settings::default(), 4);
        protocol.closed(Duration::ZERO);
        protocol.deadline().unwrap()
    };
    assert_ne!(other, pauses[0]);
}

#[test]
fn whoever_looks_again_does_not_wait_for_the_pause() {
    let mut client = Client::counter();
    client.close();
    assert_eq!(client.protocol.status(), ConnectionStatus::Reconnecting);
    client.protocol.wake();
    assert_eq!(client.protocol.action(), Some(Action::Open));
    client.protocol.wake();
    assert_eq!(client.protocol.action(), None);
}

#[test]
fn commands_are_refused_at_once_while_the_page_is_not_there() {
    let mut client = Client::counter();
    client.close();
    let mut answer = client.command(&StoreId::root(), "increment", &json!({}));
    assert_eq!(answer.try_recv(), Ok(Some(Err(CommandFailure::Unsent))));
}

#[test]
fn a_server_that_answers_no_heartbeat_is_gone() {
    let mut client = Client::counter();
    client.wait();
    let heartbeat = client.sent().remove(0);
    assert_eq!(heartbeat.event, "heartbeat");
    client.reply(&heartbeat, "ok", &json!({}));
    client.wait();
    assert_eq!(client.sent().remove(0).event, "heartbeat");
    client.wait();
    assert_eq!(client.protocol.action(), Some(Action::Close));
    assert_eq!(client.protocol.status(), ConnectionStatus::Reconnecting);
}

#[test]
fn an_unmounted_root_is_left_and_not_joined_again() {
    let mut client = Client::counter();
    let mut answer = client.command(&StoreId::root(), "wait", &json!({}));
    client.sent();
    client.protocol.unmount(client.key);
    assert_eq!(
        answer.try_recv(),
        Ok(Some(Err(CommandFailure::Disconnected)))
    );
    assert_eq!(names(&mut client), ["phx_leave"]);
    client.close();
    client.wait();
    assert!(client.open().is_empty());
}

#[test]
fn the_reply_to_a_command_of_a_page_that_ended_is_nobodys() {
    let mut client = Client::counter();
    let answer = client.command(&StoreId::root(), "wait", &json!({}));
    let sent = client.sent().remove(0);
    drop::<oneshot::Receiver<_>>(answer);
    client.reply(&sent, "ok", &json!({}));
    client.reply(&sent, "ok", &json!({}));
    client.set("1", 1, 4);
    assert_eq!(client.count(), 4);
}
