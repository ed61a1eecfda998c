use std::future::poll_fn;
use std::rc::Rc;
use std::task::{Context, Poll};

use futures_util::future::LocalBoxFuture;
use tracing::Span;

use super::Page;
use crate::store::{AnyStore, FirstPanic};

/// Code of a store that waits for something: an `async` mount or command.
///
/// It is polled by [`Page::poll`] and dropped by [`Page::let_go`]. Wherever it ends, what it drops
/// may read and set signals: they are known by numbers, which mean something else in other pages.
pub(crate) struct Work<T> {
    /// Empty while the root store is being made.
    store: Option<Rc<dyn AnyStore>>,
    future: LocalBoxFuture<'static, T>,
    /// What it is known as in the log.
    span: Span,
}

impl<T> Work<T> {
    pub(super) fn new(
        store: Option<Rc<dyn AnyStore>>,
        future: LocalBoxFuture<'static, T>,
        span: Span,
    ) -> Self {
        Self {
            store,
            future,
            span,
        }
    }
}

/// Work that is let go of wherever its end comes.
struct Held<'a, T> {
    page: &'a Page,
    work: Option<Work<T>>,
}

impl<T> Drop for Held<'_, T> {
    fn drop(&mut self) {
        self.page.let_go(self.work.take());
    }
}

impl Page {
    /// Polls `work`: the page's runtime is current, as one batch, and what the work creates
    /// belongs to its store. `None` once that store has ended, whose signals are gone.
    pub(crate) fn poll<T>(&self, work: &mut Work<T>, cx: &mut Context<'_>) -> Poll<Option<T>> {
        let _span = work.span.enter();
        let future = work.future.as_mut();
        let Some(store) = &work.store else {
            let polled = self.enter(|| self.in_scope(|| future.poll(cx)));
            return polled.map(Some);
        };
        if store.has_ended() {
            return Poll::Ready(None);
        }
        match self.enter(|| store.site().run(|| future.poll(cx))) {
            // Its own changes have removed it.
            Poll::Pending if store.has_ended() => Poll::Ready(None),
            polled => polled.map(Some),
        }
    }

    /// Polls `work` until it is done. See [`Page::poll`].
    pub(crate) async fn finish<T>(&self, work: Work<T>) -> Option<T> {
        let mut held = Held {
            page: self,
            work: Some(work),
        };
        poll_fn(|cx| match &mut held.work {
            Some(work) => self.poll(work, cx),
            None => Poll::Ready(None),
        })
        .await
    }

    /// Drops a value of a store's code as code of this page.
    pub(crate) fn let_go<T>(&self, value: T) {
        let mut panics = FirstPanic::default();
        panics.step(|| self.enter(|| drop(value)));
        if panics.has_panicked() {
            tracing::error!("a value of a store panicked while it was dropped");
        }
    }
}
