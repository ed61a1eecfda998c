use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use futures_util::{Stream, StreamExt, stream};
use tokio::time::{Instant, MissedTickBehavior, interval_at, sleep};
use tokio_stream::wrappers::IntervalStream;

use super::{TaskHandle, spawn};

/// Calls `f` once, after `delay`, as code of the store whose code runs now. Not where the store ends
/// before that, or the handle [cancels](TaskHandle::cancel) it.
///
/// ```
/// # use musubi::prelude::*;
/// # use musubi::testing::TestPage;
/// # use serde_json::json;
/// # use std::time::Duration;
/// # #[state] pub struct Note { pub text: String }
/// # pub struct NoteStore { text: RwSignal<String> }
/// # #[store(root)]
/// # impl NoteStore {
/// # fn mount() -> Self { Self { text: create_rw_signal("Saved.".into()) } }
/// # fn render(&self) -> NoteSignals { NoteSignals { text: self.text.into() } }
/// #[command]
/// fn show(&self) {
///     let text = self.text;
///     after(Duration::from_secs(3), move || text.set(String::new()));
/// }
/// # }
/// # tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap().block_on(async {
/// # let mut page = TestPage::mount::<NoteStore>(json!({})).await.unwrap();
/// # page.command("show", json!({})).await.unwrap();
/// # page.run_task().await;
/// # page.flush();
/// # assert_eq!(page.state()["text"], "");
/// # });
/// ```
///
/// # Panics
///
/// Panics where no store's code runs.
#[track_caller]
pub fn after(delay: Duration, f: impl FnOnce() + 'static) -> TaskHandle {
    let turn = async move {
        sleep(delay).await;
        f();
    };
    spawn(stream::once(turn), "after")
}

/// A stream with an item every `period`, the first after one: the time at which it came.
///
/// For [`subscribe`](fn@crate::subscribe) and [`#[subscribe]`](macro@crate::subscribe). While the page
/// is too busy to take an item, the ones that would follow are left out.
///
/// ```
/// # use musubi::prelude::*;
/// # use musubi::testing::TestPage;
/// # use serde_json::json;
/// # use std::time::Duration;
/// # use tokio::time::Instant;
/// # #[state] pub struct Clock { pub seconds: u32 }
/// # pub struct ClockStore { seconds: RwSignal<u32> }
/// # #[store(root)]
/// # impl ClockStore {
/// # fn mount() -> Self { Self { seconds: create_rw_signal(0) } }
/// # fn render(&self) -> ClockSignals { ClockSignals { seconds: self.seconds.into() } }
/// #[subscribe(interval(Duration::from_secs(1)))]
/// fn tick(&self, _: Instant) {
///     self.seconds.update(|seconds| *seconds += 1);
/// }
/// # }
/// # tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap().block_on(async {
/// # let mut page = TestPage::mount::<ClockStore>(json!({})).await.unwrap();
/// # page.run_task().await;
/// # page.flush();
/// # assert_eq!(page.state()["seconds"], 1);
/// # });
/// ```
///
/// # Panics
///
/// Panics if `period` is zero.
#[track_caller]
pub fn interval(period: Duration) -> Interval {
    assert!(!period.is_zero(), "an interval takes some time");
    let mut interval = interval_at(Instant::now() + period, period);
    interval.set_missed_tick_behavior(MissedTickBehavior::Skip);
    Interval(IntervalStream::new(interval))
}

/// What [`interval`] gives.
#[derive(Debug)]
pub struct Interval(IntervalStream);

impl Stream for Interval {
    type Item = Instant;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Instant>> {
        self.0.poll_next_unpin(cx)
    }
}
