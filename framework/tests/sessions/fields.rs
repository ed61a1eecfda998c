//! Members that are plain data, nested state, and names that pointers escape.

use std::collections::BTreeMap;

use musubi::BigInt;
use musubi::prelude::*;
use serde_json::{Value, json};

use crate::recorder::Recorder;

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

pub async fn every_kind(recorder: &mut Recorder) {
    recorder.join::<FormStore>("form", json!({})).await;
    let title = json!({"title": "\"Tea\" \\ für zwei\n\u{1f375}"});
    recorder.change("set_title", title.clone()).await;
    // What is equal is not sent.
    recorder.command("set_title", title).await;
    let running = |percent| json!({"phase": {"type": "running", "percent": percent}});
    recorder.change("set_phase", running(10)).await;
    recorder.change("set_phase", running(20)).await;
    recorder
        .change("set_phase", json!({"phase": {"type": "idle"}}))
        .await;
    recorder.change("rate", json!({"rating": 5})).await;
    recorder.change("rate", json!({"rating": null})).await;
    let place = |city, seats| json!({"place": {"city": city, "seats": seats}});
    recorder.change("move_to", place("Kyoto", 2)).await;
    recorder.change("move_to", place("Nara", 3)).await;
    for value in [
        json!({"deep": {"list": [1, 3]}, "more": null}),
        json!({"deep": {"list": []}}),
        json!([{"a": 1}, {"b": [true]}]),
        json!([{"b": [true]}, {"a": 1}, "x"]),
        json!(null),
    ] {
        recorder
            .change("set_anything", json!({"value": value}))
            .await;
    }
}

pub async fn numbers(recorder: &mut Recorder) {
    recorder.join::<FormStore>("numbers", json!({})).await;
    for (ratio, exact) in [
        (-0.125, "9007199254740993"),
        (1e300, "18446744073709551615"),
        (2.0, "0"),
    ] {
        recorder
            .change("set_numbers", json!({"ratio": ratio, "exact": exact}))
            .await;
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

pub async fn names(recorder: &mut Recorder) {
    recorder.join::<LabelsStore>("labels", json!({})).await;
    // None of `__proto__`: a client in JavaScript may refuse that name, and says so by itself.
    for name in [
        "",
        "a/b",
        "~",
        "~1",
        "0",
        "-",
        "constructor",
        "日本",
        "a b\"c",
    ] {
        recorder
            .change("put", json!({"name": name, "text": "first"}))
            .await;
        recorder
            .change("put", json!({"name": name, "text": "second"}))
            .await;
    }
    for name in ["~1", "", "constructor"] {
        recorder
            .change("put", json!({"name": name, "text": null}))
            .await;
    }
}
