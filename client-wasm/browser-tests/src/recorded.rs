//! What the recorded sessions of the repository show, as clients know it: a member of every kind.

#![allow(missing_docs, reason = "`framework/tests/sessions` says what they are")]

use std::collections::BTreeMap;
use std::convert::Infallible;

use musubi::prelude::*;
use musubi::replica::NoCommands;
use musubi::{BigInt, NoParams, StoreContract};
use serde_json::Value;

macro_rules! stores {
    ($($store:ident is $name:literal of $signals:ident;)*) => {
        $(
            pub struct $store;

            impl StoreContract for $store {
                const NAME: &'static str = $name;
                type Params = NoParams;
                type Signals = $signals;
                type MountError = Infallible;
                type Commands = NoCommands;
            }
        )*
    };
}

stores! {
    FormStore is "Recorded.Form" of FormSignals;
    LabelsStore is "Recorded.Labels" of LabelsSignals;
    BoardStore is "Recorded.Board" of BoardSignals;
    RaceStore is "Recorded.Race" of RaceSignals;
    RunnerStore is "Recorded.Runner" of RunnerSignals;
    LampStore is "Recorded.Lamp" of LampSignals;
    RoomStore is "Recorded.Room" of RoomSignals;
    HouseStore is "Recorded.House" of HouseSignals;
    WeatherStore is "Recorded.Weather" of WeatherSignals;
    ThreadStore is "Recorded.Thread" of ThreadSignals;
    FeedStore is "Recorded.Feed" of FeedSignals;
    BellStore is "Recorded.Bell" of BellSignals;
    DeskStore is "Recorded.Desk" of DeskSignals;
    AlbumStore is "Recorded.Album" of AlbumSignals;
}

#[state]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Phase {
    Idle,
    Running { percent: u8 },
}

#[state]
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

#[state]
pub struct Labels {
    pub by_name: BTreeMap<String, String>,
    #[serde(rename = "a/b~c")]
    pub slashed: u32,
}

#[state]
pub struct Row {
    pub id: u32,
    pub text: String,
}

#[state]
pub struct Board {
    #[state(key = "id")]
    pub tasks: Vec<Row>,
    #[state(key = "id")]
    pub notes: List<u32, Row>,
    #[state(each, key = "id")]
    pub players: Vec<Row>,
}

#[state]
pub struct Lap {
    pub number: u32,
}

#[state]
pub struct Runner {
    pub count: u32,
    pub laps: Stream<Lap>,
}

#[state]
pub struct Entry {
    pub id: u32,
    pub name: String,
}

#[state]
pub struct Card {
    pub id: u32,
    pub runner: Child<RunnerStore>,
}

#[state]
pub struct Race {
    #[state(key = "id")]
    pub entries: Vec<Entry>,
    #[state(key = "id")]
    pub table: List<u32, Entry>,
    #[state(each, key = "id")]
    pub cards: Vec<Card>,
    pub runners: Vec<Child<RunnerStore>>,
}

#[state]
pub struct Lamp {
    pub label: String,
    pub is_on: bool,
}

#[state]
pub struct Room {
    pub name: String,
    pub lamps: Vec<Child<LampStore>>,
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
pub struct Forecast {
    pub city: String,
    pub degrees: i32,
}

#[state]
pub struct Weather {
    pub forecast: AsyncValue<Forecast>,
    pub wind: AsyncValue<u32>,
    pub days: AsyncValue<Stream<Forecast>>,
}

#[state]
pub struct Message {
    pub id: u32,
    pub text: String,
}

#[state]
pub struct Thread {
    pub replies: Stream<Message>,
}

#[state]
pub struct Aside {
    pub notices: Stream<Message>,
}

#[state]
pub struct Feed {
    pub messages: Stream<Message>,
    #[state(nested)]
    pub aside: Aside,
    pub thread: Option<Child<ThreadStore>>,
}

#[state]
pub struct Bell {
    pub rung: u32,
}

#[state]
pub struct Desk {
    pub said: u32,
    pub bell: Child<BellStore>,
}

#[state]
pub struct Album {
    pub kept: Vec<String>,
    pub pictures: Upload,
}
