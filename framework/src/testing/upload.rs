use std::cell::{Cell, RefCell};
use std::future::poll_fn;
use std::rc::Rc;
use std::task::Poll;

use bytes::Bytes;
use futures_channel::mpsc;
use musubi_wire::payload::{
    AllowUpload, CancelUpload, OfferedEntry, PreflightEntry, PreflightReply, UploadFailure,
    UploadProgress,
};
use musubi_wire::upload::{UploadEntry, UploadError, UploadErrorCode};
use musubi_wire::{Reason, StoreId};

use super::{ErrorReply, TestPage};
use crate::page::{Command, JoinUpload, UploadAsk};
use crate::upload::{Arrival, EntryAddress, UploadLine, UploadOutlet};

/// An upload of a [`TestPage`], as a client uses it: [`TestPage::upload`] gives one.
///
/// ```
/// # use musubi::prelude::*;
/// # use musubi::testing::TestPage;
/// # use serde_json::json;
/// # #[state] pub struct Album { pub photos: Upload }
/// # pub struct AlbumStore { photos: UploadSlot }
/// # #[store(root)]
/// # impl AlbumStore {
/// #     fn mount() -> Self { Self { photos: UploadSlot::new(UploadOptions::accept([".png"])) } }
/// #     fn render(&self) -> AlbumSignals { AlbumSignals { photos: self.photos } }
/// #     #[command] async fn keep(&self) -> usize {
/// #         self.photos.consume(async |file| tokio::fs::read(file.path()).await).await.len()
/// #     }
/// # }
/// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
/// let mut page = TestPage::mount::<AlbumStore>(json!({})).await.unwrap();
///
/// page.upload("photos").send("me.png", "image/png", b"bytes of a file").await.unwrap();
/// assert_eq!(page.command("keep", json!({})).await, Ok(json!(1)));
///
/// let refused = page.upload("photos").send("me.gif", "image/gif", b"").await;
/// assert_eq!(refused.unwrap_err().code.as_str(), "not_accepted");
/// # });
/// ```
#[derive(Debug)]
pub struct TestUpload<'a> {
    page: &'a mut TestPage,
    store_id: StoreId,
    name: String,
}

impl TestPage {
    /// An upload of the root store.
    pub fn upload(&mut self, name: &str) -> TestUpload<'_> {
        self.upload_on(StoreId::root(), name)
    }

    /// An upload of a mounted store.
    pub fn upload_on(&mut self, store_id: StoreId, name: &str) -> TestUpload<'_> {
        TestUpload {
            page: self,
            store_id,
            name: name.to_owned(),
        }
    }
}

impl TestUpload<'_> {
    /// Offers files, each with its name, its type and its size in bytes, and calls them `0`, `1`, …
    /// in the reply.
    ///
    /// # Errors
    /// Gives the error reply that a client would get. That files are refused is none.
    pub async fn offer(
        &mut self,
        files: impl IntoIterator<Item = (&str, &str, u64)>,
    ) -> Result<PreflightReply, ErrorReply> {
        let files = files.into_iter().enumerate();
        let entries = files.map(|(index, (name, content_type, size))| OfferedEntry {
            client_ref: index.to_string(),
            name: name.to_owned(),
            size: Some(size),
            content_type: content_type.to_owned(),
        });
        let offer = AllowUpload {
            store_id: self.store_id.clone(),
            name: self.name.clone(),
            entries: entries.collect(),
        };
        let reply = self.ask(UploadAsk::Allow(offer)).await?;
        Ok(serde_json::from_str(&reply).expect("a reply of ours is one"))
    }

    /// Offers a file and sends all of it, in chunks as large as allowed. Gives its entry's ref.
    ///
    /// # Errors
    /// Gives why the file was refused, or failed.
    ///
    /// # Panics
    /// Panics if there is no such upload, if its files go elsewhere (those are told of with
    /// [`TestUpload::progress`]), and outside of a Tokio runtime that has its timer enabled.
    pub async fn send(
        &mut self,
        name: &str,
        content_type: &str,
        bytes: impl AsRef<[u8]>,
    ) -> Result<String, UploadError> {
        let bytes = Bytes::copy_from_slice(bytes.as_ref());
        let offered = self.offer([(name, content_type, bytes.len() as u64)]).await;
        let mut reply = offered.unwrap_or_else(|reply| panic!("{reply}"));
        if let Some(refused) = reply.errors.pop() {
            return Err(refused.error);
        }
        let Some(PreflightEntry::Channel { entry_ref, .. }) = reply.entries.remove("0") else {
            panic!("the files of upload `{}` go elsewhere", self.name);
        };
        let client = Rc::new(Client::default());
        let (mut chunks, arrivals) = mpsc::channel(0);
        let outlet = Box::new(Outlet(Rc::clone(&client)));
        self.page.page.join_upload(JoinUpload {
            entry: EntryAddress {
                store_id: self.store_id.clone(),
                upload: self.name.clone(),
                entry_ref: entry_ref.clone(),
            },
            line: UploadLine { arrivals, outlet },
        });
        let mut rest = bytes;
        loop {
            let chunk = rest.split_to(rest.len().min(reply.config.chunk_size as usize));
            let arrival = Arrival {
                msg_ref: None,
                chunk: Some(chunk),
            };
            // A channel that is over takes none, and the entry says why.
            let _ = chunks.try_send(arrival);
            self.page.run_until(|| client.has_answered()).await;
            if rest.is_empty() {
                break;
            }
        }
        self.page.run_until(|| client.is_over.get()).await;
        let failed = self.entries().into_iter();
        let mut errors = failed
            .filter(|entry| entry.entry_ref == entry_ref)
            .flat_map(|entry| entry.errors);
        match errors.next() {
            Some(error) => Err(error),
            None => Ok(entry_ref),
        }
    }

    /// Tells how far a file is that goes elsewhere, in percent.
    ///
    /// # Errors
    /// Gives the error reply that a client would get.
    pub async fn progress(&mut self, entry_ref: &str, progress: u8) -> Result<(), ErrorReply> {
        let ask = UploadAsk::Progress(UploadProgress {
            store_id: self.store_id.clone(),
            name: self.name.clone(),
            entry_ref: entry_ref.to_owned(),
            progress: progress.min(100),
        });
        self.ask(ask).await.map(|_| ())
    }

    /// Tells that a file could not be brought elsewhere.
    ///
    /// # Errors
    /// Gives the error reply that a client would get.
    pub async fn fail(&mut self, entry_ref: &str, message: &str) -> Result<(), ErrorReply> {
        let ask = UploadAsk::Fail(UploadFailure {
            store_id: self.store_id.clone(),
            name: self.name.clone(),
            entry_ref: entry_ref.to_owned(),
            code: UploadErrorCode::ExternalFailed.into(),
            message: message.to_owned(),
        });
        self.ask(ask).await.map(|_| ())
    }

    /// Gives a file up.
    ///
    /// # Errors
    /// Gives the error reply that a client would get.
    pub async fn cancel(&mut self, entry_ref: &str) -> Result<(), ErrorReply> {
        let ask = UploadAsk::Cancel(CancelUpload {
            store_id: self.store_id.clone(),
            name: self.name.clone(),
            entry_ref: entry_ref.to_owned(),
        });
        self.ask(ask).await.map(|_| ())
    }

    /// The entries that the server has, in the order in which they were offered.
    ///
    /// # Panics
    /// Panics if there is no such upload.
    pub fn entries(&self) -> Vec<UploadEntry> {
        let upload = self.page.page.find_upload(&self.store_id, &self.name);
        let (_, upload) = upload.unwrap_or_else(|refused| panic!("{}", refused.reason));
        upload.slot().views_untracked()
    }

    async fn ask(&mut self, ask: UploadAsk) -> Result<String, ErrorReply> {
        let page = &self.page.page;
        let answer = match page.upload(ask, &|entry| entry.entry_ref) {
            Command::Done(answer) => answer,
            Command::Waiting(work) => page.finish(work).await,
        };
        answer.map_err(ErrorReply::from)
    }
}

impl TestPage {
    /// Runs what stores have spawned until something has happened.
    async fn run_until(&self, has_happened: impl Fn() -> bool) {
        poll_fn(|cx| {
            while self.page.poll_tasks(cx).is_ready() {}
            if has_happened() {
                return Poll::Ready(());
            }
            Poll::Pending
        })
        .await;
    }
}

/// What an imaginary client has heard on the channel of a file.
#[derive(Default)]
struct Client {
    answers: RefCell<Vec<Result<u8, Reason>>>,
    is_over: Cell<bool>,
}

impl Client {
    /// Whether the last chunk was answered.
    fn has_answered(&self) -> bool {
        self.answers.borrow_mut().pop().is_some() || self.is_over.get()
    }
}

struct Outlet(Rc<Client>);

impl UploadOutlet for Outlet {
    fn accept(&self) {}

    fn reply(&self, _: Option<&str>, answer: Result<u8, Reason>) {
        self.0.answers.borrow_mut().push(answer);
    }

    fn bye(&self, _: Option<&str>) {}
}

impl Drop for Outlet {
    fn drop(&mut self) {
        self.0.is_over.set(true);
    }
}
