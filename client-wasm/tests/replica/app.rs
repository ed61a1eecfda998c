//! A store with every kind of field, and a client of it without a connection between them.

use std::rc::Rc;

use futures_channel::{mpsc, oneshot};
use musubi::prelude::*;
use musubi::reactive::ClientRuntime;
use musubi::replica::{Answer, FileStep, Remote, Replica};
use musubi::testing::{Features, TestPage};
use musubi::{Mismatch, Signals, StateOf};
use musubi_wire::envelope::RawEnvelope;
use musubi_wire::frame::TextFrame;
use musubi_wire::{Document, Envelope, StoreId};
use serde_json::{Value, json};

#[state]
#[derive(Debug)]
pub struct Point {
    pub x: i64,
    pub y: i64,
}

#[state]
#[derive(Debug)]
pub enum Shape {
    Dot,
    Circle { radius: u32 },
}

#[state]
#[derive(Debug)]
pub struct Row {
    pub id: u32,
    pub text: String,
    pub done: bool,
}

#[state]
#[derive(Debug)]
pub struct Inner {
    pub title: String,
    #[serde(rename = "a/b~c")]
    pub odd: Option<Point>,
}

#[state]
#[serde(rename_all = "camelCase")]
#[derive(Debug)]
pub struct Board {
    pub count: i64,
    pub point: Point,
    pub shape: Shape,
    #[state(nested)]
    pub inner: Inner,
    pub plain_rows: Vec<Row>,
    #[state(key = "id")]
    pub keyed_rows: Vec<Row>,
    #[state(key = "id")]
    pub listed: List<u32, Row>,
    #[state(each, key = "id")]
    pub each_rows: Vec<Row>,
    pub free: Value,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub sometimes: Option<i64>,
    #[serde(skip)]
    pub secret: u8,
    pub loaded: AsyncValue<Point>,
    pub messages: Stream<Row>,
    pub one: Child<CardStore>,
    pub maybe: Option<Child<CardStore>>,
    pub cards: Vec<Child<CardStore>>,
}

#[state]
#[derive(Debug)]
pub struct Card {
    pub label: String,
    pub notes: Stream<Row>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct CardProps {
    pub label: String,
}

pub struct CardStore {
    label: Signal<CardProps>,
    notes: StreamSignal<Row>,
}

#[store]
impl CardStore {
    fn mount(props: Signal<CardProps>) -> Self {
        Self {
            label: props,
            notes: StreamSignal::new(|row: &Row| row.id.to_string()),
        }
    }

    fn render(&self) -> CardSignals {
        let label = self.label;
        CardSignals {
            label: Signal::derive(move || label.get().label),
            notes: self.notes,
        }
    }

    #[command]
    fn note(&self, id: u32) {
        self.notes.insert(row(id));
    }
}

#[derive(Clone, Copy)]
pub struct EachItem {
    pub id: u32,
    pub text: RwSignal<String>,
}

/// Everything that a test may change, as one value.
#[derive(Clone, Copy)]
pub struct Handles {
    pub count: RwSignal<i64>,
    pub point: RwSignal<Point>,
    pub shape: RwSignal<Shape>,
    pub title: RwSignal<String>,
    pub odd: RwSignal<Option<Point>>,
    pub plain_rows: RwSignal<Vec<Row>>,
    pub keyed_rows: RwSignal<Vec<Row>>,
    pub listed: ListSignal<u32, Row>,
    pub each_rows: RwSignal<Vec<EachItem>>,
    pub free: RwSignal<Value>,
    pub sometimes: RwSignal<Option<i64>>,
    pub loaded: AsyncSignal<Point>,
    pub messages: StreamSignal<Row>,
    pub maybe: RwSignal<Option<String>>,
    pub cards: RwSignal<Vec<(u32, String)>>,
}

pub struct BoardStore(Handles);

thread_local! {
    static HANDLES: std::cell::Cell<Option<Handles>> = const { std::cell::Cell::new(None) };
}

#[store(root)]
impl BoardStore {
    fn mount() -> Self {
        let handles = Handles {
            count: create_rw_signal(0),
            point: create_rw_signal(Point { x: 0, y: 0 }),
            shape: create_rw_signal(Shape::Dot),
            title: create_rw_signal(String::new()),
            odd: create_rw_signal(None),
            plain_rows: create_rw_signal(vec![row(1)]),
            keyed_rows: create_rw_signal(vec![row(1), row(2)]),
            listed: ListSignal::new(vec![row(1), row(2), row(3)], |row| row.id),
            each_rows: create_rw_signal(vec![item(1), item(2)]),
            free: create_rw_signal(json!({"a": [1, 2]})),
            sometimes: create_rw_signal(None),
            loaded: AsyncSignal::new(),
            messages: StreamSignal::new(|row: &Row| row.id.to_string()),
            maybe: create_rw_signal(None),
            cards: create_rw_signal(vec![(1, "one".to_owned())]),
        };
        HANDLES.set(Some(handles));
        Self(handles)
    }

    fn render(&self) -> BoardSignals {
        let Handles {
            maybe,
            cards,
            each_rows,
            ..
        } = self.0;
        BoardSignals {
            count: self.0.count.into(),
            point: self.0.point.into(),
            shape: self.0.shape.into(),
            inner: InnerSignals {
                title: self.0.title.into(),
                odd: self.0.odd.into(),
            },
            plain_rows: self.0.plain_rows.into(),
            keyed_rows: self.0.keyed_rows.into(),
            listed: self.0.listed,
            each_rows: Each::new(
                move || each_rows.get(),
                |item| item.id,
                |item| RowSignals {
                    id: constant(item.id),
                    text: item.text.into(),
                    done: constant(false),
                },
            ),
            free: self.0.free.into(),
            sometimes: self.0.sometimes.into(),
            loaded: self.0.loaded,
            messages: self.0.messages,
            one: card("one", "the only one"),
            maybe: maybe.get().map(|label| card("maybe", &label)),
            cards: cards
                .get()
                .iter()
                .map(|(id, label)| card(&format!("c{id}"), label))
                .collect(),
        }
    }
}

fn card(id: &str, label: &str) -> ChildSlot<CardStore> {
    child(
        id,
        CardProps {
            label: label.to_owned(),
        },
    )
}

pub fn row(id: u32) -> Row {
    Row {
        id,
        text: format!("row {id}"),
        done: false,
    }
}

pub fn item(id: u32) -> EachItem {
    EachItem {
        id,
        text: create_rw_signal(format!("item {id}")),
    }
}

/// A page, a client with signals, and a client that is a document alone.
pub struct Session {
    pub page: TestPage,
    pub server: Handles,
    pub replica: Replica<BoardSignals>,
    pub document: Document,
}

impl Session {
    pub async fn start() -> Self {
        Self::start_offering(true).await
    }

    /// With clients that say whether they understand moves.
    pub async fn start_offering(moves: bool) -> Self {
        let page = TestPage::mount_unflushed::<BoardStore>(json!({})).await;
        let mut page = page.unwrap().offering(Features { moves });
        let first = payload(&page.flush_frame().unwrap());
        let mut document = Document::new("BoardStore:test");
        document.apply(&Envelope::decode(&first).unwrap()).unwrap();
        let replica = client(|| {
            let envelope = RawEnvelope::parse(&first).unwrap();
            Replica::new(
                ClientRuntime::of_thread().root(),
                Rc::new(Nobody),
                &envelope,
            )
        });
        Self {
            page,
            server: HANDLES.take().unwrap(),
            replica: replica.unwrap(),
            document,
        }
    }

    /// Changes the server's state, and sends what changed to both clients.
    pub fn change(&mut self, change: impl FnOnce(&Handles)) {
        let server = self.server;
        self.page.run(|| change(&server));
        self.sync();
    }

    pub fn sync(&mut self) {
        if let Some(frame) = self.page.flush_frame() {
            let text = payload(&frame);
            self.document
                .apply(&Envelope::decode(&text).unwrap())
                .unwrap();
            self.apply(&text).unwrap();
        }
    }

    /// Gives the client with signals this envelope.
    pub fn apply(&self, text: &str) -> Result<(), Mismatch> {
        client(|| self.replica.apply(&RawEnvelope::parse(text).unwrap()))
    }

    /// An envelope with these operations, for the version that the client has.
    pub fn envelope(&self, ops: Value, stream_ops: Value) -> String {
        let version = self.document.version();
        json!({
            "type": "patch", "root_id": "BoardStore:test", "base_version": version,
            "version": version + 1, "ops": ops, "stream_ops": stream_ops, "upload_ops": [],
            "events": [],
        })
        .to_string()
    }

    /// What the client's signals show, as JSON.
    pub fn shown(&self) -> Value {
        client(|| serde_json::to_value(self.replica.snapshot()).unwrap())
    }

    /// What the document shows: the same, as the root is no child and so shows no id.
    pub fn expected(&self) -> Value {
        let mut expected = self.document.hydrated();
        expected
            .as_object_mut()
            .unwrap()
            .remove("__musubi_store_id__");
        expected
    }

    pub fn assert_same(&self) {
        assert_eq!(self.shown(), self.expected());
    }
}

/// Runs `f` as code of the client.
pub fn client<T>(f: impl FnOnce() -> T) -> T {
    ClientRuntime::of_thread().enter(f)
}

/// How often `read` ran, which it does again when a signal that it read changed.
pub fn runs(read: impl Fn() + 'static) -> impl Fn() -> u32 {
    let runs = Rc::new(std::cell::Cell::new(0));
    let counted = Rc::clone(&runs);
    client(|| {
        musubi::reactive::create_effect(move || {
            read();
            counted.set(counted.get() + 1);
        })
    });
    move || runs.get()
}

pub fn payload(frame: &[u8]) -> String {
    let text = std::str::from_utf8(frame).unwrap();
    TextFrame::parse(text).unwrap().payload.get().to_owned()
}

/// The plain state of a board, as a type.
pub type BoardState = StateOf<BoardStore>;

const _: fn(BoardState) -> <BoardSignals as Signals>::State = |state| state;

struct Nobody;

impl Remote for Nobody {
    fn command(&self, _: &StoreId, _: &str, _: String) -> Answer {
        oneshot::channel().1
    }

    fn push(&self, _: &'static str, _: String) -> Answer {
        oneshot::channel().1
    }

    fn file(&self, _: &str, _: FileStep) -> Answer {
        oneshot::channel().1
    }

    fn events(&self, _: &StoreId, _: &'static str) -> mpsc::Receiver<String> {
        mpsc::channel(0).1
    }
}
