use std::cell::{Cell, RefCell};
use std::hash::Hash;
use std::rc::Rc;

use super::{Log, Mismatch, Staged, Transaction, View};
use crate::reactive::Scope;
use crate::signals::{KeyedRows, ListSignal, SharedList};
use crate::state::State;

/// The edits that envelopes make to a list, by index as they come over the wire.
///
/// Each costs what the edit costs, whatever the length of the list, and can be undone.
pub(super) struct Edits<K: 'static, T: 'static> {
    pub(super) list: ListSignal<K, T>,
    is_staged: Cell<bool>,
    has_changed: Cell<bool>,
    /// The rows before all of them were put in place, which may come to the same.
    before: RefCell<Option<Vec<T>>>,
    pub(super) view: View,
    /// What JavaScript has not read yet.
    pub(super) log: Log,
}

impl<K: Eq + Hash + Clone + 'static, T: State> Edits<K, T> {
    pub(super) fn new(list: ListSignal<K, T>, view: View) -> Rc<Self> {
        Rc::new(Self {
            list,
            is_staged: Cell::new(false),
            has_changed: Cell::new(false),
            before: RefCell::default(),
            view,
            log: Log::default(),
        })
    }

    pub(super) fn len(&self) -> usize {
        self.list.shared().rows().as_slice().len()
    }

    pub(super) fn values(&self) -> Vec<T> {
        self.list.get_untracked()
    }

    pub(super) fn index_of(&self, key: &K) -> Option<usize> {
        self.list.shared().rows().index_of(key)
    }

    pub(super) fn row(&self, index: usize) -> T {
        self.list.shared().rows().as_slice()[index].clone()
    }

    pub(super) fn insert(
        self: &Rc<Self>,
        index: usize,
        row: T,
        transaction: &mut Transaction,
    ) -> Result<(), Mismatch> {
        let shared = self.edit(transaction);
        put(&mut shared.rows_mut(), index, row)?;
        self.log.insert(index);
        self.has_changed.set(true);
        transaction.on_undo(move || {
            take(&mut shared.rows_mut(), index);
        });
        Ok(())
    }

    pub(super) fn remove(self: &Rc<Self>, index: usize, transaction: &mut Transaction) {
        let shared = self.edit(transaction);
        let row = take(&mut shared.rows_mut(), index);
        self.log.remove(index);
        self.has_changed.set(true);
        transaction.on_undo(move || {
            // Its key was there before, so it is free again.
            let _ = put(&mut shared.rows_mut(), index, row);
        });
    }

    pub(super) fn move_row(self: &Rc<Self>, from: usize, to: usize, transaction: &mut Transaction) {
        if from == to {
            return;
        }
        let shared = self.edit(transaction);
        shift(&mut shared.rows_mut(), from, to);
        self.log.shift(from, to);
        self.has_changed.set(true);
        transaction.on_undo(move || shift(&mut shared.rows_mut(), to, from));
    }

    pub(super) fn replace(
        self: &Rc<Self>,
        index: usize,
        row: T,
        transaction: &mut Transaction,
    ) -> Result<(), Mismatch> {
        let shared = self.list.shared();
        if shared.rows().as_slice()[index] == row {
            return Ok(());
        }
        let is_same_row = {
            let rows = shared.rows();
            rows.key(&rows.as_slice()[index]) == rows.key(&row)
        };
        if !is_same_row {
            self.remove(index, transaction);
            return self.insert(index, row, transaction);
        }
        self.edit(transaction);
        let last = std::mem::replace(shared.rows_mut().row_mut(index), row);
        self.log.replace(index);
        self.has_changed.set(true);
        transaction.on_undo(move || *shared.rows_mut().row_mut(index) = last);
        Ok(())
    }

    /// Puts these rows in place of all rows.
    pub(super) fn set(self: &Rc<Self>, rows: Vec<T>, transaction: &mut Transaction) {
        let shared = self.list.shared();
        if shared.rows().as_slice() == rows {
            return;
        }
        self.edit(transaction);
        let last = shared.rows().as_slice().to_vec();
        let next = shared.rows().arrangement(rows);
        shared.rows_mut().arrange(next);
        self.log.forget();
        if !self.has_changed.replace(true) {
            self.before.replace(Some(last.clone()));
        }
        transaction.on_undo(move || {
            let last = shared.rows().arrangement(last);
            shared.rows_mut().arrange(last);
        });
    }

    fn edit(self: &Rc<Self>, transaction: &mut Transaction) -> Rc<SharedList<K, T>> {
        if !self.is_staged.replace(true) {
            transaction.stage(Rc::clone(self) as Rc<dyn Staged>);
        }
        self.list.shared()
    }
}

impl<K: Eq + Hash + Clone + 'static, T: State> Staged for Edits<K, T> {
    fn commit(&self, _: &mut Vec<Scope>) {
        self.is_staged.set(false);
        let before = self.before.take();
        let is_same = before.is_some_and(|before| self.list.with_untracked(|now| now == before));
        if self.has_changed.replace(false) && !is_same {
            self.view.change();
            self.list.notify();
        }
    }

    fn discard(&self) {
        self.is_staged.set(false);
        self.has_changed.set(false);
        // The rows are as they were, and the log is not.
        self.log.forget();
        self.view.change();
        self.before.take();
    }
}

fn put<K: Eq + Hash, T>(rows: &mut KeyedRows<K, T>, index: usize, row: T) -> Result<(), Mismatch> {
    let key = rows.key(&row);
    if rows.index_of(&key).is_some() {
        return Err(Mismatch::new("expected a row with a key of its own"));
    }
    rows.insert(index, key, row);
    Ok(())
}

fn take<K: Eq + Hash, T>(rows: &mut KeyedRows<K, T>, index: usize) -> T {
    let key = rows.key(&rows.as_slice()[index]);
    rows.remove(index, &key)
}

fn shift<K: Eq + Hash, T>(rows: &mut KeyedRows<K, T>, from: usize, to: usize) {
    let key = rows.key(&rows.as_slice()[from]);
    rows.move_row(from, to, &key);
}
