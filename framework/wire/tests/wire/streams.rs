use musubi_wire::{Document, StoreId, StreamAction, StreamOp};
use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::arbitrary::{STORE_IDS, STREAM_NAMES, stream_op};
use crate::documents::{document, next};

/// What the protocol page says about one stream, word for word, on a plain list.
#[derive(Default)]
struct Model(Vec<(String, Value)>);

impl Model {
    fn apply(&mut self, action: &StreamAction) {
        match action {
            StreamAction::Reset => self.0 = Vec::new(),
            StreamAction::Delete { item_key } => self.0.retain(|(key, _)| key != item_key),
            StreamAction::Insert {
                item_key,
                at,
                item,
                limit,
            } => {
                self.0.retain(|(key, _)| key != item_key);
                let len = self.0.len() as i128;
                let index = match i128::from(*at) {
                    -1 => len,
                    at if at <= 0 => 0,
                    at => at.min(len),
                };
                self.0
                    .insert(index as usize, (item_key.clone(), item.clone()));
                let Some(limit) = limit else { return };
                let size = i128::from(*limit).abs();
                let over = (self.0.len() as i128 - size).max(0) as usize;
                if *at == 0 {
                    self.0.truncate(self.0.len() - over);
                } else {
                    self.0.drain(..over);
                }
            }
        }
    }
}

/// The keys of stream `s` of the root.
fn keys(document: &Document) -> Vec<&str> {
    let stream = document.stream(&StoreId::root(), "s");
    stream
        .into_iter()
        .flat_map(|stream| stream.iter())
        .map(|item| item.key())
        .collect()
}

fn root_with(ops: Value) -> Document {
    let mut document =
        document(json!({"__musubi_store_id__": [], "s": {"__musubi_stream__": "s"}}));
    apply(&mut document, ops);
    document
}

fn apply(document: &mut Document, ops: Value) {
    let mut ops = ops;
    for op in ops.as_array_mut().unwrap() {
        op["store_id"] = json!([]);
        op["stream"] = "s".into();
        op["item"] = op["item_key"].clone();
    }
    document
        .apply(&next(document, json!({"stream_ops": ops})))
        .unwrap();
}

fn insert(key: &str, at: i64, limit: Option<i64>) -> Value {
    json!({"op": "insert", "item_key": key, "at": at, "limit": limit})
}

#[test]
fn an_item_goes_where_its_place_says() {
    let abc = || {
        [
            insert("a", -1, None),
            insert("b", -1, None),
            insert("c", -1, None),
        ]
    };
    let places = [
        (-1, ["a", "b", "c", "x"]),
        (0, ["x", "a", "b", "c"]),
        (-2, ["x", "a", "b", "c"]),
        (i64::MIN, ["x", "a", "b", "c"]),
        (1, ["a", "x", "b", "c"]),
        (3, ["a", "b", "c", "x"]),
        (99, ["a", "b", "c", "x"]),
        (i64::MAX, ["a", "b", "c", "x"]),
    ];
    for (at, expected) in places {
        let mut document = root_with(json!(abc()));
        apply(&mut document, json!([insert("x", at, None)]));
        assert_eq!(keys(&document), expected, "at {at}");
    }
}

#[test]
fn a_known_key_is_moved_and_its_place_counted_without_it() {
    let mut document = root_with(json!([
        insert("a", -1, None),
        insert("b", -1, None),
        insert("c", -1, None),
    ]));
    apply(&mut document, json!([insert("a", 1, None)]));
    assert_eq!(keys(&document), ["b", "a", "c"]);
    apply(&mut document, json!([insert("a", -1, None)]));
    assert_eq!(keys(&document), ["b", "c", "a"]);
    assert_eq!(document.stream(&StoreId::root(), "s").unwrap().len(), 3);
}

#[test]
fn a_limit_drops_items_at_the_far_end() {
    let abc = || {
        [
            insert("a", -1, None),
            insert("b", -1, None),
            insert("c", -1, None),
        ]
    };
    let limits: [(i64, i64, &[&str]); 8] = [
        (0, 2, &["x", "a"]),
        (0, -2, &["x", "a"]),
        (-1, 2, &["c", "x"]),
        (1, 2, &["b", "c"]),
        (-5, 2, &["b", "c"]),
        (-1, 0, &[]),
        (0, 0, &[]),
        (-1, i64::MIN, &["a", "b", "c", "x"]),
    ];
    for (at, limit, expected) in limits {
        let mut document = root_with(json!(abc()));
        apply(&mut document, json!([insert("x", at, Some(limit))]));
        assert_eq!(keys(&document), expected, "at {at}, limit {limit}");
    }
}

#[test]
fn a_key_that_a_limit_dropped_can_come_back() {
    let mut document = root_with(json!([insert("a", -1, None), insert("b", -1, Some(1))]));
    assert_eq!(keys(&document), ["b"]);
    apply(&mut document, json!([insert("a", 0, None)]));
    assert_eq!(keys(&document), ["a", "b"]);
}

#[test]
fn a_reset_forgets_and_a_delete_takes_out() {
    let mut document = root_with(json!([insert("a", -1, None), insert("b", -1, None)]));
    apply(
        &mut document,
        json!([{"op": "delete", "item_key": "a"}, {"op": "delete", "item_key": "z"}]),
    );
    assert_eq!(keys(&document), ["b"]);
    let stream = document.stream(&StoreId::root(), "s").unwrap();
    assert_eq!(
        (stream.get("a"), stream.get("b")),
        (None, Some(&json!("b")))
    );

    apply(
        &mut document,
        json!([{"op": "reset"}, insert("c", -1, None)]),
    );
    assert_eq!(keys(&document), ["c"]);
}

#[test]
fn streams_of_two_stores_with_one_name_are_two_streams() {
    let mut document = document(json!({
        "__musubi_store_id__": [], "s": {"__musubi_stream__": "s"},
        "child": {"__musubi_store_id__": ["c"], "s": {"__musubi_stream__": "s"}},
    }));
    let insert = |store_id: Value, key: &str| json!({"op": "insert", "stream": "s", "store_id": store_id, "item_key": key, "item": key});
    let ops = json!([insert(json!([]), "root"), insert(json!(["c"]), "child")]);
    document
        .apply(&next(&document, json!({"stream_ops": ops})))
        .unwrap();
    let hydrated = document.hydrated();
    assert_eq!(hydrated["s"], json!(["root"]));
    assert_eq!(hydrated["child"]["s"], json!(["child"]));
}

proptest! {
    #[test]
    fn streams_follow_the_model(envelopes in vec(vec(stream_op(), 0..12), 1..6)) {
        // Every store that an op may name stands in the tree, so nothing is pruned.
        let stores = STORE_IDS.map(|id| json!({"__musubi_store_id__": id}));
        let mut document = document(json!(stores));
        let mut models = std::collections::BTreeMap::<(StoreId, String), Model>::new();
        for stream_ops in envelopes {
            let mut envelope = next(&document, json!({}));
            for StreamOp { store_id, stream, action, .. } in &stream_ops {
                models.entry((store_id.clone(), stream.clone())).or_default().apply(action);
            }
            envelope.stream_ops = stream_ops;
            document.apply(&envelope).unwrap();
        }
        for id in STORE_IDS {
            let id: StoreId = id.iter().copied().collect();
            for name in STREAM_NAMES {
                let found = document.stream(&id, name).map(|stream| {
                    let items = stream.iter().map(|item| (item.key().to_owned(), item.value().clone()));
                    items.collect::<Vec<_>>()
                });
                let expected = models.get(&(id.clone(), name.to_owned())).map(|Model(items)| items.clone());
                prop_assert_eq!(found, expected);
            }
        }
    }
}
