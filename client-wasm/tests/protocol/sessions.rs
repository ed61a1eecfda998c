use std::collections::VecDeque;
use std::path::{Path, PathBuf};

use musubi_client::protocol::{Join, MountFailure};
use musubi_wire::payload::ErrorReply;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::harness::{Answer, Client, Sent};

#[derive(Deserialize)]
struct Session {
    scenario: String,
    frames: Vec<Frame>,
    expected_state: Value,
}

#[derive(Deserialize)]
struct Frame {
    dir: String,
    event: String,
    payload: Value,
}

/// Messages about files, which this client leaves to whoever uploads them.
const UPLOADS: [&str; 4] = [
    "allow_upload",
    "upload_progress",
    "upload_error",
    "cancel_upload",
];

fn read(folder: &Path) -> Vec<Session> {
    let files = std::fs::read_dir(folder)
        .unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
        .map(|file| file.unwrap().path())
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "json")
        });
    let sessions: Vec<Session> = files
        .map(|path| {
            let text = std::fs::read_to_string(&path).unwrap();
            serde_json::from_str(&text)
                .unwrap_or_else(|error| panic!("{}: {error}", path.display()))
        })
        .collect();
    assert!(
        !sessions.is_empty(),
        "{} holds no session",
        folder.display()
    );
    sessions
}

/// Sends what the recorded client sent, message for message, and shows what it showed.
fn replay(session: &Session) {
    let first = &session.frames[0];
    assert_eq!((&*first.dir, &*first.event), ("out", "phx_join"));
    let text = |name: &str| first.payload[name].as_str().unwrap().to_owned();
    let mut client = Client::new(Join {
        module: text("module"),
        id: text("id"),
        params: first.payload["params"].to_string(),
    });
    let join = client.open().remove(0);
    // Older clients offer nothing.
    let offers = json!({"resume": {"token": null, "version": 0}, "features": ["move"]});
    let mut offered = first.payload.clone();
    let offered_members = offered.as_object_mut().unwrap();
    offered_members.extend(offers.as_object().unwrap().clone());
    assert_eq!(join.payload, offered, "{}", session.scenario);
    let mut waiting: VecDeque<Option<(Sent, Answer)>> = VecDeque::new();
    let mut is_joined = false;
    for frame in &session.frames[1..] {
        let (event, payload) = (&*frame.event, &frame.payload);
        match (&*frame.dir, event) {
            ("out", event) if UPLOADS.contains(&event) => waiting.push_back(None),
            ("out", "command") => {
                // One that names nothing is not what this client can send.
                let Some(name) = payload["name"].as_str() else {
                    waiting.push_back(None);
                    continue;
                };
                let store_id = serde_json::from_value(payload["store_id"].clone()).unwrap();
                let answer = client.command(&store_id, name, &payload["payload"]);
                let sent = client.sent().remove(0);
                assert_eq!((&*sent.event, &sent.payload), ("command", payload));
                waiting.push_back(Some((sent, answer)));
            }
            ("in", "phx_reply") if !is_joined => {
                is_joined = true;
                let status = payload["status"].as_str().unwrap();
                client.reply(&join, status, &payload["response"]);
            }
            ("in", "phx_reply") => {
                if let Some((sent, mut answer)) = waiting.pop_front().unwrap() {
                    let status = payload["status"].as_str().unwrap();
                    client.reply(&sent, status, &payload["response"]);
                    let answer = answer.try_recv().unwrap().unwrap();
                    assert_eq!(answer.is_ok(), status == "ok", "{}", session.scenario);
                    if let Ok(reply) = answer {
                        let reply: Value = serde_json::from_str(&reply).unwrap();
                        assert_eq!(reply, payload["response"]);
                    }
                }
            }
            ("in", event) => client.receive(&join.msg_ref, None, event, payload),
            (dir, event) => panic!("{}: {dir} {event}", session.scenario),
        }
    }
    let told = client.told.borrow();
    let shown = told
        .document
        .as_ref()
        .map_or(Value::Null, |document| document.root().clone());
    assert_eq!(shown, session.expected_state, "{}", session.scenario);
}

#[test]
fn sessions_of_our_server_are_replayed() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/sessions");
    for session in read(&folder) {
        // One that joins twice is one of two pages, of which a client has a socket each.
        let joins = session
            .frames
            .iter()
            .filter(|frame| frame.event == "phx_join");
        if joins.count() == 1 {
            replay(&session);
        }
    }
}

#[test]
fn sessions_of_the_reference_are_replayed() {
    let Some(folder) = std::env::var_os("MUSUBI_REFERENCE_FIXTURES").map(PathBuf::from) else {
        println!("skipped: MUSUBI_REFERENCE_FIXTURES is not set");
        return;
    };
    read(&folder).iter().for_each(replay);
}

#[test]
fn a_refused_root_is_given_up() {
    let mut client = Client::new(Join {
        module: "Nothing".to_owned(),
        id: "a".to_owned(),
        params: "{}".to_owned(),
    });
    let join = client.open().remove(0);
    client.reply(&join, "error", &json!({"reason": "unknown root"}));
    let unknown = ErrorReply::new("unknown root");
    assert_eq!(
        client.told.borrow().failure,
        Some(MountFailure::Refused(unknown))
    );
    client.close();
    client.wait();
    assert!(client.open().is_empty());
}
