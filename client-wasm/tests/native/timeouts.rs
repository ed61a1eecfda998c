use std::time::Duration;

use futures_util::StreamExt;
use musubi_client::{ConnectOptions, MountError, connect};
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio_tungstenite::accept_hdr_async;
use tokio_tungstenite::tungstenite::handshake::server::{Request, Response};

use crate::app::{CounterParams, CounterStore, local};

/// A server that accepts one connection, tells its URL, and says nothing.
async fn silent() -> (String, oneshot::Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("ws://{}/socket", listener.local_addr().unwrap());
    let (told, uri) = oneshot::channel();
    tokio::spawn(async move {
        let (stream, _) = listener.accept().await.unwrap();
        let mut uri = String::new();
        #[expect(
            clippy::result_large_err,
            reason = "the signature is that of tungstenite"
        )]
        let keep_uri = |request: &Request, response: Response| {
            uri = request.uri().to_string();
            Ok(response)
        };
        let mut socket = accept_hdr_async(stream, keep_uri).await.unwrap();
        told.send(uri).unwrap();
        while socket.next().await.is_some() {}
    });
    (url, uri)
}

#[tokio::test]
async fn a_server_that_says_nothing_lets_a_mount_time_out() {
    local(async {
        let (url, uri) = silent().await;
        let options = ConnectOptions::new().join_timeout(Duration::from_secs(3600));
        let connection = connect(url, options.heartbeat(Duration::from_secs(7200)));
        let mount = connection.mount::<CounterStore>("a", CounterParams { count: 0 });
        let pause = async {
            uri.await.unwrap();
            // Time goes on by itself when nobody has anything to do.
            tokio::time::pause();
        };
        let (mounted, ()) = futures_util::join!(mount, pause);
        assert_eq!(mounted.map(drop), Err(MountError::TimedOut));
    })
    .await;
}

#[tokio::test]
async fn params_are_part_of_the_url() {
    local(async {
        let (url, uri) = silent().await;
        let options = ConnectOptions::new().param("token", "a b&c").param("é", "");
        let _connection = connect(format!("{url}/"), options);
        assert_eq!(
            uri.await.unwrap(),
            "/socket/websocket?vsn=2.0.0&token=a%20b%26c&%C3%A9="
        );
    })
    .await;
}
