use super::Ops;

/// One row of a list that comes to stand elsewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Move {
    pub(crate) from: usize,
    pub(crate) to: usize,
}

/// What to do to the order of a list that was sent to make it the list of now. Rows that are named
/// nowhere stand in both, in the same order.
pub(crate) struct OrderEdits {
    /// Indices in the list that was sent, highest first.
    pub(crate) removed: Vec<usize>,
    /// Each from an index in the list that was sent to one in the list of now, by the latter.
    pub(crate) moved: Vec<Move>,
    /// Indices in the list of now, lowest first.
    pub(crate) added: Vec<usize>,
}

impl OrderEdits {
    /// Whether both lists have the same rows in the same order.
    pub(crate) fn is_empty(&self) -> bool {
        self.removed.is_empty() && self.moved.is_empty() && self.added.is_empty()
    }

    /// Writes the removals and the moves, which leave the rows that stay in the order of now: that is
    /// where additions and changes in place go on from, lowest index first.
    pub(crate) fn write_before_additions(&self, ops: &mut Ops<'_>) {
        for index in &self.removed {
            ops.index(*index, Ops::remove);
        }
        for Move { from, to } in one_by_one(&self.among_those_that_stay()) {
            ops.move_row(from, to);
        }
    }

    /// The moves with indices that count neither rows that are removed nor rows that are added.
    fn among_those_that_stay(&self) -> Vec<Move> {
        let Self {
            removed,
            moved,
            added,
        } = self;
        let before_from = |from| removed.len() - removed.partition_point(|index| *index > from);
        let before_to = |to| added.partition_point(|index| *index < to);
        let among = moved.iter().map(|row| Move {
            from: row.from - before_from(row.from),
            to: row.to - before_to(row.to),
        });
        among.collect()
    }
}

/// Turns moves from one order of some rows to another, sorted by `to`, into moves that are made one
/// after the other.
///
/// Each row is put right behind the one that it follows in the end, which is in place already. So
/// when it is its turn there are three kinds of other rows: those that never move, those that are in
/// place, and those that wait where they were. A place is known by how many of each are before it.
fn one_by_one(moved: &[Move]) -> Vec<Move> {
    let mut by_from: Vec<usize> = (0..moved.len()).collect();
    by_from.sort_unstable_by_key(|index| moved[*index].from);
    let mut ranks = vec![0; moved.len()];
    for (rank, index) in by_from.iter().enumerate() {
        ranks[*index] = rank;
    }
    // How many rows that never move are before each: where it was, by rank, and where it goes.
    let fixed_before_from: Vec<usize> = by_from
        .iter()
        .enumerate()
        .map(|(rank, index)| moved[*index].from - rank)
        .collect();
    let fixed_before_to: Vec<usize> = moved
        .iter()
        .enumerate()
        .map(|(index, row)| row.to - index)
        .collect();

    let mut waiting = Waiting::all(moved.len());
    let moves = moved.iter().enumerate().map(|(index, row)| {
        let rank = ranks[index];
        waiting.take(rank);
        let fixed = fixed_before_from[rank];
        let in_place = fixed_before_to[..index].partition_point(|before| *before <= fixed);
        let passed = fixed_before_from.partition_point(|before| *before < fixed_before_to[index]);
        Move {
            from: fixed + in_place + waiting.below(rank),
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
