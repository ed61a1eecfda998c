use std::collections::VecDeque;

use futures_util::stream::{SplitSink, SplitStream};
use futures_util::{SinkExt, StreamExt};
use musubi::RootStore;
use musubi_wire::names::event;
use musubi_wire::{Document, Envelope, connection_topic, root_id};
use serde_json::{Value, json};
use tokio::net::{TcpSocket, TcpStream};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::http::{HeaderName, HeaderValue};
use tokio_tungstenite::tungstenite::protocol::CloseFrame;
use tokio_tungstenite::tungstenite::{Error, Message};

use super::{Frame, Reply, Server, soon};

pub type Sink = SplitSink<WebSocketStream<TcpStream>, Message>;
pub type Stream = SplitStream<WebSocketStream<TcpStream>>;

/// A raw client: it sends what a test says, and understands frames but no protocol.
pub struct Client {
    sink: Sink,
    stream: Stream,
    refs: u64,
    /// Frames that came while another one was waited for.
    stash: VecDeque<Frame>,
}

/// A root that a client has mounted.
#[derive(Debug)]
pub struct Page {
    pub topic: String,
    pub join_ref: String,
    pub document: Document,
}

impl Client {
    pub async fn connect(server: &Server) -> Self {
        Self::connect_with(server, "vsn=2.0.0", &[]).await
    }

    /// Connects with this query and these headers.
    pub async fn connect_with(server: &Server, query: &str, headers: &[(&str, &str)]) -> Self {
        Self::connect_on(TcpSocket::new_v4().unwrap(), server, query, headers).await
    }

    /// Connects, with a kernel that takes next to nothing before it is read.
    pub async fn connect_with_small_buffers(server: &Server) -> Self {
        let socket = TcpSocket::new_v4().unwrap();
        socket.set_recv_buffer_size(4 * 1024).unwrap();
        Self::connect_on(socket, server, "vsn=2.0.0", &[]).await
    }

    async fn connect_on(
        socket: TcpSocket,
        server: &Server,
        query: &str,
        headers: &[(&str, &str)],
    ) -> Self {
        let url = format!("ws://{}/socket/websocket?{query}", server.address);
        let mut request = url.into_client_request().unwrap();
        for &(name, value) in headers {
            let name: HeaderName = name.parse().unwrap();
            request
                .headers_mut()
                .append(name, HeaderValue::from_str(value).unwrap());
        }
        let stream = socket.connect(server.address).await.unwrap();
        // Else the kernel holds small frames back until the ones before are acknowledged.
        stream.set_nodelay(true).unwrap();
        let connected = soon(tokio_tungstenite::client_async(request, stream)).await;
        let (socket, _) = connected.expect("the server accepts the connection");
        let (sink, stream) = socket.split();
        Self {
            sink,
            stream,
            refs: 0,
            stash: VecDeque::new(),
        }
    }

    /// The two directions of the connection by themselves.
    pub fn split(self) -> (Sink, Stream) {
        (self.sink, self.stream)
    }

    /// A reference that this client has not used yet.
    pub fn fresh_ref(&mut self) -> String {
        self.refs += 1;
        self.refs.to_string()
    }

    pub async fn send(&mut self, message: impl Into<Message>) {
        soon(self.sink.send(message.into()))
            .await
            .expect("the server reads");
    }

    /// Sends messages with one flush, as far as the server lets them.
    pub async fn send_all(
        &mut self,
        messages: impl IntoIterator<Item = Message>,
    ) -> Result<(), Error> {
        for message in messages {
            soon(self.sink.feed(message)).await?;
        }
        soon(self.sink.flush()).await
    }

    /// Sends a message and gives its reference.
    pub async fn push(
        &mut self,
        join_ref: Option<&str>,
        topic: &str,
        event: &str,
        payload: Value,
    ) -> String {
        let msg_ref = self.fresh_ref();
        self.send(json!([join_ref, msg_ref, topic, event, payload]).to_string())
            .await;
        msg_ref
    }

    /// The next frame.
    ///
    /// # Panics
    /// Panics if the connection ends.
    pub async fn next(&mut self) -> Frame {
        self.next_or_close()
            .await
            .unwrap_or_else(|close| panic!("the server closed: {close:?}"))
    }

    /// The next frame, or how the connection ended: with a close frame or without.
    pub async fn next_or_close(&mut self) -> Result<Frame, Option<CloseFrame>> {
        match self.stash.pop_front() {
            Some(frame) => Ok(frame),
            None => self.receive().await,
        }
    }

    async fn receive(&mut self) -> Result<Frame, Option<CloseFrame>> {
        loop {
            match soon(self.stream.next()).await {
                Some(Ok(Message::Text(text))) => return Ok(Frame::parse(&text)),
                Some(Ok(Message::Close(frame))) => return Err(frame),
                Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
                Some(Ok(other)) => panic!("the server sent {other:?}"),
                Some(Err(_)) | None => return Err(None),
            }
        }
    }

    /// How the connection ends. Frames before that are read and dropped.
    pub async fn closed(&mut self) -> Option<CloseFrame> {
        self.stash.clear();
        loop {
            if let Err(close) = self.receive().await {
                return close;
            }
        }
    }

    /// Ends the connection in the orderly way. Gives code and reason of the server's close frame.
    pub async fn close_with(mut self, code: u16, reason: &str) -> Option<(u16, String)> {
        let frame = CloseFrame {
            code: code.into(),
            reason: reason.into(),
        };
        soon(self.sink.send(Message::Close(Some(frame))))
            .await
            .expect("the server reads");
        let answer = self.closed().await?;
        Some((answer.code.into(), answer.reason.to_string()))
    }

    /// Ends the connection in the orderly way, without a code.
    pub async fn close(mut self) {
        soon(self.sink.send(Message::Close(None)))
            .await
            .expect("the server reads");
        self.closed().await;
    }

    /// The first frame that `wanted` accepts. Those before it stay for later.
    pub async fn find(&mut self, wanted: impl Fn(&Frame) -> bool) -> Frame {
        if let Some(index) = self.stash.iter().position(&wanted) {
            return self.stash.remove(index).expect("it is there");
        }
        loop {
            match self.receive().await {
                Ok(frame) if wanted(&frame) => return frame,
                Ok(frame) => self.stash.push_back(frame),
                Err(close) => panic!("the server closed: {close:?}"),
            }
        }
    }

    /// The reply to the message with this reference. Frames before it stay for later.
    pub async fn reply(&mut self, msg_ref: &str) -> Reply {
        self.find(|frame| frame.is_reply_to(msg_ref)).await.reply()
    }

    /// Sends a message outside of a channel, or to one, and waits for its reply.
    pub async fn ask(
        &mut self,
        join_ref: Option<&str>,
        topic: &str,
        event: &str,
        payload: Value,
    ) -> Reply {
        let msg_ref = self.push(join_ref, topic, event, payload).await;
        self.reply(&msg_ref).await
    }

    pub async fn heartbeat(&mut self) {
        let reply = self.ask(None, "phoenix", event::HEARTBEAT, json!({})).await;
        assert_eq!(reply.ok(), json!({}));
    }

    /// Every frame that the server sends before it answers a heartbeat.
    pub async fn drain(&mut self) -> Vec<Frame> {
        self.heartbeat().await;
        self.stash.drain(..).collect()
    }

    /// Asks to mount a root. Gives the topic and the reference, which is both the message's and
    /// the channel's.
    pub async fn start_join(&mut self, module: &str, id: &str, params: Value) -> (String, String) {
        let topic = connection_topic(&root_id(module, id));
        let msg_ref = self.fresh_ref();
        let payload = json!({"module": module, "id": id, "params": params});
        let frame = json!([msg_ref, msg_ref, topic, event::JOIN, payload]);
        self.send(frame.to_string()).await;
        (topic, msg_ref)
    }

    /// Asks to mount a root, and gives the reply.
    pub async fn join(&mut self, module: &str, id: &str, params: Value) -> Reply {
        let (_, msg_ref) = self.start_join(module, id, params).await;
        self.reply(&msg_ref).await
    }

    /// Mounts a root, and takes its first envelope.
    pub async fn mount<S: RootStore>(&mut self, id: &str, params: Value) -> Page {
        let (topic, join_ref) = self.start_join(S::NAME, id, params).await;
        let root_id = root_id(S::NAME, id);
        assert_eq!(
            self.reply(&join_ref).await.ok(),
            json!({"root_id": root_id})
        );
        let mut page = Page {
            topic,
            join_ref,
            document: Document::new(root_id),
        };
        self.patch(&mut page).await;
        page
    }

    /// Takes the next envelope of a page.
    pub async fn patch(&mut self, page: &mut Page) -> Envelope {
        let frame = self
            .find(|frame| page.owns(frame) && !frame.is_reply())
            .await;
        page.apply(&frame)
    }

    /// Takes envelopes of a page until its state is as wanted.
    pub async fn until(&mut self, page: &mut Page, wanted: impl Fn(&Value) -> bool) {
        while !wanted(page.state()) {
            self.patch(page).await;
        }
    }

    /// Sends a command to the root of a page. Gives its reference.
    pub async fn start_command(&mut self, page: &Page, name: &str, payload: Value) -> String {
        self.start_command_on(page, json!([]), name, payload).await
    }

    pub async fn start_command_on(
        &mut self,
        page: &Page,
        store_id: Value,
        name: &str,
        payload: Value,
    ) -> String {
        let payload = json!({"store_id": store_id, "name": name, "payload": payload});
        self.push(Some(&page.join_ref), &page.topic, event::COMMAND, payload)
            .await
    }

    /// Sends a command to the root of a page, and waits for its reply.
    pub async fn command(&mut self, page: &Page, name: &str, payload: Value) -> Reply {
        let msg_ref = self.start_command(page, name, payload).await;
        self.reply(&msg_ref).await
    }

    pub async fn leave(&mut self, page: &Page) -> Reply {
        self.ask(Some(&page.join_ref), &page.topic, event::LEAVE, json!({}))
            .await
    }
}

impl Page {
    pub fn owns(&self, frame: &Frame) -> bool {
        frame.topic == self.topic && frame.join_ref.as_deref() == Some(&*self.join_ref)
    }

    /// Takes a frame as an envelope.
    #[track_caller]
    pub fn apply(&mut self, frame: &Frame) -> Envelope {
        let envelope = frame.envelope();
        self.document
            .apply(&envelope)
            .expect("an envelope fits the document before it");
        envelope
    }

    pub fn state(&self) -> &Value {
        self.document.root()
    }
}
