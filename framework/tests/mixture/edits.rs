//! What happens to a page, and how it is done to a real one.

use futures_util::FutureExt;
use musubi::prelude::*;
use musubi::testing::TestPage;
use musubi_wire::StoreId;
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::house::{HouseStore, IDS, Item, Promise, RoomStore};

/// One turn of the page.
#[derive(Debug, Clone)]
pub enum Turn {
    House(Vec<HouseEdit>),
    Room(Door, Vec<RoomEdit>),
}

/// Where a room stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Door {
    Guest(u8),
    Room(u8),
    Card(u8),
}

#[derive(Debug, Clone)]
pub enum HouseEdit {
    Title(String),
    Any(Value),
    Note(Option<String>),
    Keyed(Vec<Item>),
    List(ListEdit),
    Cards(Vec<u8>),
    News(StreamEdit),
    Log(StreamEdit),
    Hits(StreamEdit),
    LoadHits(LoadEdit<Vec<Item>>),
    Answer(LoadEdit<Item>),
    Numbers(LoadEdit<Vec<u8>>),
    Guest(Option<u8>),
    Rooms(Vec<u8>),
    Topic(u8),
}

#[derive(Debug, Clone)]
pub enum RoomEdit {
    Posts(StreamEdit),
    Hits(StreamEdit),
    LoadHits(LoadEdit<Vec<Item>>),
    Count(LoadEdit<u8>),
    Shelf(Option<Vec<u8>>),
}

#[derive(Debug, Clone)]
pub enum ListEdit {
    Insert(usize, Item),
    Update(u8, String),
    Remove(u8),
    Move(u8, usize),
}

#[derive(Debug, Clone)]
pub enum StreamEdit {
    /// `at` as on the wire: -1 is the end.
    Insert {
        item: Item,
        at: i64,
        limit: Option<usize>,
    },
    Delete(u8),
    Reset(Vec<Item>),
}

#[derive(Debug, Clone)]
pub enum LoadEdit<T> {
    Start,
    /// For streams: what loads goes to the end of what is there.
    StartMore,
    /// What was started last comes to this.
    Finish(Result<T, String>),
    Cancel,
    Reset,
}

impl Door {
    /// The id of the room's store.
    pub fn path(self) -> Vec<String> {
        match self {
            Self::Guest(id) => vec![format!("guest-{id}")],
            Self::Room(id) => vec!["rooms".into(), format!("room-{id}")],
            Self::Card(id) => vec!["cards".into(), format!("card-{id}")],
        }
    }

    fn store_id(self) -> StoreId {
        serde_json::from_value(self.path().into()).unwrap()
    }
}

impl Turn {
    /// Does it to a page, and lets run what can.
    pub fn make(self, page: &mut TestPage) {
        match self {
            Self::House(edits) => page.with_store(&StoreId::root(), |house: &HouseStore| {
                edits.into_iter().for_each(|edit| edit.make(house));
            }),
            Self::Room(door, edits) => page.with_store(&door.store_id(), |room: &RoomStore| {
                edits.into_iter().for_each(|edit| edit.make(room));
            }),
        }
        while page.run_task().now_or_never().is_some() {}
    }
}

impl HouseEdit {
    fn make(self, house: &HouseStore) {
        match self {
            Self::Title(title) => house.title.set(title),
            Self::Any(value) => house.any.set(value),
            Self::Note(note) => house.note.set(note),
            Self::Keyed(items) => house.keyed.set(items),
            Self::List(edit) => edit.make(house.list),
            Self::Cards(ids) => house.cards.set(ids),
            Self::News(edit) => edit.make(house.news),
            Self::Log(edit) => edit.make(house.log),
            Self::Hits(edit) => edit.make(house.hits.items()),
            Self::LoadHits(edit) => edit.make_to_stream(house.hits, &house.coming_hits),
            Self::Answer(edit) => edit.make(house.answer, &house.coming_answer),
            Self::Numbers(edit) => edit.make(house.numbers, &house.coming_numbers),
            Self::Guest(id) => house.guest.set(id),
            Self::Rooms(ids) => house.rooms.set(ids),
            Self::Topic(topic) => house.topic.set(topic),
        }
    }
}

impl RoomEdit {
    fn make(self, room: &RoomStore) {
        match self {
            Self::Posts(edit) => edit.make(room.posts),
            Self::Hits(edit) => edit.make(room.hits.items()),
            Self::LoadHits(edit) => edit.make_to_stream(room.hits, &room.coming_hits),
            Self::Count(edit) => edit.make(room.count, &room.coming_count),
            Self::Shelf(books) => room.shelf.set(books),
        }
    }
}

impl ListEdit {
    fn make(self, list: ListSignal<u8, Item>) {
        match self {
            Self::Insert(index, item) => drop(list.insert(index, item)),
            Self::Update(id, text) => drop(list.update(&id, |item| item.text = text)),
            Self::Remove(id) => drop(list.remove(&id)),
            Self::Move(id, index) => drop(list.move_to(&id, index)),
        }
    }
}

impl StreamEdit {
    fn make(self, stream: StreamSignal<Item>) {
        match self {
            Self::Insert { item, at, limit } => {
                let at = match at {
                    -1 => At::End,
                    0 => At::Start,
                    at => At::Index(at.try_into().unwrap()),
                };
                match limit {
                    Some(limit) => stream.insert_limited(at, item, limit),
                    None => stream.insert_at(at, item),
                }
            }
            Self::Delete(id) => stream.delete_by_key(id.to_string()),
            Self::Reset(items) => stream.reset(items),
        }
    }
}

impl<T: musubi::State> LoadEdit<T> {
    fn make(self, value: AsyncSignal<T>, coming: &Promise<T>) {
        match self {
            Self::Start | Self::StartMore => value.load(coming.wait()),
            Self::Finish(result) => coming.keep(result),
            Self::Cancel => value.cancel(),
            Self::Reset => value.reset(),
        }
    }
}

impl LoadEdit<Vec<Item>> {
    fn make_to_stream(self, stream: AsyncStreamSignal<Item>, coming: &Promise<Vec<Item>>) {
        match self {
            Self::Start => stream.load(coming.wait()),
            Self::StartMore => stream.load_more(coming.wait()),
            Self::Finish(result) => coming.keep(result),
            Self::Cancel => stream.cancel(),
            Self::Reset => stream.reset(),
        }
    }
}

pub fn turn() -> impl Strategy<Value = Turn> {
    let door = (0..3, id()).prop_map(|(place, id)| match place {
        0 => Door::Guest(id % 2),
        1 => Door::Room(id),
        _ => Door::Card(id),
    });
    prop_oneof![
        3 => vec(house_edit(), 1..6).prop_map(Turn::House),
        2 => (door, vec(room_edit(), 1..4)).prop_map(|(door, edits)| Turn::Room(door, edits)),
    ]
}

fn house_edit() -> impl Strategy<Value = HouseEdit> {
    prop_oneof![
        1 => text().prop_map(HouseEdit::Title),
        1 => any_json().prop_map(HouseEdit::Any),
        1 => option::of(text()).prop_map(HouseEdit::Note),
        1 => vec(item(), 0..5).prop_map(HouseEdit::Keyed),
        2 => list_edit().prop_map(HouseEdit::List),
        2 => different_ids().prop_map(HouseEdit::Cards),
        1 => stream_edit().prop_map(HouseEdit::News),
        1 => stream_edit().prop_map(HouseEdit::Log),
        1 => stream_edit().prop_map(HouseEdit::Hits),
        2 => load_edit(vec(item(), 0..3)).prop_map(HouseEdit::LoadHits),
        2 => load_edit(item()).prop_map(HouseEdit::Answer),
        1 => load_edit(vec(id(), 0..4)).prop_map(HouseEdit::Numbers),
        2 => option::weighted(0.7, 0..2_u8).prop_map(HouseEdit::Guest),
        3 => different_ids().prop_map(HouseEdit::Rooms),
        1 => (0..3_u8).prop_map(HouseEdit::Topic),
    ]
}

fn room_edit() -> impl Strategy<Value = RoomEdit> {
    prop_oneof![
        2 => stream_edit().prop_map(RoomEdit::Posts),
        1 => stream_edit().prop_map(RoomEdit::Hits),
        2 => load_edit(vec(item(), 0..3)).prop_map(RoomEdit::LoadHits),
        2 => load_edit(id()).prop_map(RoomEdit::Count),
        2 => option::of(vec(id(), 0..3)).prop_map(RoomEdit::Shelf),
    ]
}

fn list_edit() -> impl Strategy<Value = ListEdit> {
    prop_oneof![
        3 => (0..6_usize, item()).prop_map(|(index, item)| ListEdit::Insert(index, item)),
        1 => (id(), text()).prop_map(|(id, text)| ListEdit::Update(id, text)),
        1 => id().prop_map(ListEdit::Remove),
        2 => (id(), 0..6_usize).prop_map(|(id, index)| ListEdit::Move(id, index)),
    ]
}

fn stream_edit() -> impl Strategy<Value = StreamEdit> {
    let insert = (item(), -1..4_i64, option::weighted(0.3, 0..4_usize));
    prop_oneof![
        4 => insert.prop_map(|(item, at, limit)| StreamEdit::Insert { item, at, limit }),
        1 => id().prop_map(StreamEdit::Delete),
        1 => vec(item(), 0..4).prop_map(StreamEdit::Reset),
    ]
}

fn load_edit<T: Clone + std::fmt::Debug + 'static>(
    value: impl Strategy<Value = T> + 'static,
) -> impl Strategy<Value = LoadEdit<T>> {
    prop_oneof![
        4 => Just(LoadEdit::Start),
        1 => Just(LoadEdit::StartMore),
        4 => prop::result::maybe_err(value, text()).prop_map(LoadEdit::Finish),
        1 => Just(LoadEdit::Cancel),
        1 => Just(LoadEdit::Reset),
    ]
}

fn id() -> impl Strategy<Value = u8> {
    0..IDS
}

fn item() -> impl Strategy<Value = Item> {
    (id(), text()).prop_map(|(id, text)| Item { id, text })
}

fn text() -> impl Strategy<Value = String> {
    "[a-c\"/~é]{0,2}"
}

fn different_ids() -> impl Strategy<Value = Vec<u8>> {
    let ids: Vec<u8> = (0..IDS).collect();
    Just(ids)
        .prop_shuffle()
        .prop_flat_map(|ids| (0..=ids.len()).prop_map(move |length| ids[..length].to_vec()))
}

fn any_json() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        text().prop_map(Value::from),
        vec(id(), 0..3).prop_map(Value::from),
        (text(), id()).prop_map(|(name, value)| json!({ name: { "deep": [value, {}] } })),
    ]
}
