use std::collections::HashMap;
use std::hash::Hash;

use super::{Move, Ops, OrderEdits, State};

/// One row of a list as it is now, compared with the list as it was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ListEdit {
    /// The row was sent at this index. Once rows are removed and moved it stands where it belongs.
    Keep(usize),
    /// The row is added: its key is new, or it changed places and cannot be moved.
    Add,
}

/// How one list comes about from another: what to do to its order, and what each row is then.
///
/// Rows that stay where they are form a longest increasing subsequence, so the number of moves, or
/// of removals and additions, is the least possible.
pub(crate) struct Reordering {
    last_length: usize,
    prefix: usize,
    middle: Vec<ListEdit>,
    suffix: usize,
    pub(crate) order: OrderEdits,
}

impl Reordering {
    /// What each row of the next list is, in its order.
    pub(crate) fn rows(&self) -> impl Iterator<Item = ListEdit> {
        (0..self.prefix)
            .map(ListEdit::Keep)
            .chain(self.middle.iter().copied())
            .chain((self.last_length - self.suffix..self.last_length).map(ListEdit::Keep))
    }
}

/// Compares two lists by key. Of a key that repeats, only the first row can be kept. A row that
/// stands elsewhere among the others is kept if rows can be moved.
pub(crate) fn reorder<K: Eq + Hash>(last: &[K], next: &[K], can_move: bool) -> Reordering {
    let prefix = last.iter().zip(next).take_while(|(a, b)| a == b).count();
    let (last_rest, next_rest) = (&last[prefix..], &next[prefix..]);
    let suffix = last_rest
        .iter()
        .rev()
        .zip(next_rest.iter().rev())
        .take_while(|(a, b)| a == b)
        .count();
    let last_middle = &last_rest[..last_rest.len() - suffix];
    let next_middle = &next_rest[..next_rest.len() - suffix];

    let mut positions = HashMap::with_capacity(last_middle.len());
    for (index, key) in last_middle.iter().enumerate().rev() {
        positions.insert(key, index);
    }
    // Taking a position out makes the second row of a repeated key a new row.
    let sources: Vec<_> = next_middle
        .iter()
        .map(|key| positions.remove(key))
        .collect();

    let mut is_kept = vec![false; last_middle.len()];
    let mut middle = Vec::with_capacity(next_middle.len());
    let (mut moved, mut added) = (Vec::new(), Vec::new());
    for (source, stays) in sources.iter().zip(longest_increasing(&sources)) {
        let index = prefix + middle.len();
        middle.push(match source {
            Some(source) if stays || can_move => {
                is_kept[*source] = true;
                let from = prefix + source;
                if !stays {
                    moved.push(Move { from, to: index });
                }
                ListEdit::Keep(from)
            }
            _ => {
                added.push(index);
                ListEdit::Add
            }
        });
    }
    let removed = (0..last_middle.len())
        .rev()
        .filter(|i| !is_kept[*i])
        .map(|i| prefix + i)
        .collect();
    Reordering {
        last_length: last.len(),
        prefix,
        middle,
        suffix,
        order: OrderEdits {
            removed,
            moved,
            added,
        },
    }
}

/// Writes the operations that turn `last` into `next`, two lists of keyed rows, and makes `last`
/// equal to `next` by cloning only the rows that differ.
pub(crate) fn update_keyed<T: State, K: Eq + Hash>(
    last: &mut Vec<T>,
    next: &[T],
    key: impl Fn(&T) -> &K,
    ops: &mut Ops<'_>,
) {
    let edits = {
        let last_keys: Vec<&K> = last.iter().map(&key).collect();
        let next_keys: Vec<&K> = next.iter().map(&key).collect();
        reorder(&last_keys, &next_keys, ops.can_move())
    };
    edits.order.write_before_additions(ops);
    if edits.order.is_empty() {
        for (index, (last, next)) in last.iter_mut().zip(next).enumerate() {
            if last != next {
                ops.index(index, |ops| last.diff(next, ops));
                last.clone_from(next);
            }
        }
        return;
    }
    let mut sent: Vec<Option<T>> = std::mem::take(last).into_iter().map(Some).collect();
    last.reserve(next.len());
    for (index, (edit, row)) in edits.rows().zip(next).enumerate() {
        let kept = match edit {
            ListEdit::Keep(from) => sent[from].take(),
            ListEdit::Add => None,
        };
        match kept {
            Some(kept) if kept == *row => last.push(kept),
            Some(kept) => {
                ops.index(index, |ops| kept.diff(row, ops));
                last.push(row.clone());
            }
            None => {
                ops.index(index, |ops| ops.add(row));
                last.push(row.clone());
            }
        }
    }
}

/// Marks the members of a longest strictly increasing subsequence of the known positions.
pub(crate) fn longest_increasing(sources: &[Option<usize>]) -> Vec<bool> {
    let mut tails: Vec<usize> = Vec::new();
    let mut previous = vec![usize::MAX; sources.len()];
    for (at, source) in sources.iter().enumerate() {
        let Some(position) = source else { continue };
        let rank = tails.partition_point(|tail| sources[*tail].is_some_and(|p| p < *position));
        if rank > 0 {
            previous[at] = tails[rank - 1];
        }
        if rank == tails.len() {
            tails.push(at);
        } else {
            tails[rank] = at;
        }
    }
    let mut kept = vec![false; sources.len()];
    let mut at = tails.last().copied().unwrap_or(usize::MAX);
    while at != usize::MAX {
        kept[at] = true;
        at = previous[at];
    }
    kept
}
