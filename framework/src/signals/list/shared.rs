use std::borrow::Borrow;
use std::cell::{Ref, RefCell, RefMut};
use std::collections::HashMap;
use std::hash::Hash;
use std::rc::Weak;

use super::KeyedRows;
use super::rows::Arrangement;

/// The rows of a list, and who must know of edits.
pub(crate) struct SharedList<K, T> {
    rows: RefCell<KeyedRows<K, T>>,
    listeners: RefCell<Vec<Weak<dyn Listener<K, T>>>>,
}

/// One edit, told before it is made. Indices are those before the edit, except where a row is said
/// to come to stand at one.
#[derive(Debug, Clone, Copy)]
#[cfg_attr(
    not(feature = "server"),
    allow(dead_code, reason = "edits become patches on the server")
)]
pub(crate) enum Edit {
    /// A row comes to stand at this index.
    Insert(usize),
    /// The row at this index goes.
    Remove(usize),
    /// The row at one index comes to stand at another one.
    Move { from: usize, to: usize },
    /// The row at this index changes, and keeps its key.
    Change(usize),
    /// Rows come, go and move in any way.
    Rearrange,
}

/// Hears of the edits of a list.
pub(crate) trait Listener<K, T> {
    /// An edit is about to be made to `rows`.
    fn will_edit(&self, edit: Edit, rows: &KeyedRows<K, T>);
}

impl<K: Eq + Hash, T: PartialEq> SharedList<K, T> {
    pub(super) fn new(rows: KeyedRows<K, T>) -> Self {
        Self {
            rows: RefCell::new(rows),
            listeners: RefCell::default(),
        }
    }

    pub(crate) fn rows(&self) -> Ref<'_, KeyedRows<K, T>> {
        let rows = self.rows.try_borrow();
        rows.expect("a list is read inside a closure that edits it")
    }

    pub(crate) fn rows_mut(&self) -> RefMut<'_, KeyedRows<K, T>> {
        let rows = self.rows.try_borrow_mut();
        rows.expect("a list is edited inside a closure that has its rows in hand")
    }

    /// Lets `listener` hear of edits from now on, for as long as it lives.
    #[cfg(feature = "server")]
    pub(crate) fn listen(&self, listener: Weak<dyn Listener<K, T>>) {
        self.listeners.borrow_mut().push(listener);
    }

    /// Lets `listener` hear of no more edits.
    #[cfg(feature = "server")]
    pub(crate) fn unlisten(&self, listener: &Weak<dyn Listener<K, T>>) {
        self.listeners.borrow_mut().retain(|known| {
            known.strong_count() > 0 && !std::ptr::addr_eq(known.as_ptr(), listener.as_ptr())
        });
    }

    pub(super) fn tell(&self, edit: Edit, rows: &KeyedRows<K, T>) {
        for listener in &*self.listeners.borrow() {
            if let Some(listener) = listener.upgrade() {
                listener.will_edit(edit, rows);
            }
        }
    }

    /// Tells what is different once `next` is in place of all rows.
    pub(super) fn tell_arrangement(&self, rows: &KeyedRows<K, T>, next: &Arrangement<K, T>) {
        if self.listeners.borrow().is_empty() {
            return;
        }
        let last: HashMap<u64, usize> = rows.ids().iter().copied().zip(0..).collect();
        for (id, row) in next.rows() {
            let index = last.get(&id).copied();
            if let Some(index) = index.filter(|index| rows.as_slice()[*index] != *row) {
                self.tell(Edit::Change(index), rows);
            }
        }
        if rows.ids() != next.ids() {
            self.tell(Edit::Rearrange, rows);
        }
    }

    /// Gives the row at `index`, which was changed, its new key: to a client it is another row.
    pub(super) fn rekey<Q>(&self, index: usize, last: &Q, next: K, rows: &mut KeyedRows<K, T>)
    where
        K: Borrow<Q>,
        Q: Eq + Hash + ?Sized,
    {
        self.tell(Edit::Remove(index), rows);
        let row = rows.remove(index, last);
        let namesake = rows.index_of::<K>(&next);
        if let Some(namesake) = namesake {
            self.tell(Edit::Remove(namesake), rows);
            rows.remove::<K>(namesake, &next);
        }
        let index = index - usize::from(namesake.is_some_and(|namesake| namesake < index));
        self.tell(Edit::Insert(index), rows);
        rows.insert(index, next, row);
    }
}
