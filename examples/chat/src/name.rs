//! Who somebody is: a name, chosen on entering. There are no passwords in this example; an
//! application with accounts would find the person of a connection in `on_connect` instead.

use std::fmt;
use std::sync::Arc;

use musubi::prelude::*;

use crate::storage::StorageError;

const SHORTEST: usize = 2;
const LONGEST: usize = 20;

/// The name of somebody: 2 to 20 letters, digits, `-` and `_`. Whoever has the same name is the
/// same person, with another tab.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Name(Arc<str>);

/// The name that a connection gave, which may be none that the chat accepts.
#[derive(Debug, Clone)]
pub struct Visitor(pub String);

/// Why somebody cannot enter.
#[command_error]
#[derive(Debug, PartialEq)]
pub enum EnterError {
    /// The connection has no name.
    Nameless,
    /// A name has a few letters, but not too few.
    #[reason("A name has {shortest} to {longest} letters.")]
    Length {
        /// How many it has at least.
        shortest: usize,
        /// How many it can have.
        longest: usize,
    },
    /// A name has letters, digits, dashes and underscores only.
    Letters,
    /// The chat cannot be reached at the moment.
    Unavailable,
}

impl Name {
    /// Checks a name. Space around it does not count.
    ///
    /// # Errors
    /// Fails if it is no [`Name`].
    pub fn parse(text: &str) -> Result<Self, EnterError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(EnterError::Nameless);
        }
        if !(SHORTEST..=LONGEST).contains(&text.chars().count()) {
            return Err(EnterError::Length {
                shortest: SHORTEST,
                longest: LONGEST,
            });
        }
        if !text.chars().all(is_part_of_name) {
            return Err(EnterError::Letters);
        }
        Ok(Self(text.into()))
    }

    /// A name that was checked before it was saved.
    pub(crate) fn trusted(text: String) -> Self {
        Self(text.into())
    }

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether a text mentions this name: `@` before it and no letter of a longer name behind it, in
    /// capitals or not.
    pub fn is_mentioned_in(&self, text: &str) -> bool {
        let name = self.0.to_lowercase();
        text.split('@').skip(1).any(|rest| {
            let end = rest.find(|letter| !is_part_of_name(letter));
            rest[..end.unwrap_or(rest.len())].to_lowercase() == name
        })
    }
}

impl From<StorageError> for EnterError {
    fn from(_: StorageError) -> Self {
        Self::Unavailable
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn is_part_of_name(letter: char) -> bool {
    letter.is_alphanumeric() || matches!(letter, '-' | '_')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_short_and_has_letters_only() {
        assert_eq!(Name::parse("  Mina ").unwrap().as_str(), "Mina");
        assert_eq!(Name::parse("みな").unwrap().as_str(), "みな");
        assert_eq!(Name::parse(" "), Err(EnterError::Nameless));
        assert_eq!(Name::parse("Mi na"), Err(EnterError::Letters));
        assert_eq!(Name::parse("Mina\u{202e}"), Err(EnterError::Letters));
        assert!(Name::parse(&"é".repeat(20)).is_ok());
        let length = EnterError::Length {
            shortest: 2,
            longest: 20,
        };
        assert_eq!(Name::parse("M"), Err(length));
        assert!(Name::parse(&"é".repeat(21)).is_err());
    }

    #[test]
    fn a_mention_is_the_whole_name() {
        let mina = Name::parse("Mina").unwrap();
        assert!(mina.is_mentioned_in("@Mina"));
        assert!(mina.is_mentioned_in("tea, @mina?"));
        assert!(mina.is_mentioned_in("@@MINA!"));
        assert!(!mina.is_mentioned_in("Mina"));
        assert!(!mina.is_mentioned_in("@Minako"));
        assert!(!mina.is_mentioned_in("@Mina-2"));
        assert!(!mina.is_mentioned_in("@ Mina"));
    }
}
