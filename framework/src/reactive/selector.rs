use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::fmt;
use std::hash::Hash;
use std::rc::Rc;

use super::{
    EndOfPage, Memo, Owner, SignalGet, SignalWithUntracked, Trigger, create_effect, create_memo,
    create_trigger, on_cleanup, with_owner,
};

thread_local! {
    static OBSERVES: Cell<bool> = const { Cell::new(false) };
}

/// Runs the code of an effect or a memo, which is told of what it reads.
pub(super) fn observing<T>(f: impl FnOnce() -> T) -> T {
    struct Before(bool);
    impl Drop for Before {
        fn drop(&mut self) {
            OBSERVES.set(self.0);
        }
    }
    let _before = Before(OBSERVES.replace(true));
    f()
}

/// Tells which one of many is selected: what [`create_selector`] gives.
///
/// Clones are the same selector. `false` of everything once the store that made it has ended.
pub struct Selector<T: 'static>(Rc<Inner<T>>);

struct Inner<T: 'static> {
    selected: Memo<T>,
    /// Owns the triggers.
    owner: Owner,
    keys: RefCell<HashMap<T, Key>>,
    /// Triggers of keys that nobody reads any more. They are used again, as `leptos_reactive` keeps
    /// a trace of every signal that an owner has ever had.
    free: RefCell<Vec<Trigger>>,
}

/// Who asks whether something is selected.
struct Key {
    trigger: Trigger,
    /// How many effects and memos have asked when they ran last.
    readers: usize,
}

/// Tells each of many readers whether its key is the selected one, and wakes two of them when that
/// changes: the one before and the next. Where each row compared its id with a signal, all of them
/// would run.
///
/// ```
/// # use musubi::prelude::*;
/// # musubi::testing::with_runtime(|| {
/// let selected = create_rw_signal(2);
/// let is_selected = create_selector(move || selected.get());
/// let shown: Vec<_> = (1..=3)
///     .map(|id| {
///         let is_selected = is_selected.clone();
///         create_memo(move |_| is_selected.selected(id))
///     })
///     .collect();
/// assert!(shown[1].get());
/// selected.set(3);
/// assert!(!shown[1].get() && shown[2].get());
/// # });
/// ```
pub fn create_selector<T>(source: impl Fn() -> T + 'static) -> Selector<T>
where
    T: Clone + Eq + Hash + 'static,
{
    let selected = create_memo(move |_| source());
    let owner = Owner::current().expect("a selector is made by a store");
    let inner = Rc::new(Inner {
        selected,
        owner,
        keys: RefCell::default(),
        free: RefCell::default(),
    });
    let (told, last) = (Rc::clone(&inner), RefCell::new(None));
    create_effect(move || {
        let next = selected.get();
        let last = last.replace(Some(next.clone()));
        if let Some(last) = last.filter(|last| *last != next) {
            told.tell(&last);
            told.tell(&next);
        }
    });
    Selector(inner)
}

impl<T: Clone + Eq + Hash> Selector<T> {
    /// Whether `key` is selected now. An effect, a memo or a member of a state that asks this is
    /// told when it changes.
    pub fn selected(&self, key: T) -> bool {
        let inner = &self.0;
        let selected = inner
            .selected
            .try_with_untracked(|selected| *selected == key);
        if selected.is_some() && OBSERVES.get() {
            inner.observe(key);
        }
        selected.unwrap_or(false)
    }
}

impl<T: Clone + Eq + Hash> Inner<T> {
    fn observe(self: &Rc<Self>, key: T) {
        let trigger = {
            let mut keys = self.keys.borrow_mut();
            let known = keys.entry(key.clone()).or_insert_with(|| Key {
                trigger: self.trigger(),
                readers: 0,
            });
            known.readers += 1;
            known.trigger
        };
        trigger.track();
        let inner = Rc::downgrade(self);
        on_cleanup(move || {
            if let Some(inner) = inner.upgrade().filter(|_| !EndOfPage::is_now()) {
                inner.leave(&key);
            }
        });
    }

    fn trigger(&self) -> Trigger {
        let free = self.free.borrow_mut().pop();
        free.unwrap_or_else(|| with_owner(self.owner, create_trigger))
    }

    fn leave(&self, key: &T) {
        let mut keys = self.keys.borrow_mut();
        let Some(known) = keys.get_mut(key) else {
            return;
        };
        known.readers -= 1;
        if known.readers == 0 {
            self.free.borrow_mut().push(known.trigger);
            keys.remove(key);
        }
    }

    fn tell(&self, key: &T) {
        let trigger = self.keys.borrow().get(key).map(|known| known.trigger);
        if let Some(trigger) = trigger {
            trigger.notify();
        }
    }
}

impl<T> Clone for Selector<T> {
    fn clone(&self) -> Self {
        Self(Rc::clone(&self.0))
    }
}

impl<T> fmt::Debug for Selector<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Selector").finish_non_exhaustive()
    }
}
