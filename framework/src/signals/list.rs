#[cfg(feature = "server")]
mod log;
mod rows;
mod shared;

use std::borrow::Borrow;
use std::fmt;
use std::hash::Hash;
use std::rc::Rc;

#[cfg(feature = "server")]
pub(crate) use log::{Changes, Log, SentRow};
pub(crate) use rows::KeyedRows;
#[cfg(feature = "server")]
pub(crate) use shared::Listener;
pub(crate) use shared::{Edit, SharedList};

use crate::reactive::{StoredValue, Trigger, create_trigger, store_value};
use crate::state::State;

/// A list of rows that sends the edits made to it, and compares nothing.
///
/// It is the reactive form of `#[state(key = "…")] rows: List<K, Row>`, and keeps the one copy of
/// its rows. It is `Copy`, like a signal, and lives as long as the owner that it was made in. Each
/// key stands for one row; where a row comes whose key is there, the last one to come counts.
///
/// An edit and the patch that it leads to cost the same at any length, apart from the rows behind
/// the edited one, which move in memory as those of a `Vec` do. Between two patches a list
/// remembers no more than its own length, however many edits a slow client makes it wait for.
///
/// Reading tracks the list as a whole: an effect that reads one row runs again when any row
/// changes. Edits do nothing after the list's owner has ended; reading it then is a mistake that
/// panics, as it is with a signal.
///
/// ```
/// use musubi::ListSignal;
///
/// # musubi::testing::with_runtime(|| {
/// let todos = ListSignal::new(vec![(1, "wash".to_owned())], |todo| todo.0);
/// todos.push((2, "dry".to_owned()));
/// todos.insert(0, (3, "fill the sink".to_owned()));
/// todos.update(&1, |todo| todo.1.push_str(" the dishes"));
/// todos.move_to(&2, 0);
///
/// let titles: Vec<_> = todos.get_untracked().into_iter().map(|todo| todo.1).collect();
/// assert_eq!(titles, ["dry", "fill the sink", "wash the dishes"]);
/// # });
/// ```
///
/// # Panics
///
/// An edit panics inside a closure that has the rows in hand, the one of [`ListSignal::with`] or
/// [`ListSignal::update`], and so does reading inside the latter.
pub struct ListSignal<K: 'static, T: 'static> {
    list: StoredValue<Rc<SharedList<K, T>>>,
    trigger: Trigger,
}

impl<K: Eq + Hash + 'static, T: State> ListSignal<K, T> {
    /// A list of these rows, told apart by what `key` gives.
    pub fn new(rows: Vec<T>, key: impl Fn(&T) -> K + 'static) -> Self {
        Self {
            list: store_value(Rc::new(SharedList::new(KeyedRows::new(rows, key)))),
            trigger: create_trigger(),
        }
    }

    /// Adds a row at the end. A row with its key is replaced where it stands, and returned.
    pub fn push(&self, row: T) -> Option<T> {
        self.insert(usize::MAX, row)
    }

    /// Adds a row so that it stands at `index`, or at the end where the list is shorter. A row with
    /// its key is replaced where it stands, and returned.
    pub fn insert(&self, index: usize, row: T) -> Option<T> {
        let replaced = self.edit(|list, rows| {
            let key = rows.key(&row);
            if let Some(index) = rows.index_of(&key) {
                list.tell(Edit::Change(index), rows);
                return Some(Some(std::mem::replace(rows.row_mut(index), row)));
            }
            let index = index.min(rows.as_slice().len());
            list.tell(Edit::Insert(index), rows);
            rows.insert(index, key, row);
            Some(None)
        });
        replaced.flatten()
    }

    /// Changes the row with this key; false if there is none.
    ///
    /// Where `change` gives the row another key it is another row to a client, at the same place.
    /// A row that had that key before is removed.
    pub fn update<Q>(&self, key: &Q, change: impl FnOnce(&mut T)) -> bool
    where
        K: Borrow<Q>,
        Q: Eq + Hash + ?Sized,
    {
        let updated = self.edit(|list, rows| {
            let index = rows.index_of(key)?;
            list.tell(Edit::Change(index), rows);
            change(rows.row_mut(index));
            let next = rows.key(&rows.as_slice()[index]);
            if next.borrow() != key {
                list.rekey(index, key, next, rows);
            }
            Some(())
        });
        updated.is_some()
    }

    /// Removes the row with this key, and returns it.
    pub fn remove<Q>(&self, key: &Q) -> Option<T>
    where
        K: Borrow<Q>,
        Q: Eq + Hash + ?Sized,
    {
        self.edit(|list, rows| {
            let index = rows.index_of(key)?;
            list.tell(Edit::Remove(index), rows);
            Some(rows.remove(index, key))
        })
    }

    /// Moves the row with this key so that it stands at `index`, or at the end where the list is
    /// shorter; false if there is none.
    pub fn move_to<Q>(&self, key: &Q, index: usize) -> bool
    where
        K: Borrow<Q>,
        Q: Eq + Hash + ?Sized,
    {
        let moved = self.edit(|list, rows| {
            let from = rows.index_of(key)?;
            let to = index.min(rows.as_slice().len() - 1);
            if from != to {
                list.tell(Edit::Move { from, to }, rows);
                rows.move_row(from, to, key);
            }
            Some(())
        });
        moved.is_some()
    }

    /// Puts these rows in place of all rows. What stays, by its key, and is equal is not sent.
    ///
    /// It is the one edit that compares: it takes time for every row of both lists.
    pub fn set(&self, rows: Vec<T>) {
        self.edit(|list, last| {
            let next = last.arrangement(rows);
            list.tell_arrangement(last, &next);
            last.arrange(next);
            Some(())
        });
    }

    /// Removes all rows.
    pub fn clear(&self) {
        self.set(Vec::new());
    }

    /// The rows, in their order.
    pub fn get(&self) -> Vec<T> {
        self.with(<[T]>::to_vec)
    }

    /// Like [`ListSignal::get`], and what runs now will not run again when the list changes.
    pub fn get_untracked(&self) -> Vec<T> {
        self.with_untracked(<[T]>::to_vec)
    }

    /// Runs `f` with the rows.
    pub fn with<R>(&self, f: impl FnOnce(&[T]) -> R) -> R {
        self.trigger.track();
        self.with_untracked(f)
    }

    /// Like [`ListSignal::with`], and what runs now will not run again when the list changes.
    pub fn with_untracked<R>(&self, f: impl FnOnce(&[T]) -> R) -> R {
        f(self.shared().rows().as_slice())
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.with(<[T]>::len)
    }

    /// Whether there are no rows.
    pub fn is_empty(&self) -> bool {
        self.with(<[T]>::is_empty)
    }

    /// The row with this key.
    pub fn get_row<Q>(&self, key: &Q) -> Option<T>
    where
        K: Borrow<Q>,
        Q: Eq + Hash + ?Sized,
    {
        self.trigger.track();
        let list = self.shared();
        let rows = list.rows();
        let index = rows.index_of(key)?;
        Some(rows.as_slice()[index].clone())
    }

    /// Where the row with this key stands.
    pub fn index_of<Q>(&self, key: &Q) -> Option<usize>
    where
        K: Borrow<Q>,
        Q: Eq + Hash + ?Sized,
    {
        self.trigger.track();
        self.shared().rows().index_of(key)
    }

    /// The list behind the signal, which outlives the signal's owner in the hands of a node.
    pub(crate) fn shared(&self) -> Rc<SharedList<K, T>> {
        self.list
            .try_get_value()
            .expect("a list is read after the store that made it has ended")
    }

    /// Runs whatever reads the list, after rows were edited behind its back.
    #[cfg(feature = "client")]
    pub(crate) fn notify(&self) {
        self.trigger.try_notify();
    }

    /// Runs `edit`, and whatever reads the list unless nothing was edited.
    fn edit<R>(
        &self,
        edit: impl FnOnce(&SharedList<K, T>, &mut KeyedRows<K, T>) -> Option<R>,
    ) -> Option<R> {
        let list = self.list.try_get_value()?;
        let result = edit(&list, &mut list.rows_mut())?;
        self.trigger.try_notify();
        Some(result)
    }
}

impl<K, T> Clone for ListSignal<K, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<K, T> Copy for ListSignal<K, T> {}

impl<K, T> PartialEq for ListSignal<K, T> {
    /// Whether both are the same list.
    fn eq(&self, other: &Self) -> bool {
        self.list == other.list
    }
}

impl<K, T> Eq for ListSignal<K, T> {}

impl<K, T> fmt::Debug for ListSignal<K, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ListSignal").finish_non_exhaustive()
    }
}
