use std::cell::{Cell, OnceCell};
use std::fmt::Display;
use std::rc::Rc;
use std::time::Duration;

use futures_util::stream;
use musubi_wire::AsyncReason;

use super::outcome;
use crate::signals::AsyncSignal;
use crate::state::State;
use crate::store::task::{TaskHandle, spawn};

/// Begins to load several async values with one future, in place of what loads them: all are `ok`
/// with their parts of its result, or all are `failed`.
///
/// It is as [`AsyncSignal::load`] otherwise; the shortest of their time limits counts. A value that
/// is loaded anew or cancelled meanwhile has no part in it any more, and the future is dropped when
/// none has.
///
/// ```
/// # use musubi::prelude::*;
/// # use musubi::testing::TestPage;
/// # use musubi::load_together;
/// # use serde_json::json;
/// # #[state] pub struct Shop { pub name: AsyncValue<String>, pub open: AsyncValue<bool> }
/// # pub struct ShopStore { name: AsyncSignal<String>, open: AsyncSignal<bool> }
/// # #[store(root)]
/// # impl ShopStore {
/// fn mount() -> Self {
///     let (name, open) = (AsyncSignal::new(), AsyncSignal::new());
///     load_together((name, open), async { Ok::<_, std::io::Error>(("Tea".to_owned(), true)) });
///     Self { name, open }
/// }
/// # fn render(&self) -> ShopSignals { ShopSignals { name: self.name, open: self.open } }
/// # }
/// # tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(async {
/// # let mut page = TestPage::mount::<ShopStore>(json!({})).await.unwrap();
/// # assert_eq!(page.settle().await.len(), 1);
/// # assert_eq!(page.state()["name"]["result"], "Tea");
/// # assert_eq!(page.state()["open"]["result"], true);
/// # });
/// ```
///
/// # Panics
///
/// Panics where no store's code runs.
#[track_caller]
pub fn load_together<S: AsyncSignals, E: Display>(
    signals: S,
    future: impl Future<Output = Result<S::Values, E>> + 'static,
) {
    let load = Rc::new(Load::default());
    let parts = signals.begin(&load);
    let limit = signals.limit();
    let turn = async move { signals.settle(&parts, outcome(limit, future).await) };
    let task = spawn(stream::once(turn), "load_together");
    // Nobody could stop it before.
    let _ = load.task.set(task);
}

/// A tuple of [`AsyncSignal`]s, for [`load_together`].
pub trait AsyncSignals: Copy + 'static {
    /// The tuple of their values.
    type Values;

    /// Which of them still want to be loaded.
    #[doc(hidden)]
    type Parts;

    #[doc(hidden)]
    fn begin(&self, load: &Rc<Load>) -> Self::Parts;

    #[doc(hidden)]
    fn limit(&self) -> Option<Duration>;

    #[doc(hidden)]
    fn settle(&self, parts: &Self::Parts, outcome: Result<Self::Values, AsyncReason>);
}

/// A future that loads several values.
#[derive(Default)]
pub struct Load {
    task: OnceCell<TaskHandle>,
    wanted: Cell<usize>,
}

/// The part of one value in a load.
pub struct Part(Rc<Cell<bool>>);

impl Part {
    fn begin<T: State>(signal: &AsyncSignal<T>, load: &Rc<Load>) -> Self {
        signal.stop();
        signal.begin();
        let is_wanted = Rc::new(Cell::new(true));
        load.wanted.set(load.wanted.get() + 1);
        let (load, wanted) = (Rc::clone(load), Rc::clone(&is_wanted));
        signal.can_be_stopped_by(move || wanted.replace(false) && load.leave());
        Self(is_wanted)
    }

    fn settle<T: State>(&self, signal: &AsyncSignal<T>, outcome: Result<T, AsyncReason>) {
        if self.0.replace(false) {
            signal.settle(outcome);
        }
    }
}

impl Load {
    /// One of the values is not wanted any more. Tells whether it was still to come.
    fn leave(&self) -> bool {
        self.wanted.set(self.wanted.get() - 1);
        let is_last = self.wanted.get() == 0;
        !is_last || self.task.get().is_none_or(TaskHandle::cancel)
    }
}

macro_rules! tuples {
    ($($value:ident, $index:tt;)+) => {
        impl<$($value: State),+> AsyncSignals for ($(AsyncSignal<$value>,)+) {
            type Values = ($($value,)+);
            type Parts = [Part; [$($index),+].len()];

            fn begin(&self, load: &Rc<Load>) -> Self::Parts {
                [$(Part::begin(&self.$index, load)),+]
            }

            fn limit(&self) -> Option<Duration> {
                [$(self.$index.limit()),+].into_iter().flatten().min()
            }

            fn settle(&self, parts: &Self::Parts, outcome: Result<Self::Values, AsyncReason>) {
                match outcome {
                    Ok(values) => {
                        $(parts[$index].settle(&self.$index, Ok(values.$index));)+
                    }
                    Err(reason) => {
                        $(parts[$index].settle(&self.$index, Err(reason.clone()));)+
                    }
                }
            }
        }
    };
}

tuples!(A, 0; B, 1;);
tuples!(A, 0; B, 1; C, 2;);
tuples!(A, 0; B, 1; C, 2; D, 3;);
tuples!(A, 0; B, 1; C, 2; D, 3; E, 4;);
tuples!(A, 0; B, 1; C, 2; D, 3; E, 4; F, 5;);
