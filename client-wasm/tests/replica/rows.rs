use std::rc::Rc;

use musubi::prelude::*;
use serde_json::json;

use crate::app::{Session, client, item, runs};

#[tokio::test]
async fn a_row_keeps_its_signals_while_it_moves() {
    let mut session = Session::start().await;
    let text = client(|| session.replica.state().each_rows.rows()[0].text);
    let woken = runs(move || drop(text.get()));
    session.change(|server| {
        server.each_rows.update(|rows| {
            rows.rotate_left(1);
            rows.insert(0, item(5));
        });
    });
    assert_eq!(woken(), 1);
    session.change(|server| {
        let first = server.each_rows.with_untracked(|rows| rows[2]);
        first.text.set("still the same row".to_owned());
    });
    assert_eq!(woken(), 2);
    assert_eq!(client(|| text.get_untracked()), "still the same row");
}

#[tokio::test]
async fn a_row_keeps_its_signals_through_a_document_of_another_page() {
    let session = Session::start().await;
    let (rows, text) = client(|| {
        let state = session.replica.state();
        (state.each_rows.clone(), state.each_rows.rows()[1].text)
    });
    let order = runs(move || drop(rows.rows()));
    let woken = runs(move || drop(text.get()));
    let mut document = session.document.root().clone();
    document["eachRows"].as_array_mut().unwrap().reverse();
    let ops = json!([{"op": "replace", "path": "", "value": document}]);
    session.apply(&session.envelope(ops, json!([]))).unwrap();
    assert_eq!((order(), woken()), (2, 1));
}

#[tokio::test]
async fn the_signals_of_a_row_that_went_end() {
    let mut session = Session::start().await;
    let text = client(|| session.replica.state().each_rows.rows()[0].text);
    session.change(|server| {
        server.each_rows.update(|rows| {
            rows.remove(0);
        })
    });
    assert_eq!(client(|| text.try_get()), None);
}

#[tokio::test]
async fn a_child_keeps_its_signals_and_streams_by_its_id() {
    let mut session = Session::start().await;
    let id = "[\"cards\",\"c1\"]".parse().unwrap();
    session
        .page
        .command_on(&id, "note", json!({"id": 4}))
        .await
        .unwrap();
    session.sync();
    let label = client(|| session.replica.state().cards[0].state().label);
    let woken = runs(move || drop(label.get()));
    session.change(|server| {
        let cards = vec![(2, "two".to_owned()), (1, "one".to_owned())];
        server.cards.set(cards);
    });
    assert_eq!(woken(), 1);
    let notes = client(|| session.replica.state().cards[1].state().notes.get());
    assert_eq!(notes.len(), 1);
}

#[tokio::test]
async fn an_edit_to_a_list_wakes_no_row_signal() {
    let mut session = Session::start().await;
    let state = Rc::new(client(|| session.replica.state()));
    let list = runs({
        let state = Rc::clone(&state);
        move || drop(state.listed.get())
    });
    session.change(|server| {
        server.listed.update(&2, |row| row.done = true);
    });
    assert_eq!(list(), 2);
    assert!(client(|| state.listed.get_row(&2).unwrap().done));
}
