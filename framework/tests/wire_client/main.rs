//! The wire client of `musubi::testing`, and with it: whatever the wire does to frames, a client
//! that mounts anew has what the server has.

#![allow(missing_docs, reason = "the stores of tests explain themselves")]

mod faults;
mod stores;

use axum::http::header::COOKIE;
use axum::http::{HeaderMap, HeaderValue};
use musubi::testing::wire::{Fault, WireClient, WireError};
use serde_json::json;
use stores::{serve, serve_with_session};

#[tokio::test]
async fn a_mounted_root_follows_its_commands() {
    let url = serve().await;
    let mut client = WireClient::connect(&url).await.unwrap();
    let mut page = client.mount("NoteStore", "a", json!({})).await.unwrap();
    let reply = client
        .command(&page, "write", json!({"text": "hello"}))
        .await;
    assert_eq!(reply, Ok(json!(5)));
    client
        .until(&mut page, |state| state["text"] == "hello")
        .await
        .unwrap();
    assert_eq!(page.version(), 2);
    client.leave(&page).await.unwrap();
    let end = client.patch(&mut page).await.unwrap_err();
    assert_eq!(
        end,
        WireError::PageEnded {
            event: "phx_close".into()
        }
    );
}

#[tokio::test]
async fn headers_are_sent_with_each_connection() {
    let session = HeaderMap::from_iter([(COOKIE, HeaderValue::from_static("session=7"))]);
    let url = serve_with_session("session=7").await;
    let refused = WireClient::connect(&url).await.err();
    assert!(
        matches!(refused, Some(WireError::Connect(_))),
        "{refused:?}"
    );
    let mut client = WireClient::connect_with(&url, session).await.unwrap();
    client.reconnect().await.unwrap();
    client.mount("NoteStore", "a", json!({})).await.unwrap();
}

#[tokio::test]
async fn refusals_come_with_their_codes() {
    let url = serve().await;
    let mut client = WireClient::connect(&url).await.unwrap();
    let Err(WireError::Refused(refusal)) = client.mount("Nobody", "a", json!({})).await else {
        panic!("there is no such root");
    };
    assert_eq!(refusal.reason, "unknown root");
    let page = client.mount("NoteStore", "a", json!({})).await.unwrap();
    let Err(WireError::Refused(refusal)) = client.command(&page, "write", json!({})).await else {
        panic!("the payload lacks a member");
    };
    assert_eq!(refusal.code.as_deref(), Some("invalid_payload"));
}

#[tokio::test]
async fn a_lost_patch_is_a_gap_and_leaves_the_last_good_state() {
    let url = serve().await;
    let mut client = WireClient::connect(&url).await.unwrap();
    let mut page = client.mount("NoteStore", "a", json!({})).await.unwrap();
    client.incoming(|frame| match frame.contains("\"patch\"") {
        true => Fault::Drop,
        false => Fault::Pass,
    });
    client
        .command(&page, "write", json!({"text": "lost"}))
        .await
        .unwrap();
    // The next reply comes after the patch that is lost.
    client.command(&page, "count", json!({})).await.unwrap();
    client.incoming(|_| Fault::Pass);
    client
        .command(&page, "write", json!({"text": "more"}))
        .await
        .unwrap();
    assert!(client.patch(&mut page).await.unwrap_err().is_gap());
    assert_eq!(page.state()["text"], "");
    client.remount(&mut page).await.unwrap();
    assert_eq!(page.state()["text"], "");
    assert_eq!(page.version(), 1);
}

#[tokio::test]
async fn each_fault_does_to_a_frame_what_it_says() {
    let url = serve().await;
    let mut client = WireClient::connect(&url).await.unwrap();
    let page = client.mount("NoteStore", "a", json!({})).await.unwrap();

    client.outgoing(|_| Fault::Duplicate);
    client.command(&page, "count", json!({})).await.unwrap();
    client.outgoing(|_| Fault::Pass);
    assert_eq!(
        client.command(&page, "count", json!({})).await,
        Ok(json!(3))
    );

    client.incoming(|_| Fault::Hold(3));
    assert_eq!(
        client.command(&page, "count", json!({})).await,
        Ok(json!(4))
    );

    client.incoming(|_| Fault::Truncate(7));
    let broken = client.command(&page, "count", json!({})).await.unwrap_err();
    assert!(matches!(broken, WireError::NoFrame(text) if text.len() == 7));

    client.incoming(|_| Fault::Cut);
    let cut = client.command(&page, "count", json!({})).await;
    assert_eq!(cut, Err(WireError::Closed));

    client.reconnect().await.unwrap();
    client.outgoing(|_| Fault::Truncate(4));
    let closed = client.command(&page, "count", json!({})).await;
    assert_eq!(closed, Err(WireError::Closed));
}
