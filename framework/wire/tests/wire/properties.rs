//! What must hold for any input at all. The fuzz targets run these functions on bytes of their own
//! making, the tests on generated ones.

use std::collections::BTreeMap;

use json_patch::jsonptr::PointerBuf;
use musubi_wire::document::OpFault;
use musubi_wire::frame::{BinaryPush, Message, Reply, TextFrame, TextHead};
use musubi_wire::payload::{
    AllowUpload, CancelUpload, CommandPayload, JoinPayload, UploadFailure, UploadJoinPayload,
    UploadProgress,
};
use musubi_wire::{ApplyError, Document, Envelope, pointer};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use serde_json::value::RawValue;

/// Text reads as serde_json reads it, or is refused as there.
pub fn json(bytes: &[u8]) {
    fn same<T: DeserializeOwned + Serialize>(text: &str) {
        let written = |value: &T| serde_json::to_string(value).expect("it was JSON");
        let ours = musubi_wire::json::read::<T>(text).ok();
        let theirs = serde_json::from_str::<T>(text).ok();
        let [ours, theirs] = [ours, theirs].map(|value| value.as_ref().map(written));
        assert_eq!(ours, theirs, "{text}");
    }

    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    same::<Value>(text);
    same::<Box<RawValue>>(text);
    same::<Option<BTreeMap<String, Vec<f64>>>>(text);
    same::<BTreeMap<i32, Result<u64, Option<char>>>>(text);
    same::<Vec<(i8, f32, u128, bool)>>(text);
}

/// A text frame is refused or survives being written again, and so does its payload. Its head is
/// the same whether or not the payload is read.
pub fn text_frame(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    let head = TextHead::parse(text);
    let Ok(frame) = TextFrame::parse(text) else {
        return;
    };
    let head = head.expect("a frame has a head");
    assert_eq!(
        (&head.join_ref, &head.msg_ref, &head.topic, &head.event),
        (&frame.join_ref, &frame.msg_ref, &frame.topic, &frame.event)
    );
    payloads(frame.payload);
    let message = Message::from(frame);
    let musubi_wire::frame::Encoded::Text(again) = message.encode().expect("text has no limits")
    else {
        panic!("a text frame became a binary one");
    };
    assert_eq!(Message::from_text(&again).as_ref(), Ok(&message));
}

/// A payload is refused by a reader, or what the reader understood is written and read back the
/// same.
pub fn payloads(payload: &RawValue) {
    fn survives<T: Serialize>(read: impl Fn(&RawValue) -> Option<T>, payload: &RawValue) {
        let Some(first) = read(payload) else { return };
        let first = serde_json::value::to_raw_value(&first).expect("payloads are JSON");
        let again = read(&first).expect("what we wrote can be read");
        let again = serde_json::value::to_raw_value(&again).expect("payloads are JSON");
        assert_eq!(first.get(), again.get());
    }

    if let Ok(join) = JoinPayload::parse(payload) {
        let written = serde_json::value::to_raw_value(&join).expect("payloads are JSON");
        let again = JoinPayload::parse(&written).expect("what we wrote can be read");
        assert_eq!(again.root_id(), join.root_id());
        assert_eq!(again.params.get(), join.params.get());
    }
    if let Ok(command) = CommandPayload::parse(payload) {
        let written = serde_json::value::to_raw_value(&command).expect("payloads are JSON");
        let again = CommandPayload::parse(&written).expect("what we wrote can be read");
        assert_eq!(again.store_id, command.store_id);
        assert_eq!(again.name, command.name);
        assert_eq!(again.payload.get(), command.payload.get());
    }
    let _ = UploadJoinPayload::parse(payload);
    let _ = Reply::parse(payload);
    survives(|payload| AllowUpload::parse(payload).ok(), payload);
    survives(|payload| CancelUpload::parse(payload).ok(), payload);
    survives(|payload| UploadProgress::parse(payload).ok(), payload);
    survives(|payload| UploadFailure::parse(payload).ok(), payload);
}

/// A binary frame is refused or written again byte for byte.
pub fn binary_frame(bytes: &[u8]) {
    if let Ok(push) = BinaryPush::parse(bytes) {
        let mut again = Vec::new();
        push.write(&mut again).expect("it was read from a frame");
        assert_eq!(again, bytes);
    }
}

/// An envelope is refused, with an error that can be printed, or survives being written again.
pub fn envelope(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    match Envelope::decode(text) {
        Ok(envelope) => {
            let mut again = String::new();
            envelope.encode(&mut again).expect("envelopes are JSON");
            assert_eq!(Envelope::decode(&again).as_ref(), Ok(&envelope));
        }
        Err(error) => assert!(!error.to_string().is_empty()),
    }
}

/// Lines of JSON: the first is the tree to start from, each other an envelope whose root id and
/// versions are set here so that it has a chance.
pub fn document(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    let mut lines = text.lines();
    let Some(Ok(tree)) = lines.next().map(serde_json::from_str::<Value>) else {
        return;
    };
    let Some(mut document) = document_of(tree) else {
        return;
    };
    for line in lines {
        let Ok(Value::Object(mut members)) = serde_json::from_str(line) else {
            continue;
        };
        members.insert("root_id".into(), ROOT_ID.into());
        members.insert("base_version".into(), document.version().into());
        members.insert("version".into(), (document.version() + 1).into());
        if let Ok(envelope) = Envelope::decode(&Value::Object(members).to_string()) {
            apply(&mut document, &envelope);
        }
    }
}

/// The root id of every document made here.
pub const ROOT_ID: &str = "Test:a";

/// A document that has received `tree` as its first envelope. `None` when the tree is too deep.
pub fn document_of(tree: Value) -> Option<Document> {
    let mut document = Document::new(ROOT_ID);
    let envelope = Envelope {
        root_id: ROOT_ID.into(),
        base_version: 0,
        version: 1,
        ops: vec![json_patch::PatchOperation::Replace(
            json_patch::ReplaceOperation {
                path: PointerBuf::root(),
                value: tree,
            },
        )],
        ..Envelope::default()
    };
    document.apply(&envelope).ok().map(|_| document)
}

/// Applies the next envelope, and holds the document against `json_patch`: both accept and agree, or
/// both refuse and the document is as before.
pub fn apply(document: &mut Document, envelope: &Envelope) {
    let before = document.clone();
    let mut expected = document.root().clone();
    // The unsafe form is safe here: what is left after a failure is thrown away.
    let judged = json_patch::patch_unsafe(&mut expected, &envelope.ops);
    match document.apply(envelope) {
        Ok(applied) => {
            judged.expect("json_patch refuses what we accept");
            assert_eq!(document.root(), &expected);
            assert_eq!(document.version(), envelope.version);
            assert_eq!(applied.version, envelope.version);
        }
        Err(error) => {
            if !is_our_own_limit(&error) {
                judged.expect_err("json_patch accepts what we refuse");
            }
            assert_same(document, &before);
        }
    }
    let _ = document.hydrated();
}

/// Whether a refusal has nothing to do with RFC 6902.
fn is_our_own_limit(error: &ApplyError) -> bool {
    matches!(
        error,
        ApplyError::ItemTooDeep { .. }
            | ApplyError::Op {
                fault: OpFault::TooDeep | OpFault::IllegalOp,
                ..
            }
    )
}

/// Whether two documents cannot be told apart.
pub fn assert_same(one: &Document, other: &Document) {
    assert_eq!(one.version(), other.version());
    assert_eq!(one.root(), other.root());
    assert_eq!(one.hydrated(), other.hydrated());
}

/// A pointer is refused, or its tokens make the same pointer again and `json_patch` agrees.
pub fn pointer_text(text: &str) {
    let ours = pointer::split(text).map(Iterator::collect::<Vec<_>>);
    assert_eq!(ours.is_ok(), PointerBuf::parse(text).is_ok(), "{text:?}");
    let Ok(tokens) = ours else { return };
    let mut again = String::new();
    for token in &tokens {
        pointer::push_token(&mut again, token);
    }
    assert_eq!(again, text);
    let buf = pointer::to_buf(text).expect("it splits, so it is a pointer");
    let theirs: Vec<_> = buf
        .tokens()
        .map(|token| token.decoded().into_owned())
        .collect();
    assert_eq!(tokens, theirs);
}
