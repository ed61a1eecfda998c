use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use futures_channel::mpsc;
use futures_util::StreamExt;
use musubi_wire::Reason;
use serde_json::value::RawValue;
use tokio::time::{Sleep, sleep};

use super::message::Ask;
use super::{Answer, Command, Frame, Page, Request, Starting, Work};
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
    outlet: O,
    frame: Frame,
    requests: &'a mut mpsc::Receiver<Request>,
    running: Option<Running>,
    limits: TaskLimits,
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
struct Running {
    msg_ref: Option<Box<str>>,
    tells_version: bool,
    work: Work<Outcome>,
    deadline: Pin<Box<Sleep>>,
    /// `None` for an offer of files.
    attempt: Option<Attempt<3>>,
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
    ) -> Result<Self, Refused> {
        let mut page = Self::new(&root, context, storage);
        match page.start(&root, params) {
            Starting::Done(result) => result?,
            Starting::Pending(work) => {
                let store = page.finish(work).await;
                page.install(store.expect("no store has ended before the root")?);
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
    ) -> Self {
        Self {
            page,
            outlet,
            frame,
            requests,
            running: None,
            limits,
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

    /// Pushes a frame of this page.
    pub(crate) fn push(&self, frame: Vec<u8>) {
        self.outlet.push(frame);
    }

    /// Works until the page ends. Dropping the future ends it, with all that it waits for.
    pub(crate) async fn run(mut self) -> PageEnd {
        poll_fn(|cx| self.poll(cx)).await
    }

    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<PageEnd> {
        loop {
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
            let end = match ready!(self.requests.poll_next_unpin(cx)) {
                Some(request) => self.take(request, cx).err(),
                None => Some(PageEnd::Abandoned),
            };
            if let Some(end) = end {
                return Poll::Ready(end);
            }
        }
    }

    /// Sends what changed, if the client has read what it was sent.
    fn poll_flush(&mut self, cx: &mut Context<'_>) -> Result<(), PageEnd> {
        if !self.page.is_dirty() {
            return Ok(());
        }
        match self.outlet.poll_credit(cx) {
            Poll::Ready(()) => self.flush().map_err(PageEnd::Unsendable),
            Poll::Pending => self.wait(),
        }
    }

    fn poll_running(&mut self, cx: &mut Context<'_>) -> Result<(), PageEnd> {
        let Some(running) = &mut self.running else {
            return Ok(());
        };
        let answer = match self.page.poll(&mut running.work, cx) {
            Poll::Ready(Some(answer)) => answer,
            Poll::Ready(None) => Err(Refused::reason(Reason::UnknownStore.as_str())),
            Poll::Pending if running.deadline.as_mut().poll(cx).is_pending() => return Ok(()),
            Poll::Pending => Err(Refused::timeout("command")),
        };
        let Some(running) = self.running.take() else {
            return Ok(());
        };
        self.page.let_go(running.work);
        if let Some(attempt) = running.attempt {
            attempt.end(outcome(&answer));
        }
        self.answer(
            running.msg_ref.as_deref(),
            answer,
            running.tells_version,
            cx,
        )
    }

    /// Carries out a request, as far as that goes at once.
    fn take(&mut self, request: Request, cx: &mut Context<'_>) -> Result<(), PageEnd> {
        let Request { msg_ref, ask } = request;
        let (command, attempt, tells_version) = match ask {
            Err(refused) => (Command::Done(Err(refused)), None, false),
            Ok(Ask::Leave) => return Err(PageEnd::Left { msg_ref }),
            Ok(Ask::Command {
                store_id,
                name,
                payload,
                tells_version,
            }) => {
                let mut attempt = Attempt::start(COMMAND_SECONDS, [UNKNOWN, UNKNOWN, ""]);
                let command = self.page.command(&store_id, &name, &payload, &mut attempt);
                (command, Some(attempt), tells_version)
            }
            Ok(Ask::JoinUpload(join)) => {
                self.page.join_upload(*join);
                return Ok(());
            }
            Ok(Ask::Upload(ask)) => {
                let token = |entry| self.outlet.upload_token(entry);
                (self.page.upload(*ask, &token), None, false)
            }
        };
        match command {
            Command::Done(answer) => {
                if let Some(attempt) = attempt {
                    attempt.end(outcome(&answer));
                }
                self.answer(msg_ref.as_deref(), answer, tells_version, cx)
            }
            Command::Waiting(work) => {
                let deadline = Box::pin(sleep(self.limits.command_timeout));
                self.running = Some(Running {
                    msg_ref,
                    tells_version,
                    work,
                    deadline,
                    attempt,
                });
                Ok(())
            }
        }
    }

    /// Replies. A reply that tells the version which has the command's effect is made after that
    /// envelope, as only then it is known whether there is one, and still sent before it.
    fn answer(
        &mut self,
        msg_ref: Option<&str>,
        mut answer: Answer,
        tells_version: bool,
        cx: &mut Context<'_>,
    ) -> Result<(), PageEnd> {
        let mut envelope = Ok(None);
        if tells_version && let Ok(reply) = &mut answer {
            let waits = self.page.is_dirty() && self.outlet.poll_credit(cx).is_pending();
            if self.page.is_dirty() && !waits {
                envelope = self.envelope();
            }
            let version = self.page.version() + u64::from(waits);
            *reply = versioned(reply, version);
        }
        self.outlet.reply(msg_ref, &answer);
        if let Some(envelope) = envelope.map_err(PageEnd::Unsendable)? {
            self.outlet.push(envelope);
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
            self.outlet.push(envelope);
        }
        Ok(())
    }

    /// The frame with what is different, unless nothing is.
    fn envelope(&mut self) -> Result<Option<Vec<u8>>, EncodeError> {
        let mut out = self.frame.open(self.page.version());
        if !self.page.flush(&mut out)? {
            return Ok(None);
        }
        self.frame.close(&mut out);
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
            self.page.let_go(running.work);
        }
    }
}
