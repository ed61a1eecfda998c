//! The reactive forms that `#[state]` generates: each kind of field binds what it is.

#![allow(missing_docs)]
#![cfg(feature = "server")]

use std::net::Ipv4Addr;

use musubi::prelude::*;
use musubi::testing::TestPage;
use musubi::{List, ListSignal, NoParams, Signals};
use serde_json::{Value, json};

mod doubled {
    use serde::{Deserialize, Deserializer, Serializer};

    pub fn serialize<S: Serializer>(value: &i64, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_i64(value * 2)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<i64, D::Error> {
        i64::deserialize(deserializer).map(|value| value / 2)
    }
}

#[state]
#[serde(rename_all = "camelCase")]
struct Board {
    plain_text: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<String>,
    #[serde(with = "doubled", skip_serializing_if = "is_zero")]
    half: i64,
    #[state(type = "string")]
    address: Ipv4Addr,
    #[state(nested)]
    inner: Inner,
    #[state(key = "id")]
    keyed: Vec<Row>,
    #[state(key = "id")]
    list: List<u32, Row>,
    #[state(each, key = "id")]
    #[serde(rename = "each/row")]
    each: Vec<Row>,
    child: Child<RowStore>,
    maybe_child: Option<Child<RowStore>>,
    children: Vec<Child<RowStore>>,
}

fn is_zero(value: &i64) -> bool {
    *value == 0
}

#[state]
struct Inner {
    value: i64,
}

#[state]
struct Row {
    id: u32,
    label: String,
}

fn row(id: u32, label: &str) -> Row {
    Row {
        id,
        label: label.to_owned(),
    }
}

struct RowStore;

#[store]
impl RowStore {
    fn mount() -> Self {
        Self
    }

    fn render(&self) -> RowSignals {
        RowSignals {
            id: Signal::derive(|| 7),
            label: Signal::derive(|| "child".to_owned()),
        }
    }
}

#[derive(Clone, Copy)]
struct BoardStore {
    text: RwSignal<String>,
    note: RwSignal<Option<String>>,
    half: RwSignal<i64>,
    address: RwSignal<Ipv4Addr>,
    inner: RwSignal<i64>,
    rows: RwSignal<Vec<Row>>,
    list: ListSignal<u32, Row>,
    labels: RwSignal<Vec<(u32, RwSignal<String>)>>,
}

thread_local! {
    /// The signals of the mounted board, for tests to write.
    static BOARD: std::cell::Cell<Option<BoardStore>> = const { std::cell::Cell::new(None) };
}

#[store(root)]
impl BoardStore {
    fn mount() -> Self {
        let labels = vec![
            (1, create_rw_signal("a".to_owned())),
            (2, create_rw_signal("b".into())),
        ];
        let store = Self {
            text: create_rw_signal("text".into()),
            note: create_rw_signal(None),
            half: create_rw_signal(0),
            address: create_rw_signal(Ipv4Addr::LOCALHOST),
            inner: create_rw_signal(0),
            rows: create_rw_signal(vec![row(1, "a")]),
            list: ListSignal::new(vec![row(1, "a")], |row| row.id),
            labels: create_rw_signal(labels),
        };
        BOARD.set(Some(store));
        store
    }

    fn render(&self) -> BoardSignals {
        let labels = self.labels;
        BoardSignals {
            plain_text: self.text.into(),
            note: self.note.into(),
            half: self.half.into(),
            address: self.address.into(),
            inner: InnerSignals {
                value: self.inner.into(),
            },
            keyed: self.rows.into(),
            list: self.list,
            each: Each::new(
                move || labels.get(),
                |(id, _)| *id,
                |(id, label)| RowSignals {
                    id: Signal::derive(move || id),
                    label: label.into(),
                },
            ),
            child: child("one", NoParams {}),
            maybe_child: None,
            children: vec![child("many", NoParams {})],
        }
    }
}

/// The operations that one change sends.
fn changed(change: impl FnOnce(BoardStore)) -> Value {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    runtime.block_on(async {
        let mut page = TestPage::mount::<BoardStore>(json!({})).await.unwrap();
        let board = BOARD.take().unwrap();
        page.run(|| change(board));
        let envelope = page.flush();
        assert_eq!(page.state(), &page.fresh());
        envelope.map_or(Value::Null, |envelope| {
            serde_json::to_value(envelope.ops).unwrap()
        })
    })
}

#[test]
fn the_document_has_the_members_that_serde_would_write() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    let page = runtime
        .block_on(TestPage::mount::<BoardStore>(json!({})))
        .unwrap();
    let child = |id: &[&str]| json!({ "__musubi_store_id__": id, "id": 7, "label": "child" });
    assert_eq!(
        page.state(),
        &json!({
            "__musubi_store_id__": [],
            "plainText": "text",
            "address": "127.0.0.1",
            "inner": { "value": 0 },
            "keyed": [{ "id": 1, "label": "a" }],
            "list": [{ "id": 1, "label": "a" }],
            "each/row": [{ "id": 1, "label": "a" }, { "id": 2, "label": "b" }],
            "child": child(&["one"]),
            "maybeChild": null,
            "children": [child(&["children", "many"])],
        })
    );
}

#[test]
fn the_reactive_form_has_the_names_of_the_wire() {
    let tokens: Vec<_> = BoardSignals::FIELDS
        .iter()
        .map(|field| field.token)
        .collect();
    assert_eq!(tokens[..2], ["/plainText", "/note"]);
    assert_eq!(BoardSignals::FIELDS[7].key, "\"each/row\":");
    assert_eq!(BoardSignals::FIELDS[7].token, "/each~1row");
}

#[test]
fn a_member_that_was_left_out_is_added() {
    assert_eq!(
        changed(|board| board.note.set(Some("hi".into()))),
        json!([{ "op": "add", "path": "/note", "value": "hi" }])
    );
}

#[test]
fn a_member_that_writes_itself_is_sent_as_written() {
    assert_eq!(
        changed(|board| board.half.set(4)),
        json!([{ "op": "add", "path": "/half", "value": 8 }])
    );
    assert_eq!(
        changed(|board| board.address.set(Ipv4Addr::BROADCAST)),
        json!([{ "op": "replace", "path": "/address", "value": "255.255.255.255" }])
    );
}

#[test]
fn a_nested_member_sends_its_field() {
    assert_eq!(
        changed(|board| board.inner.set(3)),
        json!([{ "op": "replace", "path": "/inner/value", "value": 3 }])
    );
}

#[test]
fn keyed_rows_are_found_by_their_key() {
    assert_eq!(
        changed(|board| board.rows.set(vec![row(2, "b"), row(1, "c")])),
        json!([
            { "op": "add", "path": "/keyed/0", "value": { "id": 2, "label": "b" } },
            { "op": "replace", "path": "/keyed/1/label", "value": "c" },
        ])
    );
}

#[test]
fn a_list_sends_its_edits() {
    assert_eq!(
        changed(|board| {
            board.list.push(row(2, "b"));
        }),
        json!([{ "op": "add", "path": "/list/1", "value": { "id": 2, "label": "b" } }])
    );
}

#[test]
fn a_reactive_row_sends_its_field() {
    assert_eq!(
        changed(|board| board
            .labels
            .with_untracked(|labels| labels[1].1.set("z".into()))),
        json!([{ "op": "replace", "path": "/each~1row/1/label", "value": "z" }])
    );
}
