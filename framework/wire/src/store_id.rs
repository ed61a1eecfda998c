use std::borrow::Borrow;
use std::cmp::Ordering;
use std::fmt::{self, Display};
use std::ops::Deref;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::json;

/// Which store of a page: the way from the root store to it, as strings. The root is `[]`.
///
/// The server makes it; a client only gives back what it has read, so its parts mean nothing to a
/// client. Printed, parsed and serialised as a JSON array.
///
/// Store ids are ordered as an envelope lists their stores: short before long, so that parents come
/// before children, then by their text.
///
/// ```
/// use musubi_wire::StoreId;
///
/// let row = StoreId::root().child(&["rows", "r1"]);
/// assert_eq!(row.to_string(), r#"["rows","r1"]"#);
/// assert_eq!(row.to_string().parse(), Ok(row.clone()));
/// assert!(StoreId::root() < row);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct StoreId(Vec<String>);

impl StoreId {
    /// The id of the root store, `[]`. Allocates nothing.
    pub const fn root() -> Self {
        Self(Vec::new())
    }

    /// The id of a store below this one: `segments` are the container path, then the child's id.
    pub fn child<S: AsRef<str>>(&self, segments: &[S]) -> Self {
        let mut parts = Vec::with_capacity(self.0.len() + segments.len());
        parts.extend_from_slice(&self.0);
        parts.extend(segments.iter().map(|segment| segment.as_ref().to_owned()));
        Self(parts)
    }

    /// Whether this is the root store.
    pub fn is_root(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether `ancestor` is this id or lies on the way to it.
    pub fn starts_with(&self, ancestor: &StoreId) -> bool {
        self.0.starts_with(&ancestor.0)
    }

    /// The parts, root first.
    pub fn segments(&self) -> &[String] {
        &self.0
    }

    /// Reads a store id out of a tree: an array of nothing but strings.
    pub fn from_value(value: &Value) -> Option<Self> {
        let parts = value.as_array()?;
        parts
            .iter()
            .map(|part| part.as_str().map(str::to_owned))
            .collect::<Option<_>>()
            .map(Self)
    }
}

impl Display for StoreId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = String::from("[");
        for (index, part) in self.0.iter().enumerate() {
            if index > 0 {
                text.push(',');
            }
            json::write_str(&mut text, part);
        }
        text.push(']');
        f.write_str(&text)
    }
}

/// Text that is not a JSON array of strings.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected a store id (a JSON array of strings), found {0:?}")]
pub struct ParseStoreIdError(String);

impl FromStr for StoreId {
    type Err = ParseStoreIdError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        json::parse(text).map_err(|_| ParseStoreIdError(text.to_owned()))
    }
}

impl Deref for StoreId {
    type Target = [String];

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

/// Looks up a map of store ids by a slice of parts.
impl Borrow<[String]> for StoreId {
    fn borrow(&self) -> &[String] {
        &self.0
    }
}

impl<S: Into<String>> FromIterator<S> for StoreId {
    fn from_iter<I: IntoIterator<Item = S>>(parts: I) -> Self {
        Self(parts.into_iter().map(Into::into).collect())
    }
}

impl From<Vec<String>> for StoreId {
    fn from(parts: Vec<String>) -> Self {
        Self(parts)
    }
}

impl From<StoreId> for Vec<String> {
    fn from(id: StoreId) -> Self {
        id.0
    }
}

impl Ord for StoreId {
    fn cmp(&self, other: &Self) -> Ordering {
        (self.0.len(), &self.0).cmp(&(other.0.len(), &other.0))
    }
}

impl PartialOrd for StoreId {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
