use std::fmt::Display;
use std::time::Duration;

use crate::signals::{AsyncSignal, AsyncStreamSignal, StreamSignal};
use crate::state::State;

impl<T: State> AsyncStreamSignal<T> {
    /// A stream that is `loading`, although nothing loads it yet. Its items are told apart by what
    /// `id` gives, as with [`StreamSignal::new`].
    pub fn new(id: impl Fn(&T) -> String + 'static) -> Self {
        StreamSignal::new(id).into()
    }

    /// Lets each load take no longer than `limit`: see [`AsyncSignal::timeout`].
    #[must_use]
    pub fn timeout(self, limit: Duration) -> Self {
        Self {
            progress: self.progress.timeout(limit),
            ..self
        }
    }

    /// Begins to load items that take the place of all items, in place of a load that is under way.
    ///
    /// They reach clients in one envelope with the status `ok`. An error, a panic or a time-out
    /// makes the status `failed`, as with [`AsyncSignal::load`], and leaves the items as they are.
    ///
    /// # Panics
    ///
    /// Panics where no store's code runs.
    #[track_caller]
    pub fn load<I, E>(&self, future: impl Future<Output = Result<I, E>> + 'static)
    where
        I: IntoIterator<Item = T>,
        E: Display,
    {
        let items = self.items;
        self.progress
            .load(async move { future.await.map(|loaded| items.reset(loaded)) });
    }

    /// Like [`AsyncStreamSignal::load`], and the items go to the end of those that are there.
    ///
    /// # Panics
    ///
    /// Panics where no store's code runs.
    #[track_caller]
    pub fn load_more<I, E>(&self, future: impl Future<Output = Result<I, E>> + 'static)
    where
        I: IntoIterator<Item = T>,
        E: Display,
    {
        let items = self.items;
        self.progress
            .load(async move { future.await.map(|loaded| items.extend(loaded)) });
    }

    /// Stops a load that is under way: see [`AsyncSignal::cancel`].
    pub fn cancel(&self) {
        self.progress.cancel();
    }

    /// Stops a load that is under way: see [`AsyncSignal::cancel_because`].
    pub fn cancel_because(&self, reason: impl Into<String>) {
        self.progress.cancel_because(reason);
    }

    /// Makes the stream as it was made: `loading`, without items. A load that is under way is
    /// dropped.
    pub fn reset(&self) {
        self.progress.reset();
        self.items.reset([]);
    }
}

impl<T: State> From<StreamSignal<T>> for AsyncStreamSignal<T> {
    /// The stream, `loading`.
    fn from(items: StreamSignal<T>) -> Self {
        Self {
            progress: AsyncSignal::new(),
            items,
        }
    }
}
