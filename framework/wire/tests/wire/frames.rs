use musubi_wire::frame::{
    BinaryPush, Encoded, Message, Payload, Reply, ReplyStatus, TextFrame, TextHead, close,
    open_push, write_push, write_raw_reply, write_reply,
};
use musubi_wire::names::event;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::arbitrary::{any_bytes, json_like_text, message};
use crate::properties;

#[test]
fn a_text_frame_borrows_what_has_no_escapes() {
    let text = r#" ["1","2","musubi:connection:A:b","command", {"name":"go"} ] "#;
    let frame = TextFrame::parse(text).unwrap();

    assert_eq!(frame.join_ref.as_deref(), Some("1"));
    assert_eq!(frame.msg_ref.as_deref(), Some("2"));
    assert_eq!(frame.payload.get(), r#"{"name":"go"}"#);
    assert!(matches!(frame.topic, std::borrow::Cow::Borrowed(_)));
    let inside = text.as_bytes().as_ptr_range();
    assert!(inside.contains(&frame.payload.get().as_ptr()));
}

#[test]
fn escapes_in_a_text_frame_are_undone() {
    let frame = TextFrame::parse(r#"[null,null,"a\"b","caf\u00e9",null]"#).unwrap();
    assert_eq!((&*frame.topic, &*frame.event), ("a\"b", "café"));
    assert_eq!((frame.join_ref, frame.msg_ref), (None, None));
}

#[test]
fn elements_after_the_fifth_are_ignored() {
    let frame = TextFrame::parse(r#"["1","2","t","e",{},"more",[1]]"#).unwrap();
    assert_eq!(frame.payload.get(), "{}");
}

#[test]
fn the_head_of_a_text_frame_is_read_whatever_follows() {
    for rest in [
        "",
        ",",
        ",{}]",
        r#",{"note":"xx"#,
        ",nonsense",
        ",[[[[",
        "]",
    ] {
        let text = format!(r#"["1", null ,"t\u0041","e"{rest}"#);
        let head = TextHead::parse(&text).unwrap();
        assert_eq!((head.join_ref.as_deref(), head.msg_ref), (Some("1"), None));
        assert_eq!((&*head.topic, &*head.event), ("tA", "e"), "{rest}");
    }
}

#[test]
fn faults_of_the_head_of_a_text_frame_name_the_place() {
    let faults = [
        (
            r#"["1","2",3,"e","#,
            "frame[2] (topic): expected a string, found number",
        ),
        (
            r#"["1","2","t"]"#,
            "frame: expected an array of 5 elements, found 3",
        ),
        (
            r#"{"topic":"t"}"#,
            "frame: expected an array of 5 elements, found object",
        ),
    ];
    for (text, message) in faults {
        assert_eq!(TextHead::parse(text).unwrap_err().to_string(), message);
    }
    for broken in ["", "[", r#"["1","2","t","e"#, r#"["1" "2","t","e",{}]"#] {
        let error = TextHead::parse(broken).unwrap_err();
        assert!(error.to_string().contains("invalid JSON"), "{error}");
    }
}

#[test]
fn faults_of_a_text_frame_name_the_place() {
    let faults = [
        (
            r#"["1","2",3,"e",{}]"#,
            "frame[2] (topic): expected a string, found number",
        ),
        (
            r#"["1","2","t",null,{}]"#,
            "frame[3] (event): expected a string, found null",
        ),
        (
            r#"[7,"2","t","e",{}]"#,
            "frame[0] (join_ref): expected a string or null, found number",
        ),
        (
            r#"["1",["2"],"t","e",{}]"#,
            "frame[1] (ref): expected a string or null, found array",
        ),
        (
            r#"["1","2","t"]"#,
            "frame: expected an array of 5 elements, found 3",
        ),
        (
            r#"{"topic":"t"}"#,
            "frame: expected an array of 5 elements, found object",
        ),
    ];
    for (text, message) in faults {
        assert_eq!(TextFrame::parse(text).unwrap_err().to_string(), message);
    }
    for broken in [
        "",
        "[",
        r#"["1","2","t","e",{}"#,
        r#"["1","2","t","e",{}] x"#,
    ] {
        let error = TextFrame::parse(broken).unwrap_err();
        assert_eq!(error.place(), "frame", "{broken}");
        assert!(error.to_string().contains("invalid JSON"), "{error}");
    }
    // A lone surrogate is JSON by its grammar, but no text.
    let error = TextFrame::parse(r#"["1","2","\ud800","e",{}]"#).unwrap_err();
    assert_eq!(error.place(), "frame[2] (topic)");
}

#[test]
fn a_reply_is_read_back() {
    let mut text = String::from("kept,");
    let response = json!({"root_id": "A:b"});
    write_reply(
        &mut text,
        Some("1"),
        Some("2"),
        "t",
        ReplyStatus::Ok,
        &response,
    )
    .unwrap();
    let text = text.strip_prefix("kept,").unwrap();

    let frame = TextFrame::parse(text).unwrap();
    assert_eq!(frame.event, event::REPLY);
    let reply = Reply::parse(frame.payload).unwrap();
    assert_eq!(reply.status, ReplyStatus::Ok);
    assert_eq!(
        serde_json::from_str::<Value>(reply.response.get()).unwrap(),
        response
    );
}

#[test]
fn a_raw_reply_is_the_same_frame() {
    let (mut raw, mut serialised) = (String::new(), String::new());
    let refs = (None, Some("9"));
    write_raw_reply(&mut raw, refs.0, refs.1, "t\n", ReplyStatus::Error, "[1,2]");
    write_reply(
        &mut serialised,
        refs.0,
        refs.1,
        "t\n",
        ReplyStatus::Error,
        &[1, 2],
    )
    .unwrap();
    assert_eq!(raw, serialised);
    assert_eq!(
        raw,
        r#"[null,"9","t\n","phx_reply",{"status":"error","response":[1,2]}]"#
    );
}

#[test]
fn a_response_that_cannot_be_serialised_leaves_nothing_behind() {
    let mut out = String::from("before");
    // A map key must be a string in JSON.
    let response = std::collections::BTreeMap::from([(vec![1], 2)]);
    write_reply(&mut out, None, None, "t", ReplyStatus::Ok, &response).unwrap_err();
    assert_eq!(out, "before");
}

#[test]
fn a_payload_can_be_written_straight_into_the_frame() {
    let (mut opened, mut pushed) = (String::new(), String::new());
    open_push(&mut opened, Some("1"), None, "t", event::PATCH);
    opened.push_str(r#"{"ops":[]}"#);
    close(&mut opened);
    write_push(
        &mut pushed,
        Some("1"),
        None,
        "t",
        event::PATCH,
        r#"{"ops":[]}"#,
    );
    assert_eq!(opened, pushed);
    assert_eq!(opened, r#"["1",null,"t","patch",{"ops":[]}]"#);
}

#[test]
fn faults_of_a_reply_name_the_member() {
    let faults = [
        ("7", "reply"),
        ("{}", "reply.status"),
        (r#"{"status":"maybe","response":{}}"#, "reply.status"),
        (r#"{"status":1,"response":{}}"#, "reply.status"),
        (r#"{"status":"ok"}"#, "reply.response"),
    ];
    for (payload, place) in faults {
        let error = Reply::parse(serde_json::from_str(payload).unwrap()).unwrap_err();
        assert_eq!(error.place(), place, "{payload}");
    }
}

#[test]
fn a_binary_push_has_the_layout_of_phoenix() {
    let push = BinaryPush {
        join_ref: "1",
        msg_ref: "12",
        topic: "abc",
        event: "chunk",
        data: &[0xff, 0],
    };
    let mut bytes = Vec::new();
    push.write(&mut bytes).unwrap();
    assert_eq!(bytes, b"\x00\x01\x02\x03\x05112abcchunk\xff\x00");
    assert_eq!(BinaryPush::parse(&bytes).unwrap(), push);
}

#[test]
fn faults_of_a_binary_frame_name_the_place() {
    let faults: [(&[u8], &str); 5] = [
        (b"", "frame (byte 0, kind): expected 0, found nothing"),
        (b"\x02", "frame (byte 0, kind): expected 0, found 2"),
        (
            b"\x00\x01\x01",
            "frame (bytes 1 to 4): expected 4 lengths, found 2 bytes",
        ),
        (
            b"\x00\x01\x01\x04\x00abcde",
            "frame (topic, 4 bytes): expected more bytes, found 3",
        ),
        (
            b"\x00\x00\x00\x00\x01\xff",
            "frame (event, 1 bytes): expected UTF-8, found invalid utf-8 sequence of 1 bytes from index 0",
        ),
    ];
    for (bytes, message) in faults {
        assert_eq!(BinaryPush::parse(bytes).unwrap_err().to_string(), message);
    }
}

#[test]
fn a_binary_push_refuses_strings_that_its_lengths_cannot_tell() {
    let topic = "t".repeat(256);
    let push = BinaryPush {
        join_ref: "",
        msg_ref: "",
        topic: &topic,
        event: "chunk",
        data: &[],
    };
    let mut bytes = vec![7];
    assert_eq!(push.write(&mut bytes).unwrap_err().place(), "frame (topic)");
    assert_eq!(bytes, [7]);
}

fn decode(encoded: &Encoded) -> Message {
    match encoded {
        Encoded::Text(text) => Message::from_text(text).unwrap(),
        Encoded::Binary(bytes) => Message::from_binary(bytes).unwrap(),
    }
}

proptest! {
    #[test]
    fn every_message_survives_the_wire(message in message()) {
        let encoded = message.encode().unwrap();
        prop_assert_eq!(
            matches!(encoded, Encoded::Binary(_)),
            matches!(message.payload, Payload::Binary(_)),
        );
        prop_assert_eq!(decode(&encoded), message);
    }

    #[test]
    fn no_bytes_break_the_frame_readers(bytes in any_bytes()) {
        properties::text_frame(&bytes);
        properties::binary_frame(&bytes);
    }

    #[test]
    fn no_text_that_looks_like_a_frame_breaks_the_reader(text in json_like_text()) {
        properties::text_frame(text.as_bytes());
    }

    #[test]
    fn strings_are_escaped_as_serde_json_does(text in any::<String>()) {
        let mut out = String::new();
        musubi_wire::json::write_str(&mut out, &text);
        prop_assert_eq!(out, serde_json::to_string(&text).unwrap());
    }
}
