//! What makes a client that waits try again at once.

use std::time::Duration;

use gloo_timers::future::sleep;
use musubi_client::{ConnectOptions, Connection, ConnectionStatus, connect};
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::Event;

use crate::page::{becomes, show, start_network, stop_network, urls, watch};

/// A client that lost its connection, and will not try again by itself while a test waits.
async fn waiting() -> Connection {
    let pause = Duration::from_secs(600);
    let connection = connect("/socket", ConnectOptions::new().pauses(pause, pause));
    becomes(&connection, ConnectionStatus::Ready).await;
    stop_network().await;
    becomes(&connection, ConnectionStatus::Reconnecting).await;
    start_network().await;
    watch();
    connection
}

#[wasm_bindgen_test]
async fn the_network_is_back() {
    let connection = waiting().await;
    let online = Event::new("online").unwrap();
    web_sys::window().unwrap().dispatch_event(&online).unwrap();
    becomes(&connection, ConnectionStatus::Ready).await;
}

#[wasm_bindgen_test]
async fn somebody_looks_at_the_page_again() {
    let connection = waiting().await;
    show(false);
    sleep(Duration::from_millis(50)).await;
    assert!(urls().is_empty(), "nobody looks");
    show(true);
    becomes(&connection, ConnectionStatus::Ready).await;
}
