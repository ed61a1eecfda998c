use std::fmt;

use crate::json::{Fault, Kind};

/// Why bytes are not a frame: where, what belongs there, and what stands there.
///
/// ```
/// use musubi_wire::frame::TextFrame;
///
/// let error = TextFrame::parse(r#"["1","2",3,"command",{}]"#).unwrap_err();
/// assert_eq!(error.to_string(), "frame[2] (topic): expected a string, found number");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{place}: expected {expected}, found {found}")]
pub struct FrameError {
    place: String,
    expected: &'static str,
    found: String,
}

impl FrameError {
    pub(super) fn new(
        place: impl Into<String>,
        expected: &'static str,
        found: impl fmt::Display,
    ) -> Self {
        Self {
            place: place.into(),
            expected,
            found: found.to_string(),
        }
    }

    /// JSON at `place` that is of another kind than `expected`, or that is not JSON at all.
    pub(super) fn json(
        place: impl Into<String>,
        expected: &'static str,
        text: &str,
        error: &Fault,
    ) -> Self {
        if error.is_data() {
            Self::new(place, expected, Kind::of(text))
        } else {
            Self::new(place, expected, format_args!("invalid JSON ({error})"))
        }
    }

    /// Where in the frame, for example `frame[2] (topic)` or `frame (byte 1, length of join_ref)`.
    pub fn place(&self) -> &str {
        &self.place
    }
}
