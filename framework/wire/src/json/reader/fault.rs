use std::fmt::{self, Display};

use serde::de::{Error, Expected, Unexpected};

use super::Reader;
use crate::json::place;

/// Why a [`Reader`] could not go on.
///
/// It is behind a pointer, as every function of every type passes it on.
pub struct Fault(Box<Inner>);

struct Inner {
    message: String,
    path: String,
    is_placed: bool,
    is_data: bool,
}

impl Fault {
    /// Whether the text is JSON as far as it was read, and of another type than was asked for.
    pub fn is_data(&self) -> bool {
        self.0.is_data
    }

    /// The path to the fault, and what it is.
    pub(in crate::json) fn into_parts(self) -> (String, String) {
        (self.0.path, self.0.message)
    }
}

impl Reader<'_> {
    /// The text is no JSON before what stands next, or ends there. Such a fault has no path: the
    /// line and column tell more.
    #[cold]
    pub(super) fn syntax(&self, message: &str) -> Fault {
        let behind = (self.at + 1).min(self.text.len());
        Fault(Box::new(Inner {
            message: format!("{message}{}", Position::of(self.text, behind)),
            path: String::new(),
            is_placed: true,
            is_data: false,
        }))
    }

    /// A fault that was found here, with the path to what stands last before `inside`. One that has
    /// its place keeps it: values that hold others pass on what these found.
    #[cold]
    pub(super) fn place(&self, mut fault: Fault, inside: usize) -> Fault {
        if !fault.0.is_placed {
            let position = Position::of(self.text, self.at);
            fault.0.message += &position.to_string();
            fault.0.path = place::path(&self.text[..inside]);
            fault.0.is_placed = true;
        }
        fault
    }
}

impl Error for Fault {
    fn custom<T: Display>(message: T) -> Self {
        Self(Box::new(Inner {
            message: message.to_string(),
            path: String::new(),
            is_placed: false,
            is_data: true,
        }))
    }

    fn invalid_type(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        let found = Found(found);
        Self::custom(format_args!("invalid type: {found}, expected {expected}"))
    }

    fn invalid_value(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        let found = Found(found);
        Self::custom(format_args!("invalid value: {found}, expected {expected}"))
    }
}

impl std::error::Error for Fault {}

impl Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.message)
    }
}

impl fmt::Debug for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Display::fmt(self, f)
    }
}

/// What was found, in the words of JSON.
struct Found<'a>(Unexpected<'a>);

impl Display for Found<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Unexpected::Unit => f.write_str("null"),
            // In the digits of JSON, which the module has anyway where floats are written.
            Unexpected::Float(value) => {
                let digits = serde_json::to_string(&value).map_err(|_| fmt::Error)?;
                write!(f, "floating point `{digits}`")
            }
            found => Display::fmt(&found, f),
        }
    }
}

/// How far was read, counted in bytes.
struct Position {
    line: usize,
    column: usize,
}

impl Position {
    fn of(text: &str, at: usize) -> Self {
        let seen = &text.as_bytes()[..at];
        let line_start = seen
            .iter()
            .rposition(|byte| *byte == b'\n')
            .map_or(0, |end| end + 1);
        let ends_of_lines = seen.iter().filter(|byte| **byte == b'\n').count();
        Self {
            line: 1 + ends_of_lines,
            column: at - line_start,
        }
    }
}

impl Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, " at line {} column {}", self.line, self.column)
    }
}
