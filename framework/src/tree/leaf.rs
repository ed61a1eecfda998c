use std::any::Any;
use std::cell::{Cell, RefCell};
use std::rc::Rc;

use super::{Link, Node};
use crate::reactive::{Owner, Pulse, Signal, SignalWith, SignalWithUntracked, Watcher};
use crate::state::{EncodeError, Ops, State, Written};
use crate::{codegen, json};

/// How a leaf's value is written where the value's own `State` is not the answer.
#[doc(hidden)]
pub struct Codec<T: 'static> {
    /// Whether the member is left out for this value.
    pub skip: fn(&T) -> bool,
    /// Appends the JSON of the value.
    pub write: fn(&mut Vec<u8>, &T) -> Result<(), serde_json::Error>,
    /// In debug builds, what of the JSON is not of the TypeScript type that clients were promised.
    pub fault: fn(&[u8]) -> Option<String>,
    /// The operations between two values that differ.
    pub diff: fn(&T, &T, &mut Ops<'_>),
}

impl<T> Codec<T> {
    /// Appends the JSON of the value, which is of the type that clients were promised.
    fn write_declared(&self, out: &mut Vec<u8>, value: &T) -> Written {
        let start = out.len();
        (self.write)(out, value).map_err(EncodeError::here)?;
        (self.fault)(&out[start..]).map_or(Ok(()), |fault| Err(EncodeError::undeclared(fault)))
    }
}

impl<T: State> Codec<T> {
    /// The codec of a type that is a [`State`] itself.
    pub const STATE: &'static Self = &Self {
        skip: |_| false,
        write: json::write,
        fault: codegen::fault::<T>,
        diff: |last, next, ops| last.diff(next, ops),
    };
}

/// A member whose value is one signal.
pub(crate) struct Leaf<T: 'static> {
    link: Link,
    codec: &'static Codec<T>,
    signal: Cell<Option<Signal<T>>>,
    watcher: Watcher,
    value: RefCell<Values<T>>,
}

/// What the client has, and what it is to get. Both are empty before the first write.
struct Values<T> {
    sent: Option<T>,
    pending: Option<T>,
}

impl<T: Clone + PartialEq + 'static> Leaf<T> {
    pub(crate) fn new(
        link: Link,
        codec: &'static Codec<T>,
        signal: Signal<T>,
        owner: Owner,
    ) -> Rc<Self> {
        let leaf = Rc::new(Self {
            link,
            codec,
            signal: Cell::new(Some(signal)),
            watcher: Watcher::default(),
            value: RefCell::new(Values {
                sent: None,
                pending: None,
            }),
        });
        let watched = Rc::clone(&leaf);
        Watcher::start(owner, move || watched.look());
        leaf
    }

    /// Another signal takes the place of the last one; what was sent stays known.
    pub(crate) fn rebind(&self, signal: Signal<T>, pulse: &Pulse) {
        self.signal.set(Some(signal));
        pulse.join(&self.watcher);
    }

    fn look(&self) {
        self.watcher.enter();
        let Some(signal) = self.signal.get() else {
            return;
        };
        let differs = signal.with(|value| {
            let mut values = self.value.borrow_mut();
            let differs = values.sent.as_ref() != Some(value);
            values.pending = differs.then(|| value.clone());
            differs
        });
        if differs {
            self.link.mark();
        }
    }
}

impl<T: Clone + PartialEq + 'static> Node for Leaf<T> {
    fn link(&self) -> &Link {
        &self.link
    }

    fn is_present(&self) -> bool {
        let values = self.value.borrow();
        let now = values.pending.as_ref().or(values.sent.as_ref());
        now.is_some_and(|value| !(self.codec.skip)(value))
    }

    fn write(&self, out: &mut Vec<u8>) -> Written {
        self.leave_out();
        match &self.value.borrow().sent {
            Some(value) => self.codec.write_declared(out, value),
            None => Ok(()),
        }
    }

    fn leave_out(&self) {
        self.link.clear();
        let mut values = self.value.borrow_mut();
        if let Some(pending) = values.pending.take() {
            values.sent = Some(pending);
        }
    }

    fn write_fresh(&self, out: &mut Vec<u8>) -> Written {
        let Some(signal) = self.signal.get() else {
            return Ok(());
        };
        signal
            .with_untracked(|value| (self.codec.write)(out, value))
            .map_err(EncodeError::here)
    }

    fn flush(&self, ops: &mut Ops<'_>) {
        self.link.clear();
        let mut values = self.value.borrow_mut();
        let Some(next) = values.pending.take() else {
            return;
        };
        let was_there = values
            .sent
            .as_ref()
            .is_some_and(|value| !(self.codec.skip)(value));
        match (&values.sent, was_there, !(self.codec.skip)(&next)) {
            (Some(last), true, true) => {
                if cfg!(debug_assertions)
                    && let Err(error) = self.codec.write_declared(&mut Vec::new(), &next)
                {
                    ops.fail(error);
                } else {
                    (self.codec.diff)(last, &next, ops);
                }
            }
            (_, false, true) => ops.written("add", |out| self.codec.write_declared(out, &next)),
            (_, true, false) => ops.remove(),
            _ => {}
        }
        values.sent = Some(next);
    }

    fn release(&self, pulse: &Pulse) {
        self.signal.set(None);
        pulse.join(&self.watcher);
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}
