//! Numbers. Floats are read exactly: the nearest one, whatever the digits are.

use std::str::FromStr;

use serde::de::Visitor;

use super::{Fault, Reader};

/// A number as serde_json tells its types apart: those without a fraction and an exponent are
/// integers as long as one holds them.
pub(super) enum Number {
    Unsigned(u64),
    Signed(i64),
    Float(f64),
}

impl Number {
    pub(super) fn visit<'de, V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self {
            Self::Unsigned(value) => visitor.visit_u64(value),
            Self::Signed(value) => visitor.visit_i64(value),
            Self::Float(value) => visitor.visit_f64(value),
        }
    }
}

impl<'de> Reader<'de> {
    /// The number that is next.
    pub(super) fn number(&mut self) -> Result<Number, Fault> {
        let (digits, is_integer) = self.digits()?;
        if is_integer {
            if let Ok(value) = digits.parse() {
                return Ok(Number::Unsigned(value));
            }
            match digits.parse() {
                // There is no integer that is 0 and negative.
                Ok(0) | Err(_) => {}
                Ok(value) => return Ok(Number::Signed(value)),
            }
        }
        let value = float(digits);
        if value.is_finite() {
            return Ok(Number::Float(value));
        }
        Err(self.syntax("number out of range"))
    }

    /// The float of four bytes that is next. What is beyond them all is not infinite, but refused.
    pub(super) fn single(&mut self) -> Result<f32, Fault> {
        let (digits, _) = self.digits()?;
        let value = single(digits);
        if value.is_finite() {
            return Ok(value);
        }
        Err(self.syntax("number out of range"))
    }

    /// The integer of more than 64 bits that is next, or `None` if that is something else.
    pub(super) fn wide<T: FromStr>(&mut self) -> Result<Option<T>, Fault> {
        if !matches!(self.peek(), Some(b'-' | b'0'..=b'9')) {
            return Ok(None);
        }
        let start = self.at;
        let (digits, is_integer) = self.digits()?;
        if !is_integer {
            self.at = start;
            return Ok(None);
        }
        let value = digits.parse();
        value
            .map(Some)
            .map_err(|_| self.syntax("number out of range"))
    }

    /// Goes past the number that is next, and says whether it has neither a fraction nor an exponent.
    pub(super) fn digits(&mut self) -> Result<(&'de str, bool), Fault> {
        let start = self.at;
        self.at += usize::from(self.byte() == Some(b'-'));
        match self.byte() {
            Some(b'0') => self.at += 1,
            Some(b'1'..=b'9') => self.some_digits()?,
            Some(_) if self.at == start => return Err(self.syntax("expected value")),
            Some(_) => return Err(self.syntax("invalid number")),
            None => return Err(self.syntax("EOF while parsing a value")),
        }
        let mut is_integer = true;
        if self.byte() == Some(b'.') {
            is_integer = false;
            self.at += 1;
            self.some_digits()?;
        }
        if let Some(b'e' | b'E') = self.byte() {
            is_integer = false;
            self.at += 1;
            self.at += usize::from(matches!(self.byte(), Some(b'+' | b'-')));
            self.some_digits()?;
        }
        // Zero begins no other number, so what would go on is none.
        match self.byte() {
            Some(b'0'..=b'9') => Err(self.syntax("invalid number")),
            _ => Ok((&self.text[start..self.at], is_integer)),
        }
    }

    fn some_digits(&mut self) -> Result<(), Fault> {
        let start = self.at;
        while let Some(b'0'..=b'9') = self.byte() {
            self.at += 1;
        }
        match self.byte() {
            _ if self.at > start => Ok(()),
            Some(_) => Err(self.syntax("invalid number")),
            None => Err(self.syntax("EOF while parsing a value")),
        }
    }
}

/// The float that is nearest to `digits`, which are a number of JSON.
#[cfg(not(target_arch = "wasm32"))]
fn float(digits: &str) -> f64 {
    digits.parse().unwrap_or(f64::NAN)
}

/// The float of four bytes that is nearest to `digits`.
#[cfg(not(target_arch = "wasm32"))]
fn single(digits: &str) -> f32 {
    digits.parse().unwrap_or(f32::NAN)
}

/// By way of a double, which is the nearest one for all digits that a float is written with.
#[cfg(target_arch = "wasm32")]
fn single(digits: &str) -> f32 {
    float(digits) as f32
}

/// The browser has what it takes, which a module would have to bring along.
#[cfg(target_arch = "wasm32")]
fn float(digits: &str) -> f64 {
    js_sys::Number::parse_float(digits)
}
