//! What a showcase shows, as plain data that outlives its page.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use musubi::prelude::*;
use serde_json::Value;

/// One of a few words.
#[state]
#[derive(Debug, Copy, Default)]
#[serde(rename_all = "snake_case")]
pub enum Mood {
    /// Nothing to do.
    #[default]
    Calm,
    /// Much to do.
    Busy,
    /// All done.
    Glad,
}

/// One of several shapes.
#[state]
#[derive(Debug, Default)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Phase {
    /// Not begun.
    #[default]
    Idle,
    /// On its way.
    Running {
        /// How far, from 0 to 100.
        percent: u8,
    },
    /// Given up.
    Failed {
        /// Why.
        reason: String,
    },
}

/// An object whose members change one by one.
#[state]
#[derive(Debug, Default)]
pub struct Place {
    /// Where it is.
    pub city: String,
    /// For how many it has room.
    pub seats: u32,
}

/// A row of a list.
#[state]
#[derive(Debug)]
pub struct Row {
    /// Identifies the row within its list.
    pub id: u32,
    /// What it says.
    pub text: String,
}

/// The lists of rows, by how their changes reach a client.
#[state]
#[derive(Debug, Copy)]
#[serde(rename_all = "snake_case")]
pub enum RowList {
    /// `tasks`: rows are compared by their key.
    Tasks,
    /// `notes`: edits are recorded as they are made.
    Notes,
    /// `players`: each row has signals of its own.
    Players,
    /// `cards`: each row is a child store.
    Cards,
}

/// A change of a list.
#[state]
#[derive(Debug)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum RowEdit {
    /// Puts a row in, or changes the one that has its id.
    Insert {
        /// The row.
        row: Row,
        /// Where it is to stand, counted from 0.
        at: u32,
    },
    /// Changes what a row says.
    Change {
        /// The row.
        row: Row,
    },
    /// Moves a row.
    Move {
        /// Which row.
        id: u32,
        /// Where it is to stand, counted from 0.
        to: u32,
    },
    /// Takes a row out.
    Remove {
        /// Which row.
        id: u32,
    },
}

/// Why a list was not changed.
#[command_error]
pub enum RowError {
    /// The list has no row with this id.
    UnknownRow,
    /// The list is full.
    Full {
        /// How many rows it can have.
        most: u32,
    },
}

/// How many rows a list can have.
const MOST: usize = 100;

/// The contents of a showcase.
#[derive(Debug, Clone, Default)]
pub(super) struct Board {
    pub title: String,
    pub mood: Mood,
    pub phase: Phase,
    pub rating: Option<u8>,
    pub place: Place,
    pub labels: BTreeMap<String, String>,
    pub tasks: Vec<Row>,
    pub notes: Vec<Row>,
    pub players: Vec<Row>,
    pub cards: Vec<Row>,
    pub pinned: Option<u32>,
    pub anything: Value,
}

/// The showcases by their names, for as long as the server runs.
#[derive(Clone, Default)]
pub struct Boards(Arc<Mutex<HashMap<String, Board>>>);

impl Boards {
    /// The contents that were kept last under this name, else those of a new showcase.
    pub(super) fn find(&self, name: &str) -> Board {
        let boards = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        boards.get(name).cloned().unwrap_or_else(Board::first)
    }

    pub(super) fn keep(&self, name: &str, board: Board) {
        let mut boards = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        boards.insert(name.to_owned(), board);
    }
}

impl Board {
    fn first() -> Self {
        let rows = |texts: &[&str]| {
            let row = |(id, text): (u32, &&str)| Row {
                id,
                text: (*text).into(),
            };
            (1..).zip(texts).map(row).collect::<Vec<_>>()
        };
        Self {
            title: "Tea at four".into(),
            place: Place {
                city: "Kyoto".into(),
                seats: 4,
            },
            labels: [("tea".into(), "sencha".into())].into(),
            tasks: rows(&["Boil water", "Warm the pot"]),
            notes: rows(&["Not too hot"]),
            players: rows(&["Aiko", "Ren"]),
            cards: rows(&["Invitation"]),
            ..Self::default()
        }
    }
}

impl RowEdit {
    /// The same change, of plain rows.
    pub(super) fn apply(self, rows: &mut Vec<Row>) -> Result<(), RowError> {
        let index = |id| rows.iter().position(|row| row.id == id);
        match self {
            Self::Insert { row, at } => match index(row.id) {
                Some(known) => rows[known] = row,
                None if rows.len() < MOST => rows.insert(rows.len().min(at as usize), row),
                None => return Err(RowError::Full { most: MOST as u32 }),
            },
            Self::Change { row } => {
                let index = index(row.id).ok_or(RowError::UnknownRow)?;
                rows[index] = row;
            }
            Self::Move { id, to } => {
                let row = rows.remove(index(id).ok_or(RowError::UnknownRow)?);
                rows.insert(rows.len().min(to as usize), row);
            }
            Self::Remove { id } => drop(rows.remove(index(id).ok_or(RowError::UnknownRow)?)),
        }
        Ok(())
    }

    /// The same change, of a list that records it.
    pub(super) fn record(self, list: ListSignal<u32, Row>) -> Result<(), RowError> {
        let found = match self {
            Self::Insert { row, .. } if list.get_row(&row.id).is_none() && list.len() >= MOST => {
                return Err(RowError::Full { most: MOST as u32 });
            }
            Self::Insert { row, at } => {
                list.insert(at as usize, row);
                true
            }
            Self::Change { row } => list.update(&row.id, |known| known.text = row.text),
            Self::Move { id, to } => list.move_to(&id, to as usize),
            Self::Remove { id } => list.remove(&id).is_some(),
        };
        if found {
            Ok(())
        } else {
            Err(RowError::UnknownRow)
        }
    }
}
