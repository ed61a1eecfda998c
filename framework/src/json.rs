//! JSON straight into bytes: what the tree sends never becomes a `serde_json::Value` on the way.

mod finite;

use std::io;

use serde::Serialize;
use serde_json::ser::Formatter;

use finite::Finite;

/// The largest integer that every JSON reader in JavaScript holds exactly: 2^53 - 1.
pub(crate) const MAX_SAFE_INTEGER: i128 = (1 << 53) - 1;

/// How deep the arrays and objects of one value may nest: as deep as `serde_json` reads, so that
/// whatever a client sent can be shown. Data that contains itself would otherwise end the process
/// when its thread's stack is full.
const MAX_DEPTH: u32 = 128;

/// Compact JSON that refuses what clients cannot read: integers which JavaScript would round, and
/// values that nest without end.
#[derive(Default)]
struct Readable {
    in_key: bool,
    depth: u32,
}

impl Readable {
    fn begin(&mut self) -> io::Result<()> {
        self.depth += 1;
        if self.depth <= MAX_DEPTH {
            return Ok(());
        }
        Err(io::Error::other(format!(
            "the value nests more than {MAX_DEPTH} arrays and objects deep; does it contain itself?"
        )))
    }

    fn check(&self, value: i128) -> io::Result<()> {
        // A map key is written as a string, and a string holds every digit.
        if self.in_key || (-MAX_SAFE_INTEGER..=MAX_SAFE_INTEGER).contains(&value) {
            return Ok(());
        }
        Err(io::Error::other(format!(
            "the integer {value} is beyond ±(2^53 - 1), where JavaScript rounds; \
             declare it as `musubi::BigInt` or send it as a string"
        )))
    }
}

macro_rules! exact {
    ($($name:ident: $int:ty),*) => {
        $(fn $name<W: ?Sized + io::Write>(&mut self, writer: &mut W, value: $int) -> io::Result<()> {
            self.check(i128::try_from(value).unwrap_or(i128::MAX))?;
            let mut digits = itoa::Buffer::new();
            writer.write_all(digits.format(value).as_bytes())
        })*
    };
}

impl Formatter for Readable {
    exact!(write_i64: i64, write_i128: i128, write_u64: u64, write_u128: u128);

    fn begin_array<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.begin()?;
        writer.write_all(b"[")
    }

    fn end_array<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.depth -= 1;
        writer.write_all(b"]")
    }

    fn begin_object<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.begin()?;
        writer.write_all(b"{")
    }

    fn end_object<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.depth -= 1;
        writer.write_all(b"}")
    }

    fn begin_object_key<W: ?Sized + io::Write>(
        &mut self,
        writer: &mut W,
        first: bool,
    ) -> io::Result<()> {
        self.in_key = true;
        if first {
            Ok(())
        } else {
            writer.write_all(b",")
        }
    }

    fn end_object_key<W: ?Sized + io::Write>(&mut self, _: &mut W) -> io::Result<()> {
        self.in_key = false;
        Ok(())
    }
}

/// Appends the JSON of `value` to `out`; on an error, `out` is as it was.
///
/// # Errors
/// Fails where `value`'s own `Serialize` fails, on a map key that is not a string, on an integer
/// beyond ±(2^53 - 1), on a float that is not finite, and on arrays and objects that nest more than
/// 128 deep.
pub fn write<T: Serialize + ?Sized>(out: &mut Vec<u8>, value: &T) -> Result<(), serde_json::Error> {
    let start = out.len();
    let mut serializer = serde_json::Serializer::with_formatter(&mut *out, Readable::default());
    let written = value.serialize(Finite(&mut serializer));
    if written.is_err() {
        out.truncate(start);
    }
    written
}

/// The JSON of `value` as text. See [`write`] for the errors.
pub(crate) fn to_string<T: Serialize + ?Sized>(value: &T) -> Result<String, serde_json::Error> {
    let mut out = Vec::new();
    write(&mut out, value)?;
    Ok(String::from_utf8(out).expect("serde_json writes UTF-8"))
}

/// Appends `text` as it stands inside a JSON string, without the quotes.
pub(crate) fn escape_into(out: &mut Vec<u8>, text: &str) {
    let plain = !text
        .bytes()
        .any(|byte| byte < 0x20 || byte == b'"' || byte == b'\\');
    if plain {
        out.extend_from_slice(text.as_bytes());
        return;
    }
    let quoted = serde_json::to_string(text).expect("a string is always JSON");
    out.extend_from_slice(&quoted.as_bytes()[1..quoted.len() - 1]);
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde::Serialize;
    use serde_json::json;
    use serde_json::value::RawValue;

    use super::{to_string, write};

    #[derive(Serialize)]
    #[serde(rename_all = "snake_case")]
    enum Kind {
        Unit,
        Newtype(f64),
        Tuple(f32, i8),
        Struct { part: f64 },
    }

    #[derive(Serialize)]
    struct Pair(u8, f64);

    #[derive(Serialize)]
    struct Every<'a> {
        kinds: [Kind; 4],
        pair: Pair,
        some: Option<f64>,
        none: Option<f64>,
        map: BTreeMap<u8, f64>,
        wide: i128,
        text: &'a str,
        value: serde_json::Value,
        raw: &'a RawValue,
        #[serde(flatten)]
        more: BTreeMap<&'a str, f32>,
    }

    fn every(number: f64) -> Every<'static> {
        Every {
            kinds: [
                Kind::Unit,
                Kind::Newtype(0.5),
                Kind::Tuple(0.25, 1),
                Kind::Struct { part: 1.5 },
            ],
            pair: Pair(1, 2.0),
            some: Some(number),
            none: None,
            map: BTreeMap::from([(7, 1.0)]),
            wide: -3,
            text: "\"字",
            value: json!({"a": [1, null, 1.5]}),
            raw: serde_json::from_str("[1.50]").unwrap(),
            more: BTreeMap::from([("more", 0.1)]),
        }
    }

    #[test]
    fn what_is_json_is_written_as_serde_json_writes_it() {
        let value = every(1e300);
        assert_eq!(
            to_string(&value).unwrap(),
            serde_json::to_string(&value).unwrap()
        );
    }

    #[test]
    fn a_float_that_is_not_finite_is_refused_wherever_it_is() {
        let mut out = b"before".to_vec();
        for number in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            let error = write(&mut out, &every(number)).unwrap_err().to_string();
            let expected = format!("{number} is not a number that JSON has");
            assert!(error.starts_with(&expected), "{error}");
        }
        for kind in [
            Kind::Newtype(f64::NAN),
            Kind::Tuple(f32::NAN, 1),
            Kind::Struct { part: f64::NAN },
        ] {
            assert!(write(&mut out, &kind).is_err());
        }
        assert!(write(&mut out, &Pair(1, f64::NAN)).is_err());
        assert!(write(&mut out, &BTreeMap::from([(1, f32::INFINITY)])).is_err());
        assert!(write(&mut out, &(1, vec![f64::NAN])).is_err());
        assert_eq!(out, b"before");
    }
}
