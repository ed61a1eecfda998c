use musubi::prelude::*;

use super::admitted;
use crate::room::{Crowd, Room, Seat};
use crate::voter::Voter;

/// Who looks at the polls now.
#[state]
pub struct Audience {
    /// How many people, however many pages each has open.
    pub people: u32,
    /// Some of them, those who came first.
    #[state(key = "seat")]
    pub faces: Vec<Face>,
}

/// Somebody who is here.
#[state]
pub struct Face {
    /// Tells them apart for as long as they stay.
    pub seat: u32,
    /// Whether it is this voter.
    pub is_me: bool,
}

/// Who looks at the polls now: everybody who has this root mounted.
pub struct AudienceStore {
    room: Room,
    /// Left with the page, however that ends.
    seat: Seat,
    crowd: RwSignal<Crowd>,
}

/// Who looks at the polls now: everybody who has this root mounted.
#[store(root)]
impl AudienceStore {
    fn mount() -> Self {
        let room: Room = admitted();
        let seat = room.enter(&admitted::<Voter>());
        let crowd = create_rw_signal(room.crowd());
        Self { room, seat, crowd }
    }

    fn render(&self) -> AudienceSignals {
        let (crowd, mine) = (self.crowd, self.seat.number());
        let face = move |&seat: &u32| Face {
            seat,
            is_me: seat == mine,
        };
        AudienceSignals {
            people: Signal::derive(move || crowd.with(|crowd| crowd.people)),
            faces: Signal::derive(move || {
                crowd.with(|crowd| crowd.seats.iter().map(face).collect())
            }),
        }
    }

    #[subscribe(self.room.changes())]
    fn on_change(&self, _: ()) {
        self.crowd.set(self.room.crowd());
    }
}
