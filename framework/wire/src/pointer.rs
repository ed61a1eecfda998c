//! RFC 6901 pointers, written into the text that holds them.
//!
//! A renderer keeps the pointer of where it is as a `String`, pushes a token on the way down and
//! truncates on the way up:
//!
//! ```
//! use musubi_wire::pointer;
//!
//! let mut path = String::new();
//! pointer::push_token(&mut path, "a/b");
//! let parent = path.len();
//! pointer::push_index(&mut path, 3);
//! assert_eq!(path, "/a~1b/3");
//! path.truncate(parent);
//! assert_eq!(pointer::split(&path)?.collect::<Vec<_>>(), ["a/b"]);
//! # Ok::<(), pointer::PointerError>(())
//! ```

use std::borrow::Cow;
use std::fmt::Write;

use json_patch::jsonptr::PointerBuf;

/// Appends `/` and one member name, with `~` and `/` escaped.
///
/// The result may still hold characters that JSON strings escape: write it with
/// [`json::write_str`](crate::json::write_str).
pub fn push_token(pointer: &mut String, token: &str) {
    pointer.push('/');
    let mut plain = 0;
    for (at, byte) in token.bytes().enumerate() {
        let escape = match byte {
            b'~' => "~0",
            b'/' => "~1",
            _ => continue,
        };
        pointer.push_str(&token[plain..at]);
        pointer.push_str(escape);
        plain = at + 1;
    }
    pointer.push_str(&token[plain..]);
}

/// Appends `/` and one array index.
pub fn push_index(pointer: &mut String, index: usize) {
    // Writing to a `String` cannot fail.
    let _ = write!(pointer, "/{index}");
}

/// The tokens of a pointer, unescaped, outermost first. The empty pointer has none.
///
/// # Errors
///
/// When a non-empty pointer does not begin with `/`, or when a `~` is not followed by `0` or `1`.
pub fn split(pointer: &str) -> Result<impl Iterator<Item = Cow<'_, str>>, PointerError> {
    check(pointer)?;
    Ok(pointer.split('/').skip(1).map(unescape))
}

/// Undoes the escapes of one token. Copies only when there are any. A stray `~` stays.
pub fn unescape(token: &str) -> Cow<'_, str> {
    let mut parts = token.split('~');
    let plain = parts.next().unwrap_or_default();
    if plain.len() == token.len() {
        return Cow::Borrowed(token);
    }
    let mut text = plain.to_owned();
    for part in parts {
        let (tilde, rest) = match part.as_bytes().first() {
            Some(b'0') => ('~', &part[1..]),
            Some(b'1') => ('/', &part[1..]),
            _ => ('~', part),
        };
        text.push(tilde);
        text.push_str(rest);
    }
    Cow::Owned(text)
}

/// The array index that a token stands for: digits without a leading zero. `-` is not an index.
pub fn index(token: &str) -> Option<usize> {
    let canonical = token == "0" || !token.starts_with('0');
    (canonical && token.bytes().all(|byte| byte.is_ascii_digit()))
        .then(|| token.parse().ok())
        .flatten()
}

/// The pointer as `json_patch` wants it.
///
/// # Errors
///
/// As [`split`].
pub fn to_buf(pointer: &str) -> Result<PointerBuf, PointerError> {
    check(pointer)?;
    PointerBuf::parse(pointer).map_err(|_| PointerError(pointer.to_owned()))
}

fn check(pointer: &str) -> Result<(), PointerError> {
    let rooted = pointer.is_empty() || pointer.starts_with('/');
    let escaped = pointer
        .split('~')
        .skip(1)
        .all(|after| after.starts_with(['0', '1']));
    if rooted && escaped {
        Ok(())
    } else {
        Err(PointerError(pointer.to_owned()))
    }
}

/// Text that is not an RFC 6901 pointer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected a JSON pointer, found {0:?}")]
pub struct PointerError(String);
