//! Sessions captured from the reference system, played against a server of ours.
//!
//! The folder with the sessions is named by the environment variable `MUSUBI_REFERENCE_FIXTURES`.
//! Without it the tests say so and pass; with it, a missing or empty folder is a failure.

#![allow(missing_docs, reason = "the stores of tests explain themselves")]

mod sessions;
mod stores;
#[path = "../support/support.rs"]
mod support;

use std::collections::BTreeSet;
use std::time::Duration;

use musubi_wire::names::event;
use musubi_wire::{Document, connection_topic, root_id};
use serde_json::{Value, json};

use sessions::{Direction, Session, sessions};
use support::{Client, Server};

/// The scenarios that are played, and the envelope that the capturing client threw away.
const PLAYED: [(&str, Option<u64>); 15] = [
    ("async_loading_ok", None),
    ("child_mount_unmount", None),
    ("command_errors", None),
    ("command_noreply_replace", None),
    ("command_reply_no_patch", None),
    ("event_only_cycle", None),
    ("initial_mount", None),
    ("mount_rejected_unknown_root", None),
    ("stream_delete", None),
    ("stream_insert", None),
    ("stream_reset", None),
    ("upload_preflight_ok", None),
    ("upload_preflight_rejected", None),
    ("upload_progress_complete", None),
    ("version_gap", Some(2)),
];

#[tokio::test]
async fn every_frame_of_a_reference_session_is_answered_as_the_reference_does() {
    let Some(sessions) = sessions() else { return };
    for (scenario, thrown_away) in PLAYED {
        let session = sessions.get(scenario);
        let session = session.unwrap_or_else(|| panic!("the folder holds no session {scenario}"));
        play(session, thrown_away).await;
    }
}

#[test]
fn every_reference_session_is_played() {
    let Some(sessions) = sessions() else { return };
    let found: BTreeSet<&str> = sessions.keys().map(String::as_str).collect();
    assert_eq!(found, PLAYED.iter().map(|(name, _)| *name).collect());
}

/// Plays one session: sends what its client sent, and expects what its client got.
async fn play(session: &Session, thrown_away: Option<u64>) {
    let server = Server::start(stores::socket()).await;
    let mut client = Client::connect(&server).await;
    let join = &session.frames[0].payload;
    let root_id = root_id(
        join["module"].as_str().unwrap(),
        join["id"].as_str().unwrap(),
    );
    let topic = connection_topic(&root_id);
    let mut document = Document::new(&root_id);
    let (mut join_ref, mut last_ref) = (None, None);
    let mut entry_refs = EntryRefs::default();

    for (index, expected) in session.frames.iter().enumerate() {
        let place = format!("{}, frame {index}", session.scenario);
        if expected.dir == Direction::Out {
            let msg_ref = client.fresh_ref();
            if expected.event == event::JOIN {
                join_ref = Some(msg_ref.clone());
            }
            if expected.event == event::UPLOAD_PROGRESS {
                // Progress that comes sooner after the last is left out.
                tokio::time::sleep(Duration::from_millis(120)).await;
            }
            let payload = entry_refs.ours(&expected.payload);
            let frame = json!([join_ref, msg_ref, topic, expected.event, payload]);
            client.send(frame.to_string()).await;
            last_ref = Some(msg_ref);
            continue;
        }
        let mut frame = client.next().await;
        if frame.is_patch()
            && thrown_away.is_some_and(|version| frame.payload["version"] == version)
        {
            frame = client.next().await;
        }
        entry_refs.learn(&expected.payload, &frame.payload);
        assert_eq!(
            (&frame.event, &frame.payload),
            (&expected.event, &entry_refs.ours(&expected.payload)),
            "{place}"
        );
        let msg_ref = if frame.is_reply() {
            last_ref.clone()
        } else {
            None
        };
        assert_eq!(
            (&frame.msg_ref, &frame.join_ref),
            (&msg_ref, &join_ref),
            "{place}"
        );
        assert_eq!(frame.topic, topic, "{place}");
        if frame.is_patch() {
            // A client that has thrown an envelope away takes none after it.
            let envelope = frame.envelope();
            let fits = envelope.base_version == document.version();
            assert_eq!(document.apply(&envelope).is_ok(), fits, "{place}");
            assert_eq!(
                fits,
                thrown_away.is_none() || envelope.base_version == 0,
                "{place}"
            );
        }
    }
    assert_eq!(client.drain().await, [], "{}", session.scenario);
    assert_eq!(
        *document.root(),
        session.expected_state,
        "{}",
        session.scenario
    );
}

/// The names of upload entries, which no two servers give alike: the captured ones and ours.
#[derive(Default)]
struct EntryRefs(Vec<(String, String)>);

impl EntryRefs {
    /// Takes a name from a reply to an offer, where it is told first.
    fn learn(&mut self, captured: &Value, ours: &Value) {
        let entry_ref = |payload: &Value| {
            let entry = payload.pointer("/response/entries/0/entry_ref")?;
            entry.as_str().map(str::to_owned)
        };
        self.0.extend(entry_ref(captured).zip(entry_ref(ours)));
    }

    /// The payload with our names.
    fn ours(&self, captured: &Value) -> Value {
        let mut text = captured.to_string();
        for (captured, ours) in &self.0 {
            text = text.replace(captured, ours);
        }
        serde_json::from_str(&text).expect("names are texts without quotes")
    }
}
