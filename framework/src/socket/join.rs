use std::panic::AssertUnwindSafe;
use std::rc::Rc;
use std::sync::Arc;

use futures_channel::{mpsc, oneshot};
use futures_util::FutureExt;
use musubi_wire::names::event;
use musubi_wire::payload::{Features, JoinPayload, JoinReply};
use musubi_wire::{Code, Reason};
use serde_json::value::RawValue;
use tokio::task::spawn_local;
use tokio::time::timeout;
use tracing::{Instrument, Span};

use super::Shared;
use super::callbacks::JoinRequest;
use super::channel::Channel;
use super::outlet::PageOutlet;
use super::page_meter::PageMeter;
use super::upload::Tokens;
use crate::json;
use crate::page::{Ask, Frame, Page, PageEnd, PageTask, Request, Resumable, TaskLimits, Visit};
use crate::store::{Context, Refused, panic_text};

/// A client that joins the topic of a root.
pub(super) struct Join {
    pub(super) shared: Arc<Shared>,
    pub(super) context: Context,
    pub(super) worker: usize,
    pub(super) channel: Channel,
    pub(super) tokens: Tokens,
    pub(super) msg_ref: Option<Box<str>>,
    pub(super) requests: mpsc::Receiver<Request>,
    /// The page that the topic had before, which ends where this join mounts another.
    pub(super) last: Option<mpsc::Sender<Request>>,
}

/// What a join came to.
enum Joined {
    /// A root was mounted.
    Mounted {
        page: Page,
        root_id: String,
        /// What its client offered, if it can come back.
        resumable_with: Option<Features>,
    },
    /// The page of an earlier join goes on, until this tells that it has done so.
    Resumed(oneshot::Receiver<()>),
}

impl Join {
    /// Mounts a root, or finds its page again, and goes on until the client can reach it no more
    /// over this connection. A panic of user code ends this page alone.
    pub(super) async fn run(mut self, payload: Box<RawValue>) {
        let meter = PageMeter::start();
        let limit = self.shared.limits.mount_timeout;
        // In a box, so that a page at rest does not carry the room that mounting took.
        let joining = Box::pin(timeout(limit, self.join(&payload, &meter)));
        let joined = AssertUnwindSafe(joining).catch_unwind().await;
        match joined {
            Ok(Ok(Ok(Joined::Resumed(over)))) => {
                meter.resumed();
                // The other half is dropped when the page needs this connection no more.
                let _ = over.await;
            }
            Ok(Ok(Ok(Joined::Mounted {
                page,
                root_id,
                resumable_with,
            }))) => {
                drop(payload);
                self.serve(page, root_id, meter, resumable_with).await;
            }
            Ok(Ok(Err(refused))) => self.refuse(&meter, refused),
            Ok(Err(_)) => self.refuse(&meter, Refused::timeout("mount")),
            Err(panic) => {
                meter.ended("panicked");
                tracing::error!(
                    panic = panic_text(&*panic),
                    topic = &*self.channel.topic,
                    "the page ended: a store panicked"
                );
                self.channel.crash(self.msg_ref.as_deref());
                refuse_all(&mut self.requests, Some(&self.channel));
            }
        }
    }

    fn refuse(&mut self, meter: &PageMeter, refused: Refused) {
        meter.refused(&refused);
        self.channel.reply(self.msg_ref.as_deref(), &Err(refused));
        refuse_all(&mut self.requests, Some(&self.channel));
    }

    /// Asks the join callback, finds the root, and mounts it unless its page is found again.
    async fn join(&mut self, payload: &RawValue, meter: &PageMeter) -> Result<Joined, Refused> {
        if let Some(callback) = &self.shared.on_join {
            // What the callback cannot see, it cannot refuse either.
            let payload = musubi_wire::json::read(payload.get())
                .map_err(|error| Refused::invalid(Code::InvalidPayload, &error))?;
            let context = self.context.clone();
            self.context = callback(JoinRequest { context, payload }).await?;
        }
        let join = JoinPayload::parse(payload).map_err(|error| Refused::payload(&error))?;
        let root = self.shared.roots.get(&*join.module);
        let root = root
            .cloned()
            .ok_or_else(|| Refused::reason(Reason::UnknownRoot.as_str()))?;
        meter.found(root.kind.name);
        Span::current().record("store", root.kind.name);
        if let Some(over) = self.visit(&join).await? {
            return Ok(Joined::Resumed(over));
        }
        if let Some(mut last) = self.last.take() {
            // Nobody comes back to it. Where it has ended already, nothing is left to do.
            let leave = Request {
                msg_ref: None,
                ask: Ok(Ask::Leave),
            };
            let _ = last.try_send(leave);
        }
        let (context, storage) = (self.context.clone(), self.shared.storage.clone());
        Ok(Joined::Mounted {
            page: Page::mount(root, join.params, context, storage, join.features).await?,
            root_id: join.root_id(),
            resumable_with: join.resume.map(|_| join.features),
        })
    }

    /// Finds the page of the client's token. `None` if there is none, or if it cannot go on from
    /// the version that the client has.
    async fn visit(
        &mut self,
        join: &JoinPayload<'_>,
    ) -> Result<Option<oneshot::Receiver<()>>, Refused> {
        let Some(offer) = &join.resume else {
            return Ok(None);
        };
        let Some(token) = &offer.token else {
            return Ok(None);
        };
        let root_id = join.root_id();
        let Some(door) = self
            .shared
            .lobby
            .door(token, &root_id, &self.context, join.features)
        else {
            return Ok(None);
        };
        let (outlet, over) = PageOutlet::new(self.channel.clone(), self.tokens.clone());
        let (answer, answered) = oneshot::channel();
        let visit = Visit {
            outlet,
            requests: std::mem::replace(&mut self.requests, mpsc::channel(0).1),
            version: offer.version,
            frame: self.frame(&root_id),
            msg_ref: self.msg_ref.clone(),
            response: response(root_id, Some(token.to_string()), true),
            answer,
        };
        // Before the reply, as messages may follow it at once.
        self.channel.resumable.set(true);
        self.channel.joined.set(true);
        let requests = match door.unbounded_send(visit) {
            Err(visit) => visit.into_inner().requests,
            Ok(()) => match answered.await {
                Ok(Ok(())) => return Ok(Some(over)),
                Ok(Err(requests)) => requests,
                // The page ended before it took the visit, and the requests went with it.
                Err(_) => {
                    self.channel.joined.set(false);
                    return Err(Refused::reason(Reason::InternalError.as_str()));
                }
            },
        };
        self.channel.resumable.set(false);
        self.channel.joined.set(false);
        self.requests = requests;
        Ok(None)
    }

    fn frame(&self, root_id: &str) -> Frame {
        let Channel {
            join_ref, topic, ..
        } = &self.channel;
        Frame::new(join_ref.as_deref(), topic, root_id)
    }

    /// Lets a page work. One whose client may come back works on without this connection.
    async fn serve(
        self,
        page: Page,
        root_id: String,
        meter: PageMeter,
        resumable_with: Option<Features>,
    ) {
        let limits = &self.shared.limits;
        let resumable_with = resumable_with.filter(|_| !limits.resume_window.is_zero());
        let frame = self.frame(&root_id);
        let mut token = None;
        let resumable = resumable_with.map(|features| {
            self.channel.resumable.set(true);
            let (door, visits) = mpsc::unbounded();
            let lobby = &self.shared.lobby;
            let seat = lobby.seat(&root_id, &self.context, features, self.worker, door);
            token = Some(seat.token());
            let (window, bytes) = (limits.resume_window, limits.resume_bytes);
            Box::new(Resumable::new(visits, Box::new(seat), window, bytes))
        });
        let limits = TaskLimits {
            command_timeout: limits.command_timeout,
            queue: limits.queue,
        };
        let outlives = resumable.is_some();
        let (outlet, over) = PageOutlet::new(self.channel.clone(), self.tokens);
        let serving = Serving {
            page,
            frame,
            outlet,
            limits,
            resumable,
            response: response(root_id, token, false),
            msg_ref: self.msg_ref,
            requests: self.requests,
            channel: self.channel,
            meter,
        };
        if outlives {
            let held = self.shared.handle.hold();
            let work = async move {
                serving.run().await;
                drop(held);
            };
            spawn_local(work.instrument(Span::current()));
            let _ = over.await;
        } else {
            serving.run().await;
        }
    }
}

/// A page that was mounted, and all that it works with.
struct Serving {
    page: Page,
    frame: Frame,
    outlet: PageOutlet,
    limits: TaskLimits,
    resumable: Option<Box<Resumable<PageOutlet>>>,
    /// The reply to the join.
    response: String,
    /// The reference of the join.
    msg_ref: Option<Box<str>>,
    requests: mpsc::Receiver<Request>,
    channel: Channel,
    meter: PageMeter,
}

impl Serving {
    async fn run(self) {
        let Self {
            page,
            frame,
            outlet,
            limits,
            resumable,
            response,
            msg_ref,
            mut requests,
            channel,
            meter,
        } = self;
        let topic = Rc::clone(&channel.topic);
        let mut task = PageTask::new(page, outlet, frame, &mut requests, limits, resumable);
        let work = async {
            // What cannot be sent at all fails the join, so that the client does not try again at
            // once.
            let first = match task.first_envelope() {
                Ok(first) => first,
                Err(error) => return PageEnd::Unsendable(error),
            };
            channel.joined.set(true);
            meter.mounted();
            task.reply(msg_ref.as_deref(), &Ok(response));
            task.push(first);
            task.run().await
        };
        let end = AssertUnwindSafe(work).catch_unwind().await;
        // The client may be there over another connection by now, or not at all.
        let outlet = task.end();
        let channel = outlet.as_ref().map(|outlet| &outlet.channel);
        let crash = || {
            if let Some(channel) = channel {
                channel.crash(msg_ref.as_deref());
            }
        };
        match end {
            Ok(PageEnd::Abandoned) => {}
            Ok(PageEnd::Left { msg_ref }) => {
                meter.ended("left");
                if let Some(channel) = channel {
                    channel.reply(msg_ref.as_deref(), &Ok("{}".into()));
                    channel.end(event::CLOSE);
                }
            }
            Ok(PageEnd::Unsendable(error)) => {
                meter.ended("unsendable");
                tracing::error!(path = error.path, error = %error.source, topic = &*topic,
                    "the page ended: a value of its state cannot be sent");
                crash();
            }
            Ok(PageEnd::Flooded { queued }) => {
                meter.ended("flooded");
                tracing::warn!(
                    queued,
                    topic = &*topic,
                    "the page ended: its client does not read, and more waits for it than the \
                     limits allow"
                );
                crash();
            }
            Err(panic) => {
                meter.ended("panicked");
                tracing::error!(
                    panic = panic_text(&*panic),
                    topic = &*topic,
                    "the page ended: a store panicked"
                );
                crash();
            }
        }
        refuse_all(&mut requests, channel);
    }
}

/// The reply to a join.
fn response(root_id: String, token: Option<String>, resumed: bool) -> String {
    let reply = JoinReply {
        root_id,
        token,
        resumed,
    };
    json::to_string(&reply).expect("a reply to a join is JSON")
}

/// What waited behind the end finds a topic that is not joined.
fn refuse_all(requests: &mut mpsc::Receiver<Request>, channel: Option<&Channel>) {
    while let Ok(Request { msg_ref, ask }) = requests.try_recv() {
        let answer = match ask {
            Ok(Ask::Leave) => Ok("{}".into()),
            // It answers on a channel of its own, when it is dropped.
            Ok(Ask::JoinUpload(..)) => continue,
            _ => Err(Refused::reason(Reason::UnmatchedTopic.as_str())),
        };
        if let Some(channel) = channel {
            channel.reply(msg_ref.as_deref(), &answer);
        }
    }
}
