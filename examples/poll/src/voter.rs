//! Who votes.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use musubi::prelude::*;

/// Who votes: a browser, by the random id that it keeps.
///
/// Whoever knows the id votes in its name, so it is never shown to anyone else.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Voter(Arc<str>);

impl Voter {
    /// The voter with the id that a client gave: 1 to 40 letters, digits and `-`. A client that
    /// gave none is somebody new.
    ///
    /// # Errors
    /// Fails if it is no such id.
    pub fn identified_by(id: Option<&str>) -> Result<Self, Refusal> {
        static STRANGERS: AtomicU64 = AtomicU64::new(1);
        let Some(id) = id else {
            let number = STRANGERS.fetch_add(1, Ordering::Relaxed);
            // No client can give an id with a space in it.
            return Ok(Self(format!("stranger {number}").into()));
        };
        let allowed = |letter: char| letter.is_ascii_alphanumeric() || letter == '-';
        if !(1..=40).contains(&id.len()) || !id.chars().all(allowed) {
            return Err(Refusal::new(
                "invalid_voter",
                "The id of a voter has 1 to 40 letters, digits and dashes.",
            ));
        }
        Ok(Self(id.into()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_voter_is_known_by_its_id() {
        let voter = |id| Voter::identified_by(Some(id)).unwrap();
        assert_eq!(voter("a-1"), voter("a-1"));
        assert_ne!(voter("a-1"), voter("a-2"));
    }

    #[test]
    fn without_an_id_everybody_is_somebody_else() {
        let stranger = || Voter::identified_by(None).unwrap();
        assert_ne!(stranger(), stranger());
    }

    #[test]
    fn a_faulty_id_is_refused() {
        for id in ["", "stranger 1", "ä", &"x".repeat(41)] {
            assert!(Voter::identified_by(Some(id)).is_err(), "{id}");
        }
    }
}
