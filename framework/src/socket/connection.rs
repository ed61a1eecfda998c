use std::cell::RefCell;
use std::collections::HashMap;
use std::num::NonZeroU32;
use std::rc::Rc;
use std::sync::Arc;

use axum::extract::ws::{CloseFrame, Message, WebSocket, close_code};
use futures_channel::mpsc;
use futures_util::StreamExt;
use futures_util::stream::SplitStream;
use governor::clock::{Clock, DefaultClock};
use governor::{DefaultDirectRateLimiter, Quota, RateLimiter};
use musubi_wire::frame::{BinaryPush, TextFrame};
use musubi_wire::names::event;
use musubi_wire::payload::CommandPayload;
use musubi_wire::{Reason, Topic};
use serde_json::value::RawValue;
use tokio::task::{AbortHandle, spawn_local};
use tokio::time::{sleep, timeout};

use super::Shared;
use super::channel::{self, Channel};
use super::outbox::Outbox;
use crate::page::{Ask, Request};
use crate::store::{Context, Refused};

/// One client's socket with the pages that it has mounted.
struct Connection {
    shared: Arc<Shared>,
    context: Context,
    outbox: Rc<Outbox>,
    channels: Rc<RefCell<HashMap<Rc<str>, Joined>>>,
    frames: DefaultDirectRateLimiter,
}

/// A channel that was joined, as the connection sees it.
struct Joined {
    channel: Channel,
    requests: mpsc::Sender<Request>,
    page: AbortHandle,
}

impl Drop for Joined {
    fn drop(&mut self) {
        self.page.abort();
    }
}

/// Serves one client until it leaves or breaks a rule.
pub(super) async fn serve(socket: WebSocket, shared: Arc<Shared>, context: Context) {
    let (sink, stream) = socket.split();
    let outbox = Rc::new(Outbox::default());
    let per_second = NonZeroU32::new(shared.limits.frames_per_second).unwrap_or(NonZeroU32::MIN);
    let quota = Quota::per_second(per_second)
        .allow_burst(per_second.saturating_mul(NonZeroU32::new(2).unwrap_or(NonZeroU32::MIN)));
    let connection = Connection {
        outbox: Rc::clone(&outbox),
        channels: Rc::default(),
        frames: RateLimiter::direct(quota),
        context,
        shared: Arc::clone(&shared),
    };
    let writer = outbox.write_to(sink, shared.limits.write_timeout);
    tokio::pin!(writer);
    tokio::select! {
        // Without a reader left on the other side, there is nothing more to read either.
        () = &mut writer => {}
        close = connection.read(stream) => {
            // Pages end first, so that the close frame is the last thing that the client gets.
            connection.channels.borrow_mut().clear();
            if let Some(frame) = close {
                tracing::info!(code = frame.code, reason = %frame.reason, "closing a connection");
                outbox.close(frame);
                writer.await;
            }
        }
    }
}

impl Connection {
    /// Reads frames until the end, and gives the close frame that the client is to get.
    async fn read(&self, mut stream: SplitStream<WebSocket>) -> Option<CloseFrame> {
        let limits = &self.shared.limits;
        loop {
            self.outbox.room(limits.outbox_bytes).await;
            let message = match timeout(limits.idle_timeout, stream.next()).await {
                Err(_) => return Some(close(close_code::NORMAL, "no frame for too long")),
                Ok(None) => return None,
                Ok(Some(Err(error))) => return too_large(&error),
                Ok(Some(Ok(message))) => message,
            };
            if let Err(wait) = self.frames.check() {
                sleep(wait.wait_time_from(DefaultClock::default().now())).await;
            }
            let taken = match &message {
                Message::Text(text) => self.text(text),
                Message::Binary(bytes) => self.binary(bytes),
                Message::Ping(_) | Message::Pong(_) => Ok(()),
                Message::Close(_) => return None,
            };
            if let Err(frame) = taken {
                return Some(frame);
            }
        }
    }

    fn text(&self, text: &str) -> Result<(), CloseFrame> {
        let frame = TextFrame::parse(text)
            .map_err(|error| close(close_code::INVALID, &error.to_string()))?;
        let (msg_ref, join_ref) = (frame.msg_ref.as_deref(), frame.join_ref.as_deref());
        let channel = || self.channel(&frame.topic, join_ref);
        match (Topic::parse(&frame.topic), &*frame.event) {
            (Topic::Phoenix, event::HEARTBEAT) => channel().reply(msg_ref, &Ok("{}".into())),
            (Topic::Connection(_), event::JOIN) => self.join(channel(), msg_ref, frame.payload),
            (Topic::Upload(_), event::JOIN) => refuse(&channel(), msg_ref, Reason::Unauthorized),
            (_, event::LEAVE) => self.leave(&channel(), msg_ref),
            _ => self.request(&channel(), msg_ref, &frame.event, frame.payload),
        }
        Ok(())
    }

    /// Binary frames carry chunks of uploads, to channels that a text frame has joined.
    fn binary(&self, bytes: &[u8]) -> Result<(), CloseFrame> {
        let push = BinaryPush::parse(bytes)
            .map_err(|error| close(close_code::INVALID, &error.to_string()))?;
        let channel = self.channel(push.topic, Some(push.join_ref));
        refuse(&channel, Some(push.msg_ref), Reason::UnmatchedTopic);
        Ok(())
    }

    fn join(&self, channel: Channel, msg_ref: Option<&str>, payload: &RawValue) {
        let mut channels = self.channels.borrow_mut();
        if let Some(last) = channels.remove(&channel.topic) {
            last.channel.end(event::CLOSE);
        }
        if channels.len() >= self.shared.limits.pages {
            return refuse(&channel, msg_ref, Reason::TooManyChannels);
        }
        // One place is always kept for the one sender.
        let (requests, inbox) = mpsc::channel(self.shared.limits.inbox.saturating_sub(1));
        let page = channel::run(
            Arc::clone(&self.shared),
            self.context.clone(),
            channel.clone(),
            msg_ref.map(Box::from),
            payload.to_owned(),
            inbox,
        );
        let (all, this) = (Rc::downgrade(&self.channels), channel.clone());
        let page = spawn_local(async move {
            page.await;
            let Some(channels) = all.upgrade() else {
                return;
            };
            let mut channels = channels.borrow_mut();
            if channels
                .get(&this.topic)
                .is_some_and(|known| known.channel.is(&this))
            {
                channels.remove(&this.topic);
            }
        });
        let topic = Rc::clone(&channel.topic);
        channels.insert(
            topic,
            Joined {
                channel,
                requests,
                page: page.abort_handle(),
            },
        );
    }

    fn leave(&self, channel: &Channel, msg_ref: Option<&str>) {
        let known = self.channels.borrow_mut().remove(&channel.topic);
        channel.reply(msg_ref, &Ok("{}".into()));
        if let Some(known) = known {
            known.channel.end(event::CLOSE);
        }
    }

    /// A message to a page. It waits there for its turn, and is answered in order.
    fn request(&self, channel: &Channel, msg_ref: Option<&str>, event: &str, payload: &RawValue) {
        let mut channels = self.channels.borrow_mut();
        let Some(joined) = channels.get_mut(&channel.topic) else {
            return refuse(channel, msg_ref, Reason::UnmatchedTopic);
        };
        if channel.join_ref.is_some() && channel.join_ref != joined.channel.join_ref {
            // It was meant for a channel that this topic had before.
            return;
        }
        let ask = match event {
            event::COMMAND => CommandPayload::parse(payload)
                .map(|command| Ask::Command {
                    store_id: command.store_id,
                    name: command.name.into(),
                    payload: command.payload.to_owned(),
                })
                .map_err(|error| Refused::payload(&error)),
            event::ALLOW_UPLOAD
            | event::CANCEL_UPLOAD
            | event::UPLOAD_PROGRESS
            | event::UPLOAD_ERROR => Err(Refused::reason(Reason::UnknownUpload.as_str())),
            _ => Err(Refused::reason("unknown event")),
        };
        let request = Request {
            msg_ref: msg_ref.map(Box::from),
            ask,
        };
        if joined.requests.try_send(request).is_err() {
            joined
                .channel
                .reply(msg_ref, &Err(Refused::too_many_requests()));
        }
    }

    fn channel(&self, topic: &str, join_ref: Option<&str>) -> Channel {
        Channel {
            outbox: Rc::clone(&self.outbox),
            topic: topic.into(),
            join_ref: join_ref.map(Rc::from),
        }
    }
}

fn refuse(channel: &Channel, msg_ref: Option<&str>, reason: Reason) {
    channel.reply(msg_ref, &Err(Refused::reason(reason.as_str())));
}

/// A frame beyond the limit is told apart from a connection that broke.
fn too_large(error: &axum::Error) -> Option<CloseFrame> {
    let text = error.to_string();
    text.contains("too long")
        .then(|| close(close_code::SIZE, &text))
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
