//! Rooms and their names.

use musubi::prelude::*;

use crate::storage::StorageError;

const LONGEST: usize = 30;

/// How many rooms there can be.
pub const MOST: usize = 50;

/// A room.
#[derive(Debug, Clone, PartialEq)]
pub struct Room {
    /// Identifies it: its name in small letters, with dashes for what is neither letter nor digit.
    pub id: String,
    /// What it is called.
    pub name: String,
}

/// Why a room was not made.
#[command_error]
#[derive(Debug, PartialEq)]
pub enum RoomError {
    /// A room needs a name with a letter in it.
    Nameless,
    /// The name is too long.
    #[reason("A name has {longest} letters at most.")]
    TooLong {
        /// How many letters it can have.
        longest: usize,
    },
    /// There is a room with this name.
    #[reason("There is a room “{name}”.")]
    Taken {
        /// Identifies the room that is there.
        id: String,
        /// Its name.
        name: String,
    },
    /// There are as many rooms as there can be.
    #[reason("There are {most} rooms, and no place for more.")]
    TooMany {
        /// How many there can be.
        most: usize,
    },
    /// The room could not be saved.
    Unavailable,
}

impl Room {
    /// A room with this name.
    ///
    /// # Errors
    /// Fails if the name has no letter, or more than 30.
    pub fn named(name: &str) -> Result<Self, RoomError> {
        let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
        if name.chars().count() > LONGEST {
            return Err(RoomError::TooLong { longest: LONGEST });
        }
        let words = name.split(|letter: char| !letter.is_alphanumeric());
        let words: Vec<_> = words.filter(|word| !word.is_empty()).collect();
        if words.is_empty() {
            return Err(RoomError::Nameless);
        }
        Ok(Self {
            id: words.join("-").to_lowercase(),
            name,
        })
    }
}

impl From<StorageError> for RoomError {
    fn from(_: StorageError) -> Self {
        Self::Unavailable
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_room_is_known_by_the_words_of_its_name() {
        let room = Room::named("  Tea &  Cake! ").unwrap();
        assert_eq!((&*room.id, &*room.name), ("tea-cake", "Tea & Cake!"));
        assert_eq!(Room::named("庭").unwrap().id, "庭");
        assert_eq!(Room::named(" ?! "), Err(RoomError::Nameless));
        let too_long = RoomError::TooLong { longest: 30 };
        assert_eq!(Room::named(&"x".repeat(31)), Err(too_long));
    }
}
