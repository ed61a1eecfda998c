use std::cell::{Cell, RefCell};
use std::num::NonZeroU32;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Bytes;
use axum::extract::ws::{CloseFrame, Message, WebSocket, close_code};
use futures_channel::mpsc::{self, TrySendError};
use futures_util::StreamExt;
use futures_util::future::join_all;
use futures_util::stream::SplitStream;
use governor::clock::{Clock, DefaultClock};
use governor::{DefaultDirectRateLimiter, Quota, RateLimiter};
use musubi_wire::frame::{BinaryPush, TextFrame};
use musubi_wire::names::event;
use musubi_wire::payload::UploadJoinPayload;
use musubi_wire::{Reason, Topic};
use serde_json::value::RawValue;
use tokio::task::{spawn_local, yield_now};
use tokio::time::{sleep, timeout};
use tokio_util::task::AbortOnDropHandle;
use tracing::{Instrument, field, info_span};

use super::Shared;
use super::arrival::{Arrived, First};
use super::ask::ask;
use super::channel::Channel;
use super::channels::{Channels, Joined};
use super::join::Join;
use super::outbox::Outbox;
use super::upload::{Tokens, Uploads};
use crate::page::{Ask, JoinUpload, Request};
use crate::store::{Context, Refused};
use crate::telemetry::{BYTES_RECEIVED, CONNECTIONS_CLOSED, FRAMES_RECEIVED, MESSAGES_REFUSED};

/// One client's socket with the pages that it has mounted.
struct Connection {
    shared: Arc<Shared>,
    context: Context,
    outbox: Rc<Outbox>,
    channels: Rc<RefCell<Channels>>,
    uploads: Rc<Uploads>,
    /// How many joins there were, which numbers pages.
    joins: Cell<u64>,
    frames: DefaultDirectRateLimiter,
    /// The worker that it lives on, and so do its pages.
    worker: usize,
}

/// How large a binary frame is, in bytes, whose size limits it more than its number.
const LARGE: usize = 16 * 1024;

/// How long a client may take to answer a close frame.
const CLOSING: Duration = Duration::from_secs(2);

/// Serves one client until it leaves or breaks a rule.
pub(super) async fn serve(arrived: Arrived, shared: Arc<Shared>, context: Context, worker: usize) {
    let Arrived {
        socket,
        first,
        open: _open,
        held: _held,
    } = arrived;
    let (sink, mut stream) = socket.split();
    let outbox = Rc::new(Outbox::default());
    let per_second = NonZeroU32::new(shared.limits.frames_per_second).unwrap_or(NonZeroU32::MIN);
    let quota = Quota::per_second(per_second)
        .allow_burst(per_second.saturating_mul(NonZeroU32::new(2).unwrap_or(NonZeroU32::MIN)));
    let connection = Connection {
        outbox: Rc::clone(&outbox),
        channels: Rc::new(RefCell::new(Channels::new(shared.limits.pages))),
        uploads: Rc::new(Uploads::new(shared.limits.uploads)),
        joins: Cell::new(0),
        frames: RateLimiter::direct(quota),
        context,
        shared: Arc::clone(&shared),
        worker,
    };
    let mut writer = Box::pin(outbox.write_to(sink, shared.limits.write_timeout));
    let read = tokio::select! {
        biased;
        () = shared.handle.begun() => Some(Some(close(close_code::RESTART, "the server shuts down"))),
        // Without a reader left on the other side, there is nothing more to read either.
        () = &mut writer => None,
        close = connection.read(first, &mut stream) => Some(close),
    };
    CONNECTIONS_CLOSED.add([cause(read.as_ref())], 1);
    connection.uploads.end();
    let leaving = connection.channels.borrow_mut().end();
    let mut pages: Vec<_> = leaving.into_iter().map(|leaving| leaving.page).collect();
    let patience = shared.limits.command_timeout;
    if let Some(close) = read {
        if let Some(frame) = close {
            tracing::info!(code = frame.code, reason = %frame.reason, "closing a connection");
            let is_reading = if frame.code == close_code::RESTART {
                // What was asked is answered: nobody will be there to ask again.
                let answered = timeout(patience, join_all(&mut pages));
                let is_reading = tokio::select! {
                    _ = answered => true,
                    () = &mut writer => false,
                };
                pages.retain(|page| !page.is_finished());
                is_reading
            } else {
                // Pages take their turn, so that what they can answer at once comes before the frame.
                yield_now().await;
                true
            };
            outbox.close(frame);
            if is_reading {
                writer.as_mut().await;
            }
        }
        // The closing handshake: reading on gets the client's answer to our close frame, or sends
        // ours to its own. A socket that is dropped before loses the frame at the other end.
        let rest = async { while let Some(Ok(_)) = stream.next().await {} };
        let _ = timeout(CLOSING, rest).await;
    }
    drop(writer);
    outbox.abandon();
    let _ = timeout(patience, join_all(pages)).await;
}

impl Connection {
    /// Reads frames until the end, and gives the close frame that the client is to get.
    async fn read(&self, first: First, stream: &mut SplitStream<WebSocket>) -> Option<CloseFrame> {
        let limits = &self.shared.limits;
        let mut first = Some(first);
        loop {
            self.outbox.room(limits.outbox_bytes).await;
            let next = match first.take() {
                Some(first) => first,
                None => timeout(limits.idle_timeout, stream.next()).await,
            };
            let message = match next {
                // Not `NORMAL`, after which Phoenix's client does not connect again.
                Err(_) => return Some(close(close_code::AWAY, "no frame for too long")),
                Ok(None) => return None,
                Ok(Some(Err(error))) => return broken_rule(&error),
                Ok(Some(Ok(message))) => message,
            };
            FRAMES_RECEIVED.add([], 1);
            BYTES_RECEIVED.add([], length(&message));
            let is_counted = !matches!(&message, Message::Binary(bytes) if bytes.len() >= LARGE);
            while is_counted && let Err(wait) = self.frames.check() {
                sleep(wait.wait_time_from(DefaultClock::default().now())).await;
            }
            let taken = match message {
                Message::Text(text) => self.text(&text).await,
                Message::Binary(bytes) => self.binary(&bytes).await,
                Message::Ping(_) | Message::Pong(_) => Ok(()),
                Message::Close(frame) => {
                    // What a browser and Phoenix's socket say when a page is closed or left: nobody
                    // comes back. A socket that gives up a silent connection says something else.
                    if frame.is_none_or(|frame| frame.code == close_code::AWAY) {
                        self.leave_all();
                    }
                    return None;
                }
            };
            if let Err(frame) = taken {
                return Some(frame);
            }
        }
    }

    async fn text(&self, text: &str) -> Result<(), CloseFrame> {
        let frame = TextFrame::parse(text)
            .map_err(|error| close(close_code::INVALID, &error.to_string()))?;
        let (msg_ref, join_ref) = (frame.msg_ref.as_deref(), frame.join_ref.as_deref());
        let channel = || self.channel(&frame.topic, join_ref);
        match (Topic::parse(&frame.topic), &*frame.event) {
            (Topic::Phoenix, event::HEARTBEAT) => {
                self.outbox.heartbeats.set(self.outbox.heartbeats.get() + 1);
                channel().reply(msg_ref, &Ok("{}".into()));
            }
            (Topic::Connection(_), event::JOIN) => self.join(channel(), msg_ref, frame.payload),
            (Topic::Upload(entry_ref), event::JOIN) => {
                self.join_upload(channel(), msg_ref, entry_ref, frame.payload)
                    .await;
            }
            (_, event::LEAVE) => self.leave(&channel(), msg_ref),
            _ => {
                self.request(&channel(), msg_ref, &frame.event, frame.payload)
                    .await;
            }
        }
        Ok(())
    }

    /// Binary frames carry chunks of uploads, to channels that a text frame has joined.
    async fn binary(&self, bytes: &Bytes) -> Result<(), CloseFrame> {
        let push = BinaryPush::parse(bytes)
            .map_err(|error| close(close_code::INVALID, &error.to_string()))?;
        // A binary frame has no null.
        let given = |text| Some(text).filter(|text: &&str| !text.is_empty());
        let (join_ref, msg_ref) = (given(push.join_ref), given(push.msg_ref));
        let is_taken = push.event == event::CHUNK
            && self
                .uploads
                .chunk(push.topic, join_ref, msg_ref, bytes.slice_ref(push.data))
                .await;
        if !is_taken {
            let channel = self.channel(push.topic, join_ref);
            refuse(&channel, msg_ref, Reason::UnmatchedTopic);
        }
        Ok(())
    }

    fn join(&self, channel: Channel, msg_ref: Option<&str>, payload: &RawValue) {
        let mut channels = self.channels.borrow_mut();
        let last = channels.resumable(&channel.topic);
        if let Some(last) = channels.take_over(&channel.topic) {
            last.end(event::CLOSE);
        }
        if channels.is_full() {
            return refuse(&channel, msg_ref, Reason::TooManyChannels);
        }
        let number = self.joins.get();
        self.joins.set(number + 1);
        let tokens = Tokens {
            uploads: Rc::clone(&self.uploads),
            page: number,
        };
        // One place is always kept for the one sender.
        let (requests, inbox) = mpsc::channel(self.shared.limits.inbox.saturating_sub(1));
        let join = Join {
            shared: Arc::clone(&self.shared),
            context: self.context.clone(),
            worker: self.worker,
            channel: channel.clone(),
            tokens,
            msg_ref: msg_ref.map(Box::from),
            requests: inbox,
            last,
        };
        let page = join.run(payload.to_owned());
        let (all, this) = (Rc::downgrade(&self.channels), channel.clone());
        let span = info_span!("page", topic = &*channel.topic, store = field::Empty);
        let page = spawn_local(async move {
            page.instrument(span).await;
            if let Some(channels) = all.upgrade() {
                channels.borrow_mut().forget(&this);
            }
        });
        channels.insert(Joined {
            channel,
            number,
            requests,
            page: AbortOnDropHandle::new(page),
        });
    }

    /// Lets the page that gave a token decide whether its entry may come over this channel.
    async fn join_upload(
        &self,
        channel: Channel,
        msg_ref: Option<&str>,
        entry_ref: &str,
        payload: &RawValue,
    ) {
        let token = UploadJoinPayload::parse(payload).ok();
        let claim = token.and_then(|join| self.uploads.verify(&join.token, entry_ref));
        let Some(claim) = claim else {
            return refuse(&channel, msg_ref, Reason::Unauthorized);
        };
        let line = match self.uploads.open(channel.clone(), msg_ref) {
            Ok(line) => line,
            Err(reason) => return refuse(&channel, msg_ref, reason),
        };
        let request = Request {
            msg_ref: None,
            ask: Ok(Ask::JoinUpload(Box::new(JoinUpload {
                entry: claim.entry,
                line,
            }))),
        };
        // Where the page does not take it, it is dropped, which refuses the join.
        let Err(request) = self.hand_over_to(claim.page, request) else {
            return;
        };
        yield_now().await;
        drop(self.hand_over_to(claim.page, request));
    }

    /// Gives a request to the page of this number, or back if the page has no room for it.
    fn hand_over_to(&self, page: u64, request: Request) -> Result<(), Request> {
        let mut channels = self.channels.borrow_mut();
        match channels.by_number(page) {
            None => Ok(()),
            Some(joined) => {
                let sent = joined.requests.try_send(request);
                sent.map_err(TrySendError::into_inner)
            }
        }
    }

    /// A leave waits for its turn like any other message, so that nothing sent before is lost.
    fn leave(&self, channel: &Channel, msg_ref: Option<&str>) {
        if self.uploads.leave(channel, msg_ref) {
            return;
        }
        let mut channels = self.channels.borrow_mut();
        let Some(joined) = channels.get_mut(&channel.topic) else {
            return channel.reply(msg_ref, &Ok("{}".into()));
        };
        if !joined.channel.takes(channel.join_ref.as_deref()) {
            // It was meant for a channel that this topic had before.
            return;
        }
        let leave = Request {
            msg_ref: msg_ref.map(Box::from),
            ask: Ok(Ask::Leave),
        };
        // A sender of its own has a place of its own.
        let sent = joined.requests.clone().try_send(leave);
        debug_assert!(sent.is_ok(), "the page of a joined channel takes requests");
        channels.release(&channel.topic);
    }

    /// Leaves every page, after what was sent to it.
    fn leave_all(&self) {
        for requests in self.channels.borrow_mut().all_requests() {
            // A sender of its own has a place of its own.
            let _ = requests.clone().try_send(Request {
                msg_ref: None,
                ask: Ok(Ask::Leave),
            });
        }
    }

    /// A message to a page. It waits there for its turn, and is answered in order.
    async fn request(
        &self,
        channel: &Channel,
        msg_ref: Option<&str>,
        event: &str,
        payload: &RawValue,
    ) {
        let ask = ask(event, payload);
        if ask.is_err() {
            MESSAGES_REFUSED.add(["invalid"], 1);
        }
        let request = Request {
            msg_ref: msg_ref.map(Box::from),
            ask,
        };
        let Err(request) = self.hand_over(channel, request) else {
            return;
        };
        // A burst is read faster than the page gets its turn, which it gets now.
        yield_now().await;
        if self.hand_over(channel, request).is_err() {
            MESSAGES_REFUSED.add(["too_many_requests"], 1);
            channel.reply(msg_ref, &Err(Refused::too_many_requests()));
        }
    }

    /// Gives a request to the page of its channel, or back if the page has no room for it.
    fn hand_over(&self, channel: &Channel, request: Request) -> Result<(), Request> {
        let mut channels = self.channels.borrow_mut();
        match channels.get_mut(&channel.topic) {
            None => refuse(channel, request.msg_ref.as_deref(), Reason::UnmatchedTopic),
            Some(joined) if joined.channel.takes(channel.join_ref.as_deref()) => {
                return joined
                    .requests
                    .try_send(request)
                    .map_err(TrySendError::into_inner);
            }
            // It was meant for a channel that this topic had before.
            Some(_) => {}
        }
        Ok(())
    }

    fn channel(&self, topic: &str, join_ref: Option<&str>) -> Channel {
        Channel {
            outbox: Rc::clone(&self.outbox),
            topic: topic.into(),
            join_ref: join_ref.map(Rc::from),
            joined: Rc::default(),
            resumable: Rc::default(),
        }
    }
}

fn refuse(channel: &Channel, msg_ref: Option<&str>, reason: Reason) {
    MESSAGES_REFUSED.add([reason.as_str()], 1);
    channel.reply(msg_ref, &Err(Refused::reason(reason.as_str())));
}

/// Why a connection ends, from what [`Connection::read`] gave before the writer stopped.
fn cause(read: Option<&Option<CloseFrame>>) -> &'static str {
    match read {
        None => "not_reading",
        Some(None) => "client",
        Some(Some(frame)) => match frame.code {
            close_code::AWAY => "idle",
            close_code::RESTART => "shutdown",
            close_code::SIZE => "too_large",
            close_code::INVALID => "invalid_frame",
            _ => "protocol",
        },
    }
}

/// The bytes of a frame that carries data.
fn length(message: &Message) -> usize {
    match message {
        Message::Text(text) => text.len(),
        Message::Binary(bytes) | Message::Ping(bytes) | Message::Pong(bytes) => bytes.len(),
        Message::Close(_) => 0,
    }
}

/// What to tell a client whose frames break WebSocket's own rules or our limit. `None` where the
/// connection itself broke.
fn broken_rule(error: &axum::Error) -> Option<CloseFrame> {
    // Axum hides the type of its errors, so their text has to do. Tests notice when it changes.
    let text = error.to_string();
    let code = if text.contains("Message too long") {
        close_code::SIZE
    } else if text.contains("UTF-8") {
        close_code::INVALID
    } else if text.contains("WebSocket protocol error") && !text.contains("reset") {
        close_code::PROTOCOL
    } else {
        return None;
    };
    Some(close(code, &text))
}

/// A close frame. Its reason has room for 123 bytes.
fn close(code: u16, reason: &str) -> CloseFrame {
    let mut end = reason.len().min(123);
    while !reason.is_char_boundary(end) {
        end -= 1;
    }
    CloseFrame {
        code,
        reason: reason[..end].into(),
    }
}
