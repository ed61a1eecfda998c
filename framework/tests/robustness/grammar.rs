//! What an arbitrary client sends: frames that make sense, and what mutation makes of them.

use musubi_wire::frame::BinaryPush;
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::Message;

/// Any message: most are frames, and most of those are for pages that may be there.
pub fn message() -> impl Strategy<Value = Message> {
    prop_oneof![
        12 => frame().prop_map(|frame| Message::text(frame.to_string())),
        2 => replaced().prop_map(|frame| Message::text(frame.to_string())),
        2 => edited().prop_map(Message::text),
        2 => binary().prop_map(Message::binary),
        1 => vec(any::<u8>(), 0..80).prop_map(Message::binary),
        1 => ".{0,80}".prop_map(Message::text),
        1 => vec(any::<u8>(), 0..125).prop_map(|bytes| Message::Ping(bytes.into())),
        1 => vec(any::<u8>(), 0..125).prop_map(|bytes| Message::Pong(bytes.into())),
    ]
}

/// A frame of the right shape.
fn frame() -> impl Strategy<Value = Value> {
    let heartbeat = (
        reference(),
        reference(),
        Just("phoenix"),
        Just("heartbeat"),
        Just(json!({})),
    );
    prop_oneof![
        6 => (reference(), reference(), connection(), Just("phx_join"), join()),
        10 => (reference(), reference(), connection(), Just("command"), command()),
        2 => (reference(), reference(), connection(), Just("phx_leave"), Just(json!({}))),
        1 => heartbeat,
        3 => (reference(), reference(), topic(), event(), payload()),
    ]
    .prop_map(|(join_ref, msg_ref, topic, event, payload)| {
        json!([join_ref, msg_ref, topic, event, payload])
    })
}

/// A frame with an element that is something else, missing or too many.
fn replaced() -> impl Strategy<Value = Value> {
    (frame(), 0..5_usize, option::of(value()), any::<bool>()).prop_map(
        |(mut frame, index, value, insert)| {
            let elements = frame.as_array_mut().expect("a frame is an array");
            match value {
                Some(value) if insert => elements.insert(index, value),
                Some(value) => elements[index] = value,
                None => drop(elements.remove(index)),
            }
            frame
        },
    )
}

/// A frame whose text was cut, or got or lost a few characters.
fn edited() -> impl Strategy<Value = String> {
    let pieces = select(vec![
        "", "[", "]", "{", "}", "\"", "\\", ",", ":", "0", "\u{0}", "é", "\\ud800",
    ]);
    let edit = (any::<prop::sample::Index>(), 0..4_usize, pieces);
    (
        frame(),
        vec(edit, 1..4),
        option::of(any::<prop::sample::Index>()),
    )
        .prop_map(|(frame, edits, cut)| {
            let mut characters: Vec<char> = frame.to_string().chars().collect();
            for (at, removed, piece) in edits {
                let start = at.index(characters.len() + 1);
                let end = (start + removed).min(characters.len());
                characters.splice(start..end, piece.chars());
            }
            if let Some(cut) = cut {
                characters.truncate(cut.index(characters.len() + 1));
            }
            characters.into_iter().collect()
        })
}

fn binary() -> impl Strategy<Value = Vec<u8>> {
    let data = vec(any::<u8>(), 0..40);
    let cut = option::of(any::<prop::sample::Index>());
    (reference(), reference(), topic(), event(), data, cut).prop_map(
        |(join_ref, msg_ref, topic, event, data, cut)| {
            let mut bytes = Vec::new();
            let push = BinaryPush {
                join_ref: join_ref.unwrap_or_default(),
                msg_ref: msg_ref.unwrap_or_default(),
                topic,
                event,
                data: &data,
            };
            push.write(&mut bytes).expect("all of it is short");
            if let Some(cut) = cut {
                bytes.truncate(cut.index(bytes.len() + 1));
            }
            bytes
        },
    )
}

fn reference() -> impl Strategy<Value = Option<&'static str>> {
    select(vec![
        None,
        Some("1"),
        Some("1"),
        Some("1"),
        Some("2"),
        Some(""),
        Some("é\u{0}"),
    ])
}

fn connection() -> impl Strategy<Value = &'static str> {
    select(vec![
        "musubi:connection:WildStore:a",
        "musubi:connection:WildStore:a",
        "musubi:connection:WildStore:b",
        "musubi:connection:",
    ])
}

fn topic() -> impl Strategy<Value = &'static str> {
    select(vec![
        "musubi:connection:WildStore:a",
        "musubi_upload:u_1",
        "phoenix",
        "room:1",
        "",
    ])
}

fn event() -> impl Strategy<Value = &'static str> {
    select(vec![
        "phx_join",
        "phx_leave",
        "phx_reply",
        "phx_close",
        "phx_error",
        "heartbeat",
        "command",
        "allow_upload",
        "cancel_upload",
        "upload_progress",
        "upload_error",
        "patch",
        "chunk",
        "",
    ])
}

fn payload() -> impl Strategy<Value = Value> {
    prop_oneof![join(), command(), value()]
}

fn join() -> impl Strategy<Value = Value> {
    let module = prop_oneof![6 => Just(json!("WildStore")), 1 => Just(json!("Nope")), 1 => value()];
    let id = prop_oneof![6 => Just(json!("a")), 1 => value()];
    let params = prop_oneof![
        4 => Just(json!({})),
        2 => value().prop_map(|value| json!({"value": value})),
        1 => Just(json!({"wait": true})),
        1 => Just(json!({"refuse": true, "wait": true})),
        1 => value(),
    ];
    (module, id, params)
        .prop_map(|(module, id, params)| json!({"module": module, "id": id, "params": params}))
}

fn command() -> impl Strategy<Value = Value> {
    let named = |name: &'static str, payload: BoxedStrategy<Value>| {
        payload
            .prop_map(move |payload| (json!(name), payload))
            .boxed()
    };
    let member = |name: &'static str, value: BoxedStrategy<Value>| {
        value.prop_map(move |value| json!({name: value})).boxed()
    };
    let small = || (0..5_i64).prop_map(Value::from).boxed();
    let call = prop_oneof![
        4 => named("add", member("amount", small())),
        2 => named("add", member("amount", any::<i64>().prop_map(Value::from).boxed())),
        4 => named("set", member("value", value().boxed())),
        4 => named("write", member("text", value().boxed())),
        4 => named("grow", member("children", small())),
        2 => named("wait", Just(json!({})).boxed()),
        1 => named("crash", Just(json!({})).boxed()),
        2 => named("click", Just(json!({})).boxed()),
        1 => (value(), value()).boxed(),
    ];
    let store_id = prop_oneof![
        6 => Just(json!([])),
        2 => (0..4_u8).prop_map(|id| json!(["children", id.to_string()])),
        1 => value(),
    ];
    (store_id, call).prop_map(|(store_id, (name, payload))| {
        json!({"store_id": store_id, "name": name, "payload": payload})
    })
}

/// Any JSON.
fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,20}".prop_map(Value::from),
        select(vec!["__musubi_store_id__", "~0/~1", "-", "\u{2028}"]).prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 32, 6, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..6).prop_map(Value::from),
            vec((".{0,8}", inner), 0..6)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}
