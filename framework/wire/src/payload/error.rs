use std::fmt::Display;

use crate::names::Reason;

/// Why a payload is refused: where, what belongs there, and what stands there.
///
/// Printed as `store_id[1]: expected a string, found number`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{path}: expected {expected}, found {found}")]
pub struct PayloadError {
    path: String,
    expected: &'static str,
    found: String,
    reason: Option<Reason>,
}

impl PayloadError {
    pub(super) fn new(
        path: impl Into<String>,
        expected: &'static str,
        found: impl Display,
        reason: Option<Reason>,
    ) -> Self {
        Self {
            path: path.into(),
            expected,
            found: found.to_string(),
            reason,
        }
    }

    pub(super) fn with_reason(self, reason: Reason) -> Self {
        Self {
            reason: Some(reason),
            ..self
        }
    }

    /// The way to the fault, for example `store_id[1]`; `payload` for the payload as a whole.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// What is wrong there, without the path: `expected a string, found number`.
    pub fn message(&self) -> String {
        format!("expected {}, found {}", self.expected, self.found)
    }

    /// The reason of the error reply, where the reference has one. `None` where the reference ends
    /// the page instead: we answer with this error's text, and the page lives.
    pub fn reason(&self) -> Option<Reason> {
        self.reason
    }
}
