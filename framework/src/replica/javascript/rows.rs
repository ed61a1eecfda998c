use std::hash::Hash;
use std::rc::{Rc, Weak};

use js_sys::Array;
use wasm_bindgen::JsValue;

use super::{Shows, json, values};
use crate::contract::StoreContract;
use crate::replica::children::{ChildMember, Children, OptionalChild, ReceivedChild};
use crate::replica::each::{EachRow, EachRows};
use crate::replica::edits::Edits;
use crate::replica::rows::{Row, Rows};
use crate::replica::view::Edit;
use crate::replica::{Object, Read};
use crate::signals::Signals;
use crate::state::State;

impl<R: Row> Rows<R> {
    fn is_stale(&self) -> bool {
        self.place.view.is_stale()
    }

    /// The rows as a list.
    fn read(&self, last: JsValue) -> JsValue {
        if !self.place.view.refresh() && !last.is_undefined() {
            return last;
        }
        let rows = self.rows.borrow();
        if self.place.view.take_reordered() || last.is_undefined() {
            let read = rows.iter().map(|row| row.read(JsValue::UNDEFINED));
            return values::rows(&last, read.collect::<Array>());
        }
        let mut next = last.clone();
        for (index, row) in rows.iter().enumerate().filter(|(_, row)| row.is_stale()) {
            let value = row.read(values::row(&last, index));
            next = values::with_row(&last, next, index, &value);
        }
        next
    }

    /// The first row, which stood as `last`.
    fn read_first(&self, last: JsValue) -> JsValue {
        let is_other = self.place.view.take_reordered();
        self.place.view.refresh();
        let last = if is_other { JsValue::UNDEFINED } else { last };
        let first = self.rows.borrow().first().cloned();
        first.map_or(JsValue::NULL, |row| row.read(last))
    }
}

impl<K: Eq + Hash + Clone + 'static, T: State> Edits<K, T> {
    /// The rows as a list, each of which `json` writes.
    pub(super) fn read(&self, last: &JsValue, json: impl Fn(&T) -> String) -> JsValue {
        let was_stale = self.view.refresh();
        if !was_stale && !last.is_undefined() {
            return last.clone();
        }
        let shared = self.list.shared();
        let rows = shared.rows();
        let rows = rows.as_slice();
        let list = |rows: &mut dyn Iterator<Item = &T>| {
            let texts: Vec<String> = rows.map(&json).collect();
            ["[", &texts.join(","), "]"].concat()
        };
        match self.log.take().filter(|_| !last.is_undefined()) {
            None => values::value(last, &list(&mut rows.iter())),
            Some(edits) => {
                let places = places(&edits);
                let changed = list(&mut places.iter().map(|place| &rows[*place as usize]));
                values::edited(last, &numbers(&edits), &places, &changed)
            }
        }
    }
}

impl<S: Signals> Read for EachRows<S> {
    fn is_stale(&self) -> bool {
        self.rows.is_stale()
    }

    fn read(&self, last: JsValue) -> JsValue {
        self.rows.read(last)
    }
}

impl<S: Signals> Read for EachRow<S> {
    fn is_stale(&self) -> bool {
        self.object.is_stale()
    }

    fn read(&self, last: JsValue) -> JsValue {
        read_row(&self.object, last, || json(&self.value()))
    }
}

impl<C: StoreContract> Read for ReceivedChild<C> {
    fn is_stale(&self) -> bool {
        self.object.is_stale()
    }

    fn read(&self, last: JsValue) -> JsValue {
        read_row(&self.object, last, || json(&self.value()))
    }
}

/// A row is the same object wherever it stands.
fn read_row<S: Signals>(
    object: &Object<S>,
    last: JsValue,
    whole: impl FnOnce() -> String,
) -> JsValue {
    let view = &object.place.view;
    let kept = view.last();
    if !object.is_stale() && !kept.is_undefined() {
        return kept;
    }
    let mut last = if kept.is_undefined() { last } else { kept };
    if last.is_undefined() {
        last = values::value(&last, &whole());
    }
    let next = object.refresh(last);
    view.keep(&next);
    next
}

impl<C: StoreContract> ReceivedChild<C> {
    /// Lets JavaScript find the child by its id.
    pub(in crate::replica) fn show(self: &Rc<Self>) {
        let this: Weak<dyn Shows> = Rc::downgrade(self) as _;
        self.place.page.shown.insert(self.store_id(), this);
        self.object.place.view.change();
    }
}

impl<C: StoreContract> Shows for ReceivedChild<C> {
    fn last(&self) -> JsValue {
        self.object.place.view.last()
    }
}

impl<C: StoreContract> Read for ChildMember<C> {
    fn is_stale(&self) -> bool {
        self.0.is_stale()
    }

    fn read(&self, last: JsValue) -> JsValue {
        self.0.read_first(last)
    }
}

impl<C: StoreContract> Read for OptionalChild<C> {
    fn is_stale(&self) -> bool {
        self.0.is_stale()
    }

    fn read(&self, last: JsValue) -> JsValue {
        // What was absent is `null`, and not what a child stood as.
        let last = if last.is_null() {
            JsValue::UNDEFINED
        } else {
            last
        };
        self.0.read_first(last)
    }
}

impl<C: StoreContract> Read for Children<C> {
    fn is_stale(&self) -> bool {
        self.0.is_stale()
    }

    fn read(&self, last: JsValue) -> JsValue {
        self.0.read(last)
    }
}

/// A list is shorter than 2^32.
fn number(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}

/// Edits as JavaScript is told them.
fn numbers(edits: &[Edit]) -> Vec<u32> {
    let moved = edits.iter().filter_map(|edit| match *edit {
        Edit::Insert(index) => Some([0, number(index), 0]),
        Edit::Remove(index) => Some([1, number(index), 0]),
        Edit::Shift(from, to) => Some([2, number(from), number(to)]),
        Edit::Replace(_) => None,
    });
    moved.flatten().collect()
}

/// Where the rows are, after all edits, that were not read.
fn places(edits: &[Edit]) -> Vec<u32> {
    let mut places: Vec<usize> = Vec::new();
    for edit in edits {
        match *edit {
            Edit::Insert(index) => {
                open(&mut places, index);
                places.push(index);
            }
            Edit::Remove(index) => {
                close(&mut places, index);
            }
            Edit::Shift(from, to) => {
                let was_new = close(&mut places, from);
                open(&mut places, to);
                places.extend(was_new.then_some(to));
            }
            Edit::Replace(index) if places.contains(&index) => {}
            Edit::Replace(index) => places.push(index),
        }
    }
    places.into_iter().map(number).collect()
}

fn open(places: &mut [usize], index: usize) {
    for place in places.iter_mut().filter(|place| **place >= index) {
        *place += 1;
    }
}

/// Takes a row out, and tells whether it was among the places.
fn close(places: &mut Vec<usize>, index: usize) -> bool {
    let before = places.len();
    places.retain(|place| *place != index);
    for place in places.iter_mut().filter(|place| **place > index) {
        *place -= 1;
    }
    places.len() < before
}
