use std::fmt;

use futures_util::future::LocalBoxFuture;
use musubi_wire::Code;
use musubi_wire::json::DecodeError;
use musubi_wire::payload::PayloadError;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;

use super::rules::{Fault, Faults};
use crate::codegen;
use crate::contract::{CommandError, CommandResult, CommandShape};
use crate::json;
use crate::telemetry::UNKNOWN;
use crate::typescript::{Types, Wire};

/// What a command comes to: the reply as JSON, or why it was refused.
pub type Outcome = Result<String, Refused>;

/// A command that was taken up.
pub enum CommandRun {
    /// The method has returned.
    Done(Outcome),
    /// An `async` method is at work.
    Pending(LocalBoxFuture<'static, Outcome>),
    /// The store has no command of this name.
    Unknown,
}

/// A refusal as it goes over the wire.
#[derive(Debug, Clone, PartialEq)]
pub struct Refused {
    /// A sentence for people, or one of the protocol's own reasons.
    pub reason: String,
    /// The code that a client matches on.
    pub code: Option<String>,
    /// The typed error's detail as JSON.
    pub error: Option<String>,
}

/// The payload of a command as it came.
#[derive(Clone, Copy)]
pub struct Payload<'a>(&'a RawValue);

impl<'a> Payload<'a> {
    pub(crate) fn new(json: &'a RawValue) -> Self {
        Self(json)
    }

    /// Decodes the payload into a method's arguments.
    ///
    /// # Errors
    /// Fails with code `invalid_payload` and the path of the member that is wrong.
    pub fn decode<A: DeserializeOwned>(self) -> Result<A, Refused> {
        musubi_wire::json::read(self.0.get())
            .map_err(|error| Refused::invalid(Code::InvalidPayload, &error))
    }
}

impl fmt::Debug for Payload<'_> {
    /// Says nothing of the contents, which may be private.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Payload")
            .field("bytes", &self.0.get().len())
            .finish_non_exhaustive()
    }
}

/// Refuses a payload that breaks rules of its types.
///
/// # Errors
/// Fails with code `invalid_payload` and the path of each member that is wrong.
#[doc(hidden)]
pub fn checked_payload(faults: &Faults) -> Result<(), Refused> {
    Refused::unless_faultless(Code::InvalidPayload, faults)
}

/// Refuses params that break rules of their types.
///
/// # Errors
/// Fails with code `invalid_params` and the path of each member that is wrong.
#[doc(hidden)]
pub fn checked_params<P>(params: P, faults: &Faults) -> Result<P, Refused> {
    Refused::unless_faultless(Code::InvalidParams, faults).map(|()| params)
}

/// What the server knows of a command.
#[doc(hidden)]
pub trait ServedCommand: DeserializeOwned {
    /// What the method returns.
    type Returns;

    /// The command's part of the generated types.
    fn shape(types: &mut Types) -> CommandShape;

    /// The answer to the client.
    fn outcome(returned: &Self::Returns) -> Outcome;
}

/// The outcome of a method that cannot fail. `()` replies with `{}`.
#[doc(hidden)]
pub fn infallible<R: Wire>(reply: &R) -> Outcome {
    if size_of::<R>() == 0 && std::any::TypeId::of::<R>() == std::any::TypeId::of::<()>() {
        return Ok("{}".into());
    }
    let json = reply_json(reply)?;
    if let Some(fault) = codegen::fault::<R>(json.as_bytes()) {
        let message = format!("the reply is not of its declared type: {fault}");
        tracing::error!("{message}");
        return Err(Refused::coded(Code::InvalidReply, message));
    }
    Ok(json)
}

/// A reply as JSON.
pub(crate) fn reply_json<R: Serialize + ?Sized>(reply: &R) -> Outcome {
    json::to_string(reply).map_err(|error| {
        Refused::coded(
            Code::InvalidReply,
            format!("the reply cannot be sent: {error}"),
        )
    })
}

/// The outcome of a method that returns a `Result`.
#[doc(hidden)]
pub fn fallible<R: CommandResult>(result: &R) -> Outcome {
    match result.half() {
        Ok(reply) => infallible(reply),
        Err(error) => Err(Refused::new(error)),
    }
}

impl Refused {
    /// One of the protocol's own reasons, without a type.
    pub(crate) fn reason(reason: impl Into<String>) -> Self {
        Self {
            reason: reason.into(),
            code: None,
            error: None,
        }
    }

    /// A typed error.
    pub(crate) fn new(error: &impl CommandError) -> Self {
        Self {
            reason: error.reason(),
            code: Some(error.code().to_owned()),
            error: Some(error.detail().unwrap_or_else(|failure| {
                tracing::error!(code = error.code(), %failure, "the detail of an error has no JSON");
                "null".into()
            })),
        }
    }

    /// Params or a payload that do not decode into the types of the store.
    pub(crate) fn invalid(code: Code, error: &DecodeError) -> Self {
        Self::undecoded(code, error, error.path(), error.message())
    }

    /// A message whose payload breaks the protocol.
    pub(crate) fn payload(error: &PayloadError) -> Self {
        match error.reason() {
            Some(reason) => Self::reason(reason.as_str()),
            None => Self::undecoded(Code::InvalidPayload, error, error.path(), &error.message()),
        }
    }

    fn undecoded(code: Code, error: &dyn fmt::Display, path: &str, message: &str) -> Self {
        #[derive(Serialize)]
        struct Detail<'a> {
            path: &'a str,
            message: &'a str,
        }
        Self {
            error: json::to_string(&Detail { path, message }).ok(),
            ..Self::coded(
                code,
                format!("{}: {error}", code.as_str().replace('_', " ")),
            )
        }
    }

    /// Params or a payload that break rules of their types. Ok where they break none.
    ///
    /// # Errors
    /// The refusal, which names each fault.
    fn unless_faultless(code: Code, faults: &Faults) -> Result<(), Self> {
        #[derive(Serialize)]
        struct Detail<'a> {
            path: &'a str,
            message: &'a str,
            faults: &'a [Fault],
        }
        let Some(first) = faults.0.first() else {
            return Ok(());
        };
        let (path, message) = (&*first.path, &*first.message);
        let separator = if path.is_empty() { "" } else { ": " };
        let detail = Detail {
            path,
            message,
            faults: &faults.0,
        };
        Err(Self {
            error: json::to_string(&detail).ok(),
            ..Self::coded(
                code,
                format!(
                    "{}: {path}{separator}{message}",
                    code.as_str().replace('_', " ")
                ),
            )
        })
    }

    /// `what` took longer than the limits allow.
    pub(crate) fn timeout(what: &str) -> Self {
        Self::coded(Code::Timeout, format!("{what} timed out"))
    }

    /// The command was carried out before, and what it came to is no longer known.
    pub(crate) fn reply_lost() -> Self {
        Self::coded(
            Code::ReplyLost,
            "the command was carried out, but its reply is no longer known".into(),
        )
    }

    /// A message is larger than `limit` bytes.
    pub(crate) fn too_large(limit: usize) -> Self {
        Self {
            error: Some(format!("{{\"limit\":{limit}}}")),
            ..Self::coded(
                Code::TooLarge,
                format!("the message is larger than {limit} bytes"),
            )
        }
    }

    /// The page has as many requests waiting as the limits allow.
    pub(crate) fn too_many_requests() -> Self {
        Self::coded(
            Code::TooManyRequests,
            "too many requests are waiting".into(),
        )
    }

    /// What a refusal of a command counts as.
    pub(crate) fn outcome(&self) -> &'static str {
        let is = |code: Code| self.code.as_deref() == Some(code.as_str());
        if is(Code::InvalidPayload) {
            "invalid"
        } else if is(Code::Timeout) {
            "timeout"
        } else if self.code.is_none() {
            UNKNOWN
        } else {
            "refused"
        }
    }

    fn coded(code: Code, reason: String) -> Self {
        Self {
            reason,
            code: Some(code.as_str().into()),
            error: None,
        }
    }

    /// The response of an error reply.
    pub(crate) fn response(&self) -> String {
        let mut out = String::from("{\"reason\":");
        musubi_wire::json::write_str(&mut out, &self.reason);
        if let Some(code) = &self.code {
            out.push_str(",\"code\":");
            musubi_wire::json::write_str(&mut out, code);
        }
        if let Some(error) = &self.error {
            out.push_str(",\"error\":");
            out.push_str(error);
        }
        out.push('}');
        out
    }
}
