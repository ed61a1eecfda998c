//! Timers of stores, with time that is paused.

use std::time::Duration;

use musubi::prelude::*;
use musubi::testing::TestPage;
use serde_json::json;
use tokio::time::Instant;

const SECOND: Duration = Duration::from_secs(1);

#[state]
pub struct Clock {
    pub seconds: u32,
    pub alarm: bool,
    pub inner: Option<Child<InnerClockStore>>,
}

pub struct ClockStore {
    seconds: RwSignal<u32>,
    alarm: RwSignal<bool>,
    has_inner: RwSignal<bool>,
}

#[store(root)]
impl ClockStore {
    fn mount() -> Self {
        Self {
            seconds: create_rw_signal(0),
            alarm: create_rw_signal(false),
            has_inner: create_rw_signal(false),
        }
    }

    fn render(&self) -> ClockSignals {
        let seconds = self.seconds;
        ClockSignals {
            seconds: self.seconds.into(),
            alarm: self.alarm.into(),
            inner: self
                .has_inner
                .get()
                .then(|| child("inner", InnerClockProps(seconds))),
        }
    }

    #[subscribe(interval(SECOND))]
    fn tick(&self, _: Instant) {
        self.seconds.update(|seconds| *seconds += 1);
    }

    #[command]
    fn set_alarm(&self, seconds: u64, cancel: bool) {
        let alarm = self.alarm;
        let timer = after(SECOND * u32::try_from(seconds).unwrap(), move || {
            alarm.set(true);
        });
        if cancel {
            assert!(timer.cancel());
        }
    }

    #[command]
    fn show(&self, inner: bool) {
        self.has_inner.set(inner);
    }
}

#[state]
pub struct InnerClock {}

/// What the inner clock sets.
#[derive(Clone, PartialEq)]
pub struct InnerClockProps(RwSignal<u32>);

pub struct InnerClockStore;

#[store]
impl InnerClockStore {
    fn mount(props: InnerClockProps) -> Self {
        let seconds = props.0;
        after(SECOND * 2, move || seconds.set(1000));
        Self
    }

    fn render(&self) -> InnerClockSignals {
        InnerClockSignals {}
    }
}

async fn clock() -> TestPage {
    TestPage::mount::<ClockStore>(json!({})).await.unwrap()
}

#[tokio::test(start_paused = true)]
async fn an_interval_has_an_item_after_each_period() {
    let mut page = clock().await;
    assert!(page.advance(Duration::from_millis(999)).await.is_empty());
    assert_eq!(page.advance(Duration::from_millis(1)).await.len(), 1);
    let sent = page.advance(SECOND * 3).await;
    assert_eq!(sent.len(), 3);
    assert_eq!(page.state()["seconds"], 4);
}

#[tokio::test(start_paused = true)]
async fn an_interval_leaves_out_what_it_came_too_late_for() {
    let mut page = clock().await;
    tokio::time::sleep(SECOND * 10).await;
    page.settle().await;
    assert_eq!(page.state()["seconds"], 1);
    page.advance(SECOND).await;
    assert_eq!(page.state()["seconds"], 2);
}

#[tokio::test(start_paused = true)]
async fn what_comes_after_a_while_comes_once() {
    let mut page = clock().await;
    let alarm = json!({"seconds": 2, "cancel": false});
    page.command("set_alarm", alarm).await.unwrap();
    page.advance(SECOND).await;
    assert_eq!(page.state()["alarm"], false);
    page.advance(SECOND).await;
    assert_eq!(page.state()["alarm"], true);
}

#[tokio::test(start_paused = true)]
async fn a_cancelled_timer_does_nothing() {
    let mut page = clock().await;
    let alarm = json!({"seconds": 1, "cancel": true});
    page.command("set_alarm", alarm).await.unwrap();
    page.advance(SECOND * 2).await;
    assert_eq!(page.state()["alarm"], false);
}

#[tokio::test(start_paused = true)]
async fn a_timer_ends_with_its_store() {
    let mut page = clock().await;
    page.command("show", json!({"inner": true})).await.unwrap();
    page.advance(SECOND).await;
    page.command("show", json!({"inner": false})).await.unwrap();
    page.advance(SECOND * 3).await;
    assert_eq!(page.state()["seconds"], 4);
}

#[test]
#[should_panic(expected = "an interval takes some time")]
fn an_interval_takes_some_time() {
    let _ = interval(Duration::ZERO);
}
