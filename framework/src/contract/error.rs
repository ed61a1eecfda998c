use std::fmt;

use serde::{Deserialize, Serialize};

/// Why a command was not carried out, or a mount refused, in terms that a client can match on.
///
/// `#[command_error]` implements it for an enum: each variant has a code, and its fields are the
/// detail. On the wire the error reply is `{"reason": …, "code": …, "error": <detail>}`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an error that a client can match on",
    label = "not a command error",
    note = "add `#[command_error]` to the enum, or return `Refusal` for an error without detail"
)]
pub trait CommandError: 'static {
    /// Identifies the error: snake case, the same on both sides.
    fn code(&self) -> &str;

    /// A sentence for people.
    fn reason(&self) -> String;

    /// The detail as JSON, `null` where there is none.
    ///
    /// # Errors
    /// Fails where the detail cannot be written as JSON.
    fn detail(&self) -> Result<String, serde_json::Error>;

    /// The error that a client was sent, if it is one of this type.
    #[cfg(feature = "client")]
    #[doc(hidden)]
    fn received(reply: &musubi_wire::payload::ErrorReply) -> Option<Self>
    where
        Self: serde::de::DeserializeOwned,
    {
        crate::replica::read_error(reply)
    }

    /// Every code with the TypeScript type of its detail.
    #[cfg(feature = "server")]
    #[doc(hidden)]
    fn shapes(types: &mut crate::typescript::Types) -> Vec<super::ErrorShape>;
}

/// An error with a code and a reason and no detail, for what needs no type of its own.
///
/// ```
/// # use musubi::Refusal;
/// # fn check(is_owner: bool) -> Result<(), Refusal> {
/// if !is_owner {
///     return Err(Refusal::new("forbidden", "Only the owner can do that."));
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    code: String,
    reason: String,
}

impl Refusal {
    /// An error with this code (snake case) and this sentence for people.
    pub fn new(code: impl Into<String>, reason: impl Into<String>) -> Self {
        Self {
            code: code.into(),
            reason: reason.into(),
        }
    }

    /// The refusal that every client knows: code and reason `unauthorized`.
    pub fn unauthorized() -> Self {
        Self::new("unauthorized", "unauthorized")
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.reason)
    }
}

impl std::error::Error for Refusal {}

impl CommandError for Refusal {
    fn code(&self) -> &str {
        &self.code
    }

    fn reason(&self) -> String {
        self.reason.clone()
    }

    fn detail(&self) -> Result<String, serde_json::Error> {
        Ok("null".into())
    }

    #[cfg(feature = "server")]
    fn shapes(_: &mut crate::typescript::Types) -> Vec<super::ErrorShape> {
        vec![super::ErrorShape {
            code: None,
            detail: "null".into(),
            doc: String::new(),
        }]
    }
}
