//! The reactive seam: the only module that names `leptos_reactive`.
//!
//! Signals, memos and owners are re-exported for stores. What the framework adds is
//! `Scope`, an owner that leaves nothing behind when it is dropped, and `Watcher`, an effect
//! that can be run again on demand. Both exist because disposal in `leptos_reactive` 0.6 leaves
//! entries in the owner's property list and in the subscriber sets of everything that was read.
//! For the same reason effects and memos of stores are made by functions of this module.

#[cfg(feature = "client")]
mod client_runtime;
#[cfg(feature = "server")]
mod current;
#[cfg(feature = "server")]
mod leave;
#[cfg(feature = "server")]
mod page_runtime;
#[cfg(any(feature = "server", feature = "client"))]
mod scope;
#[cfg(feature = "server")]
mod selector;
#[cfg(feature = "server")]
mod watcher;

#[cfg(feature = "client")]
pub use client_runtime::ClientRuntime;
#[cfg(feature = "server")]
pub(crate) use current::Current;
#[cfg(feature = "server")]
pub(crate) use leave::EndOfPage;
#[cfg(feature = "server")]
pub(crate) use page_runtime::{PageRuntime, begin_turn, turn};
#[cfg(any(feature = "server", feature = "client"))]
pub(crate) use scope::Scope;
#[cfg(feature = "server")]
pub use selector::{Selector, create_selector};
#[cfg(feature = "server")]
pub(crate) use watcher::{Pulse, Watcher};

pub use leptos_reactive::{
    Memo, Owner, ReadSignal, RwSignal, Signal, SignalDispose, SignalGet, SignalGetUntracked,
    SignalSet, SignalSetUntracked, SignalUpdate, SignalUpdateUntracked, SignalWith,
    SignalWithUntracked, StoredValue, Trigger, WriteSignal, batch, create_rw_signal, create_signal,
    create_trigger, on_cleanup, provide_context, store_value, untrack, with_owner,
};

#[cfg(not(feature = "server"))]
pub use leptos_reactive::{Selector, create_selector};

/// Runs `f` now and again after every change of a signal that it read.
///
/// This is the effect to use in a store. `leptos_reactive`'s own `create_effect` does nothing on
/// a server, so it is not part of this crate's vocabulary.
///
/// ```
/// # use musubi::reactive::*;
/// # musubi::testing::with_runtime(|| {
/// let count = create_rw_signal(1);
/// let seen = create_rw_signal(0);
/// create_effect(move || seen.set_untracked(count.get()));
/// count.set(5);
/// assert_eq!(seen.get_untracked(), 5);
/// # });
/// ```
pub fn create_effect(f: impl Fn() + 'static) {
    #[cfg(feature = "server")]
    {
        let (store, leaving) = (Current::now(), leave::Leaving::default());
        let run = leaving.clone();
        leptos_reactive::create_isomorphic_effect(move |_| {
            if run.enter() {
                selector::observing(|| store.run(&f));
            }
        });
        leaving.at_the_end(|| ());
    }
    #[cfg(not(feature = "server"))]
    leptos_reactive::create_isomorphic_effect(move |_| f());
}

/// A signal that is computed from others, and tells its readers only when its value differs.
///
/// The function gets the last value, `None` the first time, and runs when the memo is read after
/// something that it read has changed.
///
/// ```
/// # use musubi::reactive::*;
/// # musubi::testing::with_runtime(|| {
/// let count = create_rw_signal(3);
/// let is_even = create_memo(move |_| count.get() % 2 == 0);
/// assert!(!is_even.get());
/// count.set(4);
/// assert!(is_even.get());
/// # });
/// ```
pub fn create_memo<T: PartialEq + 'static>(f: impl Fn(Option<&T>) -> T + 'static) -> Memo<T> {
    #[cfg(feature = "server")]
    {
        let leaving = leave::Leaving::default();
        let run = leaving.clone();
        let memo = leptos_reactive::create_owning_memo(move |last: Option<T>| match last {
            Some(last) if !run.enter() => (last, false),
            last => {
                run.enter();
                let next = selector::observing(|| f(last.as_ref()));
                let differs = last.as_ref() != Some(&next);
                (next, differs)
            }
        });
        leaving.at_the_end(move || {
            memo.try_with_untracked(|_| ());
        });
        memo
    }
    #[cfg(not(feature = "server"))]
    leptos_reactive::create_memo(f)
}

/// A signal that never changes, for a member that stays what it is while the store lives.
///
/// ```
/// # use musubi::prelude::*;
/// # musubi::testing::with_runtime(|| {
/// let name: Signal<String> = constant("Ada".to_owned());
/// assert_eq!(name.get(), "Ada");
/// # });
/// ```
pub fn constant<T: Clone + 'static>(value: T) -> Signal<T> {
    Signal::derive(move || value.clone())
}

#[cfg(feature = "server")]
pub(crate) use leptos_reactive::use_context as reactive_context;
