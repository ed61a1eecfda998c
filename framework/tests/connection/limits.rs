//! Clients that read slowly, send too much or say nothing.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use futures_util::{SinkExt, StreamExt};
use musubi::prelude::*;
use musubi::{Context, JoinRequest, Limits, Socket};
use serde_json::json;
use tokio_tungstenite::tungstenite::Message;

use crate::stores::{CounterStore, SlowStore, gated_server, socket};
use crate::support::{Client, Frame, Gate, Log, Server, soon, with_context};

#[state]
pub struct Ticker {
    pub tick: u32,
    pub load: String,
}

pub struct TickerStore {
    tick: RwSignal<u32>,
    load: RwSignal<String>,
}

/// How often `echo` was carried out.
#[derive(Clone, Default)]
struct Echoes(Arc<AtomicUsize>);

impl Echoes {
    fn count(&self) -> usize {
        self.0.load(Ordering::Relaxed)
    }
}

/// So much that a few of it fill what the kernel keeps.
const LOAD: usize = 256 * 1024;

#[store(root)]
impl TickerStore {
    fn mount() -> Self {
        Self {
            tick: create_rw_signal(0),
            load: create_rw_signal(String::new()),
        }
    }

    fn render(&self) -> TickerSignals {
        TickerSignals {
            tick: self.tick.into(),
            load: self.load.into(),
        }
    }

    /// Changes the state so many times, each in a turn of its own.
    #[command]
    async fn run(&self, ticks: u32) {
        for tick in 1..=ticks {
            self.tick.set(tick);
            self.load.set(
                char::from(b'a' + (tick % 26) as u8)
                    .to_string()
                    .repeat(LOAD),
            );
            tokio::task::yield_now().await;
        }
        use_context::<Gate>()
            .expect("the connection gives it")
            .pass()
            .await;
    }

    #[command]
    fn echo(&self, text: String) -> String {
        if let Some(Echoes(count)) = use_context() {
            count.fetch_add(1, Ordering::Relaxed);
        }
        text
    }
}

async fn ticker_server(limits: Limits) -> (Server, Gate) {
    let gate = Gate::new();
    let socket = socket().root::<TickerStore>().limits(limits);
    let socket = with_context(socket, Context::new().with(gate.clone()));
    (Server::start_with_small_buffers(socket).await, gate)
}

#[tokio::test]
async fn a_slow_client_gets_one_envelope_for_many_writes() {
    let (server, gate) = ticker_server(Limits::default()).await;
    let mut slow = Client::connect_with_small_buffers(&server).await;
    let mut page = slow.mount::<TickerStore>("slow", json!({})).await;
    let ticks = 300;
    slow.start_command(&page, "run", json!({"ticks": ticks}))
        .await;
    // All is written before the client reads again, and others are served meanwhile.
    gate.reached().await;
    let mut other = Client::connect(&server).await;
    let mut other_page = other.mount::<CounterStore>("other", json!({})).await;
    other
        .command(&other_page, "increment", json!({"amount": 1}))
        .await
        .ok();
    other.patch(&mut other_page).await;

    slow.until(&mut page, |state| state["tick"] == ticks).await;
    let envelopes = page.document.version() - 1;
    assert!(envelopes <= 10, "{envelopes} envelopes for {ticks} writes");
    let load = page.state()["load"].as_str().unwrap();
    assert_eq!((load.len(), &load[..1]), (LOAD, "o"));
    gate.open();
}

#[tokio::test]
async fn a_client_that_reads_nothing_for_too_long_is_disconnected() {
    let limits = Limits {
        write_timeout: Duration::from_millis(100),
        ..Limits::default()
    };
    let (gate, log) = (Gate::new(), Log::new());
    let socket = socket().root::<TickerStore>().limits(limits);
    let of_pages = log.clone();
    let socket = with_context(socket, Context::new().with(gate.clone())).on_join(
        move |request: JoinRequest| {
            let context = request.context.with(of_pages.clone());
            async move { Ok::<_, Refusal>(context) }
        },
    );
    let server = Server::start_with_small_buffers(socket).await;
    let at_rest = log.holders();
    let mut slow = Client::connect_with_small_buffers(&server).await;
    let page = slow.mount::<TickerStore>("slow", json!({})).await;
    slow.start_command(&page, "run", json!({"ticks": 100}))
        .await;
    gate.reached().await;
    gate.open();
    // What the page holds is dropped with its connection, although the client has read no word.
    assert!(log.holders() > at_rest);
    log.held_by(at_rest).await;
    assert_eq!(slow.closed().await, None);
    Client::connect(&server).await.heartbeat().await;
}

#[tokio::test]
async fn a_client_that_always_has_something_left_to_read_stays_connected() {
    let patience = Duration::from_secs(1);
    let limits = Limits {
        write_timeout: patience,
        frames_per_second: u32::MAX,
        ..Limits::default()
    };
    let (server, _gate) = ticker_server(limits).await;
    let mut client = Client::connect_with_small_buffers(&server).await;
    let page = client.mount::<TickerStore>("a", json!({})).await;
    let text = "x".repeat(16 * 1024);
    let echo = json!({"text": text});
    let mut sent = VecDeque::new();
    for _ in 0..20 {
        sent.push_back(client.start_command(&page, "echo", echo.clone()).await);
    }
    // What waits to be written is never down to nothing for longer than one message may take.
    let started = Instant::now();
    while started.elapsed() < 2 * patience {
        assert!(client.reply(&sent.pop_front().unwrap()).await.ok);
        sent.push_back(client.start_command(&page, "echo", echo.clone()).await);
    }
    for msg_ref in sent {
        assert_eq!(client.reply(&msg_ref).await.ok(), text);
    }
}

#[tokio::test]
async fn frames_are_not_read_while_too_much_waits_to_be_written() {
    let limits = Limits {
        outbox_bytes: 64 * 1024,
        frames_per_second: u32::MAX,
        ..Limits::default()
    };
    let echoes = Echoes::default();
    let socket = socket().root::<TickerStore>().limits(limits);
    let socket = with_context(socket, Context::new().with(echoes.clone()));
    let server = Server::start_with_small_buffers(socket).await;
    let mut client = Client::connect_with_small_buffers(&server).await;
    let page = client.mount::<TickerStore>("a", json!({})).await;
    let (mut sink, mut stream) = client.split();
    let text = "x".repeat(64 * 1024);
    let count = 500;
    let sending = tokio::spawn(async move {
        let command = json!({"name": "echo", "payload": {"text": text}});
        for msg_ref in 0..count {
            let msg_ref = format!("e{msg_ref}");
            let frame = json!([page.join_ref, msg_ref, page.topic, "command", command]);
            sink.send(Message::text(frame.to_string())).await.unwrap();
        }
    });
    // Whatever of it the server reads, it has read once others were served so often without more.
    let mut other = Client::connect(&server).await;
    let (mut done, mut since) = (0, 0);
    while since < 200 {
        other.heartbeat().await;
        since = if echoes.count() == done { since + 1 } else { 0 };
        done = echoes.count();
    }
    assert!(
        done < count / 5,
        "{done} of {count} commands were carried out for a client that reads none"
    );
    // Reading makes it go on where it stopped.
    for index in 0..30 {
        let message = soon(stream.next()).await.unwrap().unwrap();
        let frame = Frame::parse(message.to_text().unwrap());
        assert!(frame.is_reply_to(&format!("e{index}")), "{frame:?}");
    }
    assert!(!sending.is_finished());
    sending.abort();
}

#[tokio::test]
async fn a_burst_of_commands_is_carried_out_whole() {
    let server = Server::start(socket()).await;
    let mut client = Client::connect(&server).await;
    let mut page = client.mount::<CounterStore>("a", json!({})).await;
    let count = 5 * Limits::default().inbox;
    let command = json!({"name": "increment", "payload": {"amount": 1}});
    let burst = (0..count).map(|index| {
        let msg_ref = format!("b{index}");
        Message::text(json!([page.join_ref, msg_ref, page.topic, "command", command]).to_string())
    });
    client.send_all(burst.collect::<Vec<_>>()).await.unwrap();
    for index in 0..count {
        assert_eq!(client.reply(&format!("b{index}")).await.ok(), index + 1);
    }
    client
        .until(&mut page, |state| state["count"] == count)
        .await;
}

#[tokio::test]
async fn more_requests_than_a_busy_page_keeps_waiting_are_refused() {
    let limits = Limits {
        inbox: 4,
        ..Limits::default()
    };
    let (server, gate) = gated_server(limits).await;
    let mut client = Client::connect(&server).await;
    let page = client.mount::<SlowStore>("a", json!({})).await;
    let walk = client.start_command(&page, "walk", json!({})).await;
    gate.reached().await;
    let mut waiting = Vec::new();
    for _ in 0..4 {
        waiting.push(client.start_command(&page, "step", json!({})).await);
    }
    let error = client.command(&page, "step", json!({})).await.error();
    let expected = json!({"reason": "too many requests are waiting", "code": "too_many_requests"});
    assert_eq!(error, expected);
    // Leaving is never refused.
    let leave = client
        .push(Some(&page.join_ref), &page.topic, "phx_leave", json!({}))
        .await;
    gate.open();
    assert_eq!(client.reply(&walk).await.ok(), 2);
    for (index, msg_ref) in waiting.iter().enumerate() {
        assert_eq!(client.reply(msg_ref).await.ok(), index + 3);
    }
    assert_eq!(client.reply(&leave).await.ok(), json!({}));
}

#[tokio::test]
async fn frames_beyond_the_rate_are_read_later_and_none_is_lost() {
    let limits = Limits {
        frames_per_second: 200,
        ..Limits::default()
    };
    let server = Server::start(socket().limits(limits)).await;
    let mut client = Client::connect(&server).await;
    let started = Instant::now();
    let heartbeats = (0..500).map(|index| {
        Message::text(json!([null, index.to_string(), "phoenix", "heartbeat", {}]).to_string())
    });
    client
        .send_all(heartbeats.collect::<Vec<_>>())
        .await
        .unwrap();
    for index in 0..500 {
        assert!(client.next().await.is_reply_to(&index.to_string()));
    }
    // 400 are a burst; the other 100 take half a second.
    assert!(
        started.elapsed() > Duration::from_millis(450),
        "{:?}",
        started.elapsed()
    );
}

#[tokio::test]
async fn a_connection_without_frames_is_closed_so_that_phoenix_connects_again() {
    let limits = Limits {
        idle_timeout: Duration::from_millis(50),
        ..Limits::default()
    };
    let server = Server::start(socket().limits(limits)).await;
    let mut client = Client::connect(&server).await;
    let close = client.closed().await.expect("a close frame");
    // After 1000 Phoenix's client stays away.
    assert_eq!(
        (u16::from(close.code), &*close.reason),
        (1001, "no frame for too long")
    );
}

#[state]
pub struct Large {
    pub rows: Vec<String>,
    pub count: u32,
}

#[params]
pub struct LargeParams {
    pub rows: u32,
}

pub struct LargeStore {
    rows: RwSignal<Vec<String>>,
    count: RwSignal<u32>,
}

#[store(root)]
impl LargeStore {
    fn mount(params: LargeParams) -> Self {
        let rows = (0..params.rows).map(|row| format!("{row:0>100}")).collect();
        Self {
            rows: create_rw_signal(rows),
            count: create_rw_signal(0),
        }
    }

    fn render(&self) -> LargeSignals {
        LargeSignals {
            rows: self.rows.into(),
            count: self.count.into(),
        }
    }

    #[command]
    fn count(&self) {
        self.count.update(|count| *count += 1);
    }

    #[command]
    fn change(&self, row: usize, text: String) {
        self.rows.update(|rows| rows[row] = text);
    }
}

#[tokio::test]
async fn a_document_larger_than_any_frame_of_a_client_is_sent_once_and_then_only_patched() {
    let server = Server::start(Socket::new().root::<LargeStore>()).await;
    let mut client = Client::connect(&server).await;
    let mut page = client
        .mount::<LargeStore>("a", json!({"rows": 50_000}))
        .await;
    assert_eq!(page.state()["rows"].as_array().unwrap().len(), 50_000);
    for (name, payload, op) in [
        (
            "count",
            json!({}),
            json!({"op": "replace", "path": "/count", "value": 1}),
        ),
        (
            "change",
            json!({"row": 49_999, "text": "é"}),
            json!({"op": "replace", "path": "/rows/49999", "value": "é"}),
        ),
    ] {
        assert!(client.command(&page, name, payload).await.ok);
        let envelope = client.patch(&mut page).await;
        assert_eq!(serde_json::to_value(&envelope.ops).unwrap(), json!([op]));
    }
}
