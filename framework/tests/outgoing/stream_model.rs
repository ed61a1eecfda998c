//! Any edits of any streams, flushed now and then, against lists that are edited in plain Rust.

use std::collections::BTreeMap;

use futures_util::FutureExt;
use musubi::testing::TestPage;
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::streams::{Edit, RoomsStore, feed_id, item};

/// One turn of the page.
#[derive(Debug, Clone)]
enum Turn {
    Root { log: Vec<Edit>, news: Vec<Edit> },
    Feed(Vec<Edit>),
    Show(Option<Vec<u8>>),
}

fn edit() -> impl Strategy<Value = Edit> {
    let insert = (
        0..6_u8,
        "[a-z]",
        -1..4_i64,
        option::weighted(0.3, 0..4_usize),
    );
    let insert = insert.prop_map(|(id, text, at, limit)| Edit::Insert {
        id,
        text,
        at,
        limit,
    });
    prop_oneof![
        6 => insert,
        2 => (0..6_u8).prop_map(|id| Edit::Delete { id }),
        1 => vec(0..6_u8, 0..4).prop_map(|ids| Edit::Reset { ids }),
    ]
}

fn turn() -> impl Strategy<Value = Turn> {
    let edits = || vec(edit(), 0..5);
    prop_oneof![
        3 => (edits(), edits()).prop_map(|(log, news)| Turn::Root { log, news }),
        2 => edits().prop_map(Turn::Feed),
        1 => option::of(vec(0..6_u8, 0..3)).prop_map(Turn::Show),
    ]
}

/// A list as a client has it, by the rules of the protocol.
type List = Vec<(u8, Value)>;

fn insert(list: &mut List, id: u8, text: &str, at: i64, limit: Option<usize>) {
    list.retain(|(known, _)| *known != id);
    let index = usize::try_from(at).map_or(list.len(), |at| at.min(list.len()));
    list.insert(index, (id, json!({"id": id, "text": text})));
    let Some(limit) = limit else { return };
    let over = list.len().saturating_sub(limit);
    if at == 0 {
        list.truncate(limit);
    } else {
        list.drain(..over);
    }
}

/// What one turn does: a reset comes first and deletions last, whatever the order of the calls.
fn take_turn(list: &mut List, edits: &[Edit]) {
    if edits.iter().any(|edit| matches!(edit, Edit::Reset { .. })) {
        list.clear();
    }
    for edit in edits {
        match edit {
            Edit::Insert {
                id,
                text,
                at,
                limit,
            } => insert(list, *id, text, *at, *limit),
            Edit::Reset { ids } => {
                for id in ids {
                    insert(list, *id, &item(*id).text, -1, None);
                }
            }
            Edit::Delete { .. } | Edit::DeleteItem { .. } => {}
        }
    }
    for edit in edits {
        if let Edit::Delete { id } | Edit::DeleteItem { id } = edit {
            list.retain(|(known, _)| known != id);
        }
    }
}

#[derive(Default)]
struct Model {
    lists: BTreeMap<&'static str, List>,
    /// The items with which the child was mounted, while there is one.
    shown: Option<Vec<u8>>,
}

impl Model {
    fn list(&mut self, name: &'static str) -> &mut List {
        self.lists.entry(name).or_default()
    }

    fn take(&mut self, turn: &Turn) {
        match turn {
            Turn::Root { log, news } => {
                take_turn(self.list("log"), log);
                take_turn(self.list("news"), news);
            }
            Turn::Feed(edits) if self.shown.is_some() => take_turn(self.list("feed"), edits),
            Turn::Feed(_) => {}
            Turn::Show(seed) if *seed == self.shown => {}
            Turn::Show(seed) => {
                let list = self.list("feed");
                list.clear();
                for id in seed.iter().flatten() {
                    insert(list, *id, &item(*id).text, -1, None);
                }
                self.shown.clone_from(seed);
            }
        }
    }

    fn document(&mut self) -> Value {
        let mut items = |name| -> Value {
            let list = self.list(name);
            list.iter().map(|(_, value)| value.clone()).collect()
        };
        let (log, news, feed) = (items("log"), items("news"), items("feed"));
        let feed = self
            .shown
            .as_ref()
            .map(|_| json!({"__musubi_store_id__": ["feed"], "items": feed}));
        json!({
            "__musubi_store_id__": [],
            "title": "rooms",
            "log": log,
            "inner": {"news": news},
            "feed": feed,
        })
    }
}

fn send(page: &mut TestPage, turn: &Turn) {
    let sent = match turn {
        Turn::Root { log, news } => {
            let payload = json!({"log": log, "news": news});
            page.command("edit", payload).now_or_never()
        }
        Turn::Feed(edits) => page
            .command_on(&feed_id(), "edit", json!({"edits": edits}))
            .now_or_never(),
        Turn::Show(seed) => page.command("show", json!({"seed": seed})).now_or_never(),
    };
    let reply = sent.expect("no command of these waits");
    assert!(reply.is_ok() || matches!(turn, Turn::Feed(_)), "{reply:?}");
}

proptest! {
    #[test]
    fn any_edits_of_streams_lead_to_the_items_of_a_model(
        turns in vec((turn(), any::<bool>()), 1..12)
    ) {
        let mounting = TestPage::mount::<RoomsStore>(json!({})).now_or_never();
        let mut page = mounting.unwrap().unwrap();
        let mut model = Model::default();
        for (turn, flushes) in &turns {
            send(&mut page, turn);
            model.take(turn);
            if *flushes {
                page.flush();
                prop_assert_eq!(page.hydrated(), model.document());
            }
        }
        page.flush();
        prop_assert_eq!(page.hydrated(), model.document());
    }
}
