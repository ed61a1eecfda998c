//! Any mixture of edits, in any number of turns between two flushes.

use musubi::prelude::*;
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use serde_json::Value;

use crate::client::Client;
use crate::everything::{EverythingStore, IDS};
use crate::handles::handles;
use crate::values::{Row, Values, row, rows, values};

/// One write of a store's signals.
#[derive(Debug, Clone)]
enum Edit {
    Values(Box<Values>, u64),
    Rows(Vec<Row>),
    Note(Option<String>),
    Count(u8),
    Cards(Vec<u8>),
    List(ListEdit),
    Other(ListEdit),
    Children(Vec<u8>),
    Optional(Option<u8>),
    Props(u32),
    Shown(u8),
    Render,
}

#[derive(Debug, Clone)]
enum ListEdit {
    Push(Row),
    Insert(usize, Row),
    Update(u8, Row),
    Rekey(u8, u8),
    Remove(u8),
    Move(u8, usize),
    Set(Vec<Row>),
    Clear,
}

impl Edit {
    fn make(self, store: &EverythingStore) {
        match self {
            Self::Values(values, mask) => store.values.update(|last| last.take(&values, mask)),
            Self::Rows(rows) => store.rows.set(rows),
            Self::Note(note) => store.note.set(note),
            Self::Count(id) => store.counts.update(|counts| counts[usize::from(id)] += 1),
            Self::Cards(ids) => store.cards.set(ids),
            Self::List(edit) => edit.make(store.list),
            Self::Other(edit) => edit.make(store.other),
            Self::Children(ids) => store.children.set(ids),
            Self::Optional(id) => store.optional.set(id),
            Self::Props(props) => store.props.set(props),
            Self::Shown(list) => store.shown.set(list),
            Self::Render => store.renders.update(|renders| *renders += 1),
        }
    }
}

impl ListEdit {
    fn make(self, list: ListSignal<u8, Row>) {
        match self {
            Self::Push(row) => drop(list.push(row)),
            Self::Insert(index, row) => drop(list.insert(index, row)),
            Self::Update(id, row) => {
                list.update(&id, |last| *last = Row { id, ..row });
            }
            Self::Rekey(id, next) => {
                list.update(&id, |row| row.id = next);
            }
            Self::Remove(id) => drop(list.remove(&id)),
            Self::Move(id, index) => {
                list.move_to(&id, index);
            }
            Self::Set(rows) => list.set(rows),
            Self::Clear => list.clear(),
        }
    }
}

fn id() -> impl Strategy<Value = u8> {
    0..IDS
}

fn different_ids() -> impl Strategy<Value = Vec<u8>> {
    Just((0..IDS).collect::<Vec<_>>())
        .prop_shuffle()
        .prop_flat_map(|ids| (0..=ids.len()).prop_map(move |length| ids[..length].to_vec()))
}

fn list_edit() -> impl Strategy<Value = ListEdit> {
    prop_oneof![
        2 => row().prop_map(ListEdit::Push),
        4 => (0..9usize, row()).prop_map(|(index, row)| ListEdit::Insert(index, row)),
        4 => (id(), row()).prop_map(|(id, row)| ListEdit::Update(id, row)),
        1 => (id(), id()).prop_map(|(id, next)| ListEdit::Rekey(id, next)),
        2 => id().prop_map(ListEdit::Remove),
        4 => (id(), 0..9usize).prop_map(|(id, index)| ListEdit::Move(id, index)),
        1 => rows().prop_map(ListEdit::Set),
        1 => Just(ListEdit::Clear),
    ]
}

fn edit() -> impl Strategy<Value = Edit> {
    prop_oneof![
        1 => (values(), any::<u64>()).prop_map(|(values, mask)| Edit::Values(values.into(), mask)),
        2 => rows().prop_map(Edit::Rows),
        1 => option::of("[a-c]{0,2}").prop_map(Edit::Note),
        2 => id().prop_map(Edit::Count),
        // The keys of cards may repeat, but not their children.
        2 => different_ids().prop_map(Edit::Cards),
        4 => list_edit().prop_map(Edit::List),
        2 => list_edit().prop_map(Edit::Other),
        2 => different_ids().prop_map(Edit::Children),
        2 => option::of(0..2u8).prop_map(Edit::Optional),
        1 => (0..3u32).prop_map(Edit::Props),
        1 => (0..3u8).prop_map(Edit::Shown),
        1 => Just(Edit::Render),
    ]
}

/// How many stores a document shows.
fn stores_in(document: &Value) -> usize {
    match document {
        Value::Array(items) => items.iter().map(stores_in).sum(),
        Value::Object(members) => {
            usize::from(members.contains_key("__musubi_store_id__"))
                + members.values().map(stores_in).sum::<usize>()
        }
        _ => 0,
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn any_edits_lead_to_what_is_shown(
        turns in vec((vec(edit(), 1..6), prop::bool::weighted(0.7)), 1..10),
        moves: bool,
    ) {
        let mut client = Client::mount_offering::<EverythingStore>(moves);
        let store = handles::<EverythingStore>();
        for (edits, is_flushed) in turns {
            client.run(|| edits.into_iter().for_each(|edit| edit.make(&store)));
            if is_flushed {
                client.flush();
            }
        }
        // The list that each render makes anew is as old as the last one.
        client.turn(|| store.shown.update(|_| ()));
        prop_assert_eq!(client.store_count(), stores_in(client.state()));
        let again = client.turn(|| store.shown.update(|_| ()));
        prop_assert_eq!(again, Vec::<String>::new(), "a render alone sends nothing");
    }

    #[test]
    fn any_edits_of_a_list_lead_to_what_it_is(
        turns in vec(vec(list_edit(), 1..12), 1..12),
        moves: bool,
    ) {
        let mut client = Client::mount_offering::<EverythingStore>(moves);
        let store = handles::<EverythingStore>();
        for edits in turns {
            client.turn(|| edits.into_iter().for_each(|edit| edit.make(store.list)));
            let ids: Vec<u8> = store_ids(&client, store);
            for (index, id) in ids.iter().enumerate() {
                prop_assert_eq!(client.run(|| store.list.index_of(id)), Some(index));
            }
        }
    }
}

fn store_ids(client: &Client, store: EverythingStore) -> Vec<u8> {
    client.run(|| {
        store
            .list
            .with_untracked(|rows| rows.iter().map(|row| row.id).collect())
    })
}

#[test]
fn a_row_may_go_while_its_own_rows_change_and_the_store_renders_again() {
    let mut client = Client::mount::<EverythingStore>();
    let store = handles::<EverythingStore>();
    client.run(|| store.cards.set(vec![4]));
    client.run(|| {
        // `render` reads the children, the rows in a card read its count.
        store.children.set(Vec::new());
        store.counts.update(|counts| counts[4] += 1);
        store.cards.set(Vec::new());
    });
    client.flush();
    assert_eq!(client.store_count(), stores_in(client.state()));
}
