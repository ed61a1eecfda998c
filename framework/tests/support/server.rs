use std::net::SocketAddr;

use axum::Router;
use axum::serve::ListenerExt;
use musubi::{Context, Refusal, Socket};
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};
use tokio::task::JoinHandle;

use super::panics::{assert_no_unintended, watch_panics};
use super::soon;

/// A server on a free port. Unless a test says otherwise, one worker runs all of its pages, so
/// that whatever one page does to its thread is seen by the others.
pub struct Server {
    pub address: SocketAddr,
    serving: JoinHandle<()>,
}

/// An answer of HTTP that is no upgrade.
#[derive(Debug, PartialEq)]
pub struct Refused {
    pub status: u16,
    pub body: Value,
}

/// The socket, with this context for all of its connections.
pub fn with_context(socket: Socket, context: Context) -> Socket {
    socket.on_connect(move |_| {
        let context = context.clone();
        async move { Ok::<_, Refusal>(context) }
    })
}

impl Server {
    pub async fn start(socket: Socket) -> Self {
        Self::start_with_workers(socket, 1).await
    }

    /// A server with so many threads that run pages.
    pub async fn start_with_workers(socket: Socket, workers: usize) -> Self {
        let listener = TcpSocket::new_v4().unwrap();
        Self::start_on(listener, socket.workers(workers))
    }

    /// A server whose kernel keeps next to nothing for a client that does not read.
    pub async fn start_with_small_buffers(socket: Socket) -> Self {
        let listener = TcpSocket::new_v4().unwrap();
        listener.set_send_buffer_size(4 * 1024).unwrap();
        Self::start_on(listener, socket.workers(1))
    }

    fn start_on(listener: TcpSocket, socket: Socket) -> Self {
        watch_panics();
        listener.bind("127.0.0.1:0".parse().unwrap()).unwrap();
        let listener = listener.listen(1024).unwrap();
        let address = listener.local_addr().unwrap();
        let listener = listener.tap_io(|stream| stream.set_nodelay(true).unwrap());
        let app = Router::new().nest("/socket", socket.into_router());
        let serving = tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
        Self { address, serving }
    }

    /// Asks for an upgrade that is refused. `query` begins after the question mark.
    pub async fn refused(&self, query: &str, headers: &[(&str, &str)]) -> Refused {
        let (status, body) = self
            .upgrade(query, headers)
            .await
            .expect("the server answers");
        let body = serde_json::from_slice(&body).unwrap_or(Value::Null);
        Refused { status, body }
    }

    /// Asks for an upgrade. Gives the status and the body, or nothing if the connection ends.
    pub async fn upgrade(&self, query: &str, headers: &[(&str, &str)]) -> Option<(u16, Vec<u8>)> {
        let mut stream = TcpStream::connect(self.address).await.unwrap();
        let head = self.upgrade_request(query, headers);
        stream.write_all(head.as_bytes()).await.unwrap();
        soon(read_response(&mut stream)).await
    }

    /// An upgraded connection, of which a test writes and reads every byte.
    pub async fn raw(&self) -> TcpStream {
        let mut stream = TcpStream::connect(self.address).await.unwrap();
        stream.set_nodelay(true).unwrap();
        let head = self.upgrade_request("vsn=2.0.0", &[]);
        stream.write_all(head.as_bytes()).await.unwrap();
        let (status, rest) = soon(read_response(&mut stream)).await.expect("an upgrade");
        assert_eq!((status, rest), (101, Vec::new()));
        stream
    }

    /// The head of a request for an upgrade.
    pub fn upgrade_request(&self, query: &str, headers: &[(&str, &str)]) -> String {
        let mut head = format!(
            "GET /socket/websocket?{query} HTTP/1.1\r\nHost: {}\r\nConnection: Upgrade\r\n\
             Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n\
             Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n",
            self.address
        );
        for (name, value) in headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        head.push_str("\r\n");
        head
    }
}

async fn read_response(stream: &mut TcpStream) -> Option<(u16, Vec<u8>)> {
    let mut read = Vec::new();
    loop {
        let head = read.windows(4).position(|window| window == b"\r\n\r\n");
        if let Some(end) = head {
            let head = std::str::from_utf8(&read[..end])
                .expect("headers are text")
                .to_lowercase();
            let status = head.split(' ').nth(1)?.parse().ok()?;
            let length = head.split("content-length: ").nth(1);
            let length = length.and_then(|rest| rest.lines().next()?.parse::<usize>().ok());
            let body = &read[end + 4..];
            if body.len() >= length.unwrap_or(0) {
                return Some((status, body.to_vec()));
            }
        }
        if stream.read_buf(&mut read).await.ok()? == 0 {
            return None;
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.serving.abort();
        if !std::thread::panicking() {
            assert_no_unintended();
        }
    }
}
