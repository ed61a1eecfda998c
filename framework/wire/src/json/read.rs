use std::fmt::{self, Display};
use std::marker::PhantomData;

use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::{Fault, Reader};

/// Reads `text` into `T`.
///
/// The place of a fault costs nothing until there is one: only then is it looked for in the text.
/// Floats are read exactly, in a browser by the browser. A struct is an object, not an array.
///
/// # Errors
///
/// When the text is not JSON, or not the JSON of a `T`. The error names the path to the fault.
///
/// # Examples
///
/// ```
/// let error = musubi_wire::json::read::<Vec<Vec<u8>>>("[[1],[2,null]]").unwrap_err();
/// assert_eq!(error.path(), "[1][1]");
/// ```
pub fn read<T: DeserializeOwned>(text: &str) -> Result<T, DecodeError> {
    read_borrowed(text)
}

/// Reads `text` into a `T` that borrows from it. As [`read`].
pub(crate) fn read_borrowed<'a, T: Deserialize<'a>>(text: &'a str) -> Result<T, DecodeError> {
    Ok(parse(text)?)
}

/// What is compiled once for each type.
#[inline(never)]
pub(crate) fn parse<'a, T: Deserialize<'a>>(text: &'a str) -> Result<T, Fault> {
    let mut reader = Reader::new(text);
    let value = reader.value(PhantomData::<T>)?;
    reader.end()?;
    Ok(value)
}

/// Why JSON is not what was asked for, and where.
///
/// Printed as `ops[3].path: expected a JSON pointer, found "x"`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecodeError {
    path: String,
    message: String,
}

impl DecodeError {
    /// The way to the fault, for example `ops[3].path`. Empty for the whole value, and for text that is
    /// no JSON. A missing member is a fault of the object that should have it.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// What is wrong there.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// The same fault, seen from a value that holds the faulty one at `prefix`.
    pub(crate) fn under(self, prefix: &str) -> Self {
        let separator = if self.path.is_empty() || self.path.starts_with('[') {
            ""
        } else {
            "."
        };
        Self {
            path: [prefix, separator, &self.path].concat(),
            message: self.message,
        }
    }
}

impl Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.path.as_str() {
            "" => f.write_str(&self.message),
            path => write!(f, "{path}: {}", self.message),
        }
    }
}

impl std::error::Error for DecodeError {}

impl From<Fault> for DecodeError {
    fn from(fault: Fault) -> Self {
        let (path, message) = fault.into_parts();
        Self { path, message }
    }
}
