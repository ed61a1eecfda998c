use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::State;
use crate::typescript::Wire;

/// An integer of any size that reaches a client with every digit.
///
/// JavaScript's numbers are exact up to ±(2^53 - 1). A plain `i64` or `u64` field refuses to be
/// sent beyond that; a `BigInt` travels as a string of digits, typed `` `${bigint}` `` in
/// TypeScript, which JavaScript's own `BigInt(text)` reads.
///
/// ```
/// use musubi::BigInt;
///
/// let id = BigInt(u64::MAX);
/// assert_eq!(serde_json::to_string(&id).unwrap(), "\"18446744073709551615\"");
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BigInt<T>(pub T);

impl<T: fmt::Display> Serialize for BigInt<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

impl<'de, T: FromStr> Deserialize<'de> for BigInt<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let digits = String::deserialize(deserializer)?;
        digits.parse().map(BigInt).map_err(|_| {
            de::Error::invalid_value(de::Unexpected::Str(&digits), &"an integer as a string")
        })
    }
}

impl<T: fmt::Display + FromStr + Clone + PartialEq + 'static> Wire for BigInt<T> {
    #[cfg(feature = "server")]
    fn typescript(_: &mut crate::typescript::Types) -> String {
        "`${bigint}`".into()
    }
}

impl<T: fmt::Display + FromStr + Clone + PartialEq + 'static> State for BigInt<T> {}
