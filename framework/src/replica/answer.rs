use std::convert::Infallible;
use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use musubi_wire::json::{Fault, Reader};
use musubi_wire::payload::ErrorReply;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;

use super::{Answer, CommandFailure};
use crate::contract::CommandError;
use crate::typescript::Wire;

/// Why a command has no reply.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum CallError<E> {
    /// The command itself refused, with one of its errors.
    #[error("{0}")]
    Refused(E),
    /// The server refused in its own name: there is no such store or command any more, the payload
    /// does not fit, or something failed.
    #[error("{reason}")]
    Rejected {
        /// A sentence for people.
        reason: String,
        /// What kind of fault it is, for programs.
        code: Option<String>,
    },
    /// The connection was lost before the reply came, or there was none. The server may have carried
    /// the command out.
    #[error("disconnected")]
    Disconnected,
    /// No reply came in the time that the client waits for one. The server may still carry the
    /// command out.
    #[error("timed out")]
    TimedOut,
    /// The payload or the reply is not JSON of its type.
    #[error("{0}")]
    Json(String),
}

/// What a command will reply.
///
/// The command is on its way already: dropping this only means not to hear of it.
#[must_use = "a command that fails says so in its reply"]
pub struct Reply<R, E> {
    answer: Result<Answer, String>,
    types: PhantomData<fn() -> (R, E)>,
}

impl<R, E> Reply<R, E> {
    pub(super) fn new(answer: Result<Answer, String>) -> Self {
        Self {
            answer,
            types: PhantomData,
        }
    }
}

impl<R: Wire, E: ReplyError> Future for Reply<R, E> {
    type Output = Result<R, CallError<E>>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let answer = match &mut self.get_mut().answer {
            Ok(answer) => ready!(Pin::new(answer).poll(cx)),
            Err(fault) => return Poll::Ready(Err(CallError::Json(fault.clone()))),
        };
        Poll::Ready(match answer {
            Ok(Ok(reply)) => read_reply(&reply),
            Ok(Err(CommandFailure::Refused(reply))) => Err(refusal(reply)),
            Ok(Err(CommandFailure::TimedOut)) => Err(CallError::TimedOut),
            Ok(Err(CommandFailure::Disconnected | CommandFailure::Unsent)) | Err(_) => {
                Err(CallError::Disconnected)
            }
        })
    }
}

impl<R, E> std::fmt::Debug for Reply<R, E> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Reply").finish_non_exhaustive()
    }
}

fn read_reply<R: Wire, E>(reply: &str) -> Result<R, CallError<E>> {
    // A command that returns nothing replies with an empty object.
    let is_nothing = std::any::TypeId::of::<R>() == std::any::TypeId::of::<()>();
    let reply = if is_nothing { "null" } else { reply };
    musubi_wire::json::read(reply).map_err(|fault| CallError::Json(format!("the reply: {fault}")))
}

fn refusal<E: ReplyError>(reply: ErrorReply) -> CallError<E> {
    match E::received(&reply) {
        Some(error) => CallError::Refused(error),
        None => CallError::Rejected {
            reason: reply.reason,
            code: reply.code,
        },
    }
}

/// An error that a command can reply with, as its client reads it.
pub trait ReplyError: Sized + 'static {
    /// The error, if the reply is one of this type.
    fn received(reply: &ErrorReply) -> Option<Self>;
}

impl ReplyError for Infallible {
    fn received(_: &ErrorReply) -> Option<Self> {
        None
    }
}

impl<E: CommandError + DeserializeOwned> ReplyError for E {
    fn received(reply: &ErrorReply) -> Option<Self> {
        <E as CommandError>::received(reply)
    }
}

/// Reads an error from all that an error of any kind is made of.
pub(crate) fn read_error<E: DeserializeOwned>(reply: &ErrorReply) -> Option<E> {
    #[derive(Serialize)]
    struct Members<'a> {
        code: &'a str,
        reason: &'a str,
        detail: &'a RawValue,
    }

    let members = Members {
        code: reply.code.as_deref()?,
        reason: &reply.reason,
        detail: reply.error.as_deref().unwrap_or(RawValue::NULL),
    };
    let text = serde_json::to_string(&members).ok()?;
    musubi_wire::json::read(&text).ok()
}

/// What reads a variant by its name, which is the code of the error.
pub type ReadVariant<E> = fn(&mut Reader<'_>) -> Result<E, Fault>;

/// Reads an error of an enum: its code names the variant, and its detail is what that holds. Unlike
/// code and detail side by side, which may come in any order, this keeps nothing for later.
pub fn read_variant<E>(reply: &ErrorReply, read: ReadVariant<E>) -> Option<E> {
    let read = |text: &str| read(&mut Reader::new(text)).ok();
    let mut code = String::new();
    musubi_wire::json::write_str(&mut code, reply.code.as_deref()?);
    let detail = reply.error.as_deref().map_or("null", RawValue::get);
    let unit = (detail == "null").then(|| read(&code)).flatten();
    unit.or_else(|| read(&["{", &code, ":", detail, "}"].concat()))
}
