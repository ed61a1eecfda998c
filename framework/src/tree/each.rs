use std::any::Any;
use std::cell::{Cell, RefCell};
use std::rc::Rc;

use super::binder::{Place, bind_object};
use super::{Link, Node, Object, Row, RowHandle, Rows};
use crate::reactive::{Current, Pulse, Scope, Watcher, untrack};
use crate::signals::{Each, RowChange, Signals};
use crate::state::{Ops, Written};

/// The rows of an [`Each`].
pub(super) struct EachList<S> {
    rows: Rc<Rows<EachRow>>,
    each: RefCell<Option<Each<S>>>,
    /// The keys of the rows, of a type that only the source knows.
    keys: RefCell<Option<Box<dyn Any>>>,
    /// Whether the source is new, so that kept rows are made again from it.
    rebuild: Cell<bool>,
    watcher: Watcher,
    place: Place,
}

struct EachRow {
    object: Rc<Object>,
    /// Owns the row's watchers and the signals that the row was first made from.
    scope: Scope,
    /// Owns the signals of a row that was made again by a later render.
    remade: Option<Scope>,
}

impl RowHandle for EachRow {
    fn node(&self) -> &dyn Node {
        &*self.object
    }
}

impl<S: Signals> EachList<S> {
    pub(super) fn new(link: Link, each: Each<S>, place: Place) -> Rc<Self> {
        let owner = place.owner;
        let list = Rc::new(Self {
            rows: Rows::new(link),
            each: RefCell::new(Some(each)),
            keys: RefCell::default(),
            rebuild: Cell::new(false),
            watcher: Watcher::default(),
            place,
        });
        let watched = Rc::clone(&list);
        Watcher::start(owner, move || watched.look());
        list
    }

    /// The rows come from another source now; those whose keys stay keep their place.
    pub(super) fn rebind(&self, each: Each<S>, pulse: &Pulse) {
        self.each.replace(Some(each));
        self.rebuild.set(true);
        pulse.join(&self.watcher);
    }

    fn look(&self) {
        self.watcher.enter();
        let Some(each) = self.each.borrow().clone() else {
            return;
        };
        let rebuild = self.rebuild.replace(false);
        Current::new(Rc::clone(&self.place.host)).run(|| {
            let changes = each.source().read(&mut self.keys.borrow_mut(), rebuild);
            untrack(|| self.change(changes));
        });
    }

    fn change(&self, changes: Vec<RowChange<S>>) {
        let mut last: Vec<_> = self.rows.take().into_iter().map(Some).collect();
        let mut goes = vec![true; last.len()];
        for change in &changes {
            if let RowChange::Keep { from, .. } = change {
                goes[*from] = false;
            }
        }
        // Rows go before others come, which may take over the ids of their children.
        let removed = last.iter_mut().zip(goes).filter(|(_, goes)| *goes);
        self.end_rows(removed.filter_map(|(row, _)| row.take()).collect());
        let mut rows = Vec::with_capacity(changes.len());
        for change in changes {
            let index = rows.len();
            match change {
                RowChange::Keep { from, rebuild } => {
                    let mut row = last[from].take().expect("a source keeps a row once");
                    if let Some(build) = rebuild {
                        self.remake(&mut row.handle, build);
                    }
                    rows.push(row);
                }
                RowChange::New(build) => rows.push(self.rows.row(self.make(index, build))),
            }
        }
        self.rows.arrange(rows);
        // Rows that were made again move to their new signals.
        self.place.pulse.fire();
    }

    fn end_rows(&self, rows: Vec<Row<EachRow>>) {
        let pulse = &self.place.pulse;
        for row in &rows {
            row.handle.object.release(pulse);
        }
        for row in rows {
            row.handle.object.end(pulse);
            if let Some(signals) = row.handle.remade {
                pulse.end(signals);
            }
            pulse.end(row.handle.scope);
        }
    }

    fn make(&self, index: usize, build: Box<dyn FnOnce() -> S>) -> EachRow {
        let scope = Scope::below(self.place.owner);
        let object = Object::new(self.rows.row_link(index), S::FIELDS, None);
        let place = self.place.below(scope.owner());
        scope.run(|| bind_object(build(), &object, &place));
        EachRow {
            object,
            scope,
            remade: None,
        }
    }

    /// Binds a kept row to new signals, and ends those that an earlier remake gave it.
    fn remake(&self, row: &mut EachRow, build: Box<dyn FnOnce() -> S>) {
        let signals = Scope::below(self.place.owner);
        let place = self.place.below(row.scope.owner());
        let made = signals.run(build);
        row.scope.run(|| bind_object(made, &row.object, &place));
        if let Some(outdated) = row.remade.replace(signals) {
            self.place.pulse.end(outdated);
        }
    }
}

impl<S: Signals> Node for EachList<S> {
    fn link(&self) -> &Link {
        self.rows.link()
    }

    fn write(&self, out: &mut Vec<u8>) -> Written {
        self.rows.write(out)
    }

    fn write_fresh(&self, out: &mut Vec<u8>) -> Written {
        self.rows.write_fresh(out)
    }

    fn flush(&self, ops: &mut Ops<'_>) {
        self.rows.flush(ops);
    }

    fn release(&self, pulse: &Pulse) {
        self.each.replace(None);
        pulse.join(&self.watcher);
        self.rows.release(pulse);
    }

    fn end(&self, pulse: &Pulse) {
        self.rows.end(pulse);
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}
