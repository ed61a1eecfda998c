//! The page that tests run in, and the network and the server behind it.

use std::time::Duration;

use gloo_timers::future::sleep;
use musubi::prelude::*;
use musubi_client::{Connection, ConnectionStatus};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::File;

#[wasm_bindgen(module = "/src/page.js")]
extern "C" {
    /// Forgets the sockets so far, and sees those to come.
    pub(crate) fn watch();

    /// The URL of each WebSocket that was asked for.
    pub(crate) fn urls() -> Vec<String>;

    /// When each of them was asked for, in milliseconds.
    pub(crate) fn times() -> Vec<JsValue>;

    /// The code that each WebSocket was closed with by its own page; empty without one.
    pub(crate) fn codes() -> Vec<String>;

    /// The events that somebody listens to who wants to know that the page is looked at, or the
    /// network back.
    pub(crate) fn wake_listeners() -> Vec<String>;

    /// Has the document say whether somebody looks at it.
    pub(crate) fn show(visible: bool);

    /// A `File` of this name, MIME type and content.
    pub(crate) fn new_file(name: &str, content_type: &str, bytes: Vec<u8>) -> File;

    /// A `File` of 1000 bytes that was chosen from a disk.
    pub(crate) async fn chosen_file() -> JsValue;
}

#[wasm_bindgen]
extern "C" {
    /// Cuts all connections.
    #[wasm_bindgen(js_name = cutNetwork)]
    pub(crate) async fn cut_network();

    /// Cuts all connections, and lets none come.
    #[wasm_bindgen(js_name = stopNetwork)]
    pub(crate) async fn stop_network();

    /// Lets connections come again.
    #[wasm_bindgen(js_name = startNetwork)]
    pub(crate) async fn start_network();

    /// Loses the next reply of the server on a topic that begins so.
    #[wasm_bindgen(js_name = loseReply)]
    pub(crate) async fn lose_reply(topic: &str);

    /// Returns once the server has acknowledged three chunks of a file, and all connections are cut.
    #[wasm_bindgen(js_name = cutWithinFile)]
    pub(crate) async fn cut_within_file();

    /// Deletes the file that was chosen.
    #[wasm_bindgen(js_name = deleteFile)]
    pub(crate) async fn delete_file();

    /// The size of each file that the server has got, and the sum of its bytes, the smallest first:
    /// `10:45 500001:62500125`.
    #[wasm_bindgen(js_name = arrivedFiles)]
    pub(crate) async fn arrived_files() -> JsValue;
}

/// Waits for the connections of earlier tests to end, and forgets their sockets.
pub(crate) async fn begin() {
    until("earlier tests are over", || wake_listeners().is_empty()).await;
    watch();
}

/// Waits until `holds` does. The limit only keeps a broken test from running for ever.
pub(crate) async fn until(what: &str, holds: impl Fn() -> bool) {
    for _ in 0..2000 {
        if holds() {
            return;
        }
        sleep(Duration::from_millis(10)).await;
    }
    panic!("it never held that {what}");
}

/// Waits until the connection does as said.
pub(crate) async fn becomes(connection: &Connection, status: ConnectionStatus) {
    let now = connection.status();
    let what = format!("the connection is {status:?}");
    until(&what, move || now.get_untracked() == status).await;
}
