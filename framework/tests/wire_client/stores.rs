//! A store with a bit of everything, and its server.

use std::time::Duration;

use axum::Router;
use axum::http::header::COOKIE;
use axum::serve::ListenerExt;
use musubi::prelude::*;
use musubi::{ConnectRequest, Context, Limits, Socket};
use tokio::net::TcpListener;

#[state]
pub struct Note {
    pub text: String,
    #[state(key = "id")]
    pub lines: Vec<Line>,
    pub footer: Child<FooterStore>,
}

#[state]
pub struct Line {
    pub id: u32,
    pub words: Vec<String>,
}

pub struct NoteStore {
    text: RwSignal<String>,
    lines: RwSignal<Vec<Line>>,
    calls: StoredValue<u32>,
}

#[store(root)]
impl NoteStore {
    fn mount() -> Self {
        Self {
            text: create_rw_signal(String::new()),
            lines: create_rw_signal(Vec::new()),
            calls: store_value(0),
        }
    }

    fn render(&self) -> NoteSignals {
        NoteSignals {
            text: self.text.into(),
            lines: self.lines.into(),
            footer: child("footer", FooterProps {}),
        }
    }

    #[command]
    fn write(&self, text: String) -> usize {
        let length = text.len();
        self.text.set(text);
        length
    }

    /// Adds a line, or changes the one with this id, or removes it if it is to have no words.
    #[command]
    fn line(&self, id: u32, words: Vec<String>) {
        self.lines.update(|lines| {
            let at = lines.iter().position(|line| line.id == id);
            match at {
                Some(at) if words.is_empty() => drop(lines.remove(at)),
                Some(at) => lines[at].words = words,
                None => lines.insert(0, Line { id, words }),
            }
        });
    }

    #[command]
    fn count(&self) -> u32 {
        self.calls.update_value(|calls| *calls += 1);
        self.calls.get_value()
    }
}

#[state]
pub struct Footer {
    pub pages: u32,
}

#[params(local)]
pub struct FooterProps {}

pub struct FooterStore {
    pages: RwSignal<u32>,
}

#[store]
impl FooterStore {
    fn mount(_props: FooterProps) -> Self {
        Self {
            pages: create_rw_signal(1),
        }
    }

    fn render(&self) -> FooterSignals {
        FooterSignals {
            pages: self.pages.into(),
        }
    }

    #[command]
    fn turn(&self) {
        self.pages.update(|pages| *pages += 1);
    }
}

/// Serves the stores, and gives the URL of their socket.
pub async fn serve() -> String {
    serve_as(Socket::new()).await
}

/// Serves those whose request has this cookie.
pub async fn serve_with_session(session: &'static str) -> String {
    let socket = Socket::new().on_connect(async move |request: ConnectRequest| {
        let cookie = request.parts.headers.get(COOKIE);
        let is_known = cookie.is_some_and(|cookie| cookie == session);
        is_known
            .then(Context::new)
            .ok_or_else(Refusal::unauthorized)
    });
    serve_as(socket).await
}

async fn serve_as(socket: Socket) -> String {
    let limits = Limits {
        write_timeout: Duration::from_secs(5),
        ..Limits::default()
    };
    let socket = socket.root::<NoteStore>().limits(limits).workers(1);
    let app = Router::new().nest("/socket", socket.into_router());
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("ws://{}/socket", listener.local_addr().unwrap());
    let listener = listener.tap_io(|stream| stream.set_nodelay(true).unwrap());
    tokio::spawn(async move { axum::serve(listener, app).await });
    url
}
