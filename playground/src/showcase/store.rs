use std::collections::BTreeMap;
use std::rc::Rc;

use musubi::prelude::*;
use serde_json::Value;

use super::board::{
    Board, Boards, Mood, Phase, Place, PlaceSignals, Row, RowEdit, RowError, RowList, RowSignals,
};
use super::card::{CardProps, CardStore, EditCards};

/// One field of every kind.
#[state]
pub struct Showcase {
    /// A value.
    pub title: String,
    /// A value that is one of a few words.
    pub mood: Mood,
    /// A value that has one of several shapes.
    pub phase: Phase,
    /// A value that can be absent.
    pub rating: Option<u8>,
    /// An object whose members change one by one.
    #[state(nested)]
    pub place: Place,
    /// Values under names that nobody knows beforehand.
    pub labels: BTreeMap<String, String>,
    /// Rows that are compared by their key.
    #[state(key = "id")]
    pub tasks: Vec<Row>,
    /// Rows whose edits are recorded.
    #[state(key = "id")]
    pub notes: List<u32, Row>,
    /// Rows with signals of their own.
    #[state(each, key = "id")]
    pub players: Vec<Row>,
    /// Rows that are child stores.
    pub cards: Vec<Child<CardStore>>,
    /// A child store that comes and goes.
    pub pinned: Option<Child<CardStore>>,
    /// Any JSON.
    pub anything: Value,
}

/// Which showcase.
#[params]
pub struct ShowcaseParams {
    /// Its name; showcases of one name start with what the last of them left.
    #[serde(default = "first")]
    pub board: String,
}

fn first() -> String {
    "first".into()
}

/// A row whose text is a signal.
#[derive(Clone)]
struct Player {
    id: u32,
    text: RwSignal<String>,
}

/// Everything that the showcase shows.
#[derive(Clone, Copy)]
struct Live {
    title: RwSignal<String>,
    mood: RwSignal<Mood>,
    phase: RwSignal<Phase>,
    rating: RwSignal<Option<u8>>,
    place: RwSignal<Place>,
    labels: RwSignal<BTreeMap<String, String>>,
    tasks: RwSignal<Vec<Row>>,
    notes: ListSignal<u32, Row>,
    players: RwSignal<Vec<Player>>,
    cards: RwSignal<Vec<Row>>,
    pinned: RwSignal<Option<u32>>,
    anything: RwSignal<Value>,
}

/// Shows one field of every kind.
pub struct ShowcaseStore {
    live: Live,
}

/// One field of every kind, and commands that change each.
#[store(root)]
impl ShowcaseStore {
    fn mount(params: ShowcaseParams) -> Self {
        let boards: Boards = use_context().unwrap_or_default();
        let live = Live::new(boards.find(&params.board));
        provide_context(EditCards(Rc::new(move |edit| edit_plain(live.cards, edit))));
        // What is shown now is what the next page of this name starts with.
        create_effect(move || boards.keep(&params.board, live.board()));
        Self { live }
    }

    fn render(&self) -> ShowcaseSignals {
        let live = self.live;
        let (place, players) = (live.place, live.players);
        let card = |row: Row| child(row.id.to_string(), CardProps { row });
        let cards = live.cards.get();
        let pinned = live.pinned.get();
        let pinned = cards.iter().find(|row| Some(row.id) == pinned).cloned();
        ShowcaseSignals {
            title: live.title.into(),
            mood: live.mood.into(),
            phase: live.phase.into(),
            rating: live.rating.into(),
            place: PlaceSignals {
                city: Signal::derive(move || place.with(|place| place.city.clone())),
                seats: Signal::derive(move || place.with(|place| place.seats)),
            },
            labels: live.labels.into(),
            tasks: live.tasks.into(),
            notes: live.notes,
            players: Each::new(
                move || players.get(),
                |player| player.id,
                |player| RowSignals {
                    id: Signal::derive(move || player.id),
                    text: player.text.into(),
                },
            ),
            cards: cards.into_iter().map(card).collect(),
            pinned: pinned.map(card),
            anything: live.anything.into(),
        }
    }

    /// Sets the title.
    #[command]
    fn set_title(&self, title: String) {
        self.live.title.set(title);
    }

    /// Sets the mood.
    #[command]
    fn set_mood(&self, mood: Mood) {
        self.live.mood.set(mood);
    }

    /// Sets the phase.
    #[command]
    fn set_phase(&self, phase: Phase) {
        self.live.phase.set(phase);
    }

    /// Sets the rating; none takes it away.
    #[command]
    fn rate(&self, rating: Option<u8>) {
        self.live.rating.set(rating);
    }

    /// Sets the place.
    #[command]
    fn set_place(&self, place: Place) {
        self.live.place.set(place);
    }

    /// Puts a text under a name; none takes it away. Replies with what was there.
    #[command]
    fn set_label(&self, name: String, text: Option<String>) -> Option<String> {
        let mut labels = self.live.labels.get();
        let before = match text {
            Some(text) => labels.insert(name, text),
            None => labels.remove(&name),
        };
        self.live.labels.set(labels);
        before
    }

    /// Changes one of the lists.
    #[command]
    fn edit_rows(&self, list: RowList, edit: RowEdit) -> Result<(), RowError> {
        match list {
            RowList::Tasks => edit_plain(self.live.tasks, edit),
            RowList::Notes => edit.record(self.live.notes),
            RowList::Players => edit_players(self.live.players, edit),
            RowList::Cards => edit_plain(self.live.cards, edit),
        }
    }

    /// Shows a card in another place, too; none takes it away.
    #[command]
    fn pin(&self, id: Option<u32>) -> Result<(), RowError> {
        let known = |id| {
            self.live
                .cards
                .with(|rows| rows.iter().any(|row| row.id == id))
        };
        if id.is_some_and(|id| !known(id)) {
            return Err(RowError::UnknownRow);
        }
        self.live.pinned.set(id);
        Ok(())
    }

    /// Sets the field that can be anything.
    #[command]
    fn set_anything(&self, value: Value) {
        self.live.anything.set(value);
    }
}

impl Live {
    fn new(board: Board) -> Self {
        Self {
            title: create_rw_signal(board.title),
            mood: create_rw_signal(board.mood),
            phase: create_rw_signal(board.phase),
            rating: create_rw_signal(board.rating),
            place: create_rw_signal(board.place),
            labels: create_rw_signal(board.labels),
            tasks: create_rw_signal(board.tasks),
            notes: ListSignal::new(board.notes, |row| row.id),
            players: create_rw_signal(board.players.into_iter().map(Player::new).collect()),
            cards: create_rw_signal(board.cards),
            pinned: create_rw_signal(board.pinned),
            anything: create_rw_signal(board.anything),
        }
    }

    fn board(&self) -> Board {
        Board {
            title: self.title.get(),
            mood: self.mood.get(),
            phase: self.phase.get(),
            rating: self.rating.get(),
            place: self.place.get(),
            labels: self.labels.get(),
            tasks: self.tasks.get(),
            notes: self.notes.get(),
            players: self
                .players
                .with(|players| players.iter().map(Player::row).collect()),
            cards: self.cards.get(),
            pinned: self.pinned.get(),
            anything: self.anything.get(),
        }
    }
}

fn edit_plain(rows: RwSignal<Vec<Row>>, edit: RowEdit) -> Result<(), RowError> {
    let mut next = rows.get_untracked();
    edit.apply(&mut next)?;
    rows.set(next);
    Ok(())
}

/// A change of text is a change of one signal; every other is a change of the list.
fn edit_players(players: RwSignal<Vec<Player>>, edit: RowEdit) -> Result<(), RowError> {
    let known = players.get_untracked();
    let mut rows: Vec<Row> = known.iter().map(Player::row).collect();
    if let RowEdit::Change { row } = &edit
        && let Some(player) = known.iter().find(|player| player.id == row.id)
    {
        player.text.set(row.text.clone());
        return Ok(());
    }
    edit.apply(&mut rows)?;
    let next = rows.into_iter().map(|row| {
        let player = known.iter().find(|player| player.id == row.id).cloned();
        match player {
            Some(player) => {
                player.text.set(row.text);
                player
            }
            None => Player::new(row),
        }
    });
    players.set(next.collect());
    Ok(())
}

impl Player {
    fn new(row: Row) -> Self {
        Self {
            id: row.id,
            text: create_rw_signal(row.text),
        }
    }

    fn row(&self) -> Row {
        Row {
            id: self.id,
            text: self.text.get(),
        }
    }
}
