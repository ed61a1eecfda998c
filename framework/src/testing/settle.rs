use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, Wake, Waker};
use std::time::Duration;

use musubi_wire::Envelope;
use tokio::task::yield_now;

use super::TestPage;

/// Notes whether something of the page has something to do.
struct Woken(AtomicBool);

impl Wake for Woken {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        self.0.store(true, Ordering::Release);
    }
}

impl TestPage {
    /// Runs what stores have spawned, and the other tasks of the test's runtime, until nothing
    /// has anything to do at this moment. Each turn is sent to the client by itself, as a socket
    /// would. Gives what was sent.
    ///
    /// What waits for a timer, for a file or for another thread goes on waiting: let time pass with
    /// [`TestPage::advance`], or wait for the next turn with [`TestPage::run_task`].
    ///
    /// # Panics
    ///
    /// Panics where [`TestPage::flush`] does, and if there is no end to what has something to do:
    /// after 100,000 turns.
    pub async fn settle(&mut self) -> Vec<Envelope> {
        const TURNS: u32 = 100_000;
        let mut sent: Vec<Envelope> = self.flush().into_iter().collect();
        let woken = Arc::new(Woken(AtomicBool::new(true)));
        let waker = Waker::from(Arc::clone(&woken));
        for _ in 0..TURNS {
            if !woken.0.swap(false, Ordering::AcqRel) {
                // The tasks of the test's runtime may have something for the page.
                yield_now().await;
                if !woken.0.swap(false, Ordering::AcqRel) {
                    return sent;
                }
            }
            if self.poll_tasks(&mut Context::from_waker(&waker)).is_ready() {
                woken.0.store(true, Ordering::Release);
            }
            sent.extend(self.flush());
        }
        panic!("the page has still something to do after {TURNS} turns");
    }

    /// Lets time pass, and runs what is due: see [`TestPage::settle`]. The time of the test's
    /// runtime is to be paused, as by `#[tokio::test(start_paused = true)]`, which needs Tokio's
    /// feature `test-util`.
    ///
    /// Timers fire in their order, each at its own time.
    ///
    /// # Panics
    ///
    /// Panics where [`TestPage::settle`] does.
    pub async fn advance(&mut self, duration: Duration) -> Vec<Envelope> {
        let mut sent = self.settle().await;
        let end = tokio::time::Instant::now() + duration;
        let mut timer = Box::pin(tokio::time::sleep_until(end));
        loop {
            // Paused time goes on when nothing else is left to do: to the next timer.
            let is_over = std::future::poll_fn(|cx| {
                let has_turned = self.poll_tasks(cx).is_ready();
                match timer.as_mut().poll(cx) {
                    _ if has_turned => Poll::Ready(false),
                    polled => polled.map(|()| true),
                }
            })
            .await;
            sent.extend(self.settle().await);
            if is_over {
                return sent;
            }
        }
    }
}
