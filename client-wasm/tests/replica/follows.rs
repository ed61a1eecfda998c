use std::cell::RefCell;
use std::rc::Rc;

use musubi::prelude::*;
use proptest::prelude::*;
use serde_json::json;

use crate::app::{Handles, Point, Row, Session, Shape, client, item, row, runs};

#[tokio::test]
async fn the_first_envelope_makes_all_signals() {
    let session = Session::start().await;
    session.assert_same();
    client(|| {
        let state = session.replica.state();
        assert_eq!(state.count.get(), 0);
        assert_eq!(state.inner.odd.get(), None);
        assert_eq!(state.listed.len(), 3);
        assert_eq!(state.one.state().label.get(), "the only one");
        assert!(state.maybe.is_none());
    });
}

#[tokio::test]
async fn an_operation_wakes_the_one_signal_that_it_addresses() {
    let mut session = Session::start().await;
    let state = Rc::new(client(|| session.replica.state()));
    let count = runs({
        let state = Rc::clone(&state);
        move || {
            state.count.get();
        }
    });
    let title = runs({
        let state = Rc::clone(&state);
        move || drop(state.inner.title.get())
    });
    session.change(|server| server.count.set(7));
    assert_eq!((count(), title()), (2, 1));
    assert_eq!(client(|| state.count.get_untracked()), 7);
}

#[tokio::test]
async fn all_writes_of_an_envelope_are_one_batch() {
    let mut session = Session::start().await;
    let seen = Rc::new(RefCell::new(Vec::new()));
    let (state, log) = (client(|| session.replica.state()), Rc::clone(&seen));
    let _ = runs(move || {
        log.borrow_mut()
            .push((state.count.get(), state.point.get().x))
    });
    session.change(|server| {
        server.count.set(1);
        server.point.update(|point| point.x = 1);
    });
    assert_eq!(*seen.borrow(), [(0, 0), (1, 1)]);
}

#[tokio::test]
async fn a_value_that_stays_equal_wakes_nobody() {
    let session = Session::start().await;
    let state = Rc::new(client(|| session.replica.state()));
    let count = runs(move || {
        state.count.get();
        state.point.get();
    });
    let ops = json!([
        {"op": "replace", "path": "/count", "value": 5},
        {"op": "replace", "path": "/point/x", "value": 0},
        {"op": "replace", "path": "/count", "value": 0},
    ]);
    session.apply(&session.envelope(ops, json!([]))).unwrap();
    assert_eq!(count(), 1);
}

#[tokio::test]
async fn a_document_of_another_page_wakes_only_what_differs() {
    let mut session = Session::start().await;
    session.change(|server| server.messages.insert(row(1)));
    let state = Rc::new(client(|| session.replica.state()));
    let same = runs({
        let state = Rc::clone(&state);
        move || {
            state.count.get();
            state.listed.get();
            state.messages.get();
            state.each_rows.rows();
            state.plain_rows.get();
        }
    });
    let differs = runs(move || drop(state.inner.title.get()));
    let mut document = session.document.root().clone();
    document["inner"]["title"] = json!("another");
    let message = json!({"op": "insert", "stream": "messages", "ref": "0", "store_id": [],
        "item_key": "messages-1", "at": -1, "item": row(1), "limit": null});
    let mut envelope: serde_json::Value = serde_json::from_str(&session.envelope(
        json!([{"op": "replace", "path": "", "value": document}]),
        json!([message]),
    ))
    .unwrap();
    envelope["base_version"] = json!(0);
    envelope["version"] = json!(1);
    session.apply(&envelope.to_string()).unwrap();
    assert_eq!((same(), differs()), (1, 2));
}

#[tokio::test]
async fn children_come_and_go_in_the_form_of_the_store() {
    let mut session = Session::start().await;
    let labels = Rc::new(RefCell::new(Vec::new()));
    let session_state = {
        let log = Rc::clone(&labels);
        let replica = Rc::new(session.replica);
        session.replica = Session::start().await.replica;
        let shown = Rc::clone(&replica);
        let _ = runs(move || {
            let state = shown.state();
            let cards = state.cards.iter().map(|card| card.state().label.get());
            log.borrow_mut().push(cards.collect::<Vec<_>>());
        });
        replica
    };
    let ops = session.envelope(
        json!([{"op": "add", "path": "/cards/1", "value": {
            "__musubi_store_id__": ["cards", "c2"], "label": "two",
            "notes": {"__musubi_stream__": "notes"},
        }}]),
        json!([]),
    );
    let envelope = musubi_wire::envelope::RawEnvelope::parse(&ops).unwrap();
    client(|| session_state.apply(&envelope)).unwrap();
    assert_eq!(*labels.borrow(), [vec!["one"], vec!["one", "two"]]);
}

#[derive(Debug, Clone)]
enum Edit {
    Count(i64),
    Point(i64, i64),
    Shape(Option<u32>),
    Title(String),
    Odd(Option<i64>),
    Plain(Vec<u32>),
    Keyed(Vec<u32>),
    Listed(Vec<u32>),
    Push(u32),
    Remove(u32),
    Move(u32, usize),
    Each(Vec<u32>),
    EachText(usize, String),
    Free(i64),
    Sometimes(Option<i64>),
    Message(u32, bool),
    Delete(u32),
    Reset(Vec<u32>),
    Maybe(Option<String>),
    Cards(Vec<u32>),
}

fn edits() -> impl Strategy<Value = Vec<Vec<Edit>>> {
    let keys = || proptest::collection::btree_set(0u32..8, 0..6).prop_shuffled();
    let edit = prop_oneof![
        (-3i64..3).prop_map(Edit::Count),
        (-2i64..2, -2i64..2).prop_map(|(x, y)| Edit::Point(x, y)),
        proptest::option::of(0u32..3).prop_map(Edit::Shape),
        "[a-c~/\"]{0,3}".prop_map(Edit::Title),
        proptest::option::of(-2i64..2).prop_map(Edit::Odd),
        proptest::collection::vec(0u32..4, 0..5).prop_map(Edit::Plain),
        keys().prop_map(Edit::Keyed),
        keys().prop_map(Edit::Listed),
        (0u32..12).prop_map(Edit::Push),
        (0u32..12).prop_map(Edit::Remove),
        (0u32..12, 0usize..8).prop_map(|(key, to)| Edit::Move(key, to)),
        keys().prop_map(Edit::Each),
        (0usize..6, "[a-c]{0,2}").prop_map(|(at, text)| Edit::EachText(at, text)),
        (0i64..4).prop_map(Edit::Free),
        proptest::option::of(0i64..3).prop_map(Edit::Sometimes),
        (0u32..6, any::<bool>()).prop_map(|(id, start)| Edit::Message(id, start)),
        (0u32..6).prop_map(Edit::Delete),
        proptest::collection::vec(0u32..6, 0..3).prop_map(Edit::Reset),
        proptest::option::of("[ab]").prop_map(Edit::Maybe),
        keys().prop_map(Edit::Cards),
    ];
    proptest::collection::vec(proptest::collection::vec(edit, 1..5), 1..8)
}

trait Shuffled {
    fn prop_shuffled(self) -> BoxedStrategy<Vec<u32>>;
}

impl<S: Strategy<Value = std::collections::BTreeSet<u32>> + 'static> Shuffled for S {
    fn prop_shuffled(self) -> BoxedStrategy<Vec<u32>> {
        self.prop_map(|keys| keys.into_iter().collect::<Vec<_>>())
            .prop_shuffle()
            .boxed()
    }
}

fn carry_out(edit: Edit, server: &Handles) {
    let rows = |ids: Vec<u32>| ids.into_iter().map(row).collect::<Vec<Row>>();
    match edit {
        Edit::Count(count) => server.count.set(count),
        Edit::Point(x, y) => server.point.set(Point { x, y }),
        Edit::Shape(None) => server.shape.set(Shape::Dot),
        Edit::Shape(Some(radius)) => server.shape.set(Shape::Circle { radius }),
        Edit::Title(title) => server.title.set(title),
        Edit::Odd(x) => server.odd.set(x.map(|x| Point { x, y: 0 })),
        Edit::Plain(ids) => server.plain_rows.set(rows(ids)),
        Edit::Keyed(ids) => server.keyed_rows.set(rows(ids)),
        Edit::Listed(ids) => server.listed.set(rows(ids)),
        Edit::Push(id) => drop(server.listed.push(row(id))),
        Edit::Remove(id) => drop(server.listed.remove(&id)),
        Edit::Move(id, to) => drop(server.listed.move_to(&id, to)),
        Edit::Each(ids) => {
            let known = server.each_rows.get_untracked();
            let next = ids.into_iter().map(|id| {
                let known = known.iter().find(|item| item.id == id);
                known.copied().unwrap_or_else(|| item(id))
            });
            server.each_rows.set(next.collect());
        }
        Edit::EachText(at, text) => {
            if let Some(item) = server.each_rows.get_untracked().get(at) {
                item.text.set(text);
            }
        }
        Edit::Free(value) => server.free.set(json!({"a": [value], "b/c": {"d": value}})),
        Edit::Sometimes(value) => server.sometimes.set(value),
        Edit::Message(id, true) => server.messages.insert_limited(At::Start, row(id), 3),
        Edit::Message(id, false) => server.messages.insert(row(id)),
        Edit::Delete(id) => server.messages.delete(&row(id)),
        Edit::Reset(ids) => server.messages.reset(rows(ids)),
        Edit::Maybe(label) => server.maybe.set(label),
        Edit::Cards(ids) => {
            let label = |id: u32| (id, format!("card {id}"));
            server.cards.set(ids.into_iter().map(label).collect());
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn the_signals_show_what_the_document_shows(turns in edits(), moves: bool) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(async {
            let mut session = Session::start_offering(moves).await;
            for turn in turns {
                session.change(|server| {
                    for edit in turn {
                        carry_out(edit, server);
                    }
                });
                assert_eq!(session.shown(), session.expected());
            }
        });
    }
}
