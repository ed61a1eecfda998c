use std::collections::HashMap;
use std::rc::Rc;

use musubi::prelude::*;
use proptest::prelude::*;
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

/// What a client sees of one row: its signals, and how often whoever reads one of them ran.
struct Watched<F> {
    text: Signal<String>,
    runs: F,
    expected: u32,
}

/// Rows in any order, some of them with another text than before.
fn turns() -> impl Strategy<Value = Vec<(Vec<u32>, Vec<u32>)>> {
    let order = Just((1..=7).collect::<Vec<u32>>())
        .prop_shuffle()
        .prop_flat_map(|ids| (3..=ids.len()).prop_map(move |length| ids[..length].to_vec()));
    let changed = proptest::collection::vec(1..=7u32, 0..3);
    proptest::collection::vec((order, changed), 1..8)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn rows_keep_their_signals_and_only_what_changed_is_told(turns in turns(), moves: bool) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(async {
            let mut session = Session::start_offering(moves).await;
            let mut watched = HashMap::new();
            for (turn, (ids, changed)) in turns.into_iter().enumerate() {
                session.change(|server| {
                    let known = server.each_rows.get_untracked();
                    for row in known.iter().filter(|row| changed.contains(&row.id)) {
                        row.text.set(format!("turn {turn}"));
                    }
                    let find = |id| known.iter().find(|row| row.id == id).copied();
                    let rows = ids.iter().map(|id| find(*id).unwrap_or_else(|| item(*id)));
                    server.each_rows.set(rows.collect());
                    let cards = ids.iter().map(|id| (*id, format!("card {id}")));
                    server.cards.set(cards.collect());
                });
                assert_eq!(session.shown(), session.expected());
                let rows = client(|| session.replica.state().each_rows.rows());
                watched.retain(|id, _| ids.contains(id));
                for (id, row) in ids.iter().zip(rows) {
                    let watched = watched.entry(*id).or_insert_with(|| {
                        let text = row.text;
                        let runs = runs(move || drop(text.get()));
                        Watched { text, runs, expected: 0 }
                    });
                    assert!(watched.text == row.text, "row {id} has other signals");
                    let is_new = watched.expected == 0;
                    watched.expected += u32::from(is_new || changed.contains(id));
                    assert_eq!((watched.runs)(), watched.expected, "row {id}");
                }
            }
        });
    }
}
