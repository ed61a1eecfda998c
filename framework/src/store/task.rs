use std::cell::{Cell, RefCell};
use std::pin::Pin;
use std::rc::{Rc, Weak};
use std::task::{Context, Poll, Waker};

use futures_util::StreamExt;
use futures_util::future::LocalBoxFuture;
use futures_util::stream::FuturesUnordered;

use super::Site;
use crate::reactive::begin_turn;

/// Runs a future beside the commands of the page, as code of the store whose code runs now: it can
/// read and set signals, and push events. It is dropped when the store ends.
///
/// A future that panics ends the page. For a value that is to be shown, use
/// [`AsyncSignal`](crate::AsyncSignal).
///
/// # Panics
///
/// Panics where no store's code runs.
pub fn spawn_local(future: impl Future<Output = ()> + 'static) {
    spawn(future);
}

/// Like [`spawn_local`], and gives what stops the future.
pub(super) fn spawn(future: impl Future<Output = ()> + 'static) -> TaskHandle {
    let site = Site::current().expect("a task is spawned where no store's code runs");
    let task = Rc::new(Task {
        site: Rc::downgrade(&site),
        future: RefCell::new(Some(Box::pin(future))),
        is_cancelled: Cell::new(false),
        waker: RefCell::new(None),
    });
    site.adopt(&task);
    site.host.tasks.fresh.borrow_mut().push(Rc::clone(&task));
    TaskHandle(Rc::downgrade(&task))
}

/// The tasks of a page.
#[derive(Default)]
pub(crate) struct Tasks {
    /// Those that have not been polled yet.
    fresh: RefCell<Vec<Rc<Task>>>,
    /// Made when the first task is there to be polled.
    running: RefCell<Option<Box<FuturesUnordered<Running>>>>,
}

/// A future that a store has spawned.
pub(super) struct Task {
    site: Weak<Site>,
    /// Empty while it is polled, and once it is done.
    future: RefCell<Option<LocalBoxFuture<'static, ()>>>,
    is_cancelled: Cell<bool>,
    waker: RefCell<Option<Waker>>,
}

/// Stops a task.
pub(crate) struct TaskHandle(Weak<Task>);

struct Running(Rc<Task>);

impl Tasks {
    /// Polls the tasks that have something to do. Ready when one of them is done, which may leave
    /// others to be polled.
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
    /// Drops the future, and tells whether there was still something to do.
    pub(super) fn cancel(&self) -> bool {
        let was_under_way = !self.is_cancelled.replace(true);
        let future = self.future.take();
        if let Some(waker) = self.waker.take() {
            waker.wake();
        }
        let is_running = future.is_some();
        drop(future);
        was_under_way && is_running
    }
}

impl TaskHandle {
    /// See [`Task::cancel`].
    pub(super) fn cancel(&self) -> bool {
        self.0.upgrade().is_some_and(|task| task.cancel())
    }
}

impl Future for Running {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let task = &self.0;
        let (Some(mut future), Some(site)) = (task.future.take(), task.site.upgrade()) else {
            return Poll::Ready(());
        };
        task.waker.replace(Some(cx.waker().clone()));
        begin_turn();
        let polled = site.run(|| future.as_mut().poll(cx));
        // It may have ended its own store, or itself.
        if polled.is_pending() && !task.is_cancelled.get() {
            task.future.replace(Some(future));
            return Poll::Pending;
        }
        Poll::Ready(())
    }
}
