use std::fmt::{self, Display};

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// Reads `text` into `T`.
///
/// The place of a fault costs nothing until there is one: only then is the text read again with
/// every key kept.
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
    serde_json::from_str(text).or_else(|_| {
        let mut deserializer = serde_json::Deserializer::from_str(text);
        let value =
            serde_path_to_error::deserialize(&mut deserializer).map_err(DecodeError::tracked)?;
        deserializer.end().map_err(DecodeError::at_root)?;
        Ok(value)
    })
}

/// Reads a tree into `T`. As [`read`], for JSON that is parsed already.
///
/// # Errors
///
/// As [`read`].
pub fn read_value<T: DeserializeOwned>(value: &Value) -> Result<T, DecodeError> {
    T::deserialize(value)
        .or_else(|_| serde_path_to_error::deserialize(value).map_err(DecodeError::tracked))
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

    fn at_root(error: serde_json::Error) -> Self {
        Self {
            path: String::new(),
            message: error.to_string(),
        }
    }

    /// A fault whose place was tracked.
    fn tracked(error: serde_path_to_error::Error<serde_json::Error>) -> Self {
        // Of text that is no JSON, the line and column in the message tell more than the path.
        let has_path = error.inner().is_data() && error.path().iter().next().is_some();
        let path = if has_path {
            error.path().to_string()
        } else {
            String::new()
        };
        Self {
            path,
            message: error.into_inner().to_string(),
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
