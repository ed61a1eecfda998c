mod subscribe;
mod timer;

pub use subscribe::{subscribe, subscribe_store};
pub use timer::{Interval, after, interval};

use std::cell::{Cell, RefCell};
use std::fmt;
use std::pin::Pin;
use std::rc::{Rc, Weak};
use std::task::{Context, Poll, Waker};

use futures_util::stream::{LocalBoxStream, SelectAll};
use futures_util::{Stream, StreamExt, stream};

use super::Site;
use crate::reactive::begin_turn;

/// Runs a future beside the commands of the page, as code of the store whose code runs now: it can
/// read and set signals, and push events. It is dropped when the store ends, and the handle stops
/// it before that.
///
/// A future that panics ends the page. For a value that is to be shown, use
/// [`AsyncSignal`](crate::AsyncSignal); for what happens again and again, [`subscribe`].
///
/// # Panics
///
/// Panics where no store's code runs.
#[track_caller]
pub fn spawn_local(future: impl Future<Output = ()> + 'static) -> TaskHandle {
    spawn(stream::once(future), "spawn_local")
}

/// Runs what `turns` does beside the commands of the page: each of its items is the end of a turn.
#[track_caller]
pub(super) fn spawn(turns: impl Stream<Item = ()> + 'static, caller: &str) -> TaskHandle {
    let Some(site) = Site::current() else {
        panic!(
            "`{caller}` was called where no store's code runs: call it in `mount`, a command or \
             another method of a store",
        );
    };
    spawn_on(&site, turns)
}

/// Like [`spawn`], as code of the store at `site`.
pub(super) fn spawn_on(site: &Rc<Site>, turns: impl Stream<Item = ()> + 'static) -> TaskHandle {
    let task = Rc::new(Task {
        site: Rc::downgrade(site),
        turns: RefCell::new(Some(turns.boxed_local())),
        is_cancelled: Cell::new(false),
        waker: RefCell::new(None),
    });
    site.adopt(&task);
    site.host.tasks.fresh.borrow_mut().push(Rc::clone(&task));
    TaskHandle(Rc::downgrade(&task))
}

/// Stops a task: a future of [`spawn_local`], a subscription, a timer.
///
/// Dropping it stops nothing. It keeps nothing alive, and is as good after the end of the store.
#[derive(Clone)]
pub struct TaskHandle(Weak<Task>);

/// The tasks of a page.
#[derive(Default)]
pub(crate) struct Tasks {
    /// Those that have not been polled yet.
    fresh: RefCell<Vec<Rc<Task>>>,
    /// Made when the first task is there to be polled.
    running: RefCell<Option<Box<SelectAll<Running>>>>,
}

/// What a store runs beside its commands.
pub(super) struct Task {
    site: Weak<Site>,
    /// Empty while it is polled, and once it is done.
    turns: RefCell<Option<LocalBoxStream<'static, ()>>>,
    is_cancelled: Cell<bool>,
    waker: RefCell<Option<Waker>>,
}

struct Running(Rc<Task>);

impl Tasks {
    /// Polls the tasks that have something to do. Ready when one of them has taken a turn, which
    /// may leave others to be polled.
    pub(crate) fn poll(&self, cx: &mut Context<'_>) -> Poll<()> {
        let mut running = self.running.borrow_mut();
        if running.is_none() && self.fresh.borrow().is_empty() {
            return Poll::Pending;
        }
        let running = running.get_or_insert_default();
        loop {
            running.extend(self.fresh.take().into_iter().map(Running));
            let polled = running.poll_next_unpin(cx);
            if matches!(polled, Poll::Ready(Some(()))) {
                return Poll::Ready(());
            }
            if self.fresh.borrow().is_empty() {
                return Poll::Pending;
            }
        }
    }

    /// Drops all tasks.
    pub(super) fn clear(&self) {
        let fresh = self.fresh.take();
        let running = self.running.take();
        drop((fresh, running));
    }
}

impl Task {
    /// Stops the task, and tells whether there was still something to do.
    pub(super) fn cancel(&self) -> bool {
        let was_under_way = !self.is_cancelled.replace(true);
        let turns = self.turns.take();
        if let Some(waker) = self.waker.take() {
            waker.wake();
        }
        let is_waiting = turns.is_some();
        drop(turns);
        was_under_way && is_waiting
    }
}

impl TaskHandle {
    /// Stops the task where it waits, and drops it. False if it was done, or stopped before.
    ///
    /// A task that stops itself goes on to the end of its turn.
    #[expect(clippy::must_use_candidate, reason = "what counts is that it stops")]
    pub fn cancel(&self) -> bool {
        self.0.upgrade().is_some_and(|task| task.cancel())
    }
}

impl fmt::Debug for TaskHandle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TaskHandle").finish_non_exhaustive()
    }
}

impl Stream for Running {
    type Item = ();

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<()>> {
        let task = &self.0;
        let (Some(mut turns), Some(site)) = (task.turns.take(), task.site.upgrade()) else {
            return Poll::Ready(None);
        };
        task.waker.replace(Some(cx.waker().clone()));
        begin_turn();
        site.run(|| {
            let polled = turns.poll_next_unpin(cx);
            // It may have ended its own store, or itself.
            let goes_on = !matches!(polled, Poll::Ready(None)) && !task.is_cancelled.get();
            if goes_on {
                task.turns.replace(Some(turns));
                return polled;
            }
            drop(turns);
            polled.map(|_| None)
        })
    }
}
