//! JSON as a format of serde.
//!
//! serde_json reads floats exactly by means of tables and big integers, which were a tenth of what a
//! browser downloaded although it reads floats itself. Whatever reads an integer brings them along. So
//! this crate has a reader of its own, which tests hold equal to serde_json's. It knows JSON only: a struct is
//! an object, and what serde derives for other formats is never compiled. See `docs/decisions/0013`.

mod compound;
mod fault;
mod key;
mod number;
mod raw;
mod text;

use serde::de::{Deserializer, Expected, Unexpected, Visitor};

use compound::Parts;
use number::Number;

pub use fault::Fault;

/// How deep arrays and objects may nest in what is read, as in `serde_json`: a text of brackets alone
/// would otherwise end the process when its stack is full.
const MAX_DEPTH: u32 = 128;

/// Reads one JSON text, as a `serde::Deserializer`.
pub struct Reader<'de> {
    text: &'de str,
    at: usize,
    depth: u32,
}

impl<'de> Reader<'de> {
    /// A reader that stands before the text.
    pub fn new(text: &'de str) -> Self {
        Self {
            text,
            at: 0,
            depth: 0,
        }
    }

    /// Goes past the white space behind the value.
    ///
    /// # Errors
    ///
    /// When something else is there.
    pub fn end(&mut self) -> Result<(), Fault> {
        match self.peek() {
            None => Ok(()),
            Some(_) => Err(self.syntax("trailing characters")),
        }
    }

    /// The next byte that is not white space, which the reader then stands before.
    #[inline]
    fn peek(&mut self) -> Option<u8> {
        match self.byte() {
            // What we write has no white space at all.
            Some(byte) if byte > b' ' => Some(byte),
            _ => self.past_space(),
        }
    }

    fn past_space(&mut self) -> Option<u8> {
        let rest = self.text.as_bytes().get(self.at..)?;
        let space = |byte: &u8| matches!(byte, b' ' | b'\n' | b'\t' | b'\r');
        self.at += rest
            .iter()
            .position(|byte| !space(byte))
            .unwrap_or(rest.len());
        self.byte()
    }

    /// The byte that the reader stands before.
    #[inline]
    fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// Goes past `word` if it is next.
    fn word(&mut self, word: &str) -> Result<(), Fault> {
        if self.text.as_bytes()[self.at..].starts_with(word.as_bytes()) {
            self.at += word.len();
            return Ok(());
        }
        Err(self.syntax("expected ident"))
    }

    /// Begins an array or an object, and gives the place before it.
    fn open(&mut self, bracket: u8, expected: &dyn Expected) -> Result<usize, Fault> {
        if self.peek() != Some(bracket) {
            return Err(self.mismatch(expected));
        }
        if self.depth == MAX_DEPTH {
            return Err(self.syntax("recursion limit exceeded"));
        }
        self.depth += 1;
        self.at += 1;
        Ok(self.at - 1)
    }

    /// Says that the next value is of another type than `expected`.
    #[cold]
    fn mismatch(&mut self, expected: &dyn Expected) -> Fault {
        self.found(expected).unwrap_or_else(|fault| fault)
    }

    fn found(&mut self, expected: &dyn Expected) -> Result<Fault, Fault> {
        use serde::de::Error;

        let text;
        let unexpected = match self.peek() {
            None => return Err(self.syntax("EOF while parsing a value")),
            Some(b'n') => {
                self.word("null")?;
                Unexpected::Unit
            }
            Some(b't' | b'f') => Unexpected::Bool(self.bool()?),
            Some(b'"') => {
                text = self.string()?;
                Unexpected::Str(&text)
            }
            Some(b'[') => Unexpected::Seq,
            Some(b'{') => Unexpected::Map,
            Some(_) => match self.number()? {
                Number::Unsigned(value) => Unexpected::Unsigned(value),
                Number::Signed(value) => Unexpected::Signed(value),
                Number::Float(value) => Unexpected::Float(value),
            },
        };
        let fault = Fault::invalid_type(unexpected, expected);
        Ok(self.place(fault, self.at))
    }

    fn bool(&mut self) -> Result<bool, Fault> {
        let value = self.byte() == Some(b't');
        self.word(if value { "true" } else { "false" })?;
        Ok(value)
    }
}

/// Numbers, which the visitor of any numeric type takes or refuses.
macro_rules! numbers {
    ($($name:ident)*) => {
        $(fn $name<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
            let is_number = matches!(self.peek(), Some(b'-' | b'0'..=b'9'));
            if !is_number {
                return Err(self.mismatch(&visitor));
            }
            let number = self.number()?;
            number.visit(visitor).map_err(|fault| self.place(fault, self.at))
        })*
    };
}

/// Text.
macro_rules! texts {
    ($($name:ident)*) => {
        $(fn $name<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
            if self.peek() != Some(b'"') {
                return Err(self.mismatch(&visitor));
            }
            let text = self.string()?;
            text::visit(text, visitor).map_err(|fault| self.place(fault, self.at))
        })*
    };
}

impl<'de> Deserializer<'de> for &mut Reader<'de> {
    type Error = Fault;

    numbers! {
        deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64
        deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64
        deserialize_f64
    }

    texts! { deserialize_char deserialize_str deserialize_string deserialize_identifier }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self.peek() {
            Some(b'n') => self.deserialize_unit(visitor),
            Some(b't' | b'f') => self.deserialize_bool(visitor),
            Some(b'"') => self.deserialize_str(visitor),
            Some(b'[') => self.deserialize_seq(visitor),
            Some(b'{') => self.deserialize_map(visitor),
            _ => self.deserialize_f64(visitor),
        }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        if !matches!(self.peek(), Some(b't' | b'f')) {
            return Err(self.mismatch(&visitor));
        }
        let value = self.bool()?;
        let visited = visitor.visit_bool(value);
        visited.map_err(|fault: Fault| self.place(fault, self.at))
    }

    fn deserialize_f32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        if !matches!(self.peek(), Some(b'-' | b'0'..=b'9')) {
            return Err(self.mismatch(&visitor));
        }
        let value = self.single()?;
        let visited = visitor.visit_f32(value);
        visited.map_err(|fault: Fault| self.place(fault, self.at))
    }

    fn deserialize_i128<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        let visited = match self.wide()? {
            Some(value) => visitor.visit_i128(value),
            None => return Err(self.mismatch(&visitor)),
        };
        visited.map_err(|fault: Fault| self.place(fault, self.at))
    }

    fn deserialize_u128<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        let visited = match self.wide()? {
            Some(value) => visitor.visit_u128(value),
            None => return Err(self.mismatch(&visitor)),
        };
        visited.map_err(|fault: Fault| self.place(fault, self.at))
    }

    fn deserialize_bytes<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self.peek() {
            Some(b'[') => self.deserialize_seq(visitor),
            _ => self.deserialize_str(visitor),
        }
    }

    fn deserialize_byte_buf<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.deserialize_bytes(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self.peek() {
            Some(b'n') => {
                self.word("null")?;
                visitor.visit_none()
            }
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        if self.peek() != Some(b'n') {
            return Err(self.mismatch(&visitor));
        }
        self.word("null")?;
        let visited = visitor.visit_unit();
        visited.map_err(|fault: Fault| self.place(fault, self.at))
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Fault> {
        self.deserialize_unit(visitor)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Fault> {
        match name {
            raw::NAME => self.raw(visitor),
            _ => visitor.visit_newtype_struct(self),
        }
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        let start = self.open(b'[', &visitor)?;
        let mut elements = Parts::new(self, b']');
        let visited = visitor.visit_seq(&mut elements);
        elements.close(visited, start)
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Fault> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: usize,
        visitor: V,
    ) -> Result<V::Value, Fault> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        let start = self.open(b'{', &visitor)?;
        let mut members = Parts::new(self, b'}');
        let visited = visitor.visit_map(&mut members);
        members.close(visited, start)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        self.deserialize_map(visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        match self.peek() {
            Some(b'"') => {
                let visited = visitor.visit_enum(key::Name(self));
                visited.map_err(|fault| self.place(fault, self.at))
            }
            _ => {
                let start = self.open(b'{', &visitor)?;
                let mut member = Parts::new(self, b'}');
                let visited = visitor.visit_enum(&mut member);
                member.close(visited, start)
            }
        }
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.skip()?;
        visitor.visit_unit()
    }
}
