//! What people say, and the rules for it. Nothing here knows of signals or of a database.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use musubi::prelude::*;

use crate::images::{Image, NewImage};
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
    /// What they said: up to 2000 letters.
    pub text: String,
    /// When, in milliseconds since 1970.
    pub sent_at: i64,
    /// The images that they sent with it.
    pub images: Vec<Image>,
}

/// A post that is not saved yet, and fit to be.
pub struct Draft {
    /// Who said it.
    pub author: Name,
    /// What they said.
    pub text: String,
    /// When, in milliseconds since 1970.
    pub sent_at: i64,
    /// The images that they send with it.
    pub images: Vec<NewImage>,
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
    /// A file among its images is none.
    #[reason("{name} is not an image.")]
    NotAnImage {
        /// What its sender calls it.
        name: String,
    },
    /// It could not be saved.
    Unavailable,
}

/// Checks what somebody wants to say. Space around it goes.
///
/// # Errors
/// Fails if it has more than 2000 letters.
pub fn fit(text: &str) -> Result<String, PostError> {
    let text = text.trim();
    if text.chars().count() > LONGEST {
        return Err(PostError::TooLong { most: LONGEST });
    }
    Ok(text.into())
}

impl Draft {
    /// What somebody says now, with a text that is [`fit`].
    ///
    /// # Errors
    /// Fails if there is neither text nor image.
    pub fn new(author: Name, text: String, images: Vec<NewImage>) -> Result<Self, PostError> {
        if text.is_empty() && images.is_empty() {
            return Err(PostError::Empty);
        }
        Ok(Self {
            author,
            text,
            sent_at: now(),
            images,
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
    fn something_is_said_in_up_to_2000_letters() {
        let draft = |text: &str| Draft::new(Name::parse("Mina").unwrap(), fit(text)?, Vec::new());
        assert_eq!(draft(" hello\n").unwrap().text, "hello");
        assert_eq!(draft(" \n ").err(), Some(PostError::Empty));
        assert!(draft(&"é".repeat(2000)).is_ok());
        let too_long = PostError::TooLong { most: 2000 };
        assert_eq!(draft(&"é".repeat(2001)).err(), Some(too_long));
    }
}
