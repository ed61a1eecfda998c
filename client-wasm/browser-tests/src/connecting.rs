//! How a connection begins, is lost, comes again and ends.

use std::time::Duration;

use musubi::prelude::*;
use musubi_client::{ConnectOptions, Connection, ConnectionStatus, connect};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::page::{
    becomes, begin, codes, cut_network, lose_reply, start_network, stop_network, times, until,
    urls, wake_listeners,
};

async fn connected(options: ConnectOptions) -> Connection {
    begin().await;
    connect("/socket", options)
}

#[wasm_bindgen_test]
async fn the_status_follows_the_connection() {
    let connection = connected(ConnectOptions::new()).await;
    let status = connection.status();
    assert_eq!(status.get_untracked(), ConnectionStatus::Connecting);
    becomes(&connection, ConnectionStatus::Ready).await;
    stop_network().await;
    becomes(&connection, ConnectionStatus::Reconnecting).await;
    start_network().await;
    becomes(&connection, ConnectionStatus::Ready).await;
    cut_network().await;
    until("another socket was asked for", || urls().len() > 2).await;
    becomes(&connection, ConnectionStatus::Ready).await;
}

#[wasm_bindgen_test]
async fn attempts_keep_their_distance() {
    stop_network().await;
    let (first, longest) = (Duration::from_millis(100), Duration::from_millis(200));
    let connection = connected(ConnectOptions::new().pauses(first, longest)).await;
    until("several sockets were asked for", || times().len() > 3).await;
    start_network().await;
    becomes(&connection, ConnectionStatus::Ready).await;
    let times: Vec<f64> = times().iter().filter_map(|at| at.as_f64()).collect();
    let pauses: Vec<f64> = times.windows(2).map(|pair| pair[1] - pair[0]).collect();
    // Half of what they grow to at least, and the clock of the client has whole milliseconds.
    for (pause, least) in pauses.iter().zip([50.0, 100.0, 100.0]) {
        assert!(*pause >= least - 2.0, "{pauses:?}");
    }
}

#[wasm_bindgen_test]
async fn a_server_that_does_not_answer_is_told_that_its_client_comes_back() {
    let connection = connected(ConnectOptions::new().heartbeat(Duration::from_millis(300))).await;
    becomes(&connection, ConnectionStatus::Ready).await;
    lose_reply("phoenix").await;
    until("another socket was asked for", || urls().len() > 1).await;
    becomes(&connection, ConnectionStatus::Ready).await;
    assert_eq!(codes()[0], "1000");
}

#[wasm_bindgen_test]
async fn who_drops_the_last_handle_leaves_nothing_behind() {
    let connection = connected(ConnectOptions::new()).await;
    let clone = connection.clone();
    becomes(&connection, ConnectionStatus::Ready).await;
    assert_eq!(wake_listeners(), ["online", "visibilitychange"]);
    drop(connection);
    becomes(&clone, ConnectionStatus::Ready).await;
    assert!(codes().is_empty());
    drop(clone);
    // Without a code, which says that nobody comes back.
    until("the socket is closed", || codes() == [""]).await;
    until("nobody listens", || wake_listeners().is_empty()).await;
    assert_eq!(urls().len(), 1);
}
