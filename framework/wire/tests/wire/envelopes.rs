use musubi_wire::{Envelope, StreamAction, UploadOp};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::arbitrary::{any_bytes, envelope, json_like_text};
use crate::properties;

fn decode(members: Value) -> Result<Envelope, musubi_wire::DecodeError> {
    let mut envelope = json!({"type": "patch", "root_id": "A:b", "base_version": 1, "version": 2});
    for (name, value) in members.as_object().unwrap() {
        envelope[name] = value.clone();
    }
    Envelope::decode(&envelope.to_string())
}

#[test]
fn all_eight_members_are_always_written() {
    let written = serde_json::to_value(Envelope::default()).unwrap();
    assert_eq!(
        written,
        json!({
            "type": "patch", "root_id": "", "base_version": 0, "version": 0,
            "ops": [], "stream_ops": [], "upload_ops": [], "events": [],
        })
    );
}

#[test]
fn unknown_members_are_ignored_and_missing_lists_are_empty() {
    let envelope = decode(json!({"trace": [1], "ops": [{"op": "remove", "path": "/a", "why": 1}]}));
    let envelope = envelope.unwrap();
    assert_eq!(envelope.ops.len(), 1);
    assert!(envelope.stream_ops.is_empty() && envelope.upload_ops.is_empty());
    assert!(envelope.events.is_empty());
}

#[test]
fn null_is_a_value_and_not_its_absence() {
    let add = json!({"ops": [{"op": "add", "path": "/a", "value": null}]});
    let again = serde_json::to_value(decode(add.clone()).unwrap()).unwrap();
    assert_eq!(again["ops"], add["ops"]);

    let insert = json!({"stream_ops": [{"op": "insert", "stream": "s", "ref": "0", "store_id": [],
        "item_key": "k", "at": -1, "item": null, "limit": null}]});
    let again = serde_json::to_value(decode(insert.clone()).unwrap()).unwrap();
    assert_eq!(again["stream_ops"], insert["stream_ops"]);
}

#[test]
fn faults_name_their_path() {
    let upload = |op: Value| {
        let mut op = op;
        op["store_id"] = json!([]);
        op["upload"] = json!("avatar");
        json!({"upload_ops": [{"op": "reset", "store_id": [], "upload": "a"}, op]})
    };
    let faults = [
        (json!({"type": "other"}), "type", "unknown variant `other`"),
        (json!({"version": -1}), "version", "invalid value"),
        (json!({"ops": {}}), "ops", "expected a sequence"),
        (
            json!({"ops": [{"op": "add", "path": "/a", "value": 1}, {"op": "test", "path": "/a"}]}),
            "ops[1].op",
            "unknown variant `test`, expected one of `add`, `remove`, `replace`, `move`",
        ),
        (
            json!({"ops": [{"op": "copy", "from": "/a", "path": "/b"}]}),
            "ops[0].op",
            "`copy`",
        ),
        (
            json!({"ops": [{"op": "remove", "path": "a"}]}),
            "ops[0].path",
            "a JSON pointer, found \"a\"",
        ),
        (
            json!({"ops": [{"op": "remove", "path": 7}]}),
            "ops[0].path",
            "expected a string",
        ),
        (
            json!({"ops": [{"op": "add", "path": "/a"}]}),
            "ops[0]",
            "missing field `value`",
        ),
        (
            json!({"ops": [{"op": "move", "path": "/a"}]}),
            "ops[0]",
            "missing field `from`",
        ),
        (
            json!({"stream_ops": [{"op": "sort", "stream": "s", "store_id": []}]}),
            "stream_ops[0].op",
            "unknown variant `sort`",
        ),
        (
            json!({"stream_ops": [{"op": "delete", "stream": "s", "store_id": []}]}),
            "stream_ops[0]",
            "missing field `item_key`",
        ),
        (
            json!({"stream_ops": [{"op": "reset", "stream": "s", "store_id": [7]}]}),
            "stream_ops[0].store_id[0]",
            "expected a string",
        ),
        (
            upload(json!({"op": "progress", "ref": "u", "progress": "x"})),
            "upload_ops[1].progress",
            "expected u8",
        ),
        (
            upload(json!({"op": "add", "ref": "u", "entry": {"ref": "u"}})),
            "upload_ops[1].entry",
            "missing field `client_name`",
        ),
        (
            upload(json!({"op": "cancel"})),
            "upload_ops[1]",
            "missing field `ref`",
        ),
        (
            json!({"events": [{"store_id": [], "name": 1, "payload": {}}]}),
            "events[0].name",
            "expected a string",
        ),
    ];
    for (members, path, message) in faults {
        let error = decode(members.clone()).unwrap_err();
        assert_eq!(error.path(), path, "{error}");
        assert!(error.message().contains(message), "{error}");
        assert_eq!(error.to_string(), format!("{path}: {}", error.message()));
    }
}

#[test]
fn text_that_is_no_json_has_a_fault_without_a_path() {
    for text in ["", "{", "[]", "null"] {
        let error = Envelope::decode(text).unwrap_err();
        assert_eq!(error.path(), "", "{error}");
    }
}

#[test]
fn an_unknown_upload_op_is_kept_as_it_came() {
    let unknown = json!({"op": "pause", "ref": 7, "anything": {"at": "all"}});
    let nameless = json!({"store_id": []});
    let known = json!({"op": "reset", "store_id": ["a"], "upload": "avatar"});
    let ops = json!([unknown, nameless, 7, known]);
    let envelope = decode(json!({"upload_ops": ops})).unwrap();

    assert_eq!(envelope.upload_ops[0], UploadOp::Unknown(unknown));
    assert_eq!(envelope.upload_ops[1], UploadOp::Unknown(nameless));
    assert!(
        matches!(&envelope.upload_ops[3], UploadOp::Change(change) if change.upload == "avatar")
    );
    assert_eq!(serde_json::to_value(&envelope.upload_ops).unwrap(), ops);
}

#[test]
fn an_upload_error_may_concern_no_entry() {
    let error = json!({"op": "error", "store_id": [], "upload": "avatar",
        "error": {"code": "from_the_future", "message": "m"}});
    let envelope = decode(json!({"upload_ops": [error]})).unwrap();
    assert_eq!(
        serde_json::to_value(&envelope.upload_ops[0]).unwrap(),
        error
    );
}

#[test]
fn a_stream_insert_without_a_place_goes_to_the_end() {
    let insert = json!({"stream_ops": [
        {"op": "insert", "stream": "s", "store_id": [], "item_key": "k", "item": 1},
    ]});
    let envelope = decode(insert).unwrap();
    assert!(matches!(
        envelope.stream_ops[0].action,
        StreamAction::Insert {
            at: -1,
            limit: None,
            ..
        }
    ));
}

#[test]
fn floats_arrive_as_they_were_sent() {
    let number = json!(0.1 + 0.2);
    let envelope = decode(json!({"ops": [{"op": "add", "path": "/a", "value": number}]})).unwrap();
    let json_patch::PatchOperation::Add(add) = &envelope.ops[0] else {
        panic!("an add is an add");
    };
    assert_eq!(add.value, number);
}

proptest! {
    #[test]
    fn every_envelope_survives_the_wire(envelope in envelope()) {
        let mut text = String::new();
        envelope.encode(&mut text).unwrap();
        prop_assert_eq!(Envelope::decode(&text).unwrap(), envelope.clone());
        // The other way in, without the path: through serde alone.
        prop_assert_eq!(serde_json::from_str::<Envelope>(&text).unwrap(), envelope);
    }

    #[test]
    fn no_bytes_break_the_envelope_reader(bytes in any_bytes()) {
        properties::envelope(&bytes);
    }

    #[test]
    fn no_damage_breaks_the_envelope_reader(text in json_like_text()) {
        properties::envelope(text.as_bytes());
    }
}
