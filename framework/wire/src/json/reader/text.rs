//! Strings.

use std::borrow::Cow;

use serde::de::Visitor;

use super::{Fault, Reader};

/// How many bytes of a text are looked at together.
const BLOCK: usize = 16;

/// Hands a string to a visitor, which keeps it without a copy where it can.
pub(super) fn visit<'de, V: Visitor<'de>>(
    text: Cow<'de, str>,
    visitor: V,
) -> Result<V::Value, Fault> {
    match text {
        Cow::Borrowed(text) => visitor.visit_borrowed_str(text),
        Cow::Owned(text) => visitor.visit_string(text),
    }
}

/// Whether a byte in a string does not stand for itself.
fn is_special(byte: u8) -> bool {
    (byte == b'"') | (byte == b'\\') | (byte < 0x20)
}

impl<'de> Reader<'de> {
    /// The string that is next, copied only where it contains escapes.
    pub(in crate::json) fn string(&mut self) -> Result<Cow<'de, str>, Fault> {
        self.at += 1;
        let plain = self.plain();
        if !self.escapes()? {
            return Ok(Cow::Borrowed(plain));
        }
        let mut text = plain.to_owned();
        loop {
            text.push(self.character()?);
            text.push_str(self.plain());
            if !self.escapes()? {
                return Ok(Cow::Owned(text));
            }
        }
    }

    /// Goes past a string. What its escapes mean is left open, as in serde_json: text that holds half
    /// of a character is a fault for those who read it only.
    pub(super) fn skip_string(&mut self) -> Result<(), Fault> {
        self.at += 1;
        self.plain();
        while self.escapes()? {
            self.code_unit()?;
            self.plain();
        }
        Ok(())
    }

    /// Goes past what stands for itself.
    fn plain(&mut self) -> &'de str {
        let start = self.at;
        let bytes = self.text.as_bytes();
        let (blocks, _) = bytes[start..].as_chunks::<BLOCK>();
        // All of a block is looked at, without a branch for each byte: a processor does that at once.
        let is_plain = |block: &&[u8; BLOCK]| {
            let found = |found, byte: &u8| found | is_special(*byte);
            !block.iter().fold(false, found)
        };
        self.at += blocks.iter().take_while(is_plain).count() * BLOCK;
        let rest = &bytes[self.at..];
        let length = rest.iter().position(|byte| is_special(*byte));
        self.at += length.unwrap_or(rest.len());
        &self.text[start..self.at]
    }

    /// Goes past a backslash, or past the quote at the end.
    fn escapes(&mut self) -> Result<bool, Fault> {
        let is_escape = match self.byte() {
            Some(b'"') => false,
            Some(b'\\') => true,
            Some(_) => {
                return Err(
                    self.syntax("control character (\\u0000-\\u001F) found while parsing a string")
                );
            }
            None => return Err(self.syntax("EOF while parsing a string")),
        };
        self.at += 1;
        Ok(is_escape)
    }

    /// The character behind a backslash. Beyond the first 65,536 it is made of two escapes.
    fn character(&mut self) -> Result<char, Fault> {
        let first = self.code_unit()?;
        let mut units = vec![first];
        if matches!(first, 0xD800..0xDC00) {
            if !self.text.as_bytes()[self.at..].starts_with(b"\\u") {
                return Err(self.syntax("unexpected end of hex escape"));
            }
            self.at += 1;
            units.push(self.code_unit()?);
        }
        match char::decode_utf16(units).next() {
            Some(Ok(character)) => Ok(character),
            _ => Err(self.syntax("lone leading surrogate in hex escape")),
        }
    }

    /// What stands behind a backslash, in UTF-16.
    fn code_unit(&mut self) -> Result<u16, Fault> {
        let unit = match self.byte() {
            Some(byte @ (b'"' | b'\\' | b'/')) => byte,
            Some(b'b') => b'\x08',
            Some(b'f') => b'\x0c',
            Some(b'n') => b'\n',
            Some(b'r') => b'\r',
            Some(b't') => b'\t',
            Some(b'u') => {
                let digits = self.text.get(self.at + 1..self.at + 5);
                let digits = digits.filter(|digits| !digits.starts_with('+'));
                let unit = digits.and_then(|digits| u16::from_str_radix(digits, 16).ok());
                let unit = unit.ok_or_else(|| self.syntax("invalid escape"))?;
                self.at += 5;
                return Ok(unit);
            }
            Some(_) => return Err(self.syntax("invalid escape")),
            None => return Err(self.syntax("EOF while parsing a string")),
        };
        self.at += 1;
        Ok(unit.into())
    }
}
