//! Child stores: in members, in lists, in nested state, and below each other.

use musubi::prelude::*;

#[state]
pub struct Lamp {
    pub label: String,
    pub is_on: bool,
}

#[derive(Clone, PartialEq)]
pub struct LampProps {
    label: String,
}

pub struct LampStore {
    props: Signal<LampProps>,
    is_on: RwSignal<bool>,
}

#[store(name = "Recorded.Lamp")]
impl LampStore {
    fn mount(props: Signal<LampProps>) -> Self {
        Self {
            props,
            is_on: create_rw_signal(false),
        }
    }

    fn render(&self) -> LampSignals {
        let props = self.props;
        LampSignals {
            label: Signal::derive(move || props.with(|props| props.label.clone())),
            is_on: self.is_on.into(),
        }
    }

    #[command]
    fn switch(&self) -> bool {
        self.is_on.update(|is_on| *is_on = !*is_on);
        self.is_on.get()
    }
}

#[state]
pub struct Room {
    pub name: String,
    pub lamps: Vec<Child<LampStore>>,
}

#[derive(Clone, PartialEq)]
pub struct RoomProps {
    name: String,
    lamps: Vec<String>,
}

pub struct RoomStore {
    props: Signal<RoomProps>,
}

#[store(name = "Recorded.Room")]
impl RoomStore {
    fn mount(props: Signal<RoomProps>) -> Self {
        Self { props }
    }

    fn render(&self) -> RoomSignals {
        let props = self.props;
        let lamp = |id: &String| {
            let label = format!("{id} in the {}", props.with(|props| props.name.clone()));
            child(id.clone(), LampProps { label })
        };
        RoomSignals {
            name: Signal::derive(move || props.with(|props| props.name.clone())),
            lamps: props.with(|props| props.lamps.iter().map(lamp).collect()),
        }
    }
}

#[state]
pub struct Hall {
    pub lamp: Option<Child<LampStore>>,
}

#[state]
pub struct House {
    pub rooms: Vec<Child<RoomStore>>,
    #[state(nested)]
    pub hall: Hall,
}

#[state]
#[derive(Debug)]
pub struct Plan {
    pub name: String,
    pub lamps: Vec<String>,
}

pub struct HouseStore {
    rooms: RwSignal<Vec<Plan>>,
    has_hall_lamp: RwSignal<bool>,
}

#[store(root, name = "Recorded.House")]
impl HouseStore {
    fn mount() -> Self {
        Self {
            rooms: create_rw_signal(Vec::new()),
            has_hall_lamp: create_rw_signal(true),
        }
    }

    fn render(&self) -> HouseSignals {
        let room = |plan: Plan| {
            let Plan { name, lamps } = plan;
            child(name.clone(), RoomProps { name, lamps })
        };
        let lamp = || {
            child(
                "lamp",
                LampProps {
                    label: "hall".into(),
                },
            )
        };
        HouseSignals {
            rooms: self.rooms.get().into_iter().map(room).collect(),
            hall: HallSignals {
                lamp: self.has_hall_lamp.get().then(lamp),
            },
        }
    }

    #[command]
    fn build(&self, rooms: Vec<Plan>) {
        self.rooms.set(rooms);
    }

    #[command]
    fn light_the_hall(&self, lamp: bool) {
        self.has_hall_lamp.set(lamp);
    }
}
