use musubi_wire::document::{MAX_DEPTH, OpFault};
use musubi_wire::{ApplyError, Document, Envelope, StoreId};
use serde_json::{Value, json};

use crate::properties::{ROOT_ID, assert_same, document_of};

/// The next envelope for `document`, with these members.
pub fn next(document: &Document, members: Value) -> Envelope {
    let mut envelope = members;
    envelope["type"] = "patch".into();
    envelope["root_id"] = document.root_id().into();
    envelope["base_version"] = document.version().into();
    envelope["version"] = (document.version() + 1).into();
    Envelope::decode(&envelope.to_string()).unwrap()
}

/// A document with that tree.
pub fn document(tree: Value) -> Document {
    document_of(tree).unwrap()
}

fn fault_of(document: &mut Document, ops: Value) -> OpFault {
    let before = document.clone();
    let envelope = next(document, json!({ "ops": ops }));
    let error = document.apply(&envelope).unwrap_err();
    assert_same(document, &before);
    match error {
        ApplyError::Op { fault, .. } => fault,
        other => panic!("expected an op to fail, found {other}"),
    }
}

#[test]
fn an_empty_document_takes_only_the_first_envelope_of_a_page() {
    let replace_all = json!({"op": "replace", "path": "", "value": {"a": 1}});
    let mut document = Document::new(ROOT_ID);
    assert_eq!((document.root(), document.version()), (&Value::Null, 0));

    for ops in [
        json!([]),
        json!([{"op": "add", "path": "", "value": {}}]),
        json!([{"op": "replace", "path": "/a", "value": {}}]),
        json!([replace_all, replace_all]),
    ] {
        let envelope = next(&document, json!({ "ops": ops }));
        assert_eq!(
            document.apply(&envelope),
            Err(ApplyError::NotInitial),
            "{ops}"
        );
    }
    let mut envelope = next(&document, json!({"ops": [replace_all]}));
    let applied = document.apply(&envelope).unwrap();
    assert!(applied.initial);
    assert_eq!((document.root(), document.version()), (&json!({"a": 1}), 1));

    // The same envelope again is no longer the next one.
    let error = document.apply(&envelope).unwrap_err();
    assert_eq!(
        error,
        ApplyError::VersionGap {
            held: 1,
            base: 0,
            version: 1
        }
    );
    envelope.base_version = 5;
    assert!(document.apply(&envelope).is_err());
}

#[test]
fn an_envelope_that_is_not_the_next_one_changes_nothing() {
    let mut document = document(json!({"a": 1}));
    let before = document.clone();
    let ops = json!({"ops": [{"op": "replace", "path": "/a", "value": 2}]});
    for (base, version) in [(2, 3), (1, 3), (1, 1), (0, 1), (2, 2), (u64::MAX, 0)] {
        let mut envelope = next(&document, ops.clone());
        (envelope.base_version, envelope.version) = (base, version);
        let gap = ApplyError::VersionGap {
            held: 1,
            base,
            version,
        };
        assert_eq!(document.apply(&envelope), Err(gap));
        assert_same(&document, &before);
    }
    let applied = document.apply(&next(&document, ops)).unwrap();
    assert_eq!((applied.version, applied.initial), (2, false));
    assert_eq!(document.root(), &json!({"a": 2}));
}

#[test]
fn the_last_version_has_no_next_one() {
    let mut document = document(json!({}));
    let mut envelope = next(&document, json!({}));
    (envelope.base_version, envelope.version) = (u64::MAX, 0);
    assert!(document.apply(&envelope).is_err());
}

#[test]
fn an_envelope_for_another_root_changes_nothing() {
    let mut document = document(json!({"a": 1}));
    let mut envelope = next(&document, json!({"ops": [{"op": "remove", "path": "/a"}]}));
    envelope.root_id = "Other:a".into();
    let error = document.apply(&envelope).unwrap_err();
    assert!(matches!(error, ApplyError::WrongRoot { .. }));
    assert_eq!(
        error.to_string(),
        r#"root_id: expected "Test:a", found "Other:a""#
    );
    assert_eq!(document.root(), &json!({"a": 1}));
}

#[test]
fn after_a_drop_the_last_good_state_stays_until_the_new_page_comes() {
    let mut document = document(json!({"a": 1}));
    document
        .apply(&next(&document, json!({"events": []})))
        .unwrap();
    document.reset_version();
    assert_eq!((document.version(), document.root()), (0, &json!({"a": 1})));

    let old = next(&document, json!({"ops": [{"op": "remove", "path": "/a"}]}));
    assert_eq!(document.apply(&old), Err(ApplyError::NotInitial));
    assert_eq!(document.root(), &json!({"a": 1}));

    let new = next(
        &document,
        json!({"ops": [{"op": "replace", "path": "", "value": [2]}]}),
    );
    assert!(document.apply(&new).unwrap().initial);
    assert_eq!((document.version(), document.root()), (1, &json!([2])));
}

#[test]
fn ops_apply_in_order_and_each_sees_the_one_before() {
    let mut document = document(json!({"list": [1, 2, 3], "a/b": {"~": 0}}));
    let ops = json!([
        {"op": "remove", "path": "/list/0"},
        {"op": "replace", "path": "/list/0", "value": "two"},
        {"op": "add", "path": "/list/-", "value": "end"},
        {"op": "add", "path": "/list/0", "value": "start"},
        {"op": "move", "from": "/list/3", "path": "/list/0"},
        {"op": "replace", "path": "/a~1b/~0", "value": 1},
        {"op": "add", "path": "/a~1b/new", "value": null},
        {"op": "move", "from": "/a~1b/new", "path": "/moved"},
    ]);
    document
        .apply(&next(&document, json!({ "ops": ops })))
        .unwrap();
    assert_eq!(
        document.root(),
        &json!({"list": ["end", "start", "two", 3], "a/b": {"~": 1}, "moved": null})
    );
}

#[test]
fn a_failing_op_takes_back_all_that_came_before_it() {
    let tree = json!({
        "list": [1, 2, 3], "map": {"x": {"__musubi_store_id__": ["x"]}}, "gone": true,
    });
    let fail = json!({"op": "remove", "path": "/nowhere"});
    let before_it = [
        json!({"op": "add", "path": "/new", "value": {"__musubi_store_id__": ["new"]}}),
        json!({"op": "add", "path": "/list", "value": "over"}),
        json!({"op": "add", "path": "/list/1", "value": "in"}),
        json!({"op": "add", "path": "/list/-", "value": "end"}),
        json!({"op": "replace", "path": "/map/x", "value": 1}),
        json!({"op": "replace", "path": "", "value": 1}),
        json!({"op": "remove", "path": "/gone"}),
        json!({"op": "remove", "path": "/list/0"}),
        json!({"op": "move", "from": "/list/0", "path": "/list/2"}),
        json!({"op": "move", "from": "/list/0", "path": "/list/-"}),
        json!({"op": "move", "from": "/map/x", "path": "/gone"}),
        json!({"op": "move", "from": "/map", "path": ""}),
        json!({"op": "move", "from": "/map", "path": "/map"}),
    ];
    for op in before_it {
        let mut document = document(tree.clone());
        let fault = fault_of(&mut document, json!([op, fail]));
        assert_eq!(fault, OpFault::NoSuchPlace, "{op}");
        assert!(document.has_store(&StoreId::root().child(&["x"])), "{op}");
        assert!(
            !document.has_store(&StoreId::root().child(&["new"])),
            "{op}"
        );
    }
}

#[test]
fn a_move_that_finds_no_target_puts_the_value_back() {
    let mut document = document(json!({"list": [1, 2], "a": 1}));
    for path in ["/nowhere/a", "/list/9", "/list/x", "/a/b"] {
        let ops = json!([{"op": "move", "from": "/list/0", "path": path}]);
        assert_eq!(fault_of(&mut document, ops), OpFault::NoSuchPlace, "{path}");
    }
}

#[test]
fn faults_of_ops_are_told_apart() {
    let mut document = document(json!({"a": {"b": 1}, "list": [0]}));
    let faults = [
        (json!({"op": "remove", "path": ""}), OpFault::NoSuchPlace),
        (json!({"op": "remove", "path": "/x"}), OpFault::NoSuchPlace),
        (
            json!({"op": "remove", "path": "/list/-"}),
            OpFault::NoSuchPlace,
        ),
        (
            json!({"op": "remove", "path": "/list/1"}),
            OpFault::NoSuchPlace,
        ),
        (
            json!({"op": "remove", "path": "/a/b/c"}),
            OpFault::NoSuchPlace,
        ),
        (
            json!({"op": "replace", "path": "/x", "value": 1}),
            OpFault::NoSuchPlace,
        ),
        (
            json!({"op": "replace", "path": "/list/00", "value": 1}),
            OpFault::NoSuchPlace,
        ),
        (
            json!({"op": "add", "path": "/x/y", "value": 1}),
            OpFault::NoSuchPlace,
        ),
        (
            json!({"op": "add", "path": "/list/2", "value": 1}),
            OpFault::NoSuchPlace,
        ),
        (
            json!({"op": "add", "path": "/list/01", "value": 1}),
            OpFault::NoSuchPlace,
        ),
        (
            json!({"op": "move", "from": "/x", "path": "/y"}),
            OpFault::NoSuchSource,
        ),
        (
            json!({"op": "move", "from": "/a", "path": "/a/b"}),
            OpFault::IntoItself,
        ),
        (
            json!({"op": "move", "from": "", "path": "/a"}),
            OpFault::IntoItself,
        ),
    ];
    for (op, fault) in faults {
        assert_eq!(fault_of(&mut document, json!([op])), fault, "{op}");
    }
}

#[test]
fn ops_that_the_wire_does_not_have_are_refused() {
    let mut document = document(json!({"a": 1}));
    for op in [
        json!({"op": "copy", "from": "/a", "path": "/b"}),
        json!({"op": "test", "path": "/a", "value": 1}),
    ] {
        let mut envelope = next(&document, json!({}));
        envelope.ops = serde_json::from_value(json!([op])).unwrap();
        let error = document.apply(&envelope).unwrap_err();
        assert!(matches!(
            error,
            ApplyError::Op {
                fault: OpFault::IllegalOp,
                ..
            }
        ));
    }
    assert_eq!(document.version(), 1);
}

#[test]
fn an_error_says_which_op_and_where() {
    let mut document = document(json!({"a": 1}));
    let ops = json!([
        {"op": "replace", "path": "/a", "value": 2},
        {"op": "remove", "path": "/b/c"},
    ]);
    let error = document
        .apply(&next(&document, json!({ "ops": ops })))
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        r#"ops[1] (remove "/b/c"): the tree has no such place"#
    );
}

/// `depth` arrays inside each other.
fn nested(depth: usize) -> Value {
    (0..depth).fold(Value::Null, |inner, _| Value::Array(vec![inner]))
}

#[test]
fn no_server_can_nest_a_tree_deeper_than_the_limit() {
    let mut document = document(json!({}));
    let half = MAX_DEPTH / 2;
    let mut add = next(
        &document,
        json!({"ops": [{"op": "add", "path": "/a", "value": 0}]}),
    );
    let json_patch::PatchOperation::Add(op) = &mut add.ops[0] else {
        unreachable!("an add is an add");
    };
    op.value = nested(half);
    document.apply(&add).unwrap();

    let bottom = format!("/a{}", "/0".repeat(half));
    let replace = |levels| {
        let mut envelope = next(&document, json!({}));
        envelope.ops = vec![json_patch::PatchOperation::Replace(
            json_patch::ReplaceOperation {
                path: bottom.parse().unwrap(),
                value: nested(levels),
            },
        )];
        document.clone().apply(&envelope)
    };
    assert!(replace(MAX_DEPTH - half - 1).is_ok());
    assert!(matches!(
        replace(MAX_DEPTH - half),
        Err(ApplyError::Op {
            fault: OpFault::TooDeep,
            ..
        })
    ));

    let ops = json!([
        {"op": "add", "path": "/b", "value": [[]]},
        {"op": "move", "from": "/a", "path": "/b/0/0"},
        {"op": "add", "path": "/c", "value": []},
    ]);
    document
        .apply(&next(&document, json!({ "ops": ops })))
        .unwrap();
}

#[test]
fn a_move_may_not_make_the_tree_too_deep_either() {
    let mut tree = json!({"deep": null, "deeper": null});
    tree["deep"] = nested(MAX_DEPTH - 2);
    tree["deeper"] = nested(3);
    let mut document = document(tree);
    let ops = json!([{"op": "move", "from": "/deep", "path": "/deeper/0/0"}]);
    assert_eq!(fault_of(&mut document, ops), OpFault::TooDeep);
}

#[test]
fn a_stream_item_that_nests_too_deep_refuses_the_whole_envelope() {
    let mut document = document(json!({"__musubi_store_id__": [], "a": 1}));
    let before = document.clone();
    let mut envelope = next(
        &document,
        json!({
            "ops": [{"op": "replace", "path": "/a", "value": 2}],
            "stream_ops": [
                {"op": "reset", "stream": "s", "store_id": []},
                {"op": "insert", "stream": "s", "store_id": [], "item_key": "k", "item": 0},
            ],
        }),
    );
    if let musubi_wire::StreamAction::Insert { item, .. } = &mut envelope.stream_ops[1].action {
        *item = nested(MAX_DEPTH + 1);
    }
    let error = document.apply(&envelope).unwrap_err();
    assert_eq!(error, ApplyError::ItemTooDeep { index: 1 });
    assert_same(&document, &before);
}
