use std::collections::{BTreeMap, BTreeSet};

use json_patch::{AddOperation, MoveOperation, PatchOperation, RemoveOperation, ReplaceOperation};
use musubi_wire::{Document, Envelope, Marker, StoreId, StreamOp, pointer};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::arbitrary::{STORE_IDS, STREAM_NAMES, json_like_text, stream_op, tree};
use crate::documents::next;
use crate::properties::{self, apply, assert_same, document_of};

/// How to make one op once the tree that it meets is known: which way to go at each level.
#[derive(Clone, Debug)]
struct Plan {
    kind: u8,
    path: Vec<u8>,
    from: Vec<u8>,
    value: Value,
}

fn plan() -> impl Strategy<Value = Plan> {
    (
        0u8..8,
        vec(any::<u8>(), 0..5),
        vec(any::<u8>(), 0..5),
        tree(),
    )
        .prop_map(|(kind, path, from, value)| Plan {
            kind,
            path,
            from,
            value,
        })
}

/// A path into `tree`: to something that is there more often than not, else to a place where
/// something may be added, else to nowhere.
fn path_into(tree: &Value, choices: &[u8]) -> String {
    let mut path = String::new();
    let mut node = tree;
    for choice in choices {
        let choice = usize::from(*choice);
        match node {
            Value::Object(members) => match members.iter().nth(choice % (members.len() + 2)) {
                Some((name, member)) => {
                    pointer::push_token(&mut path, name);
                    node = member;
                }
                None => {
                    pointer::push_token(
                        &mut path,
                        ["a", "new", "a/b", "__musubi_store_id__"][choice % 4],
                    );
                    break;
                }
            },
            Value::Array(values) => match values.get(choice % (values.len() + 2)) {
                Some(value) => {
                    pointer::push_index(&mut path, choice % (values.len() + 2));
                    node = value;
                }
                None => {
                    match choice % 3 {
                        0 => pointer::push_token(&mut path, "-"),
                        1 => pointer::push_index(&mut path, values.len()),
                        _ => pointer::push_index(&mut path, values.len() + 1),
                    }
                    break;
                }
            },
            _ if choice % 8 == 0 => {
                pointer::push_token(&mut path, "beyond");
                break;
            }
            _ => break,
        }
    }
    path
}

/// The ops of some plans, each made for the tree that the ones before it leave. After the first that
/// fails, paths go into the tree before it.
fn ops_of(plans: Vec<Plan>, tree: &Value) -> Vec<PatchOperation> {
    let mut tree = tree.clone();
    let mut ops = Vec::new();
    for Plan {
        kind,
        path,
        from,
        value,
    } in plans
    {
        let to = |choices: &[u8]| pointer::to_buf(&path_into(&tree, choices)).unwrap();
        let path = to(&path);
        let op = match kind {
            0..=2 => PatchOperation::Add(AddOperation { path, value }),
            3 | 4 => PatchOperation::Replace(ReplaceOperation { path, value }),
            5 => PatchOperation::Remove(RemoveOperation { path }),
            _ => PatchOperation::Move(MoveOperation {
                from: to(&from),
                path,
            }),
        };
        let mut patched = tree.clone();
        if json_patch::patch_unsafe(&mut patched, std::slice::from_ref(&op)).is_ok() {
            tree = patched;
        }
        ops.push(op);
    }
    ops
}

/// Every store in `value`, found by walking all of it.
fn stores_in(value: &Value, found: &mut BTreeSet<StoreId>) {
    if let Some(Marker::Store(id)) = Marker::of(value) {
        found.insert(id);
    }
    match value {
        Value::Array(values) => values.iter().for_each(|value| stores_in(value, found)),
        Value::Object(members) => members.values().for_each(|value| stores_in(value, found)),
        _ => {}
    }
}

type Streams = BTreeMap<(StoreId, String), Vec<Value>>;

/// What the document holds of the streams that [`stream_op`] can name.
fn streams_of(document: &Document) -> Streams {
    let mut streams = Streams::new();
    for id in STORE_IDS {
        let id: StoreId = id.iter().copied().collect();
        for name in STREAM_NAMES {
            if let Some(stream) = document.stream(&id, name) {
                let items = stream.iter().map(|item| item.value().clone()).collect();
                streams.insert((id.clone(), name.to_owned()), items);
            }
        }
    }
    streams
}

/// The stores that the tree leads to, through the items of streams too, by trying again until
/// nothing new is found.
fn reachable(tree: &Value, streams: &Streams) -> BTreeSet<StoreId> {
    let mut found = BTreeSet::new();
    stores_in(tree, &mut found);
    loop {
        let before = found.len();
        for ((owner, _), items) in streams {
            if found.contains(owner) {
                items.iter().for_each(|item| stores_in(item, &mut found));
            }
        }
        if found.len() == before {
            return found;
        }
    }
}

/// The pointers of all stream markers in `tree`, with the stream each stands for.
fn slots(tree: &Value, path: &str, owner: &StoreId, found: &mut Vec<(String, StoreId, String)>) {
    let mut owner = owner.clone();
    match Marker::of(tree) {
        Some(Marker::Stream(name)) => {
            found.push((path.to_owned(), owner, name.to_owned()));
            return;
        }
        Some(Marker::Store(id)) => owner = id,
        _ => {}
    }
    let below = |push: &dyn Fn(&mut String)| {
        let mut below = path.to_owned();
        push(&mut below);
        below
    };
    match tree {
        Value::Array(values) => values.iter().enumerate().for_each(|(index, value)| {
            slots(
                value,
                &below(&|path| pointer::push_index(path, index)),
                &owner,
                found,
            );
        }),
        Value::Object(members) => members.iter().for_each(|(name, value)| {
            slots(
                value,
                &below(&|path| pointer::push_token(path, name)),
                &owner,
                found,
            );
        }),
        _ => {}
    }
}

fn envelope(document: &Document, ops: Vec<PatchOperation>, stream_ops: Vec<StreamOp>) -> Envelope {
    Envelope {
        ops,
        stream_ops,
        ..next(document, json!({}))
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    /// Also all-or-nothing: `apply` compares the document with a copy from before whenever the
    /// envelope is refused, and demands that `json_patch` refuses it too.
    #[test]
    fn documents_agree_with_json_patch(tree in tree(), turns in vec(vec(plan(), 0..6), 1..4)) {
        let mut document = document_of(tree).unwrap();
        for plans in turns {
            let ops = ops_of(plans, document.root());
            let envelope = envelope(&document, ops, Vec::new());
            apply(&mut document, &envelope);
        }
    }

    #[test]
    fn a_failing_op_at_the_end_leaves_no_trace(
        tree in tree(),
        plans in vec(plan(), 0..6),
        stream_ops in vec(stream_op(), 0..4),
    ) {
        let mut document = document_of(tree).unwrap();
        let good = envelope(&document, Vec::new(), stream_ops);
        document.apply(&good).unwrap();
        let before = document.clone();

        let mut ops = ops_of(plans, document.root());
        ops.push(PatchOperation::Remove(RemoveOperation {
            path: pointer::to_buf("/no/such/place").unwrap(),
        }));
        let bad = envelope(&document, ops, good.stream_ops);
        prop_assert!(document.apply(&bad).is_err());
        assert_same(&document, &before);
        prop_assert_eq!(streams_of(&document), streams_of(&before));
        for id in STORE_IDS {
            let id: StoreId = id.iter().copied().collect();
            prop_assert_eq!(document.has_store(&id), before.has_store(&id));
        }
    }

    #[test]
    fn the_stores_and_streams_are_those_that_a_walk_would_find(
        tree in tree(),
        turns in vec((vec(plan(), 0..5), vec(stream_op(), 0..4)), 1..6),
    ) {
        let mut document = document_of(tree).unwrap();
        for (plans, stream_ops) in turns {
            let ops = ops_of(plans, document.root());
            let mut known: BTreeSet<_> = streams_of(&document).into_keys().collect();
            let envelope = envelope(&document, ops, stream_ops);
            if document.apply(&envelope).is_err() {
                continue;
            }
            let touched = envelope.stream_ops.iter();
            known.extend(touched.map(|op| (op.store_id.clone(), op.stream.clone())));
            let mut in_tree = BTreeSet::new();
            stores_in(document.root(), &mut in_tree);
            for id in STORE_IDS {
                let id: StoreId = id.iter().copied().collect();
                prop_assert_eq!(document.has_store(&id), in_tree.contains(&id), "{}", id);
            }
            let kept = streams_of(&document);
            let alive = reachable(document.root(), &kept);
            for (owner, name) in &known {
                // A stream is there exactly when its store is: none too few, none too many.
                let is_there = kept.contains_key(&(owner.clone(), name.clone()));
                prop_assert_eq!(is_there, alive.contains(owner), "{} {}", owner, name);
            }
        }
    }

    #[test]
    fn hydration_puts_items_in_the_places_of_markers_and_changes_nothing_else(
        tree in tree(),
        stream_ops in vec(stream_op(), 0..10),
    ) {
        // Items without markers, so that what belongs in a marker's place is the items themselves.
        let flat = |mut op: StreamOp| {
            if let musubi_wire::StreamAction::Insert { item, item_key, .. } = &mut op.action {
                *item = json!({"of": item_key.as_str()});
            }
            op
        };
        let mut document = document_of(tree).unwrap();
        let envelope = envelope(&document, Vec::new(), stream_ops.into_iter().map(flat).collect());
        document.apply(&envelope).unwrap();

        let mut hydrated = document.hydrated();
        let streams = streams_of(&document);
        let mut found = Vec::new();
        slots(document.root(), "", &StoreId::root(), &mut found);
        for (path, owner, name) in found {
            let place = hydrated.pointer_mut(&path).unwrap();
            let items = streams.get(&(owner, name.clone())).cloned().unwrap_or_default();
            prop_assert_eq!(&*place, &Value::from(items), "{}", path);
            *place = Marker::stream_value(&name);
        }
        prop_assert_eq!(&hydrated, document.root());
    }

    #[test]
    fn no_lines_break_a_document(
        tree in tree(),
        lines in vec(json_like_text(), 0..4),
        garbage in option::of("\\PC*"),
    ) {
        let input = [vec![tree.to_string()], lines, garbage.into_iter().collect()].concat();
        properties::document(input.join("\n").as_bytes());
    }
}
