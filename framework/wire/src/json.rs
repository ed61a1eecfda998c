//! Appending JSON to a `String`, reading it with errors that name the place, and saying what a piece
//! of it is.

mod kind;
mod object;
mod place;
mod read;
mod reader;
mod write;

pub use kind::Kind;
pub(crate) use object::{names, object};
pub use read::{DecodeError, read};
pub(crate) use read::{parse, read_borrowed};
pub use reader::{Fault, Reader};
pub use write::{write, write_opt_str, write_str};

use std::borrow::Cow;

use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

/// The string that `raw` is, copied only when it contains escapes.
pub(crate) fn string(raw: &RawValue) -> Result<Cow<'_, str>, Fault> {
    parse(raw.get()).map(|BorrowedStr(text)| text)
}

/// A string that is borrowed from its JSON where it can be: `Cow` alone always copies.
#[derive(Deserialize)]
pub(crate) struct BorrowedStr<'a>(#[serde(borrow)] pub Cow<'a, str>);

impl<'a> From<BorrowedStr<'a>> for Cow<'a, str> {
    fn from(text: BorrowedStr<'a>) -> Self {
        text.0
    }
}

/// A string or `null`, borrowed where it can be.
#[derive(Deserialize)]
pub(crate) struct BorrowedOptStr<'a>(#[serde(borrow)] Option<BorrowedStr<'a>>);

impl<'a> From<BorrowedOptStr<'a>> for Option<Cow<'a, str>> {
    fn from(text: BorrowedOptStr<'a>) -> Self {
        text.0.map(Cow::from)
    }
}

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
    parse("{}").unwrap_or(RawValue::NULL)
}
