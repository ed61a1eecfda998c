//! Appending JSON to a `String`, reading it with errors that name the place, and saying what a piece
//! of it is.

use std::borrow::Cow;
use std::fmt::{self, Display};
use std::io;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;
use serde_json::value::RawValue;

/// Appends `value` as compact JSON to `out`, without a buffer of its own.
///
/// # Errors
///
/// When the value refuses to be serialised (a map whose keys are not strings, a custom
/// `Serialize` that fails). `out` is then exactly as long as before.
///
/// # Examples
///
/// ```
/// let mut out = String::from("count=");
/// musubi_wire::json::write(&mut out, &[1, 2])?;
/// assert_eq!(out, "count=[1,2]");
/// # Ok::<(), serde_json::Error>(())
/// ```
pub fn write<T: Serialize + ?Sized>(out: &mut String, value: &T) -> Result<(), serde_json::Error> {
    let start = out.len();
    let written = serde_json::to_writer(Append(out), value);
    if written.is_err() {
        out.truncate(start);
    }
    written
}

/// Appends `text` as a JSON string, quotes included.
pub fn write_str(out: &mut String, text: &str) {
    out.push('"');
    let mut plain = 0;
    for (at, byte) in text.bytes().enumerate() {
        if byte >= 0x20 && byte != b'"' && byte != b'\\' {
            continue;
        }
        out.push_str(&text[plain..at]);
        plain = at + 1;
        match byte {
            b'"' => out.push_str("\\\""),
            b'\\' => out.push_str("\\\\"),
            b'\n' => out.push_str("\\n"),
            b'\r' => out.push_str("\\r"),
            b'\t' => out.push_str("\\t"),
            _ => {
                const HEX: [char; 16] = [
                    '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f',
                ];
                out.push_str("\\u00");
                out.push(HEX[usize::from(byte >> 4)]);
                out.push(HEX[usize::from(byte & 0xf)]);
            }
        }
    }
    out.push_str(&text[plain..]);
    out.push('"');
}

/// Appends `text` as a JSON string, or `null` for `None`.
pub fn write_opt_str(out: &mut String, text: Option<&str>) {
    match text {
        Some(text) => write_str(out, text),
        None => out.push_str("null"),
    }
}

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
    serde_json::from_str(text).or_else(|_| {
        let mut deserializer = serde_json::Deserializer::from_str(text);
        let value = serde_path_to_error::deserialize(&mut deserializer)?;
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
    T::deserialize(value).or_else(|_| Ok(serde_path_to_error::deserialize(value)?))
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
    /// The way to the fault, for example `ops[3].path`. Empty for the whole value. A missing member
    /// is a fault of the object that should have it.
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
}

impl From<serde_path_to_error::Error<serde_json::Error>> for DecodeError {
    fn from(error: serde_path_to_error::Error<serde_json::Error>) -> Self {
        let path = match error.path().iter().next() {
            Some(_) => error.path().to_string(),
            None => String::new(),
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

/// What a piece of JSON is, judged by its first byte: the word after "found" in our errors.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `null`
    Null,
    /// `true` or `false`
    Boolean,
    /// A number.
    Number,
    /// A string.
    String,
    /// An array.
    Array,
    /// An object.
    Object,
    /// Not the start of any JSON value; also the empty text.
    Nothing,
}

impl Kind {
    /// Judges `json` by its first byte after white space. Never fails: the rest is not read.
    pub fn of(json: &str) -> Self {
        match json.trim_ascii_start().bytes().next() {
            Some(b'n') => Self::Null,
            Some(b't' | b'f') => Self::Boolean,
            Some(b'-' | b'0'..=b'9') => Self::Number,
            Some(b'"') => Self::String,
            Some(b'[') => Self::Array,
            Some(b'{') => Self::Object,
            _ => Self::Nothing,
        }
    }
}

impl Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Null => "null",
            Self::Boolean => "boolean",
            Self::Number => "number",
            Self::String => "string",
            Self::Array => "array",
            Self::Object => "object",
            Self::Nothing => "nothing",
        })
    }
}

/// The string that `raw` is, copied only when it contains escapes.
pub(crate) fn string(raw: &RawValue) -> Result<Cow<'_, str>, serde_json::Error> {
    serde_json::from_str(raw.get()).map(|BorrowedStr(text)| text)
}

/// A string that is borrowed from its JSON where it can be: `Cow` alone always copies.
#[derive(Deserialize)]
pub(crate) struct BorrowedStr<'a>(#[serde(borrow)] pub Cow<'a, str>);

/// For members whose absence and whose `null` differ: `None` is absence.
pub(crate) fn present<'de, T, D>(deserializer: D) -> Result<Option<T>, D::Error>
where
    T: Deserialize<'de>,
    D: Deserializer<'de>,
{
    T::deserialize(deserializer).map(Some)
}

/// `{}` as a raw value, the default of payloads and params.
pub(crate) fn empty_object() -> &'static RawValue {
    serde_json::from_str("{}").unwrap_or(RawValue::NULL)
}

/// Lets serde_json write into a `String`. It hands over whole characters, so the check per piece
/// is a formality that keeps this free of `unsafe`.
struct Append<'a>(&'a mut String);

impl io::Write for Append<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.write_all(bytes).map(|()| bytes.len())
    }

    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        let text = std::str::from_utf8(bytes)
            .map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))?;
        self.0.push_str(text);
        Ok(())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
