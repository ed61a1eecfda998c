use std::any::Any;
use std::cell::{Cell, RefCell};
use std::hash::Hash;
use std::rc::Rc;

use super::{Link, Node};
use crate::reactive::{Owner, Pulse, Signal, SignalWith, SignalWithUntracked, Watcher};
use crate::state::{EncodeError, Ops, State, Written, update_keyed};
use crate::{codegen, json};

/// A list whose rows are told apart by a key, compared with what was sent when it is flushed.
pub(super) struct KeyedList<T: 'static, K: 'static> {
    link: Link,
    key: fn(&T) -> &K,
    signal: Cell<Option<Signal<Vec<T>>>>,
    watcher: Watcher,
    sent: RefCell<Vec<T>>,
}

impl<T: State, K: Eq + Hash> KeyedList<T, K> {
    pub(super) fn new(
        link: Link,
        key: fn(&T) -> &K,
        signal: Signal<Vec<T>>,
        owner: Owner,
    ) -> Rc<Self> {
        let list = Rc::new(Self {
            link,
            key,
            signal: Cell::new(Some(signal)),
            watcher: Watcher::default(),
            sent: RefCell::default(),
        });
        let watched = Rc::clone(&list);
        Watcher::start(owner, move || watched.look());
        list
    }

    /// Another signal takes the place of the last one; what was sent stays known.
    pub(super) fn rebind(&self, signal: Signal<Vec<T>>, pulse: &Pulse) {
        self.signal.set(Some(signal));
        pulse.join(&self.watcher);
    }

    fn look(&self) {
        self.watcher.enter();
        if let Some(signal) = self.signal.get() {
            signal.with(|_| ());
            self.link.mark();
        }
    }
}

impl<T: State, K: Eq + Hash> Node for KeyedList<T, K> {
    fn link(&self) -> &Link {
        &self.link
    }

    fn write(&self, out: &mut Vec<u8>) -> Written {
        self.link.clear();
        if let Some(signal) = self.signal.get() {
            signal.with_untracked(|rows| self.sent.borrow_mut().clone_from(rows));
        }
        let start = out.len();
        json::write(out, &*self.sent.borrow()).map_err(EncodeError::here)?;
        let fault = codegen::fault::<Vec<T>>(&out[start..]);
        fault.map_or(Ok(()), |fault| Err(EncodeError::undeclared(fault)))
    }

    fn write_fresh(&self, out: &mut Vec<u8>) -> Written {
        let Some(signal) = self.signal.get() else {
            return Ok(());
        };
        signal
            .with_untracked(|rows| json::write(out, rows))
            .map_err(EncodeError::here)
    }

    fn flush(&self, ops: &mut Ops<'_>) {
        self.link.clear();
        if let Some(signal) = self.signal.get() {
            signal.with_untracked(|rows| {
                update_keyed(&mut self.sent.borrow_mut(), rows, self.key, ops);
            });
        }
    }

    fn release(&self, pulse: &Pulse) {
        self.signal.set(None);
        pulse.join(&self.watcher);
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}
