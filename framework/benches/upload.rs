//! One large file over a connection: how fast it comes, against a bare WebSocket of Axum that writes
//! the same chunks to a file, and what it costs in memory.

#![allow(missing_docs, reason = "a program, not a library")]

#[allow(dead_code, reason = "every benchmark uses a part of it")]
mod support;

use std::net::SocketAddr;
use std::time::Instant;

use axum::Router;
use axum::extract::ws::{Message as Frame, WebSocket, WebSocketUpgrade};
use axum::routing::get;
use axum::serve::ListenerExt;
use futures_util::{SinkExt, StreamExt};
use musubi::Socket;
use musubi::prelude::*;
use musubi_wire::frame::BinaryPush;
use serde_json::{Value, json};
use support::Report;
use tokio::io::AsyncWriteExt;
use tokio::net::{TcpListener, TcpStream};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;

const CHUNK: usize = 64_000;
/// Of one file while speed is measured, in chunks.
const CHUNKS: usize = 2_000;
/// Of the file while memory is measured: 1 GB.
const LARGE: usize = 15_625;
const ROUNDS: usize = 7;

#[state]
pub struct Archive {
    pub file: Upload,
}

pub struct ArchiveStore {
    file: UploadSlot,
}

#[store(root)]
impl ArchiveStore {
    fn mount() -> Self {
        let options = UploadOptions::any().max_file_size(4_000_000_000);
        Self {
            file: UploadSlot::new(options.chunk_size(CHUNK as u32)),
        }
    }

    fn render(&self) -> ArchiveSignals {
        ArchiveSignals { file: self.file }
    }

    #[command]
    async fn drop_all(&self) -> usize {
        self.file.consume(async |_| Ok::<_, ()>(())).await.len()
    }
}

/// Answers each chunk when it is written.
async fn write_to_file(mut socket: WebSocket) {
    let folder = std::env::temp_dir();
    let path = folder.join(format!("musubi-bench-{}", std::process::id()));
    let mut file = tokio::fs::File::create(&path).await.expect("a file");
    while let Some(Ok(frame)) = socket.recv().await {
        let Frame::Binary(bytes) = frame else { break };
        file.write_all(&bytes).await.expect("the disk takes it");
        file.flush().await.expect("the disk takes it");
        let answer = Frame::text("{\"progress\":50}");
        if socket.send(answer).await.is_err() {
            break;
        }
    }
    let _ = tokio::fs::remove_file(path).await;
}

async fn serve() -> SocketAddr {
    let upgrade = async |upgrade: WebSocketUpgrade| upgrade.on_upgrade(write_to_file);
    let socket = Socket::new().root::<ArchiveStore>().workers(1);
    let app = Router::new()
        .route("/bare", get(upgrade))
        .nest("/socket", socket.into_router());
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let listener = listener.tap_io(|stream| stream.set_nodelay(true).expect("a TCP socket"));
    tokio::spawn(async move { axum::serve(listener, app).await });
    address
}

struct Client(WebSocketStream<TcpStream>);

impl Client {
    async fn connect(address: SocketAddr, path: &str) -> Self {
        let stream = TcpStream::connect(address).await.expect("the server is up");
        stream.set_nodelay(true).expect("a TCP socket");
        let url = format!("ws://{address}{path}");
        let connected = tokio_tungstenite::client_async(url, stream).await;
        Self(connected.expect("an upgrade").0)
    }

    async fn send(&mut self, message: Message) {
        self.0.send(message).await.expect("the server reads");
    }

    /// The next frame that `wanted` finds something in.
    async fn find<T>(&mut self, wanted: impl Fn(&str) -> Option<T>) -> T {
        loop {
            let frame = self.0.next().await.expect("a frame").expect("a frame");
            if let Message::Text(text) = frame
                && let Some(found) = wanted(&text)
            {
                return found;
            }
        }
    }

    async fn ask(&mut self, frame: Value) -> Value {
        self.send(Message::text(frame.to_string())).await;
        let msg_ref = frame[1].clone();
        let reply = move |text: &str| {
            let frame: Value = serde_json::from_str(text).expect("a frame");
            (frame[1] == msg_ref).then(|| frame[4]["response"].clone())
        };
        self.find(reply).await
    }

    /// Sends chunks one by one, each after the answer to the one before.
    async fn send_chunks(&mut self, frame: &[u8], count: usize) {
        for _ in 0..count {
            self.send(Message::binary(frame.to_vec())).await;
            self.find(|text| {
                text.contains("\"progress\":")
                    .then_some(())
                    .filter(|()| !text.contains("upload_ops"))
            })
            .await;
        }
    }
}

const TOPIC: &str = "musubi:connection:ArchiveStore:a";

/// A client with a mounted page.
async fn mounted(address: SocketAddr) -> Client {
    let mut client = Client::connect(address, "/socket/websocket?vsn=2.0.0").await;
    let join = json!({"module": "ArchiveStore", "id": "a", "params": {}});
    client.ask(json!(["1", "1", TOPIC, "phx_join", join])).await;
    client
}

/// Sends one file, from the offer to its end.
async fn send_file(client: &mut Client, chunks: usize) {
    let size = chunks * CHUNK;
    let entry = json!({"client_ref": "0", "name": "a", "size": size, "type": ""});
    let offer = json!({"name": "file", "entries": [entry]});
    let reply = client
        .ask(json!(["1", "2", TOPIC, "allow_upload", offer]))
        .await;
    let entry = &reply["entries"]["0"];
    let topic = format!(
        "musubi_upload:{}",
        entry["entry_ref"].as_str().expect("accepted")
    );
    let token = json!({"token": entry["token"]});
    client
        .ask(json!(["3", "3", topic, "phx_join", token]))
        .await;
    let mut frame = Vec::new();
    BinaryPush {
        join_ref: "3",
        msg_ref: "4",
        topic: &topic,
        event: "chunk",
        data: &vec![7; CHUNK],
    }
    .write(&mut frame)
    .expect("short names");
    client.send_chunks(&frame, chunks).await;
    let payload = json!({"store_id": [], "name": "drop_all", "payload": {}});
    let dropped = client
        .ask(json!(["1", "5", TOPIC, "command", payload]))
        .await;
    assert_eq!(dropped, json!(1), "the file has arrived");
}

/// A number of `/proc/self/status`, in MB. It is the kernel's, so 0 elsewhere.
fn memory(name: &str) -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with(name));
    let kilobytes = line.and_then(|line| line.split_whitespace().nth(1)?.parse().ok());
    kilobytes.unwrap_or(0.0) / 1024.0
}

#[tokio::main]
async fn main() {
    let address = serve().await;
    let mut ours = mounted(address).await;
    let mut bare = Client::connect(address, "/bare").await;
    let bare_frame = vec![7; CHUNK];
    // Both have made their buffers, files and threads.
    send_file(&mut ours, 100).await;
    bare.send_chunks(&bare_frame, 100).await;

    let before = memory("VmRSS");
    send_file(&mut ours, LARGE).await;
    let peak = memory("VmHWM") - before;

    let mut ratios: Vec<f64> = Vec::new();
    for _ in 0..ROUNDS {
        let start = Instant::now();
        bare.send_chunks(&bare_frame, CHUNKS).await;
        let bare_time = start.elapsed();
        let start = Instant::now();
        send_file(&mut ours, CHUNKS).await;
        ratios.push(bare_time.as_secs_f64() / start.elapsed().as_secs_f64());
    }
    ratios.sort_by(f64::total_cmp);
    let mut report = Report::default();
    report.add("upload.throughput_ratio", ratios[ROUNDS / 2]);
    report.add("upload.peak_rss_mb", peak);
    report.write("upload");
}
