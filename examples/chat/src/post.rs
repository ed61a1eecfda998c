//! What people say, and the rules for it. Nothing here knows of signals or of a database.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use musubi::prelude::*;

use crate::name::Name;
use crate::storage::StorageError;

const LONGEST: usize = 2000;

/// Something that somebody said in a room.
#[derive(Debug, Clone, PartialEq)]
pub struct Post {
    /// Identifies it among all posts; a later one has a greater id.
    pub id: i64,
    /// Who said it.
    pub author: Name,
    /// What they said: 1 to 2000 letters.
    pub text: String,
    /// When, in milliseconds since 1970.
    pub sent_at: i64,
}

/// A post that is not saved yet, and fit to be.
#[derive(Debug, Clone, PartialEq)]
pub struct Draft {
    /// Who said it.
    pub author: Name,
    /// What they said.
    pub text: String,
    /// When, in milliseconds since 1970.
    pub sent_at: i64,
}

/// Why something was not said.
#[command_error]
#[derive(Debug, PartialEq)]
pub enum PostError {
    /// There is nothing to say.
    Empty,
    /// It is too long.
    #[reason("That is too long: {most} letters are enough.")]
    TooLong {
        /// How many letters it can have.
        most: usize,
    },
    /// It could not be saved.
    Unavailable,
}

impl Draft {
    /// Checks what somebody says now. Space around it goes.
    ///
    /// # Errors
    /// Fails if there is nothing in it, or more than 2000 letters.
    pub fn new(author: Name, text: &str) -> Result<Self, PostError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(PostError::Empty);
        }
        if text.chars().count() > LONGEST {
            return Err(PostError::TooLong { most: LONGEST });
        }
        Ok(Self {
            author,
            text: text.into(),
            sent_at: now(),
        })
    }
}

impl From<StorageError> for PostError {
    fn from(_: StorageError) -> Self {
        Self::Unavailable
    }
}

/// The time in milliseconds since 1970.
fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    let milliseconds = since.unwrap_or(Duration::ZERO).as_millis();
    i64::try_from(milliseconds).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn something_is_said_in_1_to_2000_letters() {
        let draft = |text: &str| Draft::new(Name::parse("Mina").unwrap(), text);
        assert_eq!(draft(" hello\n").unwrap().text, "hello");
        assert_eq!(draft(" \n "), Err(PostError::Empty));
        assert!(draft(&"é".repeat(2000)).is_ok());
        let too_long = PostError::TooLong { most: 2000 };
        assert_eq!(draft(&"é".repeat(2001)), Err(too_long));
    }
}
