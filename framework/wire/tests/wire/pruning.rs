use musubi_wire::{Applied, Document, StoreId};
use serde_json::{Value, json};

use crate::documents::{document, next};

fn id(parts: &[&str]) -> StoreId {
    StoreId::root().child(parts)
}

fn node(store_id: &[&str]) -> Value {
    json!({"__musubi_store_id__": store_id, "s": {"__musubi_stream__": "s"}})
}

fn insert(store_id: &[&str], key: &str, item: Value) -> Value {
    json!({"op": "insert", "stream": "s", "store_id": store_id, "item_key": key, "item": item})
}

fn config(store_id: &[&str]) -> Value {
    json!({"op": "config", "upload": "u", "store_id": store_id,
        "config": {"accept": "any", "max_entries": 1, "max_file_size": 1, "chunk_size": 1}})
}

fn apply(document: &mut Document, members: Value) -> Applied {
    document.apply(&next(document, members)).unwrap()
}

/// A root with child `c` that has an item in its stream and a known upload.
fn with_child() -> Document {
    let mut document = document(json!({"__musubi_store_id__": [], "c": node(&["c"]), "d": null}));
    apply(
        &mut document,
        json!({"stream_ops": [insert(&["c"], "1", json!(1))], "upload_ops": [config(&["c"])]}),
    );
    document
}

#[test]
fn streams_and_uploads_go_with_their_store() {
    let mut document = with_child();
    assert!(document.stream(&id(&["c"]), "s").is_some());
    let applied = apply(
        &mut document,
        json!({"ops": [{"op": "remove", "path": "/c"}]}),
    );
    assert_eq!(applied.pruned_streams, [(id(&["c"]), "s".to_owned())]);
    assert_eq!(applied.pruned_uploads, [(id(&["c"]), "u".to_owned())]);
    assert!(document.stream(&id(&["c"]), "s").is_none());
    assert!(document.upload(&id(&["c"]), "u").is_none());

    // The store comes back with nothing.
    let ops = json!([{"op": "add", "path": "/c", "value": node(&["c"])}]);
    apply(&mut document, json!({ "ops": ops }));
    assert_eq!(document.hydrated()["c"]["s"], json!([]));
}

#[test]
fn a_store_that_moves_keeps_its_streams() {
    let moves = [
        json!([{"op": "move", "from": "/c", "path": "/d"}]),
        json!([{"op": "remove", "path": "/c"}, {"op": "replace", "path": "/d", "value": node(&["c"])}]),
        json!([{"op": "replace", "path": "/d", "value": node(&["c"])}, {"op": "remove", "path": "/c"}]),
        json!([{"op": "replace", "path": "", "value": {"d": node(&["c"])}}]),
    ];
    for ops in moves {
        let mut document = with_child();
        let applied = apply(&mut document, json!({ "ops": ops }));
        assert_eq!(applied.pruned_streams, [], "{ops}");
        assert_eq!(document.hydrated()["d"]["s"], json!([1]), "{ops}");
    }
}

#[test]
fn a_store_that_stands_in_two_places_stays_while_it_stands_in_one() {
    let mut document = with_child();
    let twice = json!([{"op": "replace", "path": "/d", "value": node(&["c"])}]);
    apply(&mut document, json!({ "ops": twice }));
    apply(
        &mut document,
        json!({"ops": [{"op": "remove", "path": "/c"}]}),
    );
    assert!(document.stream(&id(&["c"]), "s").is_some());
    apply(
        &mut document,
        json!({"ops": [{"op": "remove", "path": "/d"}]}),
    );
    assert!(document.stream(&id(&["c"]), "s").is_none());
}

#[test]
fn a_node_that_becomes_another_store_loses_its_streams() {
    let renames = [
        json!([{"op": "replace", "path": "/c/__musubi_store_id__", "value": ["x"]}]),
        json!([{"op": "replace", "path": "/c/__musubi_store_id__/0", "value": "x"}]),
        json!([{"op": "add", "path": "/c/__musubi_store_id__/-", "value": "x"}]),
        json!([{"op": "replace", "path": "/c/__musubi_store_id__/0", "value": 7}]),
        json!([{"op": "remove", "path": "/c/__musubi_store_id__"}]),
        json!([{"op": "move", "from": "/c/__musubi_store_id__", "path": "/e"}]),
    ];
    for ops in renames {
        let mut document = with_child();
        let applied = apply(&mut document, json!({ "ops": ops }));
        assert_eq!(
            applied.pruned_streams,
            [(id(&["c"]), "s".to_owned())],
            "{ops}"
        );
        assert!(!document.has_store(&id(&["c"])), "{ops}");
    }
}

#[test]
fn a_refused_envelope_prunes_nothing() {
    let mut document = with_child();
    let ops = json!([{"op": "remove", "path": "/c"}, {"op": "remove", "path": "/nowhere"}]);
    document
        .apply(&next(&document, json!({ "ops": ops })))
        .unwrap_err();
    assert_eq!(document.hydrated()["c"]["s"], json!([1]));
    apply(
        &mut document,
        json!({"ops": [{"op": "replace", "path": "/d", "value": 1}]}),
    );
    assert_eq!(document.hydrated()["c"]["s"], json!([1]));
}

#[test]
fn what_is_said_about_a_store_that_is_not_there_is_forgotten() {
    let mut document = with_child();
    let applied = apply(
        &mut document,
        json!({"stream_ops": [insert(&["x"], "1", json!(1))], "upload_ops": [config(&["x"])]}),
    );
    assert_eq!(applied.pruned_streams, [(id(&["x"]), "s".to_owned())]);
    assert_eq!(applied.pruned_uploads, [(id(&["x"]), "u".to_owned())]);
    assert!(document.stream(&id(&["x"]), "s").is_none());
}

#[test]
fn streams_outlive_a_new_page_as_their_stores_do() {
    let mut document = with_child();
    document.reset_version();
    let tree = json!({"__musubi_store_id__": [], "c": node(&["c"])});
    let ops = json!([{"op": "replace", "path": "", "value": tree}]);
    apply(&mut document, json!({ "ops": ops }));
    assert_eq!(document.hydrated()["c"]["s"], json!([1]));

    document.reset_version();
    let ops = json!([{"op": "replace", "path": "", "value": {"__musubi_store_id__": []}}]);
    let applied = apply(&mut document, json!({ "ops": ops }));
    assert_eq!(applied.pruned_streams, [(id(&["c"]), "s".to_owned())]);
}

#[test]
fn a_store_inside_a_stream_item_keeps_its_streams_while_the_item_is_there() {
    let mut document = with_child();
    let ops = json!([
        insert(&["c"], "1", node(&["row"])),
        insert(&["row"], "a", node(&["cell"])),
        insert(&["cell"], "b", json!("deep")),
    ]);
    let applied = apply(&mut document, json!({"stream_ops": ops}));
    assert_eq!(applied.pruned_streams, []);
    assert_eq!(
        document.hydrated()["c"]["s"][0]["s"][0]["s"],
        json!(["deep"]),
        "markers resolve inside items of items"
    );

    let ops = json!([{"op": "delete", "stream": "s", "store_id": ["c"], "item_key": "1"}]);
    let applied = apply(&mut document, json!({"stream_ops": ops}));
    assert_eq!(
        applied.pruned_streams,
        [
            (id(&["cell"]), "s".to_owned()),
            (id(&["row"]), "s".to_owned())
        ]
    );
}

#[test]
fn stores_in_each_others_items_do_not_keep_each_other() {
    let mut document = with_child();
    let ops = json!([
        insert(&["c"], "1", node(&["x"])),
        insert(&["x"], "1", node(&["y"])),
        insert(&["y"], "1", node(&["x"])),
    ]);
    apply(&mut document, json!({"stream_ops": ops}));
    assert!(document.stream(&id(&["y"]), "s").is_some());

    let ops = json!([{"op": "reset", "stream": "s", "store_id": ["c"]}]);
    apply(&mut document, json!({"stream_ops": ops}));
    assert!(document.stream(&id(&["x"]), "s").is_none());
    assert!(document.stream(&id(&["y"]), "s").is_none());
}

#[test]
fn a_stream_inside_itself_stays_a_marker_there() {
    let mut document = with_child();
    let marker = json!({"__musubi_stream__": "s"});
    let ops = json!([insert(&["c"], "1", json!({"again": marker}))]);
    apply(&mut document, json!({"stream_ops": ops}));
    assert_eq!(document.hydrated()["c"]["s"], json!([{"again": marker}]));
}

#[test]
fn a_stream_is_hydrated_wherever_its_marker_stands() {
    let marker = json!({"__musubi_stream__": "s"});
    let loading =
        json!({"__musubi_async__": true, "status": "loading", "result": marker, "reason": null});
    let mut document = document(json!({
        "__musubi_store_id__": [], "plain": marker, "list": [[marker]], "object": {"x": marker},
        "async": loading, "data": {"__musubi_stream__": "s", "x": 1}, "none": {"__musubi_stream__": "t"},
        "upload": {"__musubi_upload__": "s"},
    }));
    apply(
        &mut document,
        json!({"stream_ops": [insert(&[], "1", json!({"n": 1}))]}),
    );
    let items = json!([{"n": 1}]);
    assert_eq!(
        document.hydrated(),
        json!({
            "__musubi_store_id__": [], "plain": items, "list": [[items]], "object": {"x": items},
            "async": {"__musubi_async__": true, "status": "loading", "result": items, "reason": null},
            "data": {"__musubi_stream__": "s", "x": 1}, "none": [], "upload": {"__musubi_upload__": "s"},
        })
    );
}
