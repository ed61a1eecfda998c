use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

use serde::de::DeserializeOwned;

use super::{Mismatch, Node, Op, Path, Place, Staged, Transaction, decode};
use crate::reactive::{Scope, Trigger};

/// A row with signals of its own.
pub(super) trait Row: Node + Sized {
    type State: DeserializeOwned;

    /// A row below `place`. Its signals live until [`Row::end`].
    fn new(state: Self::State, place: &Place) -> Rc<Self>;

    fn receive(self: &Rc<Self>, state: Self::State, transaction: &mut Transaction);

    fn value(&self) -> Self::State;

    /// The end of its signals, to be brought about by whoever gets it.
    fn end(&self) -> Scope;
}

/// A list of rows that keep their signals for as long as their key is there.
pub(super) struct Rows<R: Row> {
    pub(super) rows: RefCell<Vec<Rc<R>>>,
    key: fn(&R::State) -> String,
    pub(super) place: Place,
    /// Told when rows come, go or move.
    order: Trigger,
    /// Rows that were taken out and may come back within the same envelope, by key.
    removed: RefCell<HashMap<String, Vec<Rc<R>>>>,
    is_staged: Cell<bool>,
}

impl<R: Row> Rows<R> {
    pub(super) fn new(
        states: Vec<R::State>,
        key: fn(&R::State) -> String,
        place: &Place,
        order: Trigger,
    ) -> Rc<Self> {
        let place = place.inside();
        let rows = states.into_iter().map(|state| R::new(state, &place));
        Rc::new(Self {
            rows: RefCell::new(rows.collect()),
            key,
            place,
            order,
            removed: RefCell::default(),
            is_staged: Cell::new(false),
        })
    }

    pub(super) fn rows(&self) -> Vec<Rc<R>> {
        self.rows.borrow().clone()
    }

    pub(super) fn values<C: FromIterator<R::State>>(&self) -> C {
        self.rows.borrow().iter().map(|row| row.value()).collect()
    }

    /// Puts these rows in place of all rows. A row stays by its key.
    pub(super) fn set(self: &Rc<Self>, states: Vec<R::State>, transaction: &mut Transaction) {
        let keys = |row: &Rc<R>| (self.key)(&row.value());
        let last: Vec<String> = self.rows.borrow().iter().map(keys).collect();
        if last
            .iter()
            .eq(states.iter().map(self.key).collect::<Vec<_>>().iter())
        {
            for (row, state) in self.rows().iter().zip(states) {
                row.receive(state, transaction);
            }
            return;
        }
        for index in (0..last.len()).rev() {
            self.remove(index, transaction);
        }
        for (index, state) in states.into_iter().enumerate() {
            self.insert(index, state, transaction);
        }
    }

    pub(super) fn apply(
        self: &Rc<Self>,
        path: Path<'_>,
        op: Op<'_>,
        transaction: &mut Transaction,
    ) -> Result<(), Mismatch> {
        if path.is_empty() {
            self.set(decode(op.value()?)?, transaction);
            return Ok(());
        }
        let is_edit = path.split().is_some_and(|(_, rest)| rest.is_empty());
        let length = self.rows.borrow().len();
        let (index, rest) =
            path.index(length + usize::from(is_edit && matches!(op, Op::Add(_))))?;
        match op {
            Op::Add(value) if is_edit => self.insert(index, decode(value)?, transaction),
            Op::Remove if is_edit => self.remove(index, transaction),
            Op::Move(from) if is_edit && from < length => self.move_row(from, index, transaction),
            Op::Replace(value) if is_edit => {
                self.remove(index, transaction);
                self.insert(index, decode(value)?, transaction);
            }
            _ => {
                let row = Rc::clone(&self.rows.borrow()[index]);
                row.apply(rest, op, transaction)?;
            }
        }
        Ok(())
    }

    fn insert(self: &Rc<Self>, index: usize, state: R::State, transaction: &mut Transaction) {
        self.stage(transaction);
        let key = (self.key)(&state);
        let known = self.removed.borrow_mut().get_mut(&key).and_then(Vec::pop);
        let this = Rc::clone(self);
        match known {
            Some(row) => {
                row.receive(state, transaction);
                self.rows.borrow_mut().insert(index, row);
                transaction.on_undo(move || {
                    this.rows.borrow_mut().remove(index);
                });
            }
            None => {
                let row = R::new(state, &self.place);
                self.rows.borrow_mut().insert(index, row);
                transaction.on_undo(move || {
                    let row = this.rows.borrow_mut().remove(index);
                    row.end().dispose();
                });
            }
        }
    }

    fn remove(self: &Rc<Self>, index: usize, transaction: &mut Transaction) {
        self.stage(transaction);
        let row = self.rows.borrow_mut().remove(index);
        let key = (self.key)(&row.value());
        let mut removed = self.removed.borrow_mut();
        removed.entry(key).or_default().push(Rc::clone(&row));
        let this = Rc::clone(self);
        transaction.on_undo(move || this.rows.borrow_mut().insert(index, row));
    }

    fn move_row(self: &Rc<Self>, from: usize, to: usize, transaction: &mut Transaction) {
        self.stage(transaction);
        self.shift(from, to);
        let this = Rc::clone(self);
        transaction.on_undo(move || this.shift(to, from));
    }

    fn shift(&self, from: usize, to: usize) {
        let mut rows = self.rows.borrow_mut();
        let row = rows.remove(from);
        rows.insert(to, row);
    }

    fn stage(self: &Rc<Self>, transaction: &mut Transaction) {
        if !self.is_staged.replace(true) {
            transaction.stage(Rc::clone(self) as Rc<dyn Staged>);
        }
    }
}

impl<R: Row> Staged for Rows<R> {
    fn commit(&self, ended: &mut Vec<Scope>) {
        self.is_staged.set(false);
        self.place.view.reorder();
        self.order.notify();
        let removed = self.removed.take().into_values().flatten();
        ended.extend(removed.map(|row| row.end()));
    }

    fn discard(&self) {
        self.is_staged.set(false);
        self.place.view.reorder();
        self.removed.take();
    }
}
