use std::collections::HashMap;
use std::hash::Hash;

use super::{Edit, KeyedRows};
use crate::state::{Move, OrderEdits, longest_increasing, reorder};

/// How many rows a log holds apart, and how many values of changed rows, before it keeps less.
const LIMIT: usize = 256;

/// What happened to a list since it was sent, as little as a client must know of it.
///
/// It holds no more than the list itself does, however long a client reads nothing: rows that came
/// and went leave no trace, and past [`LIMIT`] the edits become one comparison of the orders.
pub(crate) struct Log<T> {
    order: Order,
    /// What was sent of the rows that changed since, by their numbers.
    changed: HashMap<u64, Changed<T>>,
    /// Rows from this number on were never sent.
    first_new: u64,
}

/// How the order of now comes about from the order that was sent.
enum Order {
    /// All rows that are not named here stand in both, in the same order.
    Edits {
        /// Rows that are not where they were, by their index in the list that was sent.
        removed: Vec<Removed>,
        /// The indices, as of now, of rows that were not there.
        added: Vec<usize>,
    },
    /// Too much happened: the numbers of the rows that were sent.
    Compare { sent: Vec<u64> },
}

struct Removed {
    index: usize,
    id: u64,
}

struct Changed<T> {
    /// Where the row was when it changed last.
    place: isize,
    /// What the client has of it, `None` if that is not known any more.
    sent: Option<T>,
}

/// What to do to the list that was sent to make it the list of now.
pub(crate) struct Changes<T> {
    pub(crate) order: OrderEdits,
    /// Rows that are kept and may differ, by their index now, lowest first, with what was sent
    /// of them where that is known.
    pub(crate) changed: Vec<(usize, Option<T>)>,
}

/// A row that was sent, as far as it is known.
pub(crate) struct SentRow<K, T> {
    pub(crate) key: Option<K>,
    pub(crate) row: Option<T>,
}

impl<T: Clone> Log<T> {
    /// The log of a list that is sent as it is now.
    pub(crate) fn new<K: Eq + Hash>(rows: &KeyedRows<K, T>) -> Self {
        Self {
            order: Order::Edits {
                removed: Vec::new(),
                added: Vec::new(),
            },
            changed: HashMap::new(),
            first_new: rows.next_id(),
        }
    }

    /// Notes an edit that is about to be made to `rows`.
    pub(crate) fn record<K: Eq + Hash>(&mut self, edit: Edit, rows: &KeyedRows<K, T>) {
        self.order.record(edit, rows.ids());
        match edit {
            Edit::Change(index) => self.change(index, rows),
            Edit::Remove(index) => {
                self.changed.remove(&rows.ids()[index]);
            }
            Edit::Insert(_) | Edit::Move { .. } | Edit::Rearrange => {}
        }
    }

    fn change<K: Eq + Hash>(&mut self, index: usize, rows: &KeyedRows<K, T>) {
        let id = rows.ids()[index];
        if id >= self.first_new {
            return;
        }
        let is_kept = self.changed.len() < LIMIT;
        let changed = self.changed.entry(id).or_insert_with(|| Changed {
            place: 0,
            sent: is_kept.then(|| rows.as_slice()[index].clone()),
        });
        changed.place = rows.place(index);
    }

    /// What happened until now, with moves if the client understands them. The log is empty then.
    pub(crate) fn take<K: Eq + Hash>(
        &mut self,
        rows: &KeyedRows<K, T>,
        can_move: bool,
    ) -> Changes<T> {
        let last = std::mem::replace(self, Self::new(rows));
        let is_compared = matches!(last.order, Order::Compare { .. });
        let order = last.order.finish(rows.ids(), last.first_new, can_move);
        let mut changed = if is_compared || last.changed.len() > rows.ids().len() / 8 {
            find_all(last.changed, rows)
        } else {
            find_each(last.changed, rows)
        };
        changed.retain(|(index, _)| order.added.binary_search(index).is_err());
        Changes { order, changed }
    }

    /// The rows that were sent, where `rows` are what they have become.
    pub(crate) fn into_sent<K: Eq + Hash>(mut self, rows: &KeyedRows<K, T>) -> Vec<SentRow<K, T>> {
        let now: HashMap<u64, &T> = rows.ids().iter().copied().zip(rows.as_slice()).collect();
        let sent = self.order.take_sent(rows.ids());
        let sent = sent.into_iter().map(|id| match now.get(&id) {
            Some(row) => SentRow {
                key: Some(rows.key(row)),
                row: match self.changed.remove(&id) {
                    Some(changed) => changed.sent,
                    None => Some((*row).clone()),
                },
            },
            None => SentRow {
                key: None,
                row: None,
            },
        });
        sent.collect()
    }
}

/// Finds the changed rows that are still there by looking at every row.
fn find_all<K: Eq + Hash, T>(
    mut changed: HashMap<u64, Changed<T>>,
    rows: &KeyedRows<K, T>,
) -> Vec<(usize, Option<T>)> {
    let ids = rows.ids().iter().enumerate();
    ids.filter_map(|(index, id)| Some((index, changed.remove(id)?.sent)))
        .collect()
}

/// Finds the changed rows that are still there, each from where it was.
fn find_each<K: Eq + Hash, T>(
    changed: HashMap<u64, Changed<T>>,
    rows: &KeyedRows<K, T>,
) -> Vec<(usize, Option<T>)> {
    let mut found: Vec<_> = changed
        .into_iter()
        .filter_map(|(id, changed)| Some((rows.locate(id, changed.place)?, changed.sent)))
        .collect();
    found.sort_unstable_by_key(|(index, _)| *index);
    found
}

impl Order {
    /// Notes an edit; `ids` are the rows before it.
    fn record(&mut self, edit: Edit, ids: &[u64]) {
        let Self::Edits { removed, added } = self else {
            return;
        };
        let is_full = removed.len() + added.len() >= LIMIT;
        match edit {
            Edit::Change(_) => {}
            Edit::Insert(index) if !is_full => insert(added, index),
            Edit::Remove(index) if !is_full => remove(removed, added, index, ids[index]),
            Edit::Move { from, to } if !is_full => {
                remove(removed, added, from, ids[from]);
                insert(added, to);
            }
            _ => {
                *self = Self::Compare {
                    sent: self.take_sent(ids),
                };
            }
        }
    }

    /// The numbers of the rows that were sent, where `ids` are the rows now.
    fn take_sent(&mut self, ids: &[u64]) -> Vec<u64> {
        let (removed, added) = match self {
            Self::Compare { sent } => return std::mem::take(sent),
            Self::Edits { removed, added } => (removed, added),
        };
        let mut added = added.iter().peekable();
        let mut removed = removed.iter().peekable();
        let mut sent = Vec::with_capacity(ids.len());
        for (index, id) in ids.iter().enumerate() {
            if added.next_if(|added| **added == index).is_some() {
                continue;
            }
            while let Some(removed) = removed.next_if(|removed| removed.index == sent.len()) {
                sent.push(removed.id);
            }
            sent.push(*id);
        }
        sent.extend(removed.map(|removed| removed.id));
        sent
    }

    /// What makes the list that was sent the list of now.
    fn finish(self, ids: &[u64], first_new: u64, can_move: bool) -> OrderEdits {
        match self {
            Self::Edits { removed, added } => put_back(&removed, added, ids, first_new, can_move),
            Self::Compare { sent } => reorder(&sent, ids, can_move).order,
        }
    }
}

/// Notes that a row comes at `index`.
fn insert(added: &mut Vec<usize>, index: usize) {
    let at = added.partition_point(|added| *added < index);
    added[at..].iter_mut().for_each(|added| *added += 1);
    added.insert(at, index);
}

/// Notes that the row at `index` goes, which is no news of a row that was not there.
fn remove(removed: &mut Vec<Removed>, added: &mut Vec<usize>, index: usize, id: u64) {
    let at = added.partition_point(|added| *added < index);
    if added.get(at) == Some(&index) {
        added.remove(at);
    } else {
        // Of the rows that stand in both lists this is the one at `index - at`; every row that was
        // removed before it stood before it in the list that was sent.
        let mut sent_index = index - at;
        let before = removed.iter().take_while(|removed| {
            let is_before = removed.index <= sent_index;
            sent_index += usize::from(is_before);
            is_before
        });
        let before = before.count();
        removed.insert(
            before,
            Removed {
                index: sent_index,
                id,
            },
        );
    }
    added[at..].iter_mut().for_each(|added| *added -= 1);
}

/// Leaves out rows that were removed and added, but stand among the others where they stood. Those
/// that stand elsewhere move, if rows can be moved.
fn put_back(
    removed: &[Removed],
    added: Vec<usize>,
    ids: &[u64],
    first_new: u64,
    can_move: bool,
) -> OrderEdits {
    let sources: Vec<Option<usize>> = added
        .iter()
        .map(|index| {
            let id = ids[*index];
            // A row that was never sent was not removed either.
            let was_sent = id < first_new;
            was_sent
                .then(|| removed.iter().position(|removed| removed.id == id))
                .flatten()
        })
        .collect();
    let in_place: Vec<Option<usize>> = sources
        .iter()
        .zip(&added)
        .enumerate()
        .map(|(rank, (source, index))| {
            // Both differences count the rows before this one that never moved.
            source.filter(|at| removed[*at].index - at == index - rank)
        })
        .collect();
    let mut is_kept = vec![false; removed.len()];
    let (mut moved, mut still_added) = (Vec::new(), Vec::new());
    let stays = longest_increasing(&in_place);
    for ((to, source), stays) in added.into_iter().zip(sources).zip(stays) {
        match source {
            Some(at) if stays || can_move => {
                is_kept[at] = true;
                if !stays {
                    let from = removed[at].index;
                    moved.push(Move { from, to });
                }
            }
            _ => still_added.push(to),
        }
    }
    let removed = removed.iter().zip(is_kept).rev();
    let removed = removed.filter(|(_, is_kept)| !is_kept);
    OrderEdits {
        removed: removed.map(|(removed, _)| removed.index).collect(),
        moved,
        added: still_added,
    }
}
