//! Members that are plain data, nested state, and names that pointers escape.

use std::collections::BTreeMap;

use musubi::BigInt;
use musubi::prelude::*;
use serde_json::{Value, json};

#[state]
#[derive(Debug)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Phase {
    Idle,
    Running { percent: u8 },
}

#[state]
#[derive(Debug)]
pub struct Place {
    pub city: String,
    pub seats: u32,
}

#[state]
pub struct Form {
    pub title: String,
    pub phase: Phase,
    pub rating: Option<u8>,
    pub ratio: f64,
    pub exact: BigInt<u64>,
    pub size: (u32, u32),
    #[state(nested)]
    pub place: Place,
    pub whole_place: Place,
    pub anything: Value,
}

pub struct FormStore {
    title: RwSignal<String>,
    phase: RwSignal<Phase>,
    rating: RwSignal<Option<u8>>,
    ratio: RwSignal<f64>,
    exact: RwSignal<u64>,
    place: RwSignal<Place>,
    anything: RwSignal<Value>,
}

#[store(root, name = "Recorded.Form")]
impl FormStore {
    fn mount() -> Self {
        Self {
            title: create_rw_signal("Tea".into()),
            phase: create_rw_signal(Phase::Idle),
            rating: create_rw_signal(None),
            ratio: create_rw_signal(0.5),
            exact: create_rw_signal(1),
            place: create_rw_signal(Place {
                city: "Kyoto".into(),
                seats: 4,
            }),
            anything: create_rw_signal(json!({"deep": {"list": [1, 2, 3]}})),
        }
    }

    fn render(&self) -> FormSignals {
        let (exact, place) = (self.exact, self.place);
        FormSignals {
            title: self.title.into(),
            phase: self.phase.into(),
            rating: self.rating.into(),
            ratio: self.ratio.into(),
            exact: Signal::derive(move || BigInt(exact.get())),
            size: constant((3, 4)),
            place: PlaceSignals {
                city: Signal::derive(move || place.with(|place| place.city.clone())),
                seats: Signal::derive(move || place.with(|place| place.seats)),
            },
            whole_place: place.into(),
            anything: self.anything.into(),
        }
    }

    #[command]
    fn set_title(&self, title: String) {
        self.title.set(title);
    }

    #[command]
    fn set_phase(&self, phase: Phase) {
        self.phase.set(phase);
    }

    #[command]
    fn rate(&self, rating: Option<u8>) {
        self.rating.set(rating);
    }

    #[command]
    fn set_numbers(&self, ratio: f64, exact: BigInt<u64>) {
        self.ratio.set(ratio);
        self.exact.set(exact.0);
    }

    #[command]
    fn move_to(&self, place: Place) {
        self.place.set(place);
    }

    #[command]
    fn set_anything(&self, value: Value) {
        self.anything.set(value);
    }
}

#[state]
pub struct Labels {
    pub by_name: BTreeMap<String, String>,
    #[serde(rename = "a/b~c")]
    pub slashed: u32,
}

pub struct LabelsStore {
    by_name: RwSignal<BTreeMap<String, String>>,
    slashed: RwSignal<u32>,
}

#[store(root, name = "Recorded.Labels")]
impl LabelsStore {
    fn mount() -> Self {
        Self {
            by_name: create_rw_signal(BTreeMap::new()),
            slashed: create_rw_signal(0),
        }
    }

    fn render(&self) -> LabelsSignals {
        LabelsSignals {
            by_name: self.by_name.into(),
            slashed: self.slashed.into(),
        }
    }

    #[command]
    fn put(&self, name: String, text: Option<String>) {
        self.slashed.update(|count| *count += 1);
        self.by_name.update(|labels| {
            match text {
                Some(text) => labels.insert(name, text),
                None => labels.remove(&name),
            };
        });
    }
}
