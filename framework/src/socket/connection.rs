use std::cell::{Cell, RefCell};
use std::num::NonZeroU32;
use std::rc::Rc;
use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::ws::{CloseFrame, Message, WebSocket, close_code};
use futures_channel::mpsc::{self, TrySendError};
use futures_util::StreamExt;
use futures_util::future::join_all;
use futures_util::stream::SplitStream;
use governor::clock::{Clock, DefaultClock};
use governor::{DefaultDirectRateLimiter, Quota, RateLimiter};
use musubi_wire::frame::BinaryPush;
use musubi_wire::names::event;
use musubi_wire::payload::UploadJoinPayload;
use musubi_wire::{Code, Reason, Topic};
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
use super::incoming::{CLOSING, Incoming, broken_rule, close, invalid, length};
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
        let is_too_large = matches!(&close, Some(frame) if frame.code == close_code::SIZE);
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
        if is_too_large {
            // What a client is still sending is read no more, so its end is not noticed. Were the
            // socket dropped at once, it would fail there before the frame is read.
            sleep(CLOSING).await;
        } else {
            let _ = timeout(CLOSING, rest).await;
        }
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
        let Incoming { head, payload } = Incoming::parse(text, &self.shared.limits)?;
        let (msg_ref, join_ref) = (head.msg_ref.as_deref(), head.join_ref.as_deref());
        let channel = || self.channel(&head.topic, join_ref);
        match (Topic::parse(&head.topic), &*head.event) {
            (Topic::Phoenix, event::HEARTBEAT) => {
                self.outbox.heartbeats.set(self.outbox.heartbeats.get() + 1);
                channel().reply(msg_ref, &Ok("{}".into()));
            }
            (Topic::Connection(_), event::JOIN) => self.join(channel(), msg_ref, payload),
            (Topic::Upload(entry_ref), event::JOIN) => {
                self.join_upload(channel(), msg_ref, entry_ref, payload)
                    .await;
            }
            (_, event::LEAVE) => self.leave(&channel(), msg_ref),
            _ => {
                self.request(&channel(), msg_ref, &head.event, payload)
                    .await;
            }
        }
        Ok(())
    }

    /// Binary frames carry chunks of uploads, to channels that a text frame has joined.
    async fn binary(&self, bytes: &Bytes) -> Result<(), CloseFrame> {
        let push = BinaryPush::parse(bytes).map_err(|error| invalid(&error))?;
        // A binary frame has no null.
        let given = |text| Some(text).filter(|text: &&str| !text.is_empty());
        let (join_ref, msg_ref) = (given(push.join_ref), given(push.msg_ref));
        if bytes.len() > self.shared.limits.frame_bytes {
            // No upload takes such a chunk, so it does not wait for its page's turn.
            let channel = self.channel(push.topic, join_ref);
            refuse(&channel, msg_ref, Reason::ChunkTooLarge);
            return Ok(());
        }
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

    fn join(&self, channel: Channel, msg_ref: Option<&str>, payload: Result<&RawValue, Refused>) {
        let mut channels = self.channels.borrow_mut();
        let last = channels.resumable(&channel.topic);
        if let Some(last) = channels.take_over(&channel.topic) {
            last.end(event::CLOSE);
        }
        if channels.is_full() {
            return refuse(&channel, msg_ref, Reason::TooManyChannels);
        }
        let payload = match payload {
            Ok(payload) => payload.to_owned(),
            Err(refused) => {
                return refuse_with(&channel, msg_ref, TOO_LARGE, refused);
            }
        };
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
        let page = join.run(payload);
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
        payload: Result<&RawValue, Refused>,
    ) {
        let payload = match payload {
            Ok(payload) => payload,
            Err(refused) => return refuse_with(&channel, msg_ref, TOO_LARGE, refused),
        };
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
        payload: Result<&RawValue, Refused>,
    ) {
        let is_too_large = payload.is_err();
        let ask = payload.and_then(|payload| ask(event, payload));
        if ask.is_err() {
            let why = if is_too_large { TOO_LARGE } else { "invalid" };
            MESSAGES_REFUSED.add([why], 1);
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
            let refused = Refused::too_many_requests();
            refuse_with(channel, msg_ref, "too_many_requests", refused);
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

/// What a refusal for its size counts as.
const TOO_LARGE: &str = Code::TooLarge.as_str();

fn refuse(channel: &Channel, msg_ref: Option<&str>, reason: Reason) {
    let refused = Refused::reason(reason.as_str());
    refuse_with(channel, msg_ref, reason.as_str(), refused);
}

/// Refuses a message, which counts as `why`.
fn refuse_with(channel: &Channel, msg_ref: Option<&str>, why: &'static str, refused: Refused) {
    MESSAGES_REFUSED.add([why], 1);
    channel.reply(msg_ref, &Err(refused));
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
