//! Handles to mounted stores, which may be used on any thread.

use std::fmt;
use std::marker::PhantomData;
use std::rc::Rc;

use futures_util::StreamExt;
use musubi_wire::StoreId;
use tokio::sync::mpsc::error::TrySendError;
use tokio::sync::{mpsc, oneshot};
use tokio_stream::wrappers::ReceiverStream;

use super::cell::{AnyStore as _, StoreCell};
use super::task::spawn_on;
use super::{Host, Site, Store};

/// How many updates may wait for a page.
const CAPACITY: usize = 256;

/// What another thread wants of a page.
type Update = Box<dyn FnOnce(&Host) + Send>;

/// The end of a page's mailbox where updates are put in.
pub(super) type Mailbox = mpsc::Sender<Update>;

/// A mounted page, for code that is not part of it: on another thread, in a request handler, in a
/// task of its own.
///
/// A store makes it with [`page_handle`]. It can be cloned and sent anywhere, and does not keep
/// the page alive.
///
/// ```
/// # use musubi::prelude::*;
/// # use musubi::testing::TestPage;
/// # use serde_json::json;
/// # #[state] struct Job { done: u32 }
/// # struct JobStore { done: RwSignal<u32> }
/// # #[store(root)] impl JobStore {
/// # fn mount() -> Self { Self { done: create_rw_signal(0) } }
/// # fn render(&self) -> JobSignals { JobSignals { done: self.done.into() } }
/// #[command]
/// fn start(&self) {
///     let job = page_handle().root::<Self>();
///     std::thread::spawn(move || {
///         for percent in 1..=100 {
///             // The page may be gone by now, or have too much to do; then there is another one.
///             let _ = job.update(move |job| job.done.set(percent));
///         }
///     });
/// }
/// # }
/// # tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(async {
/// # let mut page = TestPage::mount::<JobStore>(json!({})).await.unwrap();
/// # page.command("start", json!({})).await.unwrap();
/// # while page.state()["done"] != 100 {
/// #     page.run_task().await;
/// #     page.flush();
/// # }
/// # });
/// ```
#[derive(Clone)]
pub struct PageHandle {
    mailbox: Mailbox,
}

/// A mounted store of type `S`, for code that is not part of its page. See [`PageHandle`].
///
/// It stands for whichever store has this id when something is done with it.
pub struct StoreHandle<S> {
    page: PageHandle,
    id: StoreId,
    store: PhantomData<fn(&S)>,
}

/// Why a handle does not reach a store.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum HandleError {
    /// The page has ended, or ended before it came to this.
    #[error("the page is gone")]
    PageGone,
    /// The page lives, and has no store with this id.
    #[error("there is no store {id} in the page")]
    NoStore {
        /// The id that was looked for.
        id: StoreId,
    },
    /// The store with this id is of another type.
    #[error("store {id} is `{found}`, not `{expected}`")]
    OtherStore {
        /// The id that was looked for.
        id: StoreId,
        /// The name of the store that is there.
        found: &'static str,
        /// The name of the store that the handle is for.
        expected: &'static str,
    },
    /// As many updates wait for the page as may: 256.
    #[error("too many updates wait for the page")]
    Full,
}

/// The page whose code runs now, as a handle for code that is not part of it.
///
/// The first call makes the page's mailbox: a page without handles pays nothing for them.
///
/// # Panics
///
/// Panics where no store's code runs.
#[must_use]
#[track_caller]
pub fn page_handle() -> PageHandle {
    let Some(site) = Site::current() else {
        panic!(
            "`page_handle` was called where no store's code runs: call it in `mount`, a command or \
             another method of a store",
        );
    };
    PageHandle::of(&site.host)
}

/// The store whose code runs now, as a handle for code that is not part of its page. Where that is
/// no `S`, everything that is done with the handle fails with [`HandleError::OtherStore`].
///
/// # Panics
///
/// Panics where no store's code runs.
#[must_use]
#[track_caller]
pub fn store_handle<S: Store>() -> StoreHandle<S> {
    let page = page_handle();
    let id = Site::current().map(|site| site.id.clone());
    page.store(id.expect("there is a page, so there is a store"))
}

impl PageHandle {
    /// The handle of a page, which gets its mailbox if it has none yet.
    pub(crate) fn of(host: &Rc<Host>) -> Self {
        let mailbox = host.mailbox.get_or_init(|| {
            let (mailbox, updates) = mpsc::channel::<Update>(CAPACITY);
            let root = host.root_site();
            let page = Rc::downgrade(host);
            let turns = ReceiverStream::new(updates).map(move |update| {
                if let Some(page) = page.upgrade() {
                    update(&page);
                }
            });
            spawn_on(&root, turns);
            mailbox
        });
        Self {
            mailbox: mailbox.clone(),
        }
    }

    /// The store of type `S` with this id.
    #[must_use]
    pub fn store<S: Store>(&self, id: StoreId) -> StoreHandle<S> {
        StoreHandle {
            page: self.clone(),
            id,
            store: PhantomData,
        }
    }

    /// The page's root, where it is of type `S`.
    #[must_use]
    pub fn root<S: Store>(&self) -> StoreHandle<S> {
        self.store(StoreId::root())
    }

    /// Whether the page has ended.
    #[must_use]
    pub fn is_gone(&self) -> bool {
        self.mailbox.is_closed()
    }

    /// Waits until the page has ended.
    pub async fn gone(&self) {
        self.mailbox.closed().await;
    }
}

impl<S: Store> StoreHandle<S> {
    /// The id of the store within its page.
    #[must_use]
    pub fn id(&self) -> &StoreId {
        &self.id
    }

    /// The page of the store.
    #[must_use]
    pub fn page(&self) -> &PageHandle {
        &self.page
    }

    /// Has `update` run as code of the store, in a turn of the page soon after, and does not wait
    /// for it. Where the store is no longer there by then, `update` is dropped.
    ///
    /// Updates run in the order in which they were given. A panic in one ends the page.
    ///
    /// # Errors
    ///
    /// Fails with [`HandleError::PageGone`] if the page has ended, and with [`HandleError::Full`] if
    /// too much waits for it.
    pub fn update(&self, update: impl FnOnce(&S) + Send + 'static) -> Result<(), HandleError> {
        let id = self.id.clone();
        let update: Update = Box::new(move |host| {
            if let Err(error) = host.run::<S, _>(&id, update) {
                tracing::debug!(%error, "an update came too late");
            }
        });
        self.page
            .mailbox
            .try_send(update)
            .map_err(|error| match error {
                TrySendError::Full(_) => HandleError::Full,
                TrySendError::Closed(_) => HandleError::PageGone,
            })
    }

    /// Has `call` run as code of the store, in a turn of the page, and gives what it returns. Where
    /// too much waits for the page, this waits too.
    ///
    /// # Errors
    ///
    /// Fails with [`HandleError::PageGone`], [`HandleError::NoStore`] or
    /// [`HandleError::OtherStore`].
    ///
    /// # Cancel safety
    ///
    /// If the future is dropped, `call` has run, or will, or never does.
    pub async fn call<R: Send + 'static>(
        &self,
        call: impl FnOnce(&S) -> R + Send + 'static,
    ) -> Result<R, HandleError> {
        let (reply, answer) = oneshot::channel();
        let id = self.id.clone();
        let update: Update = Box::new(move |host| {
            // It may be that nobody waits any more.
            let _ = reply.send(host.run::<S, _>(&id, call));
        });
        let sent = self.page.mailbox.send(update).await;
        sent.map_err(|_| HandleError::PageGone)?;
        answer.await.map_err(|_| HandleError::PageGone)?
    }
}

impl Host {
    /// Runs `f` as code of the store with this id.
    pub(crate) fn run<S: Store, R>(
        &self,
        id: &StoreId,
        f: impl FnOnce(&S) -> R,
    ) -> Result<R, HandleError> {
        let missing = || HandleError::NoStore { id: id.clone() };
        let known = self.get(id).ok_or_else(missing)?;
        let cell = known
            .as_any()
            .downcast_ref::<StoreCell<S>>()
            .ok_or_else(|| HandleError::OtherStore {
                id: id.clone(),
                found: known.site().kind.name,
                expected: S::NAME,
            })?;
        let store = cell.store().ok_or_else(missing)?;
        Ok(cell.site().run(|| f(&store)))
    }
}

impl<S> Clone for StoreHandle<S> {
    fn clone(&self) -> Self {
        Self {
            page: self.page.clone(),
            id: self.id.clone(),
            store: PhantomData,
        }
    }
}

impl fmt::Debug for PageHandle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PageHandle")
            .field("is_gone", &self.mailbox.is_closed())
            .finish_non_exhaustive()
    }
}

impl<S> fmt::Debug for StoreHandle<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StoreHandle")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}
