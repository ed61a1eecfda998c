//! A page with members of every kind, in objects, rows and stores.

use std::cell::RefCell;

use futures_channel::oneshot;
use musubi::prelude::*;
use musubi::{AsyncStreamSignal, ChildSlot};
use serde_json::Value;

/// Ids of items, cards and rooms are below this.
pub const IDS: u8 = 3;
/// How many items clients keep of a log.
pub const LOG_LIMIT: usize = 3;

#[state]
#[derive(Debug)]
pub struct Item {
    pub id: u8,
    pub text: String,
}

#[state]
pub struct House {
    pub title: String,
    pub any: Value,
    #[state(nested)]
    pub desk: Desk,
    #[state(key = "id")]
    pub keyed: Vec<Item>,
    #[state(key = "id")]
    pub list: List<u8, Item>,
    #[state(each, key = "id")]
    pub cards: Vec<Card>,
    pub log: Stream<Item>,
    pub answer: AsyncValue<Item>,
    pub guest: Option<Child<RoomStore>>,
    pub rooms: Vec<Child<RoomStore>>,
}

#[state]
pub struct Desk {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    pub news: Stream<Item>,
    #[state(nested)]
    pub drawer: Drawer,
}

#[state]
pub struct Drawer {
    pub hits: AsyncValue<Stream<Item>>,
    pub answer: AsyncValue<Vec<u8>>,
}

/// A row with a store in it.
#[state]
pub struct Card {
    pub id: u8,
    pub text: String,
    pub room: Child<RoomStore>,
}

#[state]
pub struct Room {
    pub topic: u8,
    #[state(nested)]
    pub wall: Wall,
    pub hits: AsyncValue<Stream<Item>>,
    pub count: AsyncValue<u8>,
    pub shelf: Option<Child<ShelfStore>>,
}

#[state]
pub struct Wall {
    pub posts: Stream<Item>,
}

#[state]
pub struct Shelf {
    pub books: Stream<Item>,
}

/// What an async value waits for, until the test says what it comes to.
pub struct Promise<T>(RefCell<Option<oneshot::Sender<Result<T, String>>>>);

impl<T> Promise<T> {
    fn new() -> Self {
        Self(RefCell::new(None))
    }

    /// A future that is over when this is kept. Whatever waits for an earlier one is told of no more.
    pub fn wait(&self) -> impl Future<Output = Result<T, String>> + use<T> {
        let (sender, receiver) = oneshot::channel();
        self.0.replace(Some(sender));
        async move {
            receiver
                .await
                .expect("a load whose promise is gone was dropped")
        }
    }

    pub fn keep(&self, result: Result<T, String>) {
        if let Some(sender) = self.0.take() {
            // Nobody waits any more where the load was given up.
            let _ = sender.send(result);
        }
    }
}

pub struct HouseStore {
    pub title: RwSignal<String>,
    pub any: RwSignal<Value>,
    pub note: RwSignal<Option<String>>,
    pub keyed: RwSignal<Vec<Item>>,
    pub list: ListSignal<u8, Item>,
    /// The ids of the cards, all different.
    pub cards: RwSignal<Vec<u8>>,
    pub news: StreamSignal<Item>,
    pub log: StreamSignal<Item>,
    pub hits: AsyncStreamSignal<Item>,
    pub coming_hits: Promise<Vec<Item>>,
    pub answer: AsyncSignal<Item>,
    pub coming_answer: Promise<Item>,
    pub numbers: AsyncSignal<Vec<u8>>,
    pub coming_numbers: Promise<Vec<u8>>,
    /// The id of the guest's room, read by `render` itself as the ones of the other rooms.
    pub guest: RwSignal<Option<u8>>,
    pub rooms: RwSignal<Vec<u8>>,
    pub topic: RwSignal<u8>,
}

#[store(root)]
impl HouseStore {
    fn mount() -> Self {
        Self {
            title: create_rw_signal(String::new()),
            any: create_rw_signal(Value::Null),
            note: create_rw_signal(None),
            keyed: create_rw_signal(Vec::new()),
            list: ListSignal::new(Vec::new(), |item| item.id),
            cards: create_rw_signal(Vec::new()),
            news: stream(),
            log: stream().limit(LOG_LIMIT),
            hits: stream().into(),
            coming_hits: Promise::new(),
            answer: AsyncSignal::new(),
            coming_answer: Promise::new(),
            numbers: AsyncSignal::new(),
            coming_numbers: Promise::new(),
            guest: create_rw_signal(None),
            rooms: create_rw_signal(Vec::new()),
            topic: create_rw_signal(0),
        }
    }

    fn render(&self) -> HouseSignals {
        let (cards, title, topic) = (self.cards, self.title, self.topic.get());
        HouseSignals {
            title: title.into(),
            any: self.any.into(),
            desk: DeskSignals {
                note: self.note.into(),
                news: self.news,
                drawer: DrawerSignals {
                    hits: self.hits,
                    answer: self.numbers,
                },
            },
            keyed: self.keyed.into(),
            list: self.list,
            cards: Each::new(
                move || cards.get(),
                |id| *id,
                move |id| CardSignals {
                    id: Signal::derive(move || id),
                    text: Signal::derive(move || format!("{} {id}", title.get())),
                    room: room("card", id, 0),
                },
            ),
            log: self.log,
            answer: self.answer,
            guest: self.guest.get().map(|id| room("guest", id, topic)),
            rooms: self
                .rooms
                .get()
                .into_iter()
                .map(|id| room("room", id, topic))
                .collect(),
        }
    }
}

fn stream() -> StreamSignal<Item> {
    StreamSignal::new(|item: &Item| item.id.to_string())
}

fn room(name: &str, id: u8, topic: u8) -> ChildSlot<RoomStore> {
    child(format!("{name}-{id}"), RoomProps { id, topic })
}

#[params]
pub struct RoomProps {
    id: u8,
    topic: u8,
}

/// A child that follows its props, with a child of its own.
pub struct RoomStore {
    props: Signal<RoomProps>,
    pub posts: StreamSignal<Item>,
    pub hits: AsyncStreamSignal<Item>,
    pub coming_hits: Promise<Vec<Item>>,
    pub count: AsyncSignal<u8>,
    pub coming_count: Promise<u8>,
    /// What a shelf begins with.
    pub shelf: RwSignal<Option<Vec<u8>>>,
}

#[store]
impl RoomStore {
    fn mount(props: Signal<RoomProps>) -> Self {
        let posts = stream();
        posts.insert(first_post(props.get_untracked().id));
        Self {
            props,
            posts,
            hits: stream().into(),
            coming_hits: Promise::new(),
            count: AsyncSignal::new(),
            coming_count: Promise::new(),
            shelf: create_rw_signal(None),
        }
    }

    fn render(&self) -> RoomSignals {
        let props = self.props;
        RoomSignals {
            topic: Signal::derive(move || props.with(|props| props.topic)),
            wall: WallSignals { posts: self.posts },
            hits: self.hits,
            count: self.count,
            shelf: self
                .shelf
                .get()
                .map(|books| child("shelf", Books { books })),
        }
    }
}

/// What a room begins with.
pub fn first_post(id: u8) -> Item {
    Item {
        id,
        text: "first".into(),
    }
}

#[params]
pub struct Books {
    books: Vec<u8>,
}

/// A child that is mounted again for new props.
pub struct ShelfStore {
    books: StreamSignal<Item>,
}

#[store]
impl ShelfStore {
    fn mount(props: Books) -> Self {
        let books = stream();
        books.extend(props.books.into_iter().map(book));
        Self { books }
    }

    fn render(&self) -> ShelfSignals {
        ShelfSignals { books: self.books }
    }
}

pub fn book(id: u8) -> Item {
    Item {
        id,
        text: format!("book {id}"),
    }
}
