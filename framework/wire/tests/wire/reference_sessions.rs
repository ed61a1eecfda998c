//! Sessions captured from the reference system, replayed.
//!
//! The folder with the sessions is named by the environment variable `MUSUBI_REFERENCE_FIXTURES`.
//! Without it the test says so and passes; with it, a missing or empty folder is a failure.

use std::path::PathBuf;

use musubi_wire::frame::{Reply, ReplyStatus, TextFrame, write_push};
use musubi_wire::names::event;
use musubi_wire::payload::{
    AllowUpload, CommandPayload, ErrorReply, JoinPayload, JoinReply, PreflightReply, UploadProgress,
};
use musubi_wire::{
    ApplyError, Document, Envelope, Reason, StoreId, UploadOp, connection_topic, root_id,
};
use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;

#[derive(Deserialize)]
struct Session {
    scenario: String,
    frames: Vec<Frame>,
    expected_state: Value,
}

#[derive(Deserialize)]
struct Frame {
    dir: Direction,
    event: String,
    payload: Value,
}

#[derive(Deserialize, PartialEq)]
#[serde(rename_all = "lowercase")]
enum Direction {
    In,
    Out,
}

/// Every scenario of the reference, with the ids of the items in stream `items` at the end.
const SCENARIOS: [(&str, &[&str]); 15] = [
    ("async_loading_ok", &[]),
    ("child_mount_unmount", &[]),
    ("command_errors", &[]),
    ("command_noreply_replace", &[]),
    ("command_reply_no_patch", &[]),
    ("event_only_cycle", &[]),
    ("initial_mount", &[]),
    ("mount_rejected_unknown_root", &[]),
    ("stream_delete", &["1", "3"]),
    ("stream_insert", &["0", "1", "2", "9"]),
    ("stream_reset", &["1", "2", "3"]),
    ("upload_preflight_ok", &[]),
    ("upload_preflight_rejected", &[]),
    ("upload_progress_complete", &[]),
    ("version_gap", &[]),
];

fn sessions() -> Option<Vec<Session>> {
    let Some(folder) = std::env::var_os("MUSUBI_REFERENCE_FIXTURES").map(PathBuf::from) else {
        println!("skipped: MUSUBI_REFERENCE_FIXTURES is not set");
        return None;
    };
    let files = std::fs::read_dir(&folder)
        .unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
        .map(|file| file.unwrap().path())
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "json")
        });
    let read = |path: PathBuf| {
        let text = std::fs::read_to_string(&path).unwrap();
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    };
    let sessions: Vec<Session> = files.map(read).collect();
    assert!(
        !sessions.is_empty(),
        "{} holds no session",
        folder.display()
    );
    Some(sessions)
}

#[test]
fn every_session_leads_to_its_expected_state() {
    let Some(sessions) = sessions() else { return };
    for session in &sessions {
        let document = replay(session);
        let name = &session.scenario;
        assert_eq!(document.root(), &session.expected_state, "{name}");

        let Some((_, ids)) = SCENARIOS.iter().find(|(scenario, _)| scenario == name) else {
            continue;
        };
        let stream = document.stream(&StoreId::root(), "items");
        let items = stream.into_iter().flat_map(|stream| stream.iter());
        let found: Vec<_> = items
            .map(|item| item.value()["id"].as_str().unwrap())
            .collect();
        assert_eq!(&found, ids, "{name}");
        if !ids.is_empty() {
            let hydrated = document.hydrated();
            let found: Vec<_> = hydrated["items"]
                .as_array()
                .unwrap()
                .iter()
                .map(|item| &item["id"])
                .collect();
            assert_eq!(&found, ids, "{name}");
        }
    }
    for (scenario, _) in SCENARIOS {
        let found = sessions.iter().any(|session| session.scenario == scenario);
        assert!(found, "the folder holds no session {scenario}");
    }
}

#[test]
fn every_payload_of_every_session_is_understood_and_written_again() {
    let Some(sessions) = sessions() else { return };
    for session in &sessions {
        let mut asked = None;
        for frame in &session.frames {
            let place = format!("{}, {}", session.scenario, frame.event);
            let payload = serde_json::value::to_raw_value(&frame.payload).unwrap();
            match frame.dir {
                Direction::Out => {
                    if let Some(again) = rewrite_request(&frame.event, &payload) {
                        assert_eq!(again, frame.payload, "{place}");
                    }
                    asked = Some(frame.event.as_str());
                }
                Direction::In if frame.event == event::REPLY => {
                    let reply = Reply::parse(&payload).unwrap();
                    let again = rewrite_response(asked.take().unwrap(), reply);
                    assert_eq!(again, frame.payload["response"], "{place}");
                }
                Direction::In => {
                    let envelope = Envelope::decode(payload.get()).unwrap();
                    assert_eq!(
                        serde_json::to_value(&envelope).unwrap(),
                        frame.payload,
                        "{place}"
                    );
                    let known = |op: &UploadOp| matches!(op, UploadOp::Change(_));
                    assert!(envelope.upload_ops.iter().all(known), "{place}");
                }
            }
        }
    }
}

/// The document at the end of a session: what a client holds that never re-joins.
fn replay(session: &Session) -> Document {
    let join = &session.frames[0];
    assert_eq!(join.event, event::JOIN);
    let text = |name: &str| join.payload[name].as_str().unwrap();
    let root_id = root_id(text("module"), text("id"));
    let mut document = Document::new(&root_id);

    let patches = session
        .frames
        .iter()
        .filter(|frame| frame.dir == Direction::In && frame.event == event::PATCH);
    for patch in patches {
        // Through a whole frame, as it would arrive.
        let (topic, mut text) = (connection_topic(&root_id), String::new());
        write_push(
            &mut text,
            Some("1"),
            None,
            &topic,
            &patch.event,
            &patch.payload.to_string(),
        );
        let frame = TextFrame::parse(&text).unwrap();
        let envelope = Envelope::decode(frame.payload.get()).unwrap();
        let held = document.version();
        match document.apply(&envelope) {
            Ok(applied) => assert_eq!(applied.version, held + 1),
            Err(error) => {
                assert_eq!(session.scenario, "version_gap", "{error}");
                assert!(matches!(
                    error,
                    ApplyError::VersionGap {
                        held: 1,
                        base: 2,
                        version: 3
                    }
                ));
            }
        }
    }
    document
}

/// Reads a request and writes it again. `None` where nothing may be written: in the one request that
/// must be refused.
fn rewrite_request(event: &str, payload: &RawValue) -> Option<Value> {
    let again = match event {
        event::JOIN => serde_json::to_value(JoinPayload::parse(payload).unwrap()),
        event::COMMAND => match CommandPayload::parse(payload) {
            Ok(command) => serde_json::to_value(command),
            Err(error) => {
                assert_eq!(error.reason(), Some(Reason::MissingRequiredField));
                return None;
            }
        },
        event::ALLOW_UPLOAD => serde_json::to_value(AllowUpload::parse(payload).unwrap()),
        event::UPLOAD_PROGRESS => serde_json::to_value(UploadProgress::parse(payload).unwrap()),
        other => panic!("a client never sends {other}"),
    };
    Some(again.unwrap())
}

/// Reads the response to a request and writes it again.
fn rewrite_response(request: &str, reply: Reply<'_>) -> Value {
    let text = reply.response.get();
    let again = match (reply.status, request) {
        (ReplyStatus::Error, _) => {
            let error: ErrorReply = serde_json::from_str(text).unwrap();
            assert!(
                Reason::from_text(&error.reason).is_some(),
                "{}",
                error.reason
            );
            serde_json::to_value(error)
        }
        (_, event::JOIN) => serde_json::to_value(serde_json::from_str::<JoinReply>(text).unwrap()),
        (_, event::ALLOW_UPLOAD) => {
            serde_json::to_value(serde_json::from_str::<PreflightReply>(text).unwrap())
        }
        _ => serde_json::from_str(text),
    };
    again.unwrap()
}
