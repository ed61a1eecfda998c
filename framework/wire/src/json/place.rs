use std::fmt::Write;

use serde_json::Error;

/// The path to what is wrong in `text`, of which `error` was made. `reread` reads a part of it as
/// the same type, and gives the error.
///
/// serde_json says how many bytes it had read, from which the path follows. So nothing is kept of
/// the way while there is no fault, and no type has to be read by two sets of code.
pub(super) fn of_fault<'a>(
    text: &'a str,
    error: &Error,
    reread: &dyn Fn(&'a str) -> Option<Error>,
) -> String {
    // Of text that is no JSON, the line and column in the message tell more than a path.
    if !error.is_data() {
        return String::new();
    }
    let mut seen = read_until(text, error);
    // A fault that a type finds in a value which was read already is placed behind whatever ends
    // next, which is what holds the value if it was the last there. Without that end, a fault of
    // the value is found again, and one of what holds it is not.
    while let Some(open) = seen.strip_suffix(['}', ']']) {
        match reread(open) {
            Some(fault) if fault.is_data() => seen = read_until(open, &fault),
            _ => break,
        }
    }
    path(seen)
}

/// What was read of `text` up to the error.
fn read_until<'a>(text: &'a str, error: &Error) -> &'a str {
    // An error about the whole of the text has no line.
    let Some(lines_before) = error.line().checked_sub(1) else {
        return "";
    };
    let starts = text.split_inclusive('\n').map(str::len);
    let start: usize = starts.take(lines_before).sum();
    text.get(..start + error.column()).unwrap_or(text)
}

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
fn path(seen: &str) -> String {
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
                path.push_str(&serde_json::from_str::<String>(key).unwrap_or_default());
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
