mod file;

pub use file::web_file;

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use futures_channel::mpsc;
use futures_util::{Stream, StreamExt};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{CloseEvent, EventTarget, MessageEvent, WebSocket};

use super::{SocketEvent, TOO_LARGE};

/// A WebSocket of the browser, which is closed when this is dropped.
pub(crate) struct Socket {
    socket: Option<WebSocket>,
    events: mpsc::UnboundedReceiver<SocketEvent>,
    _handlers: Handlers,
}

/// What the browser calls for as long as the socket lives.
struct Handlers {
    open: Closure<dyn Fn()>,
    message: Closure<dyn Fn(MessageEvent)>,
    close: Closure<dyn Fn(CloseEvent)>,
}

impl Socket {
    pub(crate) fn open(url: &str) -> Self {
        let (told, events) = mpsc::unbounded();
        let handlers = Handlers::new(&told);
        // What is no URL of a socket is one that never opens: the end of `told` says so.
        let socket = WebSocket::new(&absolute(url)).ok();
        if let Some(socket) = &socket {
            handlers.attach(socket);
        } else {
            let _ = told.unbounded_send(SocketEvent::Closed);
        }
        Self {
            socket,
            events,
            _handlers: handlers,
        }
    }

    pub(crate) fn send(&mut self, text: String) {
        if let Some(socket) = &self.socket {
            // A socket that is closing says so itself.
            let _ = socket.send_with_str(&text);
        }
    }

    pub(crate) fn send_bytes(&mut self, bytes: Vec<u8>) {
        if let Some(socket) = &self.socket {
            let _ = socket.send_with_u8_array(&bytes);
        }
    }
}

impl Handlers {
    fn new(told: &mpsc::UnboundedSender<SocketEvent>) -> Self {
        let (opened, received, closed) = (told.clone(), told.clone(), told.clone());
        Self {
            open: Closure::new(move || {
                let _ = opened.unbounded_send(SocketEvent::Opened);
            }),
            message: Closure::new(move |message: MessageEvent| {
                if let Some(text) = message.data().as_string() {
                    let _ = received.unbounded_send(SocketEvent::Text(text));
                }
            }),
            close: Closure::new(move |event: CloseEvent| {
                if event.code() == TOO_LARGE {
                    let _ = closed.unbounded_send(SocketEvent::TooLarge);
                }
                let _ = closed.unbounded_send(SocketEvent::Closed);
            }),
        }
    }

    fn attach(&self, socket: &WebSocket) {
        socket.set_onopen(Some(self.open.as_ref().unchecked_ref()));
        socket.set_onmessage(Some(self.message.as_ref().unchecked_ref()));
        socket.set_onclose(Some(self.close.as_ref().unchecked_ref()));
    }
}

impl Socket {
    /// Closes a connection that is to be made again. What is only dropped says goodbye.
    pub(crate) fn give_up(self) {
        if let Some(socket) = &self.socket {
            // A code tells the server that somebody comes back to the pages.
            let _ = socket.close_with_code(1000);
        }
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        if let Some(socket) = &self.socket {
            socket.set_onopen(None);
            socket.set_onmessage(None);
            socket.set_onclose(None);
            let _ = socket.close();
        }
    }
}

impl Stream for Socket {
    type Item = SocketEvent;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<SocketEvent>> {
        self.events.poll_next_unpin(cx)
    }
}

/// The URL of a socket: a path is one of the page's own server.
fn absolute(url: &str) -> String {
    if !url.starts_with('/') {
        return url.to_owned();
    }
    let location = web_sys::window().map(|window| window.location());
    let part =
        |part: Option<Result<String, JsValue>>| part.and_then(Result::ok).unwrap_or_default();
    let host = part(location.as_ref().map(|location| location.host()));
    let scheme = match &*part(location.as_ref().map(|location| location.protocol())) {
        "https:" => "wss",
        _ => "ws",
    };
    format!("{scheme}://{host}{url}")
}

pub(crate) fn spawn(task: impl Future<Output = ()> + 'static) {
    wasm_bindgen_futures::spawn_local(task);
}

pub(crate) async fn sleep(pause: Duration) {
    gloo_timers::future::sleep(pause).await;
}

pub(crate) fn now() -> Duration {
    // A whole number of milliseconds, unless the browser is told to be vague.
    Duration::from_millis(js_sys::Date::now() as u64)
}

pub(crate) fn seed() -> u64 {
    js_sys::Math::random().to_bits()
}

/// Tells when somebody looks at the page again, and when the network is back.
pub(crate) struct Wakes {
    told: mpsc::UnboundedReceiver<()>,
    callback: Closure<dyn Fn()>,
}

impl Wakes {
    pub(crate) fn new() -> Self {
        let (sender, told) = mpsc::unbounded();
        let callback = Closure::new(move || {
            let is_hidden = document().is_some_and(|document| document.hidden());
            if !is_hidden {
                let _ = sender.unbounded_send(());
            }
        });
        let this = Self { told, callback };
        for (target, event) in targets() {
            let _ = target.add_event_listener_with_callback(event, this.function());
        }
        this
    }

    pub(crate) async fn next(&mut self) {
        if self.told.next().await.is_none() {
            std::future::pending().await
        }
    }

    fn function(&self) -> &js_sys::Function {
        self.callback.as_ref().unchecked_ref()
    }
}

impl Drop for Wakes {
    fn drop(&mut self) {
        for (target, event) in targets() {
            let _ = target.remove_event_listener_with_callback(event, self.function());
        }
    }
}

fn document() -> Option<web_sys::Document> {
    web_sys::window()?.document()
}

/// What tells it, each with the name of its event.
fn targets() -> impl Iterator<Item = (EventTarget, &'static str)> {
    let window = web_sys::window().map(|window| (window.into(), "online"));
    let document = document().map(|document| (document.into(), "visibilitychange"));
    window.into_iter().chain(document)
}
