use std::borrow::Cow;
use std::fmt::Display;

use musubi_wire::pointer;
use serde_json::value::RawValue;

/// What an operation does at the place that its path leads to.
#[derive(Debug, Clone, Copy)]
pub enum Op<'a> {
    /// Puts a member or an element there that was not.
    Add(&'a RawValue),
    /// Takes out what is there.
    Remove,
    /// Puts a value in the place of another.
    Replace(&'a RawValue),
    /// Takes the element at this index of the same list there.
    Move(usize),
}

impl<'a> Op<'a> {
    /// The value that stands there afterwards.
    ///
    /// # Errors
    /// Fails where there is none.
    pub(crate) fn value(self) -> Result<&'a RawValue, Mismatch> {
        match self {
            Self::Add(value) | Self::Replace(value) => Ok(value),
            Self::Remove | Self::Move(_) => Err(Mismatch::new(
                "expected a value for what is always there, found its end",
            )),
        }
    }
}

/// The rest of a JSON Pointer, from a node of the document on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Path<'a>(&'a str);

impl<'a> Path<'a> {
    /// The whole of a pointer.
    ///
    /// # Errors
    /// Fails where the text is not empty and does not begin with `/`.
    pub(super) fn new(pointer: &'a str) -> Result<Self, Mismatch> {
        if pointer.is_empty() || pointer.starts_with('/') {
            Ok(Self(pointer))
        } else {
            Err(Mismatch::new("expected a JSON pointer"))
        }
    }

    /// Whether it ends here.
    pub fn is_empty(self) -> bool {
        self.0.is_empty()
    }

    /// The first name of the path, and what is behind it.
    pub fn split(self) -> Option<(Cow<'a, str>, Self)> {
        let inside = self.0.strip_prefix('/')?;
        let end = inside.find('/').unwrap_or(inside.len());
        let (token, rest) = inside.split_at(end);
        Some((pointer::unescape(token), Self(rest)))
    }

    /// The first name as an index below `end`, and what is behind it. `-` stands for the last index
    /// that there is.
    ///
    /// # Errors
    /// Fails where it is not such an index.
    pub(super) fn index(self, end: usize) -> Result<(usize, Self), Mismatch> {
        let (token, rest) = self
            .split()
            .ok_or_else(|| Mismatch::new("expected an index"))?;
        let index = match &*token {
            "-" => end.checked_sub(1),
            token => pointer::index(token).filter(|index| *index < end),
        };
        let index = index.ok_or_else(|| {
            Mismatch::new(format!("expected an index below {end}, found {token}"))
        })?;
        Ok((index, rest))
    }

    /// The text of the pointer.
    pub(super) fn as_str(self) -> &'a str {
        self.0
    }
}

/// Why an envelope does not fit the types of a client: where, and what belongs there.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{place}: {message}")]
pub struct Mismatch {
    place: String,
    message: String,
}

impl Mismatch {
    pub(crate) fn new(message: impl Display) -> Self {
        Self::of(message.to_string())
    }

    fn of(message: String) -> Self {
        Self {
            place: String::new(),
            message,
        }
    }

    /// The fault of a path that goes on in a value that has no parts.
    pub(crate) fn in_scalar(path: Path<'_>) -> Self {
        Self::new(format_args!(
            "expected a value without parts, found a path on into it: {}",
            path.0
        ))
    }

    /// The same fault at this place of the envelope.
    pub(super) fn at(mut self, place: impl Display) -> Self {
        self.place = place.to_string();
        self
    }

    /// Which part of the envelope does not fit, such as `ops[2] at /lines/0`.
    pub fn place(&self) -> &str {
        &self.place
    }

    /// What belongs there and what was found.
    pub fn message(&self) -> &str {
        &self.message
    }
}
