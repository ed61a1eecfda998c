//! Values that stay text, and those that nobody wants.

use serde::de::value::BorrowedStrDeserializer;
use serde::de::{DeserializeSeed, MapAccess, Visitor};

use super::compound::Place;
use super::{Fault, Reader};

/// How serde_json's `RawValue` asks a reader for text: as the only member of an object, under the
/// name of the type.
pub(super) const NAME: &str = "$serde_json::private::RawValue";

impl<'de> Reader<'de> {
    /// Gives the text of the value that is next.
    pub(super) fn raw<V: Visitor<'de>>(&mut self, visitor: V) -> Result<V::Value, Fault> {
        let text = self.skip()?;
        visitor.visit_map(Text {
            text,
            is_read: false,
        })
    }

    /// Goes past the value that is next, however deep it nests.
    pub(super) fn skip(&mut self) -> Result<&'de str, Fault> {
        self.peek();
        let start = self.at;
        let mut open: Vec<Place> = Vec::new();
        loop {
            match self.peek() {
                Some(b'n') => self.word("null")?,
                Some(b't' | b'f') => drop(self.bool()?),
                Some(b'"') => self.skip_string()?,
                Some(bracket @ (b'[' | b'{')) => {
                    self.at += 1;
                    self.depth += 1;
                    // In ASCII, a bracket ends two behind where it begins.
                    open.push(Place::before(bracket + 2));
                }
                _ => drop(self.digits()?),
            }
            loop {
                let Some(place) = open.last_mut() else {
                    return Ok(&self.text[start..self.at]);
                };
                if self.next(place)? {
                    break;
                }
                open.pop();
            }
            if open.last().is_some_and(Place::is_object) {
                self.skip_string()?;
                self.colon()?;
            }
        }
    }
}

struct Text<'de> {
    text: &'de str,
    is_read: bool,
}

impl<'de> MapAccess<'de> for Text<'de> {
    type Error = Fault;

    fn next_key_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Fault> {
        if std::mem::replace(&mut self.is_read, true) {
            return Ok(None);
        }
        seed.deserialize(BorrowedStrDeserializer::new(NAME))
            .map(Some)
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Fault> {
        seed.deserialize(BorrowedStrDeserializer::new(self.text))
    }
}
