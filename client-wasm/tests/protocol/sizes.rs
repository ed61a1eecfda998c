use musubi::replica::CommandFailure;
use musubi_client::protocol::{Action, Join, MountFailure};
use musubi_wire::StoreId;
use serde_json::json;

use crate::harness::{Answer, Client};

fn say(client: &mut Client, text: &str) -> Answer {
    client.command(&StoreId::root(), "say", &json!({"text": text}))
}

fn too_large(answer: &mut Answer) -> bool {
    match answer.try_recv() {
        Ok(Some(Err(CommandFailure::Refused(refusal)))) => {
            refusal.code.as_deref() == Some("too_large")
        }
        _ => false,
    }
}

/// The server closes the socket for a message that is too large for it.
fn close(client: &mut Client) {
    client.protocol.too_large(client.now);
    client.close();
}

#[test]
fn the_largest_command_without_a_reply_is_failed_and_the_others_are_sent_again() {
    let mut client = Client::new(Join {
        module: "Counter".to_owned(),
        id: "a".to_owned(),
        params: json!({"longer than any command": "x".repeat(100)}).to_string(),
    });
    client.open();
    let accepted = |resumed| {
        let response = json!({"root_id": "Counter:a", "token": "key", "resumed": resumed});
        json!({"status": "ok", "response": response})
    };
    client.receive("1", Some("1"), "phx_reply", &accepted(false));
    client.first(1);
    let mut small = [say(&mut client, "a"), say(&mut client, "b")];
    let mut large = say(&mut client, "much too long");
    let mut after = say(&mut client, "c");
    let answered = client.sent().pop().unwrap();
    client.reply(&answered, "ok", &json!({}));
    assert!(matches!(after.try_recv(), Ok(Some(Ok(_)))));
    close(&mut client);
    assert!(too_large(&mut large));
    client.wait();
    let join = client.open().remove(0);
    client.receive(
        &join.msg_ref,
        Some(&join.msg_ref),
        "phx_reply",
        &accepted(true),
    );
    let again = client.sent();
    let texts: Vec<_> = again
        .iter()
        .map(|sent| &sent.payload["payload"]["text"])
        .collect();
    assert_eq!(texts, ["a", "b"]);
    for (sent, answer) in again.iter().zip(&mut small) {
        client.reply(sent, "ok", &json!({}));
        assert!(matches!(answer.try_recv(), Ok(Some(Ok(_)))));
    }
}

#[test]
fn a_command_that_cannot_be_sent_again_is_failed_for_its_size_too() {
    let mut client = Client::counter();
    let (mut large, mut small) = (say(&mut client, "long"), say(&mut client, ""));
    close(&mut client);
    assert!(too_large(&mut large));
    let lost = small.try_recv().unwrap().unwrap();
    assert_eq!(lost, Err(CommandFailure::Disconnected));
}

#[test]
fn a_mount_whose_params_are_the_largest_is_refused_and_not_tried_again() {
    let mut client = Client::new(Join {
        module: "Counter".to_owned(),
        id: "a".to_owned(),
        params: json!({"much": "x".repeat(100)}).to_string(),
    });
    assert_eq!(client.open().len(), 1);
    close(&mut client);
    match client.told.borrow().failure.as_ref() {
        Some(MountFailure::Refused(refusal)) => {
            assert_eq!(refusal.code.as_deref(), Some("too_large"));
        }
        other => panic!("no refusal, but {other:?}"),
    }
    client.wait();
    assert_eq!(client.protocol.action(), Some(Action::Open));
    client.protocol.opened(client.now);
    assert_eq!(client.sent(), []);
}

#[test]
fn a_close_for_its_size_when_nothing_waits_is_a_drop_like_any_other() {
    let mut client = Client::counter();
    client.sent();
    close(&mut client);
    client.wait();
    let join = client.open().remove(0);
    assert_eq!(join.event, "phx_join");
    client.accept_as(&join.msg_ref);
    client.first_on(&join.msg_ref, 3);
    assert_eq!(client.count(), 3);
}
