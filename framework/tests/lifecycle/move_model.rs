//! Any order of children in the members of a store, against a map that remembers what each child
//! has done since it appeared.

use std::collections::BTreeMap;

use futures_util::FutureExt;
use musubi::StoreId;
use musubi::testing::TestPage;
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::moves::{BoardStore, Layout};

type Id = Option<String>;

/// One turn: what stands where, and who plays after that.
type Turn = (Layout, Vec<usize>);

fn id(letter: u8) -> Id {
    (letter < 3).then(|| char::from(b'a' + letter).to_string())
}

fn layout() -> impl Strategy<Value = Layout> {
    let direct = Just((0..6_u8).collect::<Vec<_>>()).prop_shuffle();
    (direct, option::of(0..2_u8)).prop_map(|(direct, inside)| Layout {
        first: id(direct[0]),
        second: id(direct[1]),
        other: id(direct[2]),
        inside: inside.and_then(id),
    })
}

fn turn() -> impl Strategy<Value = Turn> {
    (layout(), vec(0..3_usize, 0..4))
}

/// The pieces of a layout, with the paths to their states.
fn pieces(layout: &Layout) -> [(StoreId, &'static str, &Id); 3] {
    let id = |path: &[&str], id: &Id| {
        let path: Vec<&str> = path.iter().copied().chain(id.as_deref()).collect();
        StoreId::root().child(&path)
    };
    [
        (id(&[], &layout.first), "/first", &layout.first),
        (id(&[], &layout.second), "/second", &layout.second),
        (
            id(&["inside"], &layout.inside),
            "/inside/piece",
            &layout.inside,
        ),
    ]
}

fn command(page: &mut TestPage, store: &StoreId, name: &str, payload: Value) {
    let reply = page.command_on(store, name, payload).now_or_never();
    reply.expect("it waits for nothing").expect("a reply");
    page.flush();
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn a_child_lives_as_long_as_its_id_is_shown(turns in vec(turn(), 1..12)) {
        let empty = TestPage::mount::<BoardStore>(json!({})).now_or_never();
        let mut page = empty.unwrap().unwrap();
        let mut played: BTreeMap<StoreId, u32> = BTreeMap::new();
        for (layout, plays) in turns {
            command(&mut page, &StoreId::root(), "arrange", json!({"layout": layout}));
            let shown = pieces(&layout);
            let known = |store: &StoreId| {
                shown.iter().any(|(id, _, piece)| piece.is_some() && id == store)
            };
            played.retain(|store, _| known(store));
            for index in plays {
                let (store, _, piece) = &shown[index];
                if piece.is_some() {
                    command(&mut page, store, "play", json!({}));
                    *played.entry(store.clone()).or_default() += 1;
                }
            }
            for (store, path, piece) in &shown {
                let state = page.state().pointer(path).unwrap();
                if piece.is_none() {
                    prop_assert!(state.is_null());
                    continue;
                }
                let count = played.get(store).copied().unwrap_or_default();
                prop_assert_eq!(&state["moves"], count);
                let log: Vec<Value> = (1..=count).map(Value::from).collect();
                prop_assert_eq!(page.items(store, "log"), log);
            }
            prop_assert_eq!(page.state(), &page.fresh());
        }
    }
}
