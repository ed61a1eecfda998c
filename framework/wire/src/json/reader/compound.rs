//! Arrays, objects, and variants that hold something.

use serde::Deserialize;
use serde::de::{
    DeserializeSeed, Deserializer, EnumAccess, MapAccess, SeqAccess, VariantAccess, Visitor,
};

use super::key::Key;
use super::{Fault, Reader};

/// What is between two brackets.
pub(super) struct Parts<'a, 'de> {
    reader: &'a mut Reader<'de>,
    place: Place,
}

/// How far an array or an object was read.
pub(super) struct Place {
    end: u8,
    has_begun: bool,
    has_ended: bool,
}

impl Place {
    /// Behind the bracket that begins what ends with `end`.
    pub(super) fn before(end: u8) -> Self {
        Self {
            end,
            has_begun: false,
            has_ended: false,
        }
    }

    pub(super) fn is_object(&self) -> bool {
        self.end == b'}'
    }
}

impl<'de> Reader<'de> {
    /// Goes to the next element, or to the key of the next member, or past the end.
    pub(super) fn next(&mut self, place: &mut Place) -> Result<bool, Fault> {
        if place.has_ended {
            return Ok(false);
        }
        let is_object = place.is_object();
        match self.peek() {
            Some(byte) if byte == place.end => {
                self.at += 1;
                self.depth -= 1;
                place.has_ended = true;
                return Ok(false);
            }
            Some(b',') if place.has_begun => {
                self.at += 1;
                if self.peek() == Some(place.end) {
                    return Err(self.syntax("trailing comma"));
                }
            }
            Some(_) if place.has_begun && is_object => {
                return Err(self.syntax("expected `,` or `}`"));
            }
            Some(_) if place.has_begun => return Err(self.syntax("expected `,` or `]`")),
            Some(_) => {}
            None if is_object => return Err(self.syntax("EOF while parsing an object")),
            None => return Err(self.syntax("EOF while parsing a list")),
        }
        place.has_begun = true;
        if is_object && self.peek() != Some(b'"') {
            return Err(self.syntax("key must be a string"));
        }
        Ok(true)
    }

    /// Goes past what stands between a key and its value.
    pub(super) fn colon(&mut self) -> Result<(), Fault> {
        match self.peek() {
            Some(b':') => {
                self.at += 1;
                Ok(())
            }
            Some(_) => Err(self.syntax("expected `:`")),
            None => Err(self.syntax("EOF while parsing an object")),
        }
    }

    /// Reads one value with what the type knows of it.
    pub(in crate::json) fn value<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<S::Value, Fault> {
        let read = seed.deserialize(&mut *self);
        read.map_err(|fault| self.place(fault, self.at))
    }
}

impl<'a, 'de> Parts<'a, 'de> {
    pub(super) fn new(reader: &'a mut Reader<'de>, end: u8) -> Self {
        Self {
            reader,
            place: Place::before(end),
        }
    }

    /// Ends what began at `start`. A fault without a place is one of the whole.
    pub(super) fn close<T>(self, visited: Result<T, Fault>, start: usize) -> Result<T, Fault> {
        let Self { reader, mut place } = self;
        match visited {
            Ok(value) => reader.expect_end(&mut place).map(|()| value),
            Err(fault) => Err(reader.place(fault, start)),
        }
    }
}

impl Reader<'_> {
    /// A type that wants fewer elements than there are leaves the rest.
    fn expect_end(&mut self, place: &mut Place) -> Result<(), Fault> {
        match self.next(place)? {
            true => Err(self.syntax("trailing characters")),
            false => Ok(()),
        }
    }
}

impl<'de> SeqAccess<'de> for Parts<'_, 'de> {
    type Error = Fault;

    fn next_element_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Fault> {
        match self.reader.next(&mut self.place)? {
            true => self.reader.value(seed).map(Some),
            false => Ok(None),
        }
    }
}

impl<'de> MapAccess<'de> for Parts<'_, 'de> {
    type Error = Fault;

    fn next_key_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Fault> {
        match self.reader.next(&mut self.place)? {
            true => seed.deserialize(Key(self.reader)).map(Some),
            false => Ok(None),
        }
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Fault> {
        self.reader.colon()?;
        self.reader.value(seed)
    }
}

/// The only member of an object, whose key is the name of a variant.
impl<'de> EnumAccess<'de> for &mut Parts<'_, 'de> {
    type Error = Fault;
    type Variant = Self;

    fn variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<(S::Value, Self), Fault> {
        match self.next_key_seed(seed)? {
            Some(variant) => self.reader.colon().map(|()| (variant, self)),
            None => Err(self.reader.syntax("expected value")),
        }
    }
}

impl<'de> VariantAccess<'de> for &mut Parts<'_, 'de> {
    type Error = Fault;

    fn unit_variant(self) -> Result<(), Fault> {
        <()>::deserialize(&mut *self.reader)
    }

    fn newtype_variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<S::Value, Fault> {
        self.reader.value(seed)
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Fault> {
        self.reader.deserialize_seq(visitor)
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        self.reader.deserialize_map(visitor)
    }
}
