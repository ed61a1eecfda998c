use std::fmt::Write;

use super::Reader;

/// An object or array that has begun and not ended.
enum Open<'a> {
    /// The key is that of the last member, whose value has begun behind a colon. A key without a
    /// value is at fault itself, and the path to it is that of its object.
    Object {
        key: &'a str,
        in_value: bool,
    },
    Array {
        index: usize,
    },
}

/// The path to the value that stands last in `seen`, the beginning of a JSON text.
pub(super) fn path(seen: &str) -> String {
    let mut open = Vec::new();
    let mut at = 0;
    while let Some(byte) = seen.as_bytes().get(at) {
        let start = at;
        at += 1;
        match (byte, open.last_mut()) {
            (b'{', _) => open.push(Open::Object {
                key: "",
                in_value: false,
            }),
            (b'[', _) => open.push(Open::Array { index: 0 }),
            (b'}' | b']', _) => drop(open.pop()),
            (b',', Some(Open::Array { index })) => *index += 1,
            (b',', Some(Open::Object { in_value, .. })) => *in_value = false,
            (b':', Some(Open::Object { in_value, .. })) => *in_value = true,
            (b'"', around) => {
                at = end_of_string(seen, at);
                if let Some(Open::Object {
                    key,
                    in_value: false,
                }) = around
                {
                    *key = &seen[start..at];
                }
            }
            _ => {}
        }
    }
    let mut path = String::new();
    for step in open {
        match step {
            Open::Object {
                in_value: false, ..
            } => {}
            Open::Object { key, .. } => {
                if !path.is_empty() {
                    path.push('.');
                }
                path.push_str(&Reader::new(key).string().unwrap_or_default());
            }
            // A `String` takes whatever is written into it.
            Open::Array { index } => drop(write!(path, "[{index}]")),
        }
    }
    path
}

/// Where the string ends whose first character is at `at`: behind its quote.
fn end_of_string(text: &str, mut at: usize) -> usize {
    let bytes = text.as_bytes();
    while let Some(byte) = bytes.get(at) {
        at += match byte {
            b'\\' => 2,
            _ => 1,
        };
        if *byte == b'"' {
            return at;
        }
    }
    bytes.len()
}
