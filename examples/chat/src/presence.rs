//! Who is in which room, and who is typing there.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use musubi::prelude::*;
use tokio::sync::watch;
use tokio_stream::wrappers::WatchStream;

use crate::name::Name;

/// Somebody in a room.
#[state]
pub struct Person {
    /// Identifies them.
    pub name: String,
    /// Whether they are typing.
    pub typing: bool,
}

/// Who is in which room.
#[derive(Clone, Default)]
pub struct Presence(Arc<Mutex<HashMap<String, Attendance>>>);

/// Those in one room.
#[derive(Default)]
struct Attendance {
    next_seat: u64,
    /// Each page takes one, so a person with two tabs has two.
    seats: BTreeMap<u64, Person>,
    people: watch::Sender<Vec<Person>>,
}

/// A page's place in a room: its person is there until it is dropped.
pub struct Seat {
    presence: Presence,
    room: String,
    number: u64,
}

impl Presence {
    /// Lets somebody into a room.
    pub fn enter(&self, room: &str, name: &Name) -> Seat {
        let mut rooms = self.lock();
        let attendance = rooms.entry(room.into()).or_default();
        let number = attendance.next_seat;
        attendance.next_seat += 1;
        let person = Person {
            name: name.to_string(),
            typing: false,
        };
        attendance.seats.insert(number, person);
        attendance.tell();
        Seat {
            presence: self.clone(),
            room: room.into(),
            number,
        }
    }

    /// Those in a room, by name: who is there now, and then whenever that changes.
    pub fn people(&self, room: &str) -> WatchStream<Vec<Person>> {
        let mut rooms = self.lock();
        WatchStream::new(rooms.entry(room.into()).or_default().people.subscribe())
    }

    /// Nothing that can panic runs under the lock, so a poisoned one has nothing wrong behind it.
    fn lock(&self) -> MutexGuard<'_, HashMap<String, Attendance>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Attendance {
    /// Tells who is there. A person counts once, and types where one of their pages does.
    fn tell(&self) {
        let mut typing = BTreeMap::<&str, bool>::new();
        for person in self.seats.values() {
            *typing.entry(&person.name).or_default() |= person.typing;
        }
        let people = typing.into_iter().map(|(name, typing)| Person {
            name: name.into(),
            typing,
        });
        let people: Vec<_> = people.collect();
        self.people.send_if_modified(|known| {
            let is_new = *known != people;
            *known = people;
            is_new
        });
    }
}

impl Seat {
    /// Says whether the person types on this page.
    pub fn set_typing(&self, typing: bool) {
        self.change(|seats| {
            if let Some(person) = seats.get_mut(&self.number) {
                person.typing = typing;
            }
        });
    }

    fn change(&self, change: impl FnOnce(&mut BTreeMap<u64, Person>)) {
        if let Some(attendance) = self.presence.lock().get_mut(&self.room) {
            change(&mut attendance.seats);
            attendance.tell();
        }
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        self.change(|seats| {
            seats.remove(&self.number);
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::{FutureExt, StreamExt};

    fn name(text: &str) -> Name {
        Name::parse(text).unwrap()
    }

    /// Who is there now, where that changed.
    fn now(people: &mut WatchStream<Vec<Person>>) -> Option<Vec<(String, bool)>> {
        let people = people.next().now_or_never()??;
        let people = people.into_iter();
        Some(people.map(|person| (person.name, person.typing)).collect())
    }

    fn seen(people: &[(&str, bool)]) -> Option<Vec<(String, bool)>> {
        let people = people.iter();
        Some(
            people
                .map(|(name, typing)| ((*name).into(), *typing))
                .collect(),
        )
    }

    #[test]
    fn a_person_with_two_tabs_is_there_once_until_the_last_is_closed() {
        let presence = Presence::default();
        let mut people = presence.people("tea");
        assert_eq!(now(&mut people), seen(&[]));
        let first = presence.enter("tea", &name("Mina"));
        assert_eq!(now(&mut people), seen(&[("Mina", false)]));
        let second = presence.enter("tea", &name("Mina"));
        drop(first);
        assert_eq!(now(&mut people), None);
        drop(second);
        assert_eq!(now(&mut people), seen(&[]));
    }

    #[test]
    fn a_person_types_while_one_of_their_tabs_does() {
        let presence = Presence::default();
        let mut people = presence.people("tea");
        let first = presence.enter("tea", &name("Mina"));
        let second = presence.enter("tea", &name("Mina"));
        first.set_typing(true);
        second.set_typing(true);
        assert_eq!(now(&mut people), seen(&[("Mina", true)]));
        first.set_typing(false);
        assert_eq!(now(&mut people), None);
        drop(second);
        assert_eq!(now(&mut people), seen(&[("Mina", false)]));
        drop(first);
    }

    #[test]
    fn rooms_are_apart() {
        let presence = Presence::default();
        let _seat = presence.enter("tea", &name("Mina"));
        assert_eq!(now(&mut presence.people("garden")), seen(&[]));
        assert_eq!(now(&mut presence.people("tea")), seen(&[("Mina", false)]));
    }
}
