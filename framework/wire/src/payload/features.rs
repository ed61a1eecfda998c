use std::borrow::Cow;

use serde::{Serialize, Serializer};
use serde_json::value::RawValue;

use super::{Members, PayloadError};
use crate::json::{self, Kind};
use crate::names::feature;

/// What a client offers to understand beyond what every client does: the member `features` of a
/// join, a list of names.
///
/// A server uses only what was offered, and ignores names that it does not know.
///
/// ```
/// use musubi_wire::payload::Features;
///
/// let features = Features { moves: true };
/// assert_eq!(serde_json::to_string(&features)?, r#"["move"]"#);
/// assert!(Features::NONE.is_empty());
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Features {
    /// `move`: rows that change places are moved, not removed and added again.
    pub moves: bool,
}

/// How many names a list may have.
const LIMIT: usize = 64;

impl Features {
    /// What every client understands.
    pub const NONE: Self = Self { moves: false };

    /// Whether nothing is offered.
    pub fn is_empty(self) -> bool {
        self == Self::NONE
    }

    /// Whether a client that understands these understands all of `others` too.
    pub fn include(self, others: Self) -> bool {
        self.moves || !others.moves
    }

    /// Takes the list out of the members of a join; nothing is offered where it is missing.
    pub(super) fn take(members: &mut Members<'_>) -> Result<Self, PayloadError> {
        let Some(raw) = members.take("features") else {
            return Ok(Self::NONE);
        };
        if Kind::of(raw.get()) == Kind::Null {
            return Ok(Self::NONE);
        }
        let names: Vec<&RawValue> = json::parse(raw.get()).map_err(|_| {
            let found = Kind::of(raw.get());
            PayloadError::new("features", "an array of strings", found, None)
        })?;
        if names.len() > LIMIT {
            let found = names.len();
            return Err(PayloadError::new(
                "features",
                "at most 64 names",
                found,
                None,
            ));
        }
        let mut features = Self::NONE;
        for (index, raw) in names.into_iter().enumerate() {
            let name: Cow<'_, str> = json::string(raw).map_err(|_| {
                let (path, found) = (format!("features[{index}]"), Kind::of(raw.get()));
                PayloadError::new(path, "a string", found, None)
            })?;
            features.moves |= name == feature::MOVE;
        }
        Ok(features)
    }
}

impl Serialize for Features {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.moves.then_some(feature::MOVE))
    }
}
