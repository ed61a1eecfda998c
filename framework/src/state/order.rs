use super::Ops;

/// One row of a list that comes to stand elsewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Move {
    pub(crate) from: usize,
    pub(crate) to: usize,
}

/// What to do to the order of a list that was sent to make it the list of now: rows are removed,
/// then others moved, then others added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct OrderEdits {
    /// Indices in the list that was sent, highest first.
    pub(crate) removed: Vec<usize>,
    /// One after the other, each with indices in the list that the ones before it leave behind.
    moves: Vec<Move>,
    /// Indices in the list of now, lowest first.
    pub(crate) added: Vec<usize>,
}

impl OrderEdits {
    /// Edits where each row of `moved` goes from an index of the list that was sent to one of the
    /// list of now; they come in the order of the latter. All rows that are named nowhere stand in
    /// both lists, in the same order.
    pub(crate) fn new(removed: Vec<usize>, added: Vec<usize>, moved: Vec<Move>) -> Self {
        let among_kept = moved.into_iter().map(|Move { from, to }| Move {
            from: from - (removed.len() - removed.partition_point(|index| *index > from)),
            to: to - added.partition_point(|index| *index < to),
        });
        let moves = one_by_one(&among_kept.collect::<Vec<_>>());
        Self {
            removed,
            moves,
            added,
        }
    }

    /// Whether both lists have the same rows in the same order.
    pub(crate) fn is_empty(&self) -> bool {
        self.removed.is_empty() && self.moves.is_empty() && self.added.is_empty()
    }

    /// Writes the operations that leave the rows that stay in the order of now, which is where
    /// additions and changes in place go on from with the indices of now.
    pub(crate) fn write_before_additions(&self, ops: &mut Ops<'_>) {
        for index in &self.removed {
            ops.index(*index, Ops::remove);
        }
        for Move { from, to } in &self.moves {
            ops.move_row(*from, *to);
        }
    }
}

/// Turns moves between two orders of the same rows, sorted by `to`, into moves that can be made one
/// after the other.
///
/// Each row is put right behind the one that it follows in the end, which is there already. So when
/// it is its turn, there are three kinds of rows: those that never move, those that are in place,
/// and those that wait where they were. A row is found by how many of each kind stand before it.
fn one_by_one(moved: &[Move]) -> Vec<Move> {
    let mut by_from: Vec<usize> = (0..moved.len()).collect();
    by_from.sort_unstable_by_key(|index| moved[*index].from);
    let mut ranks = vec![0; moved.len()];
    for (rank, index) in by_from.iter().enumerate() {
        ranks[*index] = rank;
    }
    // How many rows that never move stand before each, where it was and where it goes.
    let unmoved_before_from: Vec<usize> = by_from
        .iter()
        .enumerate()
        .map(|(rank, index)| moved[*index].from - rank)
        .collect();
    let unmoved_before_to: Vec<usize> = moved
        .iter()
        .enumerate()
        .map(|(index, row)| row.to - index)
        .collect();

    let mut waiting = Waiting::all(moved.len());
    let moves = moved.iter().enumerate().map(|(index, row)| {
        let rank = ranks[index];
        waiting.take(rank);
        let unmoved = unmoved_before_from[rank];
        let in_place = unmoved_before_to[..index].partition_point(|before| *before <= unmoved);
        let unmoved_after = unmoved_before_to[index];
        let passed = unmoved_before_from.partition_point(|before| *before < unmoved_after);
        Move {
            from: unmoved + in_place + waiting.below(rank),
            to: row.to + waiting.below(passed),
        }
    });
    moves.collect()
}

/// Which ranks still wait, counted in a Fenwick tree: entry `i` holds the count of the ranks that
/// end at `i` and are as many as the lowest bit of `i`.
struct Waiting(Vec<usize>);

impl Waiting {
    fn all(length: usize) -> Self {
        Self((0..=length).map(|i| i & i.wrapping_neg()).collect())
    }

    /// This rank waits no more.
    fn take(&mut self, rank: usize) {
        let mut i = rank + 1;
        while let Some(count) = self.0.get_mut(i) {
            *count -= 1;
            i += i & i.wrapping_neg();
        }
    }

    /// How many ranks below this one wait.
    fn below(&self, rank: usize) -> usize {
        let (mut i, mut count) = (rank, 0);
        while i > 0 {
            count += self.0[i];
            i &= i - 1;
        }
        count
    }
}
