use futures_channel::oneshot;
use musubi::replica::{CommandFailure, FileStep};
use musubi_client::protocol::Action;
use musubi_wire::frame::{BinaryPush, TextFrame};
use serde_json::json;

use crate::harness::{Answer, Client};

/// A counter's client with the channel of a file, whose join has the ref `2`.
fn sending() -> (Client, Answer) {
    let mut client = Client::counter();
    client.sent();
    let answer = file(&mut client, FileStep::Open(r#"{"token":"t"}"#.to_owned()));
    (client, answer)
}

fn file(client: &mut Client, step: FileStep) -> Answer {
    let (reply, answer) = oneshot::channel();
    client.protocol.file("u_1", &step, reply, client.now);
    answer
}

fn receive(client: &mut Client, msg_ref: Option<&str>, event: &str, payload: serde_json::Value) {
    let frame = json!(["2", msg_ref, "musubi_upload:u_1", event, payload]);
    client.protocol.text(&frame.to_string(), client.now);
}

fn outcome(answer: &mut Answer) -> Option<Result<String, CommandFailure>> {
    answer.try_recv().ok().flatten()
}

#[test]
fn a_file_has_a_channel_of_its_own_whose_chunks_are_binary_frames() {
    let (mut client, mut joined) = sending();
    let Some(Action::Send(join)) = client.protocol.action() else {
        panic!("the channel is joined");
    };
    let join = TextFrame::parse(&join).unwrap();
    assert_eq!(join.topic, "musubi_upload:u_1");
    assert_eq!(join.event, "phx_join");
    assert_eq!(join.join_ref.as_deref(), Some("2"));
    assert_eq!(join.payload.get(), r#"{"token":"t"}"#);
    receive(
        &mut client,
        Some("2"),
        "phx_reply",
        json!({"status": "ok", "response": {}}),
    );
    assert_eq!(outcome(&mut joined), Some(Ok("{}".to_owned())));

    let mut arrived = file(&mut client, FileStep::Chunk(vec![0, 255, 7]));
    let Some(Action::SendBytes(chunk)) = client.protocol.action() else {
        panic!("the chunk is sent");
    };
    let chunk = BinaryPush::parse(&chunk).unwrap();
    assert_eq!((chunk.join_ref, chunk.msg_ref), ("2", "3"));
    assert_eq!((chunk.topic, chunk.event), ("musubi_upload:u_1", "chunk"));
    assert_eq!(chunk.data, [0, 255, 7]);
    receive(
        &mut client,
        Some("3"),
        "phx_reply",
        json!({"status": "error", "response": {"reason": "chunk too large"}}),
    );
    assert!(matches!(
        outcome(&mut arrived),
        Some(Err(CommandFailure::Refused(reply))) if reply.reason == "chunk too large"
    ));
}

#[test]
fn the_end_of_its_channel_is_the_end_of_a_file_and_of_nothing_else() {
    let (mut client, mut joined) = sending();
    receive(&mut client, Some("2"), "phx_close", json!({}));
    assert_eq!(
        outcome(&mut joined),
        Some(Err(CommandFailure::Disconnected))
    );
    let mut late = file(&mut client, FileStep::Chunk(vec![1]));
    assert_eq!(outcome(&mut late), Some(Err(CommandFailure::Unsent)));
    client.set("1", 1, 2);
    assert_eq!(client.count(), 2);
}

#[test]
fn a_file_that_nobody_sends_any_more_is_left_once() {
    let (mut client, mut joined) = sending();
    client.sent();
    drop(file(&mut client, FileStep::Close));
    drop(file(&mut client, FileStep::Close));
    let sent = client.sent();
    assert_eq!(sent.len(), 1, "{sent:?}");
    assert_eq!(sent[0].event, "phx_leave");
    assert_eq!(
        outcome(&mut joined),
        Some(Err(CommandFailure::Disconnected))
    );
}

#[test]
fn files_end_with_the_connection_and_are_not_sent_again() {
    let (mut client, mut joined) = sending();
    client.sent();
    client.close();
    assert_eq!(
        outcome(&mut joined),
        Some(Err(CommandFailure::Disconnected))
    );
    let mut early = file(&mut client, FileStep::Open("{}".to_owned()));
    assert_eq!(outcome(&mut early), Some(Err(CommandFailure::Unsent)));
    client.wait();
    let sent = client.open();
    assert_eq!(sent.len(), 1, "{sent:?}");
    assert_eq!(sent[0].payload["module"], "Counter");
}

#[test]
fn a_chunk_that_nobody_answers_times_out() {
    let (mut client, mut joined) = sending();
    client.wait();
    assert_eq!(outcome(&mut joined), Some(Err(CommandFailure::TimedOut)));
}
