//! Counting down to a time.

use std::time::Duration;

use futures_util::{Stream, stream};
use tokio::time::{Instant, sleep_until};

/// How many seconds there are until `end`, whenever that number changes; the last one is 0. Everybody
/// who counts down to the same time has the same number. Without an end there is nothing to count.
pub fn countdown(end: Option<Instant>) -> impl Stream<Item = u32> {
    let start = end.map(|end| (end, u32::MAX));
    stream::unfold(start, async |counted| {
        let (end, _) = counted.filter(|&(_, last)| last > 0)?;
        let seconds = seconds_until(end).saturating_sub(1);
        sleep_until(end - Duration::from_secs(seconds.into())).await;
        Some((seconds, Some((end, seconds))))
    })
}

/// The seconds until `at`, of which the last one has begun; 0 if it is past.
pub fn seconds_until(at: Instant) -> u32 {
    let left = at.saturating_duration_since(Instant::now());
    let seconds = left.as_millis().div_ceil(1_000);
    seconds.try_into().unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use futures_util::StreamExt;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_countdown_has_each_second_and_ends() {
        let end = Instant::now() + Duration::from_millis(2_500);
        assert_eq!(seconds_until(end), 3);
        let countdown: Vec<u32> = countdown(Some(end)).collect().await;
        assert_eq!(countdown, [2, 1, 0]);
        assert_eq!(seconds_until(end), 0);
    }

    #[tokio::test(start_paused = true)]
    async fn who_is_slow_skips_seconds_but_not_the_last() {
        let end = Instant::now() + Duration::from_secs(60);
        let mut countdown = Box::pin(countdown(Some(end)));
        assert_eq!(countdown.next().await, Some(59));
        tokio::time::sleep(Duration::from_millis(10_500)).await;
        assert_eq!(countdown.next().await, Some(48));
        tokio::time::sleep(Duration::from_secs(600)).await;
        assert_eq!(countdown.next().await, Some(0));
        assert_eq!(countdown.next().await, None);
    }

    #[tokio::test(start_paused = true)]
    async fn without_an_end_nothing_is_counted() {
        assert_eq!(countdown(None).count().await, 0);
    }
}
