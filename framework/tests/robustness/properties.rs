//! An arbitrary client of a live server.

use std::collections::HashMap;

use musubi_wire::names::event;
use musubi_wire::{Document, Envelope};
use proptest::test_runner::{Config, TestCaseError, TestRunner};
use serde_json::Value;
use tokio::sync::Mutex;
use tokio_tungstenite::tungstenite::Message;

use crate::grammar::message;
use crate::stores::{Witness, server};
use crate::support::{Client, Frame, Server};

/// Whatever one client sends, the server answers it in frames of the protocol or closes its
/// connection for a rule that it has broken; and another client is served as ever.
#[test]
fn no_client_can_take_the_server_from_another() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let (server, witness) = runtime.block_on(async {
        let server = server().await;
        let witness = Witness::new(&server).await;
        (server, Mutex::new(witness))
    });
    let config = Config {
        cases: 300,
        failure_persistence: None,
        ..Config::default()
    };
    let messages = proptest::collection::vec(message(), 1..30);
    TestRunner::new(config)
        .run(&messages, |messages| {
            runtime.block_on(async {
                talk(&server, messages).await?;
                witness.lock().await.is_served().await;
                Ok(())
            })
        })
        .unwrap_or_else(|failure| panic!("{failure}"));
}

/// Sends it all, and checks what comes back until a heartbeat at the end or a close frame.
async fn talk(server: &Server, messages: Vec<Message>) -> Result<(), TestCaseError> {
    let mut client = Client::connect(server).await;
    let mut unanswered = messages.len();
    // The server may close before it has read all.
    let _ = client.send_all(messages).await;
    let end = r#"[null,"the end","phoenix","heartbeat",{}]"#;
    let _ = client.send_all([Message::text(end)]).await;
    let mut pages = HashMap::new();
    loop {
        match client.next_or_close().await {
            Ok(frame) if frame.is_reply_to("the end") => return Ok(()),
            Ok(frame) => {
                check(&frame, &mut pages)?;
                let left = unanswered.checked_sub(usize::from(frame.is_reply()));
                unanswered =
                    left.ok_or_else(|| TestCaseError::fail("more replies than messages"))?;
            }
            Err(close) => {
                let code = close.map(|close| u16::from(close.code));
                // Without a close frame only where the connection broke while it was written.
                proptest::prop_assert!(matches!(code, None | Some(1007)), "{code:?}");
                return Ok(());
            }
        }
    }
}

/// Checks a frame of the server. `pages` are the documents by topic and join reference.
fn check(
    frame: &Frame,
    pages: &mut HashMap<(String, Option<String>), Document>,
) -> Result<(), TestCaseError> {
    match &*frame.event {
        event::REPLY => {
            let reply = frame.reply();
            let reason = &reply.response["reason"];
            proptest::prop_assert!(reply.ok || reason.is_string(), "{:?}", frame);
        }
        event::CLOSE | event::ERROR => {
            proptest::prop_assert_eq!(&frame.msg_ref, &frame.join_ref);
            proptest::prop_assert_eq!(&frame.payload, &Value::Object(Default::default()));
        }
        event::PATCH => {
            let envelope = Envelope::decode(&frame.payload.to_string());
            let envelope = envelope.map_err(|error| TestCaseError::fail(error.to_string()))?;
            let page = (frame.topic.clone(), frame.join_ref.clone());
            if envelope.base_version == 0 {
                pages.insert(page.clone(), Document::new(&envelope.root_id));
            }
            let document = pages
                .get_mut(&page)
                .expect("the first envelope comes first");
            let applied = document.apply(&envelope);
            proptest::prop_assert!(applied.is_ok(), "{:?}: {:?}", applied, frame);
        }
        other => return Err(TestCaseError::fail(format!("the server sent {other}"))),
    }
    Ok(())
}
