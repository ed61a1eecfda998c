//! Generators.

use json_patch::{AddOperation, MoveOperation, PatchOperation, RemoveOperation, ReplaceOperation};
use musubi_wire::frame::{Message, Payload};
use musubi_wire::upload::{
    Accept, EntryStatus, UploadConfig, UploadEntry, UploadError, UploadErrorCode,
};
use musubi_wire::{
    AsyncReason, AsyncValue, Envelope, Marker, PushEvent, StoreId, StreamAction, StreamOp,
    UploadAction, UploadChange, UploadOp, pointer,
};
use proptest::collection::{btree_map, vec};
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Map, Value, json};

/// Bytes, many of them shaped like the head of a binary frame.
pub fn any_bytes() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        vec(any::<u8>(), 0..64),
        (vec(0u8..4, 4), vec(any::<u8>(), 0..24))
            .prop_map(|(lengths, rest)| { [vec![0], lengths, rest].concat() }),
    ]
}

/// Text that is JSON, or almost.
pub fn json_like_text() -> impl Strategy<Value = String> {
    let frame = vec(json(), 0..7).prop_map(|values| Value::Array(values).to_string());
    let object = payload().prop_map(|value| value.to_string());
    let envelope = envelope()
        .prop_map(|envelope| serde_json::to_string(&envelope).expect("envelopes are JSON"));
    let whole = prop_oneof![frame, object, envelope];
    (whole, any::<prop::sample::Index>(), any::<char>(), 0..4u8).prop_map(
        |(mut text, index, replacement, damage)| {
            let chars: Vec<_> = text.char_indices().map(|(at, _)| at).collect();
            match damage {
                0 => text.truncate(*index.get(&chars)),
                1 => text.insert(*index.get(&chars), replacement),
                2 => {
                    text.remove(*index.get(&chars));
                }
                _ => {}
            }
            text
        },
    )
}

/// Objects with the members that payloads have, of the right type more often than not.
pub fn payload() -> impl Strategy<Value = Value> {
    let names = select(vec![
        "module", "id", "params", "store_id", "name", "payload", "token", "entries", "ref",
        "progress", "code", "message", "resume", "cid", "features",
    ]);
    let value = prop_oneof![
        3 => key().prop_map(Value::from),
        1 => store_id().prop_map(|id| json!(id)),
        1 => vec(offer(), 0..3).prop_map(Value::from),
        1 => (0u64..300).prop_map(Value::from),
        2 => json(),
    ];
    btree_map(names, value, 0..8).prop_map(|members| json!(members))
}

fn offer() -> impl Strategy<Value = Value> {
    let names = select(vec!["client_ref", "name", "size", "type"]);
    let value = prop_oneof![
        key().prop_map(Value::from),
        (-5i64..50).prop_map(Value::from),
        json(),
    ];
    btree_map(names, value, 0..5).prop_map(|members| json!(members))
}

/// A message that has an encoding: strings of binary frames are short, and their refs not empty.
pub fn message() -> impl Strategy<Value = Message> {
    let text = (
        option::of(any::<String>()),
        option::of(any::<String>()),
        any::<String>(),
        any::<String>(),
        json(),
    )
        .prop_map(|(join_ref, msg_ref, topic, event, payload)| Message {
            join_ref,
            msg_ref,
            topic,
            event,
            payload: Payload::json(&payload).expect("values are JSON"),
        });
    let binary = (
        option::of("\\PC{1,60}"),
        option::of("[0-9]{1,255}"),
        "\\PC{0,60}",
        "[a-z]{0,255}",
        vec(any::<u8>(), 0..40),
    )
        .prop_map(|(join_ref, msg_ref, topic, event, data)| Message {
            join_ref,
            msg_ref,
            topic,
            event,
            payload: Payload::Binary(data),
        });
    prop_oneof![text, binary]
}

/// A member name, some of which need escapes in a pointer.
pub fn key() -> impl Strategy<Value = String> {
    select(vec!["a", "b", "c", "a/b", "~", "~1", "", "0", "-", "ä"]).prop_map(str::to_owned)
}

fn leaf() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_filter_map("JSON has no NaN", |number| {
            serde_json::Number::from_f64(number).map(Value::Number)
        }),
        any::<String>().prop_map(Value::from),
    ]
}

/// Any JSON, without markers.
pub fn json() -> impl Strategy<Value = Value> {
    leaf().prop_recursive(3, 24, 4, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Value::from),
            btree_map(key(), inner, 0..4).prop_map(|members| json!(members)),
        ]
    })
}

/// One of a few store ids, so that they meet.
pub fn store_id() -> impl Strategy<Value = StoreId> {
    select(STORE_IDS.to_vec()).prop_map(|parts| parts.iter().copied().collect())
}

/// Every id that [`store_id`] can give.
pub const STORE_IDS: [&[&str]; 4] = [&[], &["p"], &["rows", "1"], &["rows", "2"]];

/// The name of a stream or upload, one of a few.
pub fn stream_name() -> impl Strategy<Value = String> {
    select(STREAM_NAMES.to_vec()).prop_map(str::to_owned)
}

/// Every name that [`stream_name`] can give.
pub const STREAM_NAMES: [&str; 2] = ["s", "t"];

/// A tree: JSON with store nodes, stream slots, upload slots, async values, and near misses of them.
pub fn tree() -> impl Strategy<Value = Value> {
    let small = prop_oneof![
        4 => (0i64..9).prop_map(Value::from),
        1 => leaf(),
        3 => stream_name().prop_map(|name| Marker::stream_value(&name)),
        1 => stream_name().prop_map(|name| Marker::upload_value(&name)),
        1 => Just(json!({"__musubi_stream__": "s", "more": 1})),
        1 => Just(json!({"__musubi_stream__": 7})),
        1 => Just(json!({"__musubi_store_id__": ["p", 7]})),
    ];
    small.prop_recursive(4, 32, 4, |inner| {
        prop_oneof![
            2 => vec(inner.clone(), 0..4).prop_map(Value::from),
            2 => btree_map(key(), inner.clone(), 0..4).prop_map(|members| json!(members)),
            3 => (store_id(), btree_map(key(), inner.clone(), 0..4))
                .prop_map(|(id, members)| store_node(&id, members)),
            1 => inner.prop_map(|value| json!(AsyncValue::loading(Some(value)))),
        ]
    })
}

fn store_node(id: &StoreId, members: impl IntoIterator<Item = (String, Value)>) -> Value {
    let mut node: Map<_, _> = members.into_iter().collect();
    node.insert("__musubi_store_id__".into(), json!(id));
    Value::Object(node)
}

/// A stream op on one of a few streams, with one of a few keys.
pub fn stream_op() -> impl Strategy<Value = StreamOp> {
    let item_key = select(vec!["k1", "k2", "k3", "k4", "k5", "k6"]).prop_map(str::to_owned);
    let at = prop_oneof![4 => Just(-1), 3 => Just(0), 3 => 1i64..8, 1 => any::<i64>()];
    let limit = prop_oneof![4 => Just(None), 3 => (-4i64..5).prop_map(Some), 1 => any::<i64>().prop_map(Some)];
    let action = prop_oneof![
        1 => Just(StreamAction::Reset),
        2 => item_key.clone().prop_map(|item_key| StreamAction::Delete { item_key }),
        8 => (item_key, at, tree(), limit).prop_map(|(item_key, at, item, limit)| {
            StreamAction::Insert { item_key, at, item, limit }
        }),
    ];
    (store_id(), stream_name(), "[0-9]", action).prop_map(
        |(store_id, stream, stream_ref, action)| StreamOp {
            store_id,
            stream,
            stream_ref,
            action,
        },
    )
}

fn upload_error() -> impl Strategy<Value = UploadError> {
    let code = prop_oneof![
        select(UploadErrorCode::ALL.to_vec()),
        "[a-z]{1,4}".prop_map(UploadErrorCode::from),
    ];
    (code, any::<String>()).prop_map(|(code, message)| UploadError { code, message })
}

fn upload_op() -> impl Strategy<Value = UploadOp> {
    let entry_ref = || select(vec!["u_1", "u_2"]).prop_map(str::to_owned);
    let accept = prop_oneof![
        Just(Accept::Any),
        vec("\\.[a-z]{1,3}", 0..3).prop_map(Accept::Extensions),
    ];
    let config = (accept, any::<u32>(), any::<u64>(), any::<u32>()).prop_map(
        |(accept, max_entries, max_file_size, chunk_size)| UploadConfig {
            accept,
            max_entries,
            max_file_size,
            chunk_size,
        },
    );
    let status = select(vec![
        EntryStatus::Pending,
        EntryStatus::Uploading,
        EntryStatus::Success,
        EntryStatus::Error,
        EntryStatus::Cancelled,
    ]);
    let entry = (
        entry_ref(),
        any::<u64>(),
        0..=100u8,
        status,
        vec(upload_error(), 0..2),
    )
        .prop_map(
            |(entry_ref, client_size, progress, status, errors)| UploadEntry {
                entry_ref,
                client_name: "a.png".into(),
                client_size,
                client_type: "image/png".into(),
                progress,
                status,
                errors,
            },
        );
    let action = prop_oneof![
        config.prop_map(|config| UploadAction::Config { config }),
        entry.prop_map(|entry| UploadAction::Add {
            entry_ref: entry.entry_ref.clone(),
            entry
        }),
        (entry_ref(), 0..=100u8).prop_map(|(entry_ref, progress)| UploadAction::Progress {
            entry_ref,
            progress
        }),
        entry_ref().prop_map(|entry_ref| UploadAction::Complete { entry_ref }),
        (option::of(entry_ref()), upload_error())
            .prop_map(|(entry_ref, error)| UploadAction::Error { entry_ref, error }),
        entry_ref().prop_map(|entry_ref| UploadAction::Cancel { entry_ref }),
        Just(UploadAction::Reset),
    ];
    prop_oneof![
        6 => (store_id(), stream_name(), action).prop_map(|(store_id, upload, action)| {
            UploadOp::Change(UploadChange { store_id, upload, action })
        }),
        1 => json().prop_map(|value| UploadOp::Unknown(json!({"op": "pause", "extra": value}))),
    ]
}

fn push_event() -> impl Strategy<Value = PushEvent> {
    (store_id(), any::<String>(), json()).prop_map(|(store_id, name, payload)| PushEvent {
        store_id,
        name,
        payload,
    })
}

/// An op at an arbitrary path: for encoding, not for applying.
fn patch_op() -> impl Strategy<Value = PatchOperation> {
    let path = || {
        vec(key(), 0..4).prop_map(|tokens| {
            let mut path = String::new();
            tokens
                .iter()
                .for_each(|token| pointer::push_token(&mut path, token));
            pointer::to_buf(&path).expect("it is made of tokens")
        })
    };
    prop_oneof![
        (path(), json())
            .prop_map(|(path, value)| PatchOperation::Add(AddOperation { path, value })),
        (path(), json())
            .prop_map(|(path, value)| PatchOperation::Replace(ReplaceOperation { path, value })),
        path().prop_map(|path| PatchOperation::Remove(RemoveOperation { path })),
        (path(), path())
            .prop_map(|(from, path)| PatchOperation::Move(MoveOperation { from, path })),
    ]
}

/// Any envelope.
pub fn envelope() -> impl Strategy<Value = Envelope> {
    (
        any::<String>(),
        any::<u64>(),
        any::<u64>(),
        vec(patch_op(), 0..4),
        vec(stream_op(), 0..3),
        vec(upload_op(), 0..3),
        vec(push_event(), 0..3),
    )
        .prop_map(
            |(root_id, base_version, version, ops, stream_ops, upload_ops, events)| Envelope {
                root_id,
                base_version,
                version,
                ops,
                stream_ops,
                upload_ops,
                events,
            },
        )
}

/// Any reason of an async value.
pub fn async_reason() -> impl Strategy<Value = AsyncReason> {
    prop_oneof![
        json().prop_map(AsyncReason::Error),
        json().prop_map(AsyncReason::Exit),
        json()
            .prop_filter("null is no reason", |value| !value.is_null())
            .prop_map(AsyncReason::Other),
        json().prop_map(|value| AsyncReason::Other(json!({"kind": "other", "value": value}))),
        json().prop_map(|value| AsyncReason::Other(json!({"kind": "error", "more": value}))),
    ]
}
