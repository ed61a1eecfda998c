use std::io;

use serde::Serialize;

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
