use std::fmt::Display;
use std::panic::AssertUnwindSafe;
use std::time::Duration;

use futures_util::FutureExt;
use musubi_wire::{AsyncReason, AsyncStatus, AsyncValue};
use tokio::time::timeout;

use super::Site;
use super::first_panic::panic_text;
use super::task::spawn;
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
    pub fn load<E: Display>(&self, future: impl Future<Output = Result<T, E>> + 'static) {
        self.stop();
        self.change(AsyncStatus::Loading, None, None);
        let limit = self
            .loading
            .try_with_value(|loading| loading.limit)
            .flatten();
        let this = *self;
        let store = Site::current().map_or(UNKNOWN, |site| site.kind.name);
        let attempt = Attempt::start(LOAD_SECONDS, [store, ""]);
        let task = spawn(async move {
            let work = AssertUnwindSafe(future).catch_unwind();
            let done = match limit {
                Some(limit) => timeout(limit, work).await,
                None => Ok(work.await),
            };
            let exit = |text: &str| AsyncReason::Exit(text.into());
            let (mut outcome, mut end) = match done {
                Ok(Ok(Ok(result))) => ("ok", Ok(result)),
                Ok(Ok(Err(error))) => ("failed", Err(AsyncReason::Error(error.to_string().into()))),
                Ok(Err(panic)) => {
                    let text = panic_text(&*panic);
                    tracing::error!(panic = text, "what an async value waited for panicked");
                    ("panicked", Err(exit(text)))
                }
                Err(_) => ("timeout", Err(exit("timeout"))),
            };
            if is_halted::<T>(end.as_ref().err()) {
                (outcome, end) = ("halted", Err(exit("halted")));
            }
            attempt.end(outcome);
            match end {
                Ok(result) => this.change(AsyncStatus::Ok, Some(result), None),
                Err(reason) => this.change(AsyncStatus::Failed, None, Some(reason)),
            }
        });
        self.loading
            .try_update_value(|loading| loading.cancel = Some(Box::new(move || task.cancel())));
    }

    /// Stops a load that is under way: the value is `failed` with
    /// `{"kind": "exit", "value": "cancelled"}`. Nothing happens where nothing loads.
    pub fn cancel(&self) {
        if self.stop() {
            let reason = AsyncReason::Exit("cancelled".into());
            self.change(AsyncStatus::Failed, None, Some(reason));
        }
    }

    /// Drops a load that is under way, and tells whether there was one.
    fn stop(&self) -> bool {
        let cancel = self
            .loading
            .try_update_value(|loading| loading.cancel.take())
            .flatten();
        cancel.is_some_and(|cancel| cancel())
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
