use std::any::Any;
use std::rc::Rc;

use futures_util::{Stream, StreamExt};

use super::{TaskHandle, spawn};
use crate::store::Site;

/// Takes the items of a stream, as code of the store whose code runs now: `on_item` can read and
/// set signals, and push events.
///
/// Any stream will do: the messages of a [topic](crate::pubsub), an [`interval`](crate::interval),
/// the notifications of a database. Each item is one turn of the page: what it changed is sent
/// before the next item is taken, and commands have their turns in between. Items that come while
/// the page is busy wait in the stream.
///
/// The subscription ends when the stream does, when the store does, or when the handle
/// [cancels](TaskHandle::cancel) it. A panic in `on_item` ends the page.
///
/// Call it in `mount` or in a command. For a subscription that lasts as long as the store,
/// [`#[subscribe]`](macro@crate::subscribe) on a method says the same in fewer words.
///
/// ```
/// # use musubi::prelude::*;
/// # use musubi::testing::TestPage;
/// # use futures_util::stream;
/// # use serde_json::json;
/// # #[state] pub struct Total { pub total: i64 }
/// # pub struct TotalStore { total: RwSignal<i64> }
/// # #[store(root)]
/// # impl TotalStore {
/// fn mount() -> Self {
///     let total = create_rw_signal(0);
///     subscribe(stream::iter([20, 22]), move |item| total.update(|total| *total += item));
///     Self { total }
/// }
/// # fn render(&self) -> TotalSignals { TotalSignals { total: self.total.into() } }
/// # }
/// # tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(async {
/// # let mut page = TestPage::mount::<TotalStore>(json!({})).await.unwrap();
/// # page.run_task().await;
/// # page.run_task().await;
/// # page.flush();
/// # assert_eq!(page.state()["total"], 42);
/// # });
/// ```
///
/// # Panics
///
/// Panics where no store's code runs.
#[track_caller]
pub fn subscribe<S: Stream + 'static>(
    stream: S,
    mut on_item: impl FnMut(S::Item) + 'static,
) -> TaskHandle {
    let turns = stream.map(move |item| {
        if !is_halted(&item) {
            on_item(item);
        }
    });
    spawn(turns, "subscribe")
}

/// Whether a hook drops an item.
fn is_halted(item: &dyn Any) -> bool {
    let chain = Site::current().and_then(|site| site.host.hooks.chain(&site));
    chain.is_some_and(|chain| chain.before_item(item).is_break())
}

/// The subscription of a `#[subscribe]` method. The store is only held while it takes an item.
#[doc(hidden)]
pub fn subscribe_store<S: 'static, T: Stream + 'static, F: Future<Output = ()> + 'static>(
    store: &Rc<S>,
    stream: T,
    on_item: impl Fn(Rc<S>, T::Item) -> F + 'static,
) {
    let store = Rc::downgrade(store);
    let turns = stream.then(move |item| {
        let store = store.upgrade().filter(|_| !is_halted(&item));
        let turn = store.map(|store| on_item(store, item));
        async {
            if let Some(turn) = turn {
                turn.await;
            }
        }
    });
    spawn(turns, "#[subscribe]");
}
