use musubi_wire::payload::{
    AllowUpload, CancelUpload, CommandPayload, ErrorReply, Features, JoinPayload, JoinReply,
    Members, OfferedEntry, PreflightReply, ResumeOffer, UploadFailure, UploadJoinPayload,
    UploadProgress,
};
use musubi_wire::{Reason, StoreId};
use proptest::prelude::*;
use serde_json::value::RawValue;
use serde_json::{Value, json};

use crate::arbitrary::payload;
use crate::properties;

fn raw(value: Value) -> Box<RawValue> {
    serde_json::value::to_raw_value(&value).unwrap()
}

#[test]
fn a_join_is_checked_in_the_order_module_id_params() {
    use Reason::{MissingRequiredField, MissingRootId, ParamsNotAMap};
    let refused = [
        (json!(7), MissingRequiredField),
        (json!(null), MissingRequiredField),
        (json!({}), MissingRequiredField),
        (
            json!({"module": "", "id": "", "params": 1}),
            MissingRequiredField,
        ),
        (json!({"module": 7, "id": "a"}), MissingRequiredField),
        (json!({"module": "M", "params": 1}), MissingRootId),
        (json!({"module": "M", "id": ""}), MissingRootId),
        (json!({"module": "M", "id": null}), MissingRootId),
        (
            json!({"module": "M", "id": "a", "params": []}),
            ParamsNotAMap,
        ),
        (
            json!({"module": "M", "id": "a", "params": null}),
            ParamsNotAMap,
        ),
    ];
    for (payload, reason) in refused {
        let raw = raw(payload.clone());
        let error = JoinPayload::parse(&raw).unwrap_err();
        assert_eq!(error.reason(), Some(reason), "{payload}");
    }
}

#[test]
fn params_are_an_empty_object_when_missing_and_untouched_text_otherwise() {
    let payload = raw(json!({"module": "M", "id": "a"}));
    assert_eq!(JoinPayload::parse(&payload).unwrap().params.get(), "{}");

    let payload: &RawValue =
        serde_json::from_str(r#"{"params": {"x" : 1.50},"id":"a","module":"M"}"#).unwrap();
    let join = JoinPayload::parse(payload).unwrap();
    assert_eq!(join.params.get(), r#"{"x" : 1.50}"#);
    assert_eq!(join.root_id(), "M:a");
}

#[test]
fn what_a_client_offers_beyond_the_reference_stays_reachable() {
    let payload = raw(json!({
        "module": "M", "id": "a", "params": {},
        "resume": {"token": "t-1", "version": 3}, "features": ["move"], "later": 1,
    }));
    let join = JoinPayload::parse(&payload).unwrap();
    let resume = ResumeOffer {
        token: Some("t-1".into()),
        version: 3,
    };
    assert_eq!(join.resume, Some(resume));
    assert_eq!(join.features, Features { moves: true });
    assert_eq!(join.rest.get("later").unwrap().get(), "1");
    assert!(join.rest.get("module").is_none());

    let written = raw(json!(join));
    assert_eq!(
        serde_json::to_value(&written).unwrap(),
        serde_json::to_value(&payload).unwrap()
    );
}

#[test]
fn an_offer_to_resume_may_begin_with_nothing() {
    for (offer, expected) in [
        (json!(null), None),
        (json!({}), Some(0)),
        (json!({"token": null, "version": 0}), Some(0)),
    ] {
        let payload = raw(json!({"module": "M", "id": "a", "resume": offer}));
        let join = JoinPayload::parse(&payload).unwrap();
        let resume = join.resume.as_ref();
        assert!(resume.is_none_or(|resume| resume.token.is_none()));
        assert_eq!(resume.map(|resume| resume.version), expected);
    }
}

#[test]
fn a_faulty_offer_to_resume_names_the_place() {
    for (offer, text) in [
        (json!([]), "resume: expected an object, found array"),
        (
            json!({"token": 1}),
            "resume.token: expected a string or null, found number",
        ),
        (
            json!({"version": -1}),
            "resume.version: expected a whole number, found number",
        ),
    ] {
        let payload = raw(json!({"module": "M", "id": "a", "resume": offer}));
        let error = JoinPayload::parse(&payload).unwrap_err();
        assert_eq!((error.to_string().as_str(), error.reason()), (text, None));
    }
}

#[test]
fn a_client_can_build_a_join() {
    let (params, later) = (raw(json!({"count": 1})), raw(json!([1])));
    let mut rest = Members::default();
    rest.insert("later", &later);
    let join = JoinPayload {
        module: "M".into(),
        id: "a".into(),
        params: &params,
        resume: None,
        features: Features { moves: true },
        rest,
    };
    assert_eq!(
        serde_json::to_string(&join).unwrap(),
        r#"{"module":"M","id":"a","params":{"count":1},"features":["move"],"later":[1]}"#
    );
    let join = JoinPayload {
        features: Features::NONE,
        rest: Members::default(),
        ..join
    };
    assert_eq!(
        serde_json::to_string(&join).unwrap(),
        r#"{"module":"M","id":"a","params":{"count":1}}"#
    );
}

#[test]
fn features_that_a_server_does_not_know_are_ignored() {
    for (offer, moves) in [
        (json!(null), false),
        (json!([]), false),
        (json!(["later", "MOVE", ""]), false),
        (json!(["later", "move", "move"]), true),
        (json!(vec!["later"; 64]), false),
    ] {
        let payload = raw(json!({"module": "M", "id": "a", "features": offer}));
        let join = JoinPayload::parse(&payload).unwrap();
        assert_eq!(join.features, Features { moves });
    }
}

#[test]
fn features_that_are_no_list_of_names_are_refused_with_the_place() {
    for (offer, text) in [
        (
            json!({"move": true}),
            "features: expected an array of strings, found object",
        ),
        (
            json!("move"),
            "features: expected an array of strings, found string",
        ),
        (
            json!(["move", ["move"]]),
            "features[1]: expected a string, found array",
        ),
        (
            json!(vec!["move"; 65]),
            "features: expected at most 64 names, found 65",
        ),
    ] {
        let payload = raw(json!({"module": "M", "id": "a", "features": offer}));
        let error = JoinPayload::parse(&payload).unwrap_err();
        assert_eq!((error.to_string().as_str(), error.reason()), (text, None));
    }
}

#[test]
fn of_two_members_with_one_name_the_last_counts() {
    let payload: &RawValue =
        serde_json::from_str(r#"{"module":"A","module":"B","id":"a","x":1,"x":2}"#).unwrap();
    let join = JoinPayload::parse(payload).unwrap();
    assert_eq!(join.module, "B");
    assert_eq!(join.rest.get("x").unwrap().get(), "2");
}

#[test]
fn a_command_has_defaults_for_all_but_its_name() {
    let payload = raw(json!({"name": "go"}));
    let command = CommandPayload::parse(&payload).unwrap();
    assert!(command.store_id.is_root());
    assert_eq!(command.payload.get(), "{}");
    assert_eq!(command.name, "go");
}

#[test]
fn a_command_keeps_its_number() {
    let payload = raw(json!({"name": "go", "cid": 7}));
    let command = CommandPayload::parse(&payload).unwrap();
    assert_eq!(command.cid, Some(7));
    assert_eq!(serde_json::to_value(&command).unwrap()["cid"], 7);

    let payload = raw(json!({"name": "go", "cid": "7"}));
    let error = CommandPayload::parse(&payload).unwrap_err();
    assert_eq!(
        error.to_string(),
        "cid: expected a whole number, found string"
    );
}

#[test]
fn a_faulty_command_names_the_place() {
    let missing = Some(Reason::MissingRequiredField);
    let faults = [
        (
            json!({}),
            "name: expected a non-empty string, found nothing",
            missing,
        ),
        (
            json!({"name": ""}),
            "name: expected a non-empty string, found \"\"",
            missing,
        ),
        (
            json!({"name": 3}),
            "name: expected a non-empty string, found number",
            missing,
        ),
        (
            json!([]),
            "payload: expected an object, found array",
            missing,
        ),
        (
            json!({"name": "go", "store_id": {}}),
            "store_id: expected an array of strings, found object",
            None,
        ),
        (
            json!({"name": "go", "store_id": null}),
            "store_id: expected an array of strings, found null",
            None,
        ),
        (
            json!({"name": "go", "store_id": ["a", 7]}),
            "store_id[1]: expected a string, found number",
            None,
        ),
        (
            json!({"name": "go", "payload": [1]}),
            "payload: expected an object, found array",
            None,
        ),
        (
            json!({"name": "go", "payload": null}),
            "payload: expected an object, found null",
            None,
        ),
    ];
    for (payload, message, reason) in faults {
        let raw = raw(payload);
        let error = CommandPayload::parse(&raw).unwrap_err();
        assert_eq!(error.to_string(), message);
        assert_eq!(error.reason(), reason, "{message}");
    }
}

#[test]
fn an_upload_join_without_a_token_is_unauthorized() {
    for payload in [
        json!({}),
        json!({"token": 7}),
        json!({"token": ""}),
        json!([]),
    ] {
        let raw = raw(payload.clone());
        let error = UploadJoinPayload::parse(&raw).unwrap_err();
        assert_eq!(error.reason(), Some(Reason::Unauthorized), "{payload}");
    }
    let payload = raw(json!({"token": "t"}));
    assert_eq!(UploadJoinPayload::parse(&payload).unwrap().token, "t");
}

#[test]
fn upload_messages_take_any_store_id() {
    let id_of = |store_id: Value| {
        let payload = raw(json!({"name": "avatar", "ref": "u_1", "store_id": store_id}));
        CancelUpload::parse(&payload).unwrap().store_id
    };
    assert_eq!(id_of(json!(["a", "b"])), StoreId::root().child(&["a", "b"]));
    assert_eq!(
        id_of(json!(["a", 7, true, null])),
        StoreId::root().child(&["a", "7", "true", ""])
    );
    for other in [json!("a"), json!({"a": 1}), json!(null), json!(7)] {
        assert!(id_of(other).is_root());
    }
}

#[test]
fn upload_messages_need_a_name_and_those_about_an_entry_a_ref() {
    let payload = raw(json!({"ref": "u_1"}));
    let missing = Some(Reason::MissingRequiredField);
    assert_eq!(AllowUpload::parse(&payload).unwrap_err().reason(), missing);
    assert_eq!(
        UploadProgress::parse(&payload).unwrap_err().reason(),
        missing
    );
    let payload = raw(json!({"name": "avatar"}));
    assert_eq!(UploadFailure::parse(&payload).unwrap_err().path(), "ref");
}

#[test]
fn a_progress_is_a_percentage_whatever_was_sent() {
    let sent = [
        (json!(50), 50),
        (json!(100), 100),
        (json!(101), 100),
        (json!(256), 100),
        (json!(-1), 0),
        (json!(50.5), 0),
        (json!("50"), 0),
        (json!(null), 0),
    ];
    for (progress, expected) in sent {
        let payload = raw(json!({"name": "a", "ref": "u_1", "progress": progress}));
        assert_eq!(
            UploadProgress::parse(&payload).unwrap().progress,
            expected,
            "{progress}"
        );
    }
    let huge: &RawValue =
        serde_json::from_str(r#"{"name":"a","ref":"u","progress":99999999999999999999999}"#)
            .unwrap();
    assert_eq!(UploadProgress::parse(huge).unwrap().progress, 100);
}

#[test]
fn faults_of_an_offered_file_are_left_for_the_answer() {
    let payload = raw(json!({"name": "avatar", "entries": [
        {"client_ref": "0", "name": "a.png", "size": 7, "type": "image/png"},
        {"client_ref": "1", "name": "a.png", "size": -7},
        {"client_ref": 2, "name": "a.png", "size": 7},
        "file",
    ]}));
    let offer = AllowUpload::parse(&payload).unwrap();
    let well_formed: Vec<_> = offer
        .entries
        .iter()
        .map(OfferedEntry::is_well_formed)
        .collect();
    assert_eq!(well_formed, [true, false, false, false]);
    assert_eq!(offer.entries[0].content_type, "image/png");
    assert_eq!(offer.entries[1].client_ref, "1");

    let none = raw(json!({"name": "avatar"}));
    assert_eq!(AllowUpload::parse(&none).unwrap().entries, []);
}

#[test]
fn a_preflight_reply_has_both_kinds_of_entry() {
    let reply = json!({
        "ref": "avatar",
        "config": {"accept": "any", "max_entries": 2, "max_file_size": 1000, "chunk_size": 10},
        "entries": {
            "0": {"type": "channel", "entry_ref": "u_1", "token": "t"},
            "1": {"type": "external", "entry_ref": "u_2", "uploader": "s3", "meta": {"url": "u"}},
        },
        "errors": [{"client_ref": "2", "error": {"code": "too_large", "message": "m"}}],
    });
    let read: PreflightReply = serde_json::from_value(reply.clone()).unwrap();
    assert_eq!(serde_json::to_value(&read).unwrap(), reply);
}

#[test]
fn replies_say_nothing_of_additions_that_are_not_used() {
    let join = JoinReply {
        root_id: "M:a".into(),
        token: None,
        resumed: false,
    };
    assert_eq!(
        serde_json::to_value(&join).unwrap(),
        json!({"root_id": "M:a"})
    );
    let error = ErrorReply::new(Reason::UnknownRoot.as_str());
    assert_eq!(
        serde_json::to_value(&error).unwrap(),
        json!({"reason": "unknown root"})
    );
}

proptest! {
    #[test]
    fn any_payload_is_refused_or_understood_for_good(payload in payload()) {
        properties::payloads(&raw(payload));
    }
}
