use std::future::poll_fn;
use std::rc::Rc;
use std::task::{Context, Poll};

use futures_util::future::LocalBoxFuture;
use tracing::Span;

use super::Page;
use crate::store::{AnyStore, FirstPanic};

/// Code of a store that waits for something: an `async` mount or command.
///
/// It is polled by [`Page::poll`] and ended by [`Page::end_work`]. Wherever it ends, what it drops
/// may read and set signals: they are known by numbers, which mean something else in other pages.
/// Its store does not end before it.
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
        if let Some(store) = &store {
            let site = store.site();
            site.host.begin_work(&site.id);
        }
        Self {
            store,
            future,
            span,
        }
    }
}

/// Work that ends wherever it is given up.
struct Held<'a, T> {
    page: &'a Page,
    work: Option<Work<T>>,
}

impl<T> Drop for Held<'_, T> {
    fn drop(&mut self) {
        if let Some(work) = self.work.take() {
            self.page.give_up(work);
        }
    }
}

impl Page {
    /// Polls `work`: the page's runtime is current, as one batch, and what the work creates
    /// belongs to its store.
    pub(crate) fn poll<T>(&self, work: &mut Work<T>, cx: &mut Context<'_>) -> Poll<T> {
        let _span = work.span.enter();
        let future = work.future.as_mut();
        self.enter(|| match &work.store {
            Some(store) => store.site().run(|| future.poll(cx)),
            None => self.in_scope(|| future.poll(cx)),
        })
    }

    /// Polls `work` until it is done. See [`Page::poll`].
    pub(crate) async fn finish<T>(&self, work: Work<T>) -> T {
        let mut held = Held {
            page: self,
            work: Some(work),
        };
        let value = poll_fn(|cx| match &mut held.work {
            Some(work) => self.poll(work, cx),
            None => Poll::Pending,
        });
        let value = value.await;
        if let Some(work) = held.work.take() {
            self.end_work(work);
        }
        value
    }

    /// Drops work that is done, or has taken too long. If its store was removed meanwhile, that ends
    /// now.
    ///
    /// # Panics
    /// Panics if the store does while it ends.
    pub(crate) fn end_work<T>(&self, work: Work<T>) {
        let Work { store, future, .. } = work;
        let mut dropped = FirstPanic::default();
        dropped.step(|| self.enter(|| drop(future)));
        if dropped.has_panicked() {
            tracing::error!("a value of a store panicked while it was dropped");
        }
        if let Some(store) = store {
            let mut panics = FirstPanic::default();
            self.enter(|| {
                store.site().host.end_work(&mut panics);
                drop(store);
            });
            panics.resume();
        }
    }

    /// Drops work with the page that it was for. See [`Page::end_work`].
    pub(crate) fn give_up<T>(&self, work: Work<T>) {
        let mut panics = FirstPanic::default();
        panics.step(|| self.end_work(work));
        if panics.has_panicked() {
            tracing::error!("a store panicked while it ended");
        }
    }
}
