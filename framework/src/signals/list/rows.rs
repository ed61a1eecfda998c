use std::borrow::Borrow;
use std::cell::Cell;
use std::collections::HashMap;
use std::hash::Hash;

/// Rows that are found by their keys, in an order of their own.
///
/// A key leads to the number of its row and to the place where the row was last seen. Places are
/// counted from an origin that moves when rows come or go in the first half, so they stay exact
/// while rows are added and removed at both ends, and are off by at most one for each edit in
/// between. A look-up starts at that place and goes outwards: what it walks, an edit has moved in
/// memory before.
pub(crate) struct KeyedRows<K, T> {
    key: Box<dyn Fn(&T) -> K>,
    rows: Vec<T>,
    /// The number of each row. A number is never used again.
    ids: Vec<u64>,
    known: HashMap<K, Known>,
    /// The place of the first row.
    origin: isize,
    next_id: u64,
}

/// What is known of the row with a key.
struct Known {
    id: u64,
    place: Cell<isize>,
}

impl<K: Eq + Hash, T> KeyedRows<K, T> {
    /// Of rows with one key, the last one counts, at the place of the first.
    pub(super) fn new(rows: Vec<T>, key: impl Fn(&T) -> K + 'static) -> Self {
        let mut this = Self {
            key: Box::new(key),
            rows: Vec::new(),
            ids: Vec::new(),
            known: HashMap::new(),
            origin: 0,
            next_id: 0,
        };
        let arrangement = this.arrangement(rows);
        this.arrange(arrangement);
        this
    }

    pub(crate) fn as_slice(&self) -> &[T] {
        &self.rows
    }

    /// The numbers of the rows, in the order of the rows.
    pub(crate) fn ids(&self) -> &[u64] {
        &self.ids
    }

    /// The number that the next new row gets.
    #[cfg(feature = "server")]
    pub(crate) fn next_id(&self) -> u64 {
        self.next_id
    }

    pub(crate) fn key(&self, row: &T) -> K {
        (self.key)(row)
    }

    /// The index of the row with this key.
    pub(crate) fn index_of<Q>(&self, key: &Q) -> Option<usize>
    where
        K: Borrow<Q>,
        Q: Eq + Hash + ?Sized,
    {
        let known = self.known.get(key)?;
        let index = self.locate(known.id, known.place.get())?;
        known.place.set(self.place(index));
        Some(index)
    }

    /// The place of an index, for [`KeyedRows::locate`] after later edits.
    pub(crate) fn place(&self, index: usize) -> isize {
        self.origin + index.cast_signed()
    }

    /// The index of the row with this number, which was last seen at `place`.
    pub(crate) fn locate(&self, id: u64, place: isize) -> Option<usize> {
        let end = self.ids.len();
        let start = usize::try_from(place - self.origin).map_or(0, |index| index.min(end));
        (0..=end).find_map(|distance| {
            let after = start + distance;
            if self.ids.get(after) == Some(&id) {
                return Some(after);
            }
            let before = start.checked_sub(distance)?;
            (self.ids.get(before) == Some(&id)).then_some(before)
        })
    }

    pub(crate) fn row_mut(&mut self, index: usize) -> &mut T {
        &mut self.rows[index]
    }

    /// Adds a row whose key is not there yet.
    pub(crate) fn insert(&mut self, index: usize, key: K, row: T) {
        let id = self.next_id;
        self.next_id += 1;
        if index < self.rows.len().div_ceil(2) {
            self.origin -= 1;
        }
        self.rows.insert(index, row);
        self.ids.insert(index, id);
        let place = Cell::new(self.place(index));
        self.known.insert(key, Known { id, place });
    }

    /// Takes out the row at `index`, which is known by `key`.
    pub(crate) fn remove<Q>(&mut self, index: usize, key: &Q) -> T
    where
        K: Borrow<Q>,
        Q: Eq + Hash + ?Sized,
    {
        self.known.remove(key);
        self.ids.remove(index);
        let row = self.rows.remove(index);
        if index < self.rows.len().div_ceil(2) {
            self.origin += 1;
        }
        row
    }

    /// Moves the row at `from`, which is known by `key`, to `to`. Only the rows between move too.
    pub(crate) fn move_row<Q>(&mut self, from: usize, to: usize, key: &Q)
    where
        K: Borrow<Q>,
        Q: Eq + Hash + ?Sized,
    {
        // Where most rows move, it is the others whose places are off by one.
        let most = from.abs_diff(to) > self.rows.len() / 2;
        if from < to {
            self.rows[from..=to].rotate_left(1);
            self.ids[from..=to].rotate_left(1);
            self.origin += isize::from(most);
        } else {
            self.rows[to..=from].rotate_right(1);
            self.ids[to..=from].rotate_right(1);
            self.origin -= isize::from(most);
        }
        if let Some(known) = self.known.get(key) {
            known.place.set(self.place(to));
        }
    }

    /// How these rows would take the place of those of now: a row keeps its number by its key.
    pub(crate) fn arrangement(&self, rows: Vec<T>) -> Arrangement<K, T> {
        let mut next = Arrangement {
            rows: Vec::with_capacity(rows.len()),
            ids: Vec::with_capacity(rows.len()),
            known: HashMap::with_capacity(rows.len()),
            next_id: self.next_id,
        };
        for row in rows {
            let key = self.key(&row);
            if let Some(first) = next.known.get(&key) {
                next.rows[first.place.get().cast_unsigned()] = row;
                continue;
            }
            let id = self.known.get(&key).map_or(next.next_id, |known| known.id);
            next.next_id += u64::from(id == next.next_id);
            let place = Cell::new(next.rows.len().cast_signed());
            next.known.insert(key, Known { id, place });
            next.rows.push(row);
            next.ids.push(id);
        }
        next
    }

    pub(crate) fn arrange(&mut self, next: Arrangement<K, T>) {
        self.rows = next.rows;
        self.ids = next.ids;
        self.known = next.known;
        self.next_id = next.next_id;
        self.origin = 0;
    }
}

/// Rows that are about to take the place of all others.
pub(crate) struct Arrangement<K, T> {
    rows: Vec<T>,
    ids: Vec<u64>,
    known: HashMap<K, Known>,
    next_id: u64,
}

impl<K, T> Arrangement<K, T> {
    pub(super) fn ids(&self) -> &[u64] {
        &self.ids
    }

    /// The rows with their numbers.
    pub(super) fn rows(&self) -> impl Iterator<Item = (u64, &T)> {
        self.ids.iter().copied().zip(&self.rows)
    }
}
