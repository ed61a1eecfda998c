//! What a page shows after any edits, worked out from the rules alone.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::edits::{Door, HouseEdit, ListEdit, LoadEdit, RoomEdit, StreamEdit, Turn};
use crate::house::{Item, LOG_LIMIT, book, first_post};

#[derive(Default)]
pub struct House {
    title: String,
    any: Value,
    note: Option<String>,
    keyed: Vec<Item>,
    list: Vec<Item>,
    cards: Vec<u8>,
    news: Vec<Item>,
    log: Vec<Item>,
    hits: Hits,
    answer: Loading<Item>,
    numbers: Loading<Vec<u8>>,
    guest: Option<u8>,
    rooms: Vec<u8>,
    topic: u8,
    /// Those that are mounted.
    stores: BTreeMap<Door, Room>,
}

#[derive(Default)]
struct Room {
    posts: Vec<Item>,
    hits: Hits,
    count: Loading<u8>,
    shelf: Option<Vec<u8>>,
}

/// A stream whose items load.
#[derive(Default)]
struct Hits {
    items: Vec<Item>,
    progress: Loading<Vec<Item>>,
    adds: bool,
}

struct Loading<T> {
    status: &'static str,
    result: Option<T>,
    reason: Value,
    is_under_way: bool,
    /// What the load under way came to in this turn.
    outcome: Option<Result<T, String>>,
}

impl<T> Default for Loading<T> {
    fn default() -> Self {
        Self {
            status: "loading",
            result: None,
            reason: Value::Null,
            is_under_way: false,
            outcome: None,
        }
    }
}

impl<T> Loading<T> {
    fn take(&mut self, edit: LoadEdit<T>) {
        match edit {
            LoadEdit::Start | LoadEdit::StartMore => {
                self.settle("loading", Value::Null);
                self.is_under_way = true;
            }
            LoadEdit::Finish(outcome) if self.is_under_way && self.outcome.is_none() => {
                self.outcome = Some(outcome);
            }
            LoadEdit::Finish(_) => {}
            LoadEdit::Cancel if self.is_under_way => {
                self.settle("failed", json!({"kind": "exit", "value": "cancelled"}));
            }
            LoadEdit::Cancel => {}
            LoadEdit::Reset => *self = Self::default(),
        }
    }

    fn settle(&mut self, status: &'static str, reason: Value) {
        (self.status, self.reason) = (status, reason);
        (self.is_under_way, self.outcome) = (false, None);
    }

    fn end_turn(&mut self) {
        match self.outcome.take() {
            Some(Ok(result)) => {
                self.result = Some(result);
                self.settle("ok", Value::Null);
            }
            Some(Err(error)) => self.settle("failed", json!({"kind": "error", "value": error})),
            None => {}
        }
    }

    fn document(&self, result: Value) -> Value {
        json!({
            "__musubi_async__": true,
            "status": self.status,
            "result": result,
            "reason": self.reason,
        })
    }
}

impl Hits {
    fn load(&mut self, edit: LoadEdit<Vec<Item>>) {
        match edit {
            LoadEdit::Start => self.adds = false,
            LoadEdit::StartMore => self.adds = true,
            LoadEdit::Finish(_) | LoadEdit::Cancel | LoadEdit::Reset => {}
        }
        self.progress.take(edit);
    }

    fn end_turn(&mut self) {
        self.progress.end_turn();
        let Some(items) = self.progress.result.take() else {
            return;
        };
        if !self.adds {
            self.items.clear();
        }
        for item in items {
            insert(&mut self.items, item, -1, None);
        }
    }

    fn document(&self) -> Value {
        self.progress.document(json!(self.items))
    }
}

fn insert(items: &mut Vec<Item>, item: Item, at: i64, limit: Option<usize>) {
    items.retain(|known| known.id != item.id);
    let index = usize::try_from(at).map_or(items.len(), |at| at.min(items.len()));
    items.insert(index, item);
    while items.len() > limit.unwrap_or(usize::MAX) {
        // The overflow goes from where nothing was put in.
        items.remove(if at == 0 { items.len() - 1 } else { 0 });
    }
}

/// What one turn does to a stream: a reset comes first and deletions last, whatever the order.
fn take_stream_edits<'a>(
    items: &mut Vec<Item>,
    edits: impl Iterator<Item = &'a StreamEdit> + Clone,
    default_limit: Option<usize>,
) {
    if edits
        .clone()
        .any(|edit| matches!(edit, StreamEdit::Reset(_)))
    {
        items.clear();
    }
    for edit in edits.clone() {
        match edit {
            StreamEdit::Insert { item, at, limit } => {
                insert(items, item.clone(), *at, limit.or(default_limit));
            }
            StreamEdit::Reset(fresh) => {
                for item in fresh {
                    insert(items, item.clone(), -1, default_limit);
                }
            }
            StreamEdit::Delete(_) => {}
        }
    }
    for edit in edits {
        if let StreamEdit::Delete(id) = edit {
            items.retain(|item| item.id != *id);
        }
    }
}

static EMPTY: StreamEdit = StreamEdit::Reset(Vec::new());

/// The edits of one stream. To make an async stream anew takes its items.
macro_rules! of {
    ($edits:ident, $kind:path $(, $load:path)?) => {
        $edits.iter().filter_map(|edit| match edit {
            $kind(edit) => Some(edit),
            $($load(LoadEdit::Reset) => Some(&EMPTY),)?
            _ => None,
        })
    };
}

impl House {
    /// Whether there is such a room.
    pub fn has(&self, door: Door) -> bool {
        self.stores.contains_key(&door)
    }

    pub fn store_count(&self) -> usize {
        let shelves = self.stores.values().filter(|room| room.shelf.is_some());
        1 + self.stores.len() + shelves.count()
    }

    pub fn take(&mut self, turn: Turn) {
        match turn {
            Turn::House(edits) => {
                take_stream_edits(&mut self.news, of!(edits, HouseEdit::News), None);
                take_stream_edits(&mut self.log, of!(edits, HouseEdit::Log), Some(LOG_LIMIT));
                let hits = of!(edits, HouseEdit::Hits, HouseEdit::LoadHits);
                take_stream_edits(&mut self.hits.items, hits, None);
                edits.into_iter().for_each(|edit| self.edit(edit));
            }
            Turn::Room(door, edits) => {
                let room = self.stores.get_mut(&door).expect("it is mounted");
                take_stream_edits(&mut room.posts, of!(edits, RoomEdit::Posts), None);
                let hits = of!(edits, RoomEdit::Hits, RoomEdit::LoadHits);
                take_stream_edits(&mut room.hits.items, hits, None);
                edits.into_iter().for_each(|edit| room.edit(edit));
            }
        }
        self.end_turn();
    }

    fn edit(&mut self, edit: HouseEdit) {
        match edit {
            HouseEdit::Title(title) => self.title = title,
            HouseEdit::Any(value) => self.any = value,
            HouseEdit::Note(note) => self.note = note,
            HouseEdit::Keyed(items) => self.keyed = items,
            HouseEdit::List(edit) => edit_list(&mut self.list, edit),
            HouseEdit::Cards(ids) => self.cards = ids,
            HouseEdit::News(_) | HouseEdit::Log(_) | HouseEdit::Hits(_) => {}
            HouseEdit::LoadHits(edit) => self.hits.load(edit),
            HouseEdit::Answer(edit) => self.answer.take(edit),
            HouseEdit::Numbers(edit) => self.numbers.take(edit),
            HouseEdit::Guest(id) => self.guest = id,
            HouseEdit::Rooms(ids) => self.rooms = ids,
            HouseEdit::Topic(topic) => self.topic = topic,
        }
    }

    fn end_turn(&mut self) {
        let doors: Vec<(Door, u8)> = std::iter::empty()
            .chain(self.guest.map(|id| (Door::Guest(id), id)))
            .chain(self.rooms.iter().map(|id| (Door::Room(*id), *id)))
            .chain(self.cards.iter().map(|id| (Door::Card(*id), *id)))
            .collect();
        self.stores
            .retain(|door, _| doors.iter().any(|(known, _)| known == door));
        for (door, id) in doors {
            self.stores.entry(door).or_insert_with(|| Room {
                posts: vec![first_post(id)],
                ..Room::default()
            });
        }
        self.hits.end_turn();
        self.answer.end_turn();
        self.numbers.end_turn();
        for room in self.stores.values_mut() {
            room.hits.end_turn();
            room.count.end_turn();
        }
    }

    pub fn document(&self) -> Value {
        let room = |door, topic| self.stores[&door].document(&door.path(), topic);
        let card = |id: &u8| {
            json!({
                "id": id,
                "text": format!("{} {id}", self.title),
                "room": room(Door::Card(*id), 0),
            })
        };
        let mut document = json!({
            "__musubi_store_id__": [],
            "title": self.title,
            "any": self.any,
            "desk": {
                "news": self.news,
                "drawer": {
                    "hits": self.hits.document(),
                    "answer": self.numbers.document(json!(self.numbers.result)),
                },
            },
            "keyed": self.keyed,
            "list": self.list,
            "cards": self.cards.iter().map(card).collect::<Value>(),
            "log": self.log,
            "answer": self.answer.document(json!(self.answer.result)),
            "guest": self.guest.map(|id| room(Door::Guest(id), self.topic)),
            "rooms": self.rooms.iter().map(|id| room(Door::Room(*id), self.topic)).collect::<Value>(),
        });
        if let Some(note) = &self.note {
            document["desk"]["note"] = json!(note);
        }
        document
    }
}

impl Room {
    fn edit(&mut self, edit: RoomEdit) {
        match edit {
            RoomEdit::Posts(_) | RoomEdit::Hits(_) => {}
            RoomEdit::LoadHits(edit) => self.hits.load(edit),
            RoomEdit::Count(edit) => self.count.take(edit),
            RoomEdit::Shelf(books) => self.shelf = books,
        }
    }

    fn document(&self, path: &[String], topic: u8) -> Value {
        let shelf = self.shelf.as_ref().map(|books| {
            let mut items = Vec::new();
            for id in books {
                insert(&mut items, book(*id), -1, None);
            }
            let mut path = path.to_vec();
            path.push("shelf".into());
            json!({"__musubi_store_id__": path, "books": items})
        });
        json!({
            "__musubi_store_id__": path,
            "topic": topic,
            "wall": {"posts": self.posts},
            "hits": self.hits.document(),
            "count": self.count.document(json!(self.count.result)),
            "shelf": shelf,
        })
    }
}

fn edit_list(list: &mut Vec<Item>, edit: ListEdit) {
    let find = |list: &[Item], id| list.iter().position(|item| item.id == id);
    match edit {
        ListEdit::Insert(index, item) => match find(list, item.id) {
            Some(known) => list[known] = item,
            None => list.insert(index.min(list.len()), item),
        },
        ListEdit::Update(id, text) => {
            if let Some(index) = find(list, id) {
                list[index].text = text;
            }
        }
        ListEdit::Remove(id) => list.retain(|item| item.id != id),
        ListEdit::Move(id, index) => {
            if let Some(from) = find(list, id) {
                let item = list.remove(from);
                list.insert(index.min(list.len()), item);
            }
        }
    }
}
