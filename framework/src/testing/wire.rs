//! A client for tests of a whole application: real frames over a real WebSocket, and a bad network
//! on demand. With feature `testing`.
//!
//! ```no_run
//! use musubi::testing::wire::{Fault, WireClient};
//! use serde_json::json;
//!
//! # async fn test(app: axum::Router) -> Result<(), Box<dyn std::error::Error>> {
//! let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
//! let url = format!("ws://{}/socket", listener.local_addr()?);
//! tokio::spawn(async move { axum::serve(listener, app).await });
//!
//! let mut client = WireClient::connect(&url).await?;
//! let mut page = client.mount("CounterStore", "main", json!({})).await?;
//! client.command(&page, "increment", json!({ "amount": 2 })).await?;
//! client.until(&mut page, |state| state["count"] == 2).await?;
//!
//! // The next patch is lost, so the one after it does not follow what the client has.
//! client.incoming(|frame| if frame.contains("\"patch\"") { Fault::Drop } else { Fault::Pass });
//! client.command(&page, "increment", json!({ "amount": 1 })).await?;
//! client.incoming(|_| Fault::Pass);
//! client.command(&page, "increment", json!({ "amount": 1 })).await?;
//! assert!(client.patch(&mut page).await.unwrap_err().is_gap());
//!
//! // What every client does then: it mounts the root anew.
//! client.remount(&mut page).await?;
//! # Ok(())
//! # }
//! ```

mod error;
mod fault;
mod page;

pub use error::WireError;
pub use fault::Fault;
pub use page::WirePage;

use std::collections::VecDeque;
use std::time::Duration;

use fault::Line;
use futures_util::{SinkExt, StreamExt};
use musubi_wire::frame::TextFrame;
use musubi_wire::names::event;
use musubi_wire::{Envelope, StoreId};
use serde::Serialize;
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::http::HeaderMap;
use tokio_tungstenite::tungstenite::{self, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

/// How long to wait for a frame, unless [`WireClient::patience`] says otherwise.
const PATIENCE: Duration = Duration::from_secs(10);

/// A connection to a served socket. It reads only while one of its methods waits for something, so
/// a test that calls none is a client that does not read.
pub struct WireClient {
    url: String,
    headers: HeaderMap,
    /// `None` once it was cut.
    socket: Option<WebSocketStream<MaybeTlsStream<TcpStream>>>,
    refs: u64,
    incoming: Line,
    outgoing: Line,
    /// Frames that have come and were not waited for.
    inbox: VecDeque<String>,
    patience: Duration,
}

impl WireClient {
    /// Connects to a socket: `url` is where the router of [`Socket`](crate::Socket) is nested, such
    /// as `ws://127.0.0.1:4000/socket`. Connect params go behind a question mark.
    ///
    /// # Errors
    /// Fails where there is no server, and where it refuses the connection.
    pub async fn connect(url: &str) -> Result<Self, WireError> {
        Self::connect_with(url, HeaderMap::new()).await
    }

    /// Connects with these headers, such as the cookie of a session or a browser's `Origin`. They
    /// are sent again by [`WireClient::reconnect`].
    ///
    /// # Errors
    /// Fails where [`WireClient::connect`] does.
    pub async fn connect_with(url: &str, headers: HeaderMap) -> Result<Self, WireError> {
        let mut client = Self {
            url: url.to_owned(),
            headers,
            socket: None,
            refs: 0,
            incoming: Line::default(),
            outgoing: Line::default(),
            inbox: VecDeque::new(),
            patience: PATIENCE,
        };
        client.reconnect().await?;
        Ok(client)
    }

    /// Connects again, over a good line. Pages have to be mounted again: see
    /// [`WireClient::remount`].
    ///
    /// # Errors
    /// Fails where [`WireClient::connect`] does.
    pub async fn reconnect(&mut self) -> Result<(), WireError> {
        self.cut();
        let (path, query) = self.url.split_once('?').unwrap_or((&self.url, ""));
        let url = format!("{path}/websocket?vsn=2.0.0&{query}");
        let refused = |error: tungstenite::Error| WireError::Connect(error.to_string());
        let mut request = url.into_client_request().map_err(refused)?;
        request.headers_mut().extend(self.headers.clone());
        let connecting = timeout(self.patience, connect_async(request)).await;
        let connected = connecting.map_err(|_| WireError::TimedOut("a connection"))?;
        let (socket, _) = connected.map_err(refused)?;
        self.socket = Some(socket);
        Ok(())
    }

    /// How long to wait for a frame. Default: 10 s.
    pub fn patience(&mut self, patience: Duration) {
        self.patience = patience;
    }

    /// Asks `fault` what happens to each frame that the server sends, from now on.
    pub fn incoming(&mut self, fault: impl FnMut(&str) -> Fault + Send + 'static) {
        self.incoming.set(fault);
    }

    /// Asks `fault` what happens to each frame that this client sends, from now on.
    pub fn outgoing(&mut self, fault: impl FnMut(&str) -> Fault + Send + 'static) {
        self.outgoing.set(fault);
    }

    /// Drops the connection without a word, with all that is on its way, and mends the line.
    pub fn cut(&mut self) {
        self.socket = None;
        self.inbox.clear();
        self.incoming = Line::default();
        self.outgoing = Line::default();
    }

    /// Mounts a root and takes its first envelope.
    ///
    /// # Errors
    /// Fails with [`WireError::Refused`] where the server refuses, and for whatever the line does.
    pub async fn mount(
        &mut self,
        module: &str,
        id: &str,
        params: impl Serialize,
    ) -> Result<WirePage, WireError> {
        let mut page = WirePage::new(module, id, value(&params));
        self.remount(&mut page).await?;
        Ok(page)
    }

    /// Mounts the root of a page anew, as clients do after a gap or a lost connection. Its document
    /// is that of the new page.
    ///
    /// # Errors
    /// Fails where [`WireClient::mount`] does.
    pub async fn remount(&mut self, page: &mut WirePage) -> Result<(), WireError> {
        let join_ref = self.fresh_ref();
        page.begin(&join_ref);
        let payload = json!({"module": page.module, "id": page.id, "params": page.params});
        let frame = json!([join_ref, join_ref, page.topic(), event::JOIN, payload]);
        self.send(frame.to_string()).await?;
        self.reply(&join_ref).await?;
        self.patch(page).await?;
        Ok(())
    }

    /// Sends a command to the root of a page, and gives its reply.
    ///
    /// # Errors
    /// Fails with [`WireError::Refused`] for an error reply, and for whatever the line does.
    pub async fn command(
        &mut self,
        page: &WirePage,
        name: &str,
        payload: impl Serialize,
    ) -> Result<Value, WireError> {
        self.command_on(page, &StoreId::root(), name, payload).await
    }

    /// Sends a command to a store of a page, and gives its reply.
    ///
    /// # Errors
    /// Fails where [`WireClient::command`] does.
    pub async fn command_on(
        &mut self,
        page: &WirePage,
        store_id: &StoreId,
        name: &str,
        payload: impl Serialize,
    ) -> Result<Value, WireError> {
        let payload = json!({"store_id": store_id, "name": name, "payload": value(&payload)});
        let msg_ref = self.push(page, event::COMMAND, &payload).await?;
        self.reply(&msg_ref).await
    }

    /// Leaves a page.
    ///
    /// # Errors
    /// Fails for whatever the line does.
    pub async fn leave(&mut self, page: &WirePage) -> Result<(), WireError> {
        let msg_ref = self.push(page, event::LEAVE, &json!({})).await?;
        self.reply(&msg_ref).await?;
        Ok(())
    }

    /// Takes the next envelope of a page.
    ///
    /// # Errors
    /// Fails with [`WireError::Document`] where it does not follow the last one or does not fit; the
    /// document is as it was then. Fails with [`WireError::PageEnded`] where the page has, and for
    /// whatever the line does.
    pub async fn patch(&mut self, page: &mut WirePage) -> Result<Envelope, WireError> {
        let text = self.find("a patch", |frame| page.owns(frame)).await?;
        page.take(&text)
    }

    /// Takes envelopes of a page until its state is as wanted.
    ///
    /// # Errors
    /// Fails where [`WireClient::patch`] does.
    pub async fn until(
        &mut self,
        page: &mut WirePage,
        wanted: impl Fn(&Value) -> bool,
    ) -> Result<(), WireError> {
        while !wanted(page.state()) {
            self.patch(page).await?;
        }
        Ok(())
    }

    /// Sends any text as one frame.
    ///
    /// # Errors
    /// Fails where the connection is over.
    pub async fn send(&mut self, text: String) -> Result<(), WireError> {
        let (frames, is_cut) = self.outgoing.pass(text);
        for frame in frames {
            let socket = self.socket.as_mut().ok_or(WireError::Closed)?;
            let sent = timeout(self.patience, socket.send(Message::text(frame))).await;
            sent.map_err(|_| WireError::TimedOut("room to send"))?
                .map_err(|_| WireError::Closed)?;
        }
        if is_cut {
            self.socket = None;
        }
        Ok(())
    }

    /// Sends a message to a page. Gives its reference.
    async fn push(
        &mut self,
        page: &WirePage,
        event: &str,
        payload: &Value,
    ) -> Result<String, WireError> {
        let msg_ref = self.fresh_ref();
        let frame = json!([page.join_ref(), msg_ref, page.topic(), event, payload]);
        self.send(frame.to_string()).await?;
        Ok(msg_ref)
    }

    /// The response to the message with this reference.
    async fn reply(&mut self, msg_ref: &str) -> Result<Value, WireError> {
        let is_reply = |frame: &TextFrame<'_>| {
            frame.event == event::REPLY && frame.msg_ref.as_deref() == Some(msg_ref)
        };
        let text = self.find("a reply", is_reply).await?;
        page::response(&text)
    }

    /// The first frame that `wanted` accepts. Those before it stay.
    async fn find(
        &mut self,
        what: &'static str,
        wanted: impl Fn(&TextFrame<'_>) -> bool,
    ) -> Result<String, WireError> {
        let mut seen = 0;
        loop {
            while let Some(text) = self.inbox.get(seen) {
                match TextFrame::parse(text) {
                    Ok(frame) if !wanted(&frame) => seen += 1,
                    Ok(_) => return Ok(self.inbox.remove(seen).unwrap_or_default()),
                    Err(_) => {
                        let text = self.inbox.remove(seen).unwrap_or_default();
                        return Err(WireError::NoFrame(text));
                    }
                }
            }
            self.receive(what).await?;
        }
    }

    /// Lets the next frame come. What is held back comes when nothing else does.
    async fn receive(&mut self, what: &'static str) -> Result<(), WireError> {
        let socket = self.socket.as_mut().ok_or(WireError::Closed)?;
        let patience = self.incoming.patience(self.patience);
        match timeout(patience, socket.next()).await {
            Ok(Some(Ok(Message::Text(text)))) => {
                let (frames, is_cut) = self.incoming.pass(text.to_string());
                self.inbox.extend(frames);
                if is_cut {
                    self.socket = None;
                }
                Ok(())
            }
            Ok(Some(Ok(Message::Close(_)) | Err(_)) | None) => {
                self.socket = None;
                Err(WireError::Closed)
            }
            Ok(Some(Ok(_))) => Ok(()),
            Err(_) => {
                let released = self.incoming.release();
                if released.is_empty() {
                    return Err(WireError::TimedOut(what));
                }
                self.inbox.extend(released);
                Ok(())
            }
        }
    }

    fn fresh_ref(&mut self) -> String {
        self.refs += 1;
        self.refs.to_string()
    }
}

impl std::fmt::Debug for WireClient {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("WireClient")
            .field("is_open", &self.socket.is_some())
            .finish_non_exhaustive()
    }
}

fn value(payload: &impl Serialize) -> Value {
    serde_json::to_value(payload).expect("a payload is JSON")
}
