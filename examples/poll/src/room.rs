//! Who is here.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use futures_util::Stream;
use musubi::prelude::PubSub;

use crate::changes;
use crate::voter::Voter;

/// How many seats are shown one by one.
pub const SHOWN_SEATS: usize = 10;

const TOPIC: &str = "room";

/// Everybody who looks at the polls now.
#[derive(Clone)]
pub struct Room {
    inside: Arc<Mutex<Inside>>,
    pubsub: PubSub,
}

#[derive(Default)]
struct Inside {
    seats: BTreeMap<u32, Voter>,
    /// Of each voter, the seat and how many pages are open.
    voters: HashMap<Voter, (u32, u32)>,
    last_seat: u32,
}

/// Who is here, as anybody may see it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Crowd {
    /// How many people are here, each of them once.
    pub people: u32,
    /// The seats of those who have been here longest, up to [`SHOWN_SEATS`].
    pub seats: Vec<u32>,
}

/// A place in the [`Room`], which is left when this is dropped.
pub struct Seat {
    room: Room,
    voter: Voter,
    number: u32,
}

impl Room {
    /// An empty room. Comings and goings are told over `pubsub`.
    pub fn new(pubsub: PubSub) -> Self {
        let inside = Arc::default();
        Self { inside, pubsub }
    }

    /// Lets somebody in. Who is here already, with another page, has the same seat.
    pub fn enter(&self, voter: &Voter) -> Seat {
        let number = {
            let mut inside = self.lock();
            let next = inside.last_seat + 1;
            let (seat, pages) = inside.voters.entry(voter.clone()).or_insert((next, 0));
            *pages += 1;
            let seat = *seat;
            if seat == next {
                inside.last_seat = next;
                inside.seats.insert(next, voter.clone());
            }
            seat
        };
        changes::announce(&self.pubsub, TOPIC);
        Seat {
            room: self.clone(),
            voter: voter.clone(),
            number,
        }
    }

    /// Who is here.
    pub fn crowd(&self) -> Crowd {
        let inside = self.lock();
        Crowd {
            people: inside.seats.len() as u32,
            seats: inside.seats.keys().copied().take(SHOWN_SEATS).collect(),
        }
    }

    /// An item now, and one after somebody came or went.
    pub fn changes(&self) -> impl Stream<Item = ()> + use<> {
        changes::follow(&self.pubsub, TOPIC)
    }

    fn leave(&self, voter: &Voter) {
        {
            let mut inside = self.lock();
            let Some((seat, pages)) = inside.voters.get_mut(voter) else {
                return;
            };
            *pages -= 1;
            if *pages > 0 {
                return;
            }
            let seat = *seat;
            inside.seats.remove(&seat);
            inside.voters.remove(voter);
        }
        changes::announce(&self.pubsub, TOPIC);
    }

    /// Nothing panics under the lock.
    fn lock(&self) -> MutexGuard<'_, Inside> {
        self.inside.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Seat {
    /// Tells the seats apart; no two have the same number while the process runs.
    pub fn number(&self) -> u32 {
        self.number
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        self.room.leave(&self.voter);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn voter(id: &str) -> Voter {
        Voter::identified_by(Some(id)).unwrap()
    }

    #[test]
    fn somebody_with_two_pages_has_one_seat_until_both_are_gone() {
        let room = Room::new(PubSub::new());
        let first = room.enter(&voter("a"));
        let second = room.enter(&voter("a"));
        let other = room.enter(&voter("b"));
        assert_eq!(first.number(), second.number());
        assert_eq!(room.crowd().people, 2);
        drop(first);
        assert_eq!(room.crowd().people, 2);
        drop(second);
        assert_eq!(room.crowd().seats, [other.number()]);
        assert_ne!(room.enter(&voter("a")).number(), other.number());
    }

    #[test]
    fn of_many_only_the_first_are_shown() {
        let room = Room::new(PubSub::new());
        let seats: Vec<Seat> = (0..SHOWN_SEATS as u32 + 5)
            .map(|number| room.enter(&voter(&number.to_string())))
            .collect();
        let crowd = room.crowd();
        assert_eq!(crowd.people as usize, seats.len());
        assert_eq!(crowd.seats.len(), SHOWN_SEATS);
        assert_eq!(crowd.seats[0], seats[0].number());
    }
}
