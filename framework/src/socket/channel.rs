use std::cell::Cell;
use std::panic::AssertUnwindSafe;
use std::rc::Rc;
use std::sync::Arc;
use std::task::{Context as TaskContext, Poll};

use futures_channel::mpsc;
use futures_util::FutureExt;
use musubi_wire::frame::{ReplyStatus, write_push, write_raw_reply};
use musubi_wire::names::event;
use musubi_wire::payload::JoinPayload;
use musubi_wire::{Code, Reason};
use serde_json::value::RawValue;
use tokio::time::timeout;
use tracing::Span;

use super::Shared;
use super::callbacks::JoinRequest;
use super::outbox::{Credit, Outbox};
use super::page_meter::PageMeter;
use super::upload::Tokens;
use crate::page::{Answer, Ask, Frame, Outlet, Page, PageEnd, PageTask, Request, TaskLimits};
use crate::store::{Context, Refused, panic_text};
use crate::upload::EntryAddress;

/// The server's end of one channel: a topic, as one join made it.
#[derive(Clone)]
pub(super) struct Channel {
    pub(super) outbox: Rc<Outbox>,
    pub(super) topic: Rc<str>,
    pub(super) join_ref: Option<Rc<str>>,
    /// Whether the join was answered with ok.
    pub(super) joined: Rc<Cell<bool>>,
}

impl Channel {
    pub(super) fn reply(&self, msg_ref: Option<&str>, answer: &Answer) {
        let mut text = String::new();
        let (join_ref, topic) = (self.join_ref.as_deref(), &*self.topic);
        match answer {
            Ok(response) => {
                write_raw_reply(
                    &mut text,
                    join_ref,
                    msg_ref,
                    topic,
                    ReplyStatus::Ok,
                    response,
                );
            }
            Err(refused) => {
                let response = refused.response();
                write_raw_reply(
                    &mut text,
                    join_ref,
                    msg_ref,
                    topic,
                    ReplyStatus::Error,
                    &response,
                );
            }
        }
        self.outbox.send(text);
    }

    /// Whether both are of the same join.
    pub(super) fn is(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.topic, &other.topic)
    }

    /// Tells the client that the page crashed: after the join with `phx_error`, else as its reply.
    fn crash(&self, join: Option<&str>) {
        if self.is_joined() {
            self.end(event::ERROR);
        } else {
            let crashed = Refused::reason(Reason::JoinCrashed.as_str());
            self.reply(join, &Err(crashed));
        }
    }

    /// Whether the root is mounted.
    pub(super) fn is_joined(&self) -> bool {
        self.joined.get()
    }

    /// Whether a message with this join's reference, or with none, is for this channel.
    pub(super) fn takes(&self, join_ref: Option<&str>) -> bool {
        join_ref.is_none() || join_ref == self.join_ref.as_deref()
    }

    /// Tells the client that the channel is over: `phx_close` or `phx_error`.
    pub(super) fn end(&self, event: &str) {
        let mut text = String::new();
        let join_ref = self.join_ref.as_deref();
        write_push(&mut text, join_ref, join_ref, &self.topic, event, "{}");
        self.outbox.send(text);
    }
}

struct PageOutlet {
    channel: Channel,
    tokens: Tokens,
    credit: Rc<Credit>,
}

impl Outlet for PageOutlet {
    fn reply(&self, msg_ref: Option<&str>, answer: &Answer) {
        self.channel.reply(msg_ref, answer);
    }

    fn push(&self, frame: Vec<u8>) {
        self.channel.outbox.send_envelope(frame, &self.credit);
    }

    fn upload_token(&self, entry: EntryAddress) -> String {
        self.tokens.token(entry)
    }

    fn poll_credit(&self, cx: &mut TaskContext<'_>) -> Poll<()> {
        self.credit.poll(cx)
    }
}

/// Mounts a root and runs its page until it ends. A panic of user code ends this page alone.
pub(super) async fn run(
    shared: Arc<Shared>,
    context: Context,
    channel: Channel,
    tokens: Tokens,
    msg_ref: Option<Box<str>>,
    payload: Box<RawValue>,
    mut requests: mpsc::Receiver<Request>,
) {
    let meter = PageMeter::start();
    let work = async {
        // In a box, so that a page at rest does not carry the room that mounting took.
        let mounting = Box::pin(mount(&shared, context, &payload, &meter));
        let limit = shared.limits.mount_timeout;
        let mounted = timeout(limit, mounting)
            .await
            .unwrap_or_else(|_| Err(Refused::timeout("mount")));
        let (page, root_id) = match mounted {
            Ok(mounted) => mounted,
            Err(refused) => {
                meter.refused(&refused);
                channel.reply(msg_ref.as_deref(), &Err(refused));
                return None;
            }
        };
        let frame = Frame::new(channel.join_ref.as_deref(), &channel.topic, &root_id);
        let mut response = String::from("{\"root_id\":");
        musubi_wire::json::write_str(&mut response, &root_id);
        response.push('}');
        let outlet = PageOutlet {
            channel: channel.clone(),
            tokens,
            credit: Rc::default(),
        };
        let limits = TaskLimits {
            command_timeout: shared.limits.command_timeout,
            queue: shared.limits.queue,
        };
        let mut task = PageTask::new(page, outlet, frame, &mut requests, limits);
        // What cannot be sent at all fails the join, so that the client does not try again at once.
        let first = task.first_envelope();
        if let Ok(first) = first {
            channel.joined.set(true);
            meter.mounted();
            channel.reply(msg_ref.as_deref(), &Ok(response));
            task.push(first);
            Some(task.run().await)
        } else {
            first.err().map(PageEnd::Unsendable)
        }
    };
    let end = AssertUnwindSafe(work).catch_unwind().await;
    match end {
        Ok(None | Some(PageEnd::Abandoned)) => {}
        Ok(Some(PageEnd::Left { msg_ref })) => {
            meter.ended("left");
            channel.reply(msg_ref.as_deref(), &Ok("{}".into()));
            channel.end(event::CLOSE);
        }
        Ok(Some(PageEnd::Unsendable(error))) => {
            meter.ended("unsendable");
            tracing::error!(path = error.path, error = %error.source, topic = &*channel.topic,
                "the page ended: a value of its state cannot be sent");
            channel.crash(msg_ref.as_deref());
        }
        Ok(Some(PageEnd::Flooded { queued })) => {
            meter.ended("flooded");
            tracing::warn!(
                queued,
                topic = &*channel.topic,
                "the page ended: its client does not read, and more waits for it than the limits allow"
            );
            channel.crash(msg_ref.as_deref());
        }
        Err(panic) => {
            meter.ended("panicked");
            tracing::error!(
                panic = panic_text(&*panic),
                topic = &*channel.topic,
                "the page ended: a store panicked"
            );
            channel.crash(msg_ref.as_deref());
        }
    }
    // What waited behind the end finds a topic that is not joined.
    while let Ok(Request { msg_ref, ask }) = requests.try_recv() {
        let answer = match ask {
            Ok(Ask::Leave) => Ok("{}".into()),
            // It answers on a channel of its own, when it is dropped.
            Ok(Ask::JoinUpload(..)) => continue,
            _ => Err(Refused::reason(Reason::UnmatchedTopic.as_str())),
        };
        channel.reply(msg_ref.as_deref(), &answer);
    }
}

/// Asks the join callback, finds the root and mounts it. Gives the page and its root id.
async fn mount(
    shared: &Shared,
    context: Context,
    payload: &RawValue,
    meter: &PageMeter,
) -> Result<(Page, String), Refused> {
    let context = match &shared.on_join {
        Some(callback) => {
            // What the callback cannot see, it cannot refuse either.
            let payload = musubi_wire::json::read(payload.get())
                .map_err(|error| Refused::invalid(Code::InvalidPayload, &error))?;
            callback(JoinRequest { context, payload }).await?
        }
        None => context,
    };
    let join = JoinPayload::parse(payload).map_err(|error| Refused::payload(&error))?;
    let root = shared.roots.get(&*join.module);
    let root = root
        .cloned()
        .ok_or_else(|| Refused::reason(Reason::UnknownRoot.as_str()))?;
    meter.found(root.kind.name);
    Span::current().record("store", root.kind.name);
    let page = Page::mount(root, join.params, context, shared.storage.clone()).await?;
    Ok((page, join.root_id()))
}
