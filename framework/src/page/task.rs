use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use futures_channel::mpsc;
use futures_util::StreamExt;
use musubi_wire::Reason;
use musubi_wire::payload::Features;
use serde_json::value::RawValue;
use tokio::time::{Sleep, sleep};

use super::message::Ask;
use super::recall::Known;
use super::{Answer, Command, Frame, Page, Request, Resumable, Starting, UploadAsk, Work};
use crate::state::EncodeError;
use crate::store::{self, Outcome, Refused, Root};
use crate::telemetry::{Attempt, COMMAND_SECONDS, UNKNOWN};
use crate::upload::{EntryAddress, Storage};

/// Where a page's output goes.
pub(crate) trait Outlet {
    /// Queues the reply to a request.
    fn reply(&self, msg_ref: Option<&str>, answer: &Answer);

    /// Queues a `patch` frame.
    fn push(&self, frame: Vec<u8>);

    /// A token with which the client may bring this entry over a channel of its own.
    fn upload_token(&self, entry: EntryAddress) -> String;

    /// Ready when the last frame that was pushed has been written to the transport.
    fn poll_credit(&self, cx: &mut Context<'_>) -> Poll<()>;

    /// Whether nobody gets any more what is sent.
    fn is_gone(&self) -> bool;

    /// How many heartbeats the client has sent over its connection.
    fn heartbeats(&self) -> u64;
}

/// Why a page stopped by itself.
#[derive(Debug)]
pub(crate) enum PageEnd {
    /// No one can reach it any more.
    Abandoned,
    /// The client left, with this message.
    Left { msg_ref: Option<Box<str>> },
    /// A value of its state cannot be sent.
    Unsendable(EncodeError),
    /// So much waits for a client that reads nothing.
    Flooded { queued: usize },
}

/// A page at work: requests in, one at a time; replies and envelopes out.
pub(crate) struct PageTask<'a, O> {
    page: Page,
    /// `None` while the client is away.
    pub(super) outlet: Option<O>,
    pub(super) frame: Frame,
    pub(super) requests: &'a mut mpsc::Receiver<Request>,
    pub(super) running: Option<Running>,
    limits: TaskLimits,
    /// Where the page does not end with its connection.
    pub(super) resumable: Option<Box<Resumable<O>>>,
}

/// What a page may use while it works.
#[derive(Clone, Copy)]
pub(crate) struct TaskLimits {
    /// How long an `async` command may take.
    pub(crate) command_timeout: Duration,
    /// How many events and the like may wait for a client that does not read.
    pub(crate) queue: usize,
}

/// A command, or an offer of files, that waits for something.
pub(super) struct Running {
    pub(super) asked: Asked,
    work: Work<Outcome>,
    deadline: Pin<Box<Sleep>>,
    /// `None` for an offer of files.
    attempt: Option<Attempt<3>>,
}

/// Who waits for an answer, and how it is to be.
pub(super) struct Asked {
    msg_ref: Option<Box<str>>,
    /// The number of the command, where its answer is to be kept.
    cid: Option<u64>,
    tells_version: bool,
    /// It was asked over a connection that the client has given up, and will be asked again.
    pub(super) is_stale: bool,
}

impl Page {
    /// Makes a page and mounts its root store.
    ///
    /// # Errors
    /// Gives the refusal of `mount`, or that of params which do not decode.
    pub(crate) async fn mount(
        root: Root,
        params: &RawValue,
        context: store::Context,
        storage: Storage,
        features: Features,
    ) -> Result<Self, Refused> {
        let mut page = Self::new(&root, context, storage, features);
        match page.start(&root, params) {
            Starting::Done(result) => result?,
            Starting::Pending(work) => {
                let store = page.finish(work).await?;
                page.install(store);
            }
        }
        Ok(page)
    }
}

impl<'a, O: Outlet> PageTask<'a, O> {
    pub(crate) fn new(
        page: Page,
        outlet: O,
        frame: Frame,
        requests: &'a mut mpsc::Receiver<Request>,
        limits: TaskLimits,
        resumable: Option<Box<Resumable<O>>>,
    ) -> Self {
        Self {
            page,
            outlet: Some(outlet),
            frame,
            requests,
            running: None,
            limits,
            resumable,
        }
    }

    /// The frame with the whole document, to be pushed after the reply to the join.
    ///
    /// # Errors
    /// Fails if a value of the state cannot be sent.
    pub(crate) fn first_envelope(&mut self) -> Result<Vec<u8>, EncodeError> {
        let mut out = self.frame.open(self.page.version());
        self.page.flush(&mut out)?;
        self.frame.close(&mut out);
        Ok(out)
    }

    /// Replies to a join, or to a message.
    pub(crate) fn reply(&self, msg_ref: Option<&str>, answer: &Answer) {
        if let Some(outlet) = &self.outlet {
            outlet.reply(msg_ref, answer);
        }
    }

    /// Pushes a frame of this page.
    pub(crate) fn push(&self, frame: Vec<u8>) {
        if let Some(outlet) = &self.outlet {
            outlet.push(frame);
        }
    }

    /// Works until the page ends.
    pub(crate) async fn run(&mut self) -> PageEnd {
        poll_fn(|cx| self.poll(cx)).await
    }

    /// Ends the page, with all that it waits for. Gives the way to the client that is there.
    pub(crate) fn end(mut self) -> Option<O> {
        self.outlet.take()
    }

    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<PageEnd> {
        loop {
            self.poll_visits(cx);
            if let Err(end) = self.poll_running(cx) {
                return Poll::Ready(end);
            }
            // After the reply of the command that made it dirty, and at each of its awaits.
            if let Err(end) = self.poll_flush(cx) {
                return Poll::Ready(end);
            }
            let has_turned = self.page.poll_tasks(cx).is_ready();
            if let Err(end) = self.poll_flush(cx) {
                return Poll::Ready(end);
            }
            if has_turned {
                // The client gets what this turn changed before the next one, and a task that
                // always has something to do holds up neither its page nor others.
                cx.waker().wake_by_ref();
            }
            if self.running.is_some() {
                return Poll::Pending;
            }
            if let Err(end) = ready!(self.poll_request(cx)) {
                return Poll::Ready(end);
            }
        }
    }

    /// Takes the next request. Fails with the end where there can be no more.
    fn poll_request(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), PageEnd>> {
        let backlog = self.resumable.as_mut();
        if let Some(request) = backlog.and_then(|resumable| resumable.backlog.pop_front()) {
            return Poll::Ready(self.take(request, true, cx));
        }
        match ready!(self.requests.poll_next_unpin(cx)) {
            Some(request) => Poll::Ready(self.take(request, false, cx)),
            None => self.poll_away(cx).map(Err),
        }
    }

    /// Ready when the client has read what it was sent. While it is away it reads nothing, and what
    /// changes until it is back is one envelope.
    fn poll_credit(&self, cx: &mut Context<'_>) -> Poll<()> {
        match &self.outlet {
            Some(outlet) if self.resumable.is_none() || !outlet.is_gone() => outlet.poll_credit(cx),
            _ => Poll::Pending,
        }
    }

    /// Sends what changed, if the client has read what it was sent.
    fn poll_flush(&mut self, cx: &mut Context<'_>) -> Result<(), PageEnd> {
        if !self.page.is_dirty() {
            return Ok(());
        }
        match self.poll_credit(cx) {
            Poll::Ready(()) => self.flush().map_err(PageEnd::Unsendable),
            Poll::Pending => self.wait(),
        }
    }

    fn poll_running(&mut self, cx: &mut Context<'_>) -> Result<(), PageEnd> {
        let Some(running) = &mut self.running else {
            return Ok(());
        };
        let answer = match self.page.poll(&mut running.work, cx) {
            Poll::Ready(answer) => answer,
            Poll::Pending if running.deadline.as_mut().poll(cx).is_pending() => return Ok(()),
            Poll::Pending => Err(Refused::timeout("command")),
        };
        let Some(running) = self.running.take() else {
            return Ok(());
        };
        self.page.end_work(running.work);
        if let Some(attempt) = running.attempt {
            attempt.end(outcome(&answer));
        }
        self.answer(&running.asked, answer, cx)
    }

    /// Carries out a request, as far as that goes at once. A stale one came over a connection that
    /// the client has given up.
    fn take(
        &mut self,
        request: Request,
        is_stale: bool,
        cx: &mut Context<'_>,
    ) -> Result<(), PageEnd> {
        let Request { msg_ref, ask } = request;
        let mut asked = Asked {
            msg_ref,
            cid: None,
            tells_version: false,
            is_stale,
        };
        let (command, attempt) = match ask {
            Err(refused) => (Command::Done(Err(refused)), None),
            Ok(Ask::Leave) => {
                let msg_ref = asked.msg_ref;
                return Err(PageEnd::Left { msg_ref });
            }
            Ok(Ask::Command {
                store_id,
                name,
                payload,
                tells_version,
                cid,
            }) => match self.recall(cid) {
                Known::Answered(answer) => (Command::Done(answer), None),
                Known::Forgotten => (Command::Done(Err(Refused::reply_lost())), None),
                Known::New => {
                    (asked.cid, asked.tells_version) = (cid, tells_version);
                    let mut attempt = Attempt::start(COMMAND_SECONDS, [UNKNOWN, UNKNOWN, ""]);
                    let command = self.page.command(&store_id, &name, &payload, &mut attempt);
                    (command, Some(attempt))
                }
            },
            Ok(Ask::JoinUpload(join)) => {
                self.page.join_upload(*join);
                return Ok(());
            }
            Ok(Ask::Upload(ask)) => (self.upload(*ask), None),
        };
        match command {
            Command::Done(answer) => {
                if let Some(attempt) = attempt {
                    attempt.end(outcome(&answer));
                }
                self.answer(&asked, answer, cx)
            }
            Command::Waiting(work) => {
                let deadline = Box::pin(sleep(self.limits.command_timeout));
                self.running = Some(Running {
                    asked,
                    work,
                    deadline,
                    attempt,
                });
                Ok(())
            }
        }
    }

    /// Whether a command of this number was carried out before.
    fn recall(&mut self, cid: Option<u64>) -> Known {
        match (&mut self.resumable, cid) {
            (Some(resumable), Some(cid)) => resumable.recall.take(cid),
            _ => Known::New,
        }
    }

    fn upload(&self, ask: UploadAsk) -> Command {
        match &self.outlet {
            Some(outlet) => self.page.upload(ask, &|entry| outlet.upload_token(entry)),
            // A token is of the connection, which is gone.
            None => Command::Done(Err(Refused::reason(Reason::InternalError.as_str()))),
        }
    }

    /// Replies. A reply that tells the version which has the command's effect is made after that
    /// envelope, as only then it is known whether there is one, and still sent before it.
    fn answer(
        &mut self,
        asked: &Asked,
        mut answer: Answer,
        cx: &mut Context<'_>,
    ) -> Result<(), PageEnd> {
        let mut envelope = Ok(None);
        if asked.tells_version
            && let Ok(reply) = &mut answer
        {
            let waits = self.page.is_dirty() && self.poll_credit(cx).is_pending();
            if self.page.is_dirty() && !waits {
                envelope = self.envelope();
            }
            let version = self.page.version() + u64::from(waits);
            *reply = versioned(reply, version);
        }
        if let (Some(resumable), Some(cid)) = (&mut self.resumable, asked.cid) {
            resumable.recall.answered(cid, &answer);
        }
        if !asked.is_stale {
            self.reply(asked.msg_ref.as_deref(), &answer);
        }
        if let Some(envelope) = envelope.map_err(PageEnd::Unsendable)? {
            self.push(envelope);
        }
        Ok(())
    }

    /// Goes on while the client has yet to read what it was sent.
    fn wait(&self) -> Result<(), PageEnd> {
        let queued = self.page.queued();
        if queued > self.limits.queue {
            return Err(PageEnd::Flooded { queued });
        }
        Ok(())
    }

    fn flush(&mut self) -> Result<(), EncodeError> {
        if let Some(envelope) = self.envelope()? {
            self.push(envelope);
        }
        Ok(())
    }

    /// The frame with what is different, unless nothing is. The client has been written all that was
    /// sent before.
    fn envelope(&mut self) -> Result<Option<Vec<u8>>, EncodeError> {
        if let (Some(resumable), Some(outlet)) = (&mut self.resumable, &self.outlet) {
            resumable.recall.written(outlet.heartbeats());
        }
        let mut out = self.frame.open(self.page.version());
        if !self.page.flush(&mut out)? {
            return Ok(None);
        }
        self.frame.close(&mut out);
        if let Some(resumable) = &mut self.resumable {
            let (version, body) = (self.page.version(), self.frame.body(&out));
            resumable.recall.sent(version, body);
        }
        Ok(Some(out))
    }
}

/// A [`VersionedReply`](musubi_wire::payload::VersionedReply) around a reply that is JSON already.
fn versioned(reply: &str, version: u64) -> String {
    format!("{{\"__musubi_version__\":{version},\"__musubi_reply__\":{reply}}}")
}

/// The outcome of a command as its metric has it.
fn outcome(answer: &Answer) -> &'static str {
    match answer {
        Ok(_) => "ok",
        Err(refused) => refused.outcome(),
    }
}

impl<O> Drop for PageTask<'_, O> {
    fn drop(&mut self) {
        if let Some(running) = self.running.take() {
            self.page.give_up(running.work);
        }
    }
}
