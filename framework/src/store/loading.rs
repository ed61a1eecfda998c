//! How async values load.

mod stream;
mod together;

pub use together::{AsyncSignals, load_together};

use std::any::Any;
use std::fmt::Display;
use std::panic::AssertUnwindSafe;
use std::time::Duration;

use futures_util::{FutureExt, Stream, StreamExt, stream as streams};
use musubi_wire::{AsyncReason, AsyncStatus, AsyncValue};
use tokio::time::timeout;

use super::Site;
use super::first_panic::panic_text;
use super::task::{TaskHandle, spawn};
use crate::reactive::{SignalUpdate, create_rw_signal, store_value};
use crate::signals::{AsyncSignal, Loading};
use crate::state::State;
use crate::telemetry::{Attempt, LOAD_SECONDS, UNKNOWN};

impl<T: State> AsyncSignal<T> {
    /// A value that is `loading`, although nothing loads it yet.
    #[expect(
        clippy::new_without_default,
        reason = "it is made under an owner, as signals are"
    )]
    pub fn new() -> Self {
        Self {
            value: create_rw_signal(AsyncValue::default()),
            loading: store_value(Loading::default()),
        }
    }

    /// Lets each load take no longer than `limit`. Past it the value is `failed` with
    /// `{"kind": "exit", "value": "timeout"}`.
    #[must_use]
    pub fn timeout(self, limit: Duration) -> Self {
        self.loading
            .try_update_value(|loading| loading.limit = Some(limit));
        self
    }

    /// Begins to load the value, in place of a load that is under way.
    ///
    /// The future runs beside the commands of the page, as code of the store, and ends with it. Its
    /// error makes the value `failed` with `{"kind": "error", "value": text}`. If it panics, the
    /// value is `failed` with `{"kind": "exit", "value": text}`, and the page lives on.
    ///
    /// # Panics
    ///
    /// Panics where no store's code runs.
    #[track_caller]
    pub fn load<E: Display>(&self, future: impl Future<Output = Result<T, E>> + 'static) {
        self.stop();
        self.begin();
        let (this, limit) = (*self, self.limit());
        let turn = async move { this.settle(outcome(limit, future).await) };
        self.is_loaded_by(spawn(streams::once(turn), "load"));
    }

    /// Begins to take the value from a stream, in place of a load that is under way: each item is
    /// the value from then on, or makes it `failed` until the next one. It keeps the last one when
    /// the stream ends.
    ///
    /// Each item is one turn of the page, as with [`subscribe`](fn@crate::subscribe). There is no limit
    /// to the time that it takes; a panic in the stream makes the value `failed`, and ends it.
    ///
    /// # Panics
    ///
    /// Panics where no store's code runs.
    #[track_caller]
    pub fn follow<E: Display>(&self, values: impl Stream<Item = Result<T, E>> + 'static) {
        self.stop();
        self.begin();
        let this = *self;
        let values = AssertUnwindSafe(values).catch_unwind();
        let turns = values.map(move |value| this.settle(finished(value).1));
        self.is_loaded_by(spawn(turns, "follow"));
    }

    /// Stops a load that is under way: the value is `failed` with
    /// `{"kind": "exit", "value": "cancelled"}`. Nothing happens where nothing loads.
    pub fn cancel(&self) {
        self.cancel_because("cancelled");
    }

    /// Like [`AsyncSignal::cancel`], with another text in the place of `cancelled`.
    pub fn cancel_because(&self, reason: impl Into<String>) {
        if self.stop() {
            self.settle(Err(AsyncReason::Exit(reason.into().into())));
        }
    }

    /// Makes the value as it was made: `loading`, without the last good value. A load that is under
    /// way is dropped.
    ///
    /// Call it before [`AsyncSignal::load`] where what was shown is of no use while the next value
    /// loads: that of another account, for example.
    pub fn reset(&self) {
        self.stop();
        self.value
            .try_update(|value| *value = AsyncValue::default());
    }

    /// Drops a load that is under way, and tells whether there was one.
    fn stop(&self) -> bool {
        let cancel = self
            .loading
            .try_update_value(|loading| loading.cancel.take())
            .flatten();
        cancel.is_some_and(|cancel| cancel())
    }

    fn limit(&self) -> Option<Duration> {
        self.loading
            .try_with_value(|loading| loading.limit)
            .flatten()
    }

    fn begin(&self) {
        self.change(AsyncStatus::Loading, None, None);
    }

    /// Notes what loads the value.
    fn is_loaded_by(&self, task: TaskHandle) {
        self.can_be_stopped_by(move || task.cancel());
    }

    fn can_be_stopped_by(&self, cancel: impl FnOnce() -> bool + 'static) {
        self.loading
            .try_update_value(|loading| loading.cancel = Some(Box::new(cancel)));
    }

    fn settle(&self, outcome: Result<T, AsyncReason>) {
        match outcome {
            Ok(result) => self.change(AsyncStatus::Ok, Some(result), None),
            Err(reason) => self.change(AsyncStatus::Failed, None, Some(reason)),
        }
    }

    fn change(&self, status: AsyncStatus, result: Option<T>, reason: Option<AsyncReason>) {
        self.value.try_update(|value| {
            value.status = status;
            value.reason = reason;
            if result.is_some() {
                value.result = result;
            }
        });
    }
}

/// Whether a hook drops what was loaded.
fn is_halted<T>(failure: Option<&AsyncReason>) -> bool {
    let chain = Site::current().and_then(|site| site.host.hooks.chain(&site));
    chain.is_some_and(|chain| {
        let halt = chain.after_load(std::any::type_name::<T>(), failure);
        halt.is_break()
    })
}

/// What a future comes to, within a limit of time.
fn outcome<T, E: Display>(
    limit: Option<Duration>,
    future: impl Future<Output = Result<T, E>>,
) -> impl Future<Output = Result<T, AsyncReason>> {
    let store = Site::current().map_or(UNKNOWN, |site| site.kind.name);
    let attempt = Attempt::start(LOAD_SECONDS, [store, ""]);
    async move {
        let work = AssertUnwindSafe(future).catch_unwind();
        let done = match limit {
            Some(limit) => timeout(limit, work).await.ok(),
            None => Some(work.await),
        };
        let exit = || ("timeout", Err(AsyncReason::Exit("timeout".into())));
        let (mut end, mut result) = done.map_or_else(exit, finished);
        if is_halted::<T>(result.as_ref().err()) {
            (end, result) = ("halted", Err(AsyncReason::Exit("halted".into())));
        }
        attempt.end(end);
        result
    }
}

/// The value, or why there is none, and a word for that.
fn finished<T, E: Display>(
    done: Result<Result<T, E>, Box<dyn Any + Send>>,
) -> (&'static str, Result<T, AsyncReason>) {
    match done {
        Ok(Ok(value)) => ("ok", Ok(value)),
        Ok(Err(error)) => ("failed", Err(AsyncReason::Error(error.to_string().into()))),
        Err(panic) => {
            let text = panic_text(&*panic);
            tracing::error!(panic = text, "what an async value waited for panicked");
            ("panicked", Err(AsyncReason::Exit(text.into())))
        }
    }
}
