use std::fmt;
#[cfg(feature = "server")]
use std::time::Duration;

use musubi_wire::AsyncValue;

#[cfg(feature = "server")]
use crate::reactive::StoredValue;
use crate::reactive::{RwSignal, Signal, SignalGet, SignalGetUntracked};
use crate::state::State;

/// A value that a store is still getting: from a database, another service, a long computation.
///
/// It is the reactive form of a member [`AsyncValue<T>`](crate::AsyncValue), and says how far the
/// value has come: `loading`, `ok` or `failed`. While it loads again, and after it failed, the last
/// good value stays. It is `Copy`, like a signal, and lives as long as the owner that it was made
/// in.
///
/// ```
/// # use musubi::prelude::*;
/// # use musubi::testing::TestPage;
/// # use serde_json::json;
/// #[state]
/// pub struct Account { pub owner: AsyncValue<String> }
///
/// pub struct AccountStore { owner: AsyncSignal<String> }
///
/// #[store(root)]
/// impl AccountStore {
///     fn mount() -> Self {
///         let owner = AsyncSignal::new();
///         owner.load(async { Ok::<_, std::io::Error>("Ada".to_owned()) });
///         Self { owner }
///     }
///
///     fn render(&self) -> AccountSignals {
///         AccountSignals { owner: self.owner }
///     }
/// }
/// # tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(async {
/// # let mut page = TestPage::mount::<AccountStore>(json!({})).await.unwrap();
/// assert_eq!(page.state()["owner"]["status"], "loading");
/// page.run_task().await;
/// page.flush();
/// assert_eq!(page.state()["owner"]["result"], "Ada");
/// # });
/// ```
pub struct AsyncSignal<T: 'static> {
    pub(crate) value: RwSignal<AsyncValue<T>>,
    #[cfg(feature = "server")]
    pub(crate) loading: StoredValue<Loading>,
}

/// What an [`AsyncSignal`] is doing.
#[cfg(feature = "server")]
#[derive(Default)]
pub(crate) struct Loading {
    /// Drops the load that is under way, and tells whether there was still something to do.
    pub(crate) cancel: Option<Box<dyn FnOnce() -> bool>>,
    pub(crate) limit: Option<Duration>,
}

impl<T: State> AsyncSignal<T> {
    /// The value that a client received.
    #[cfg(feature = "client")]
    pub(crate) fn of(value: RwSignal<AsyncValue<T>>) -> Self {
        Self {
            value,
            #[cfg(feature = "server")]
            loading: crate::reactive::store_value(Loading::default()),
        }
    }

    /// The value as it is now. Whatever reads it runs again when it changes.
    pub fn get(&self) -> AsyncValue<T> {
        self.value.get()
    }

    /// Like [`AsyncSignal::get`], and what runs now will not run again when the value changes.
    pub fn get_untracked(&self) -> AsyncValue<T> {
        self.value.get_untracked()
    }
}

impl<T> From<AsyncSignal<T>> for Signal<AsyncValue<T>> {
    fn from(signal: AsyncSignal<T>) -> Self {
        signal.value.into()
    }
}

impl<T> Clone for AsyncSignal<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for AsyncSignal<T> {}

impl<T> fmt::Debug for AsyncSignal<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AsyncSignal").finish_non_exhaustive()
    }
}
