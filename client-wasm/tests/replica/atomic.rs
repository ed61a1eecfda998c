use std::rc::Rc;

use musubi::prelude::*;
use serde_json::{Value, json};

use crate::app::{Session, client, row, runs};

/// Gives a client an envelope whose last operation does not fit. Nothing of it may stay.
async fn refused(good: Value, bad: Value) -> String {
    let mut session = Session::start().await;
    session.change(|server| server.messages.insert(row(1)));
    let before = session.shown();
    let state = Rc::new(client(|| session.replica.state()));
    let woken = runs(move || {
        state.count.get();
        state.listed.get();
        state.each_rows.rows();
        state.keyed_rows.get();
        state.messages.get();
    });
    let mut ops = good.as_array().unwrap().clone();
    ops.push(bad);
    let streams = json!([{"op": "reset", "stream": "messages", "ref": "0", "store_id": []}]);
    let fault = session.apply(&session.envelope(ops.into(), streams));
    assert_eq!((session.shown(), woken()), (before, 1));
    // What was tried leaves nothing behind that a later envelope would trip over.
    session.change(|server| {
        server.listed.push(row(9));
        server.count.set(1);
    });
    session.assert_same();
    fault.unwrap_err().to_string()
}

fn edits() -> Value {
    json!([
        {"op": "replace", "path": "/count", "value": 3},
        {"op": "remove", "path": "/listed/1"},
        {"op": "add", "path": "/listed/0", "value": row(7)},
        {"op": "replace", "path": "/listed/1/text", "value": "changed"},
        {"op": "move", "from": "/listed/0", "path": "/listed/2"},
        {"op": "remove", "path": "/eachRows/0"},
        {"op": "add", "path": "/eachRows/1", "value": row(8)},
        {"op": "replace", "path": "/eachRows/0/text", "value": "changed"},
        {"op": "move", "from": "/eachRows/0", "path": "/eachRows/1"},
        {"op": "replace", "path": "/keyedRows", "value": []},
        {"op": "remove", "path": "/cards/0"},
    ])
}

#[tokio::test]
async fn an_envelope_with_a_value_of_another_type_changes_nothing() {
    let bad = json!({"op": "replace", "path": "/point/y", "value": "four"});
    let fault = refused(edits(), bad).await;
    assert!(fault.starts_with("ops[11] at \"/point/y\": "), "{fault}");
    assert!(fault.contains("expected i64"), "{fault}");
}

#[tokio::test]
async fn an_envelope_with_a_path_that_leads_nowhere_changes_nothing() {
    let bad = json!({"op": "replace", "path": "/listed/17/text", "value": "?"});
    let fault = refused(edits(), bad).await;
    assert!(
        fault.contains("expected an index below 3, found 17"),
        "{fault}"
    );
}

#[tokio::test]
async fn an_envelope_that_takes_away_what_is_always_there_changes_nothing() {
    let fault = refused(edits(), json!({"op": "remove", "path": "/count"})).await;
    assert!(fault.contains("found its end"), "{fault}");
}

#[tokio::test]
async fn an_envelope_with_a_row_whose_key_is_taken_changes_nothing() {
    let bad = json!({"op": "add", "path": "/listed/0", "value": row(3)});
    let fault = refused(edits(), bad).await;
    assert!(fault.contains("a key of its own"), "{fault}");
}

#[tokio::test]
async fn members_that_a_newer_server_adds_are_ignored() {
    let session = Session::start().await;
    let before = session.shown();
    let ops = json!([
        {"op": "add", "path": "/brandNew", "value": 1},
        {"op": "replace", "path": "/point/z", "value": 1},
    ]);
    session.apply(&session.envelope(ops, json!([]))).unwrap();
    assert_eq!(session.shown(), before);
}
