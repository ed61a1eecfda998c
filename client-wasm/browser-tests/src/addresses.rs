//! Where sockets are opened. These tests run in a page without a server, too.

use std::time::Duration;

use musubi::prelude::*;
use musubi_client::{ConnectOptions, ConnectionStatus, connect};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::page::{begin, until, urls};

#[wasm_bindgen_test]
async fn a_path_is_one_of_the_pages_own_server() {
    begin().await;
    let options = ConnectOptions::new().param("to ken", "a&b");
    let _connection = connect("/socket", options);
    until("a socket is asked for", || !urls().is_empty()).await;
    let location = web_sys::window().unwrap().location();
    let scheme = match location.protocol().unwrap().as_str() {
        "https:" => "wss",
        _ => "ws",
    };
    let host = location.host().unwrap();
    assert_eq!(
        urls()[0],
        format!("{scheme}://{host}/socket/websocket?vsn=2.0.0&to%20ken=a%26b")
    );
}

#[wasm_bindgen_test]
async fn what_is_no_url_is_a_server_that_cannot_be_reached() {
    never_connects("ws://[").await;
    never_connects("gopher://example.org").await;
}

#[wasm_bindgen_test]
async fn a_port_where_nobody_listens_is_tried_again() {
    // Systems give out lower ports to whoever asks for any.
    never_connects("ws://127.0.0.1:65535/socket").await;
}

async fn never_connects(url: &str) {
    begin().await;
    let pause = Duration::from_millis(20);
    let options = ConnectOptions::new().pauses(pause, pause);
    let connection = connect(url, options);
    until("several sockets were asked for", || urls().len() > 2).await;
    let status = connection.status().get_untracked();
    assert_eq!(status, ConnectionStatus::Connecting, "{url}");
}
