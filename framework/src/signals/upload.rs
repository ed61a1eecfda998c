#[cfg(feature = "client")]
use std::convert::Infallible;
use std::fmt;
#[cfg(any(feature = "server", feature = "client"))]
use std::rc::Rc;

#[cfg(feature = "client")]
use musubi_wire::document::UploadState;
use musubi_wire::upload::UploadEntry;
#[cfg(feature = "client")]
use musubi_wire::upload::{UploadConfig, UploadError};

#[cfg(feature = "server")]
use crate::reactive::create_trigger;
#[cfg(feature = "client")]
use crate::reactive::{RwSignal, SignalWith, SignalWithUntracked};
#[cfg(any(feature = "server", feature = "client"))]
use crate::reactive::{StoredValue, store_value};
#[cfg(feature = "client")]
use crate::replica::{CallError, Offered, UploadFile, UploadSite};
#[cfg(feature = "server")]
use crate::upload::{Slot, UploadOptions};

/// The files that a client sends to a store: its reactive form of a member
/// [`Upload`](crate::Upload).
///
/// A client offers files, and each that is accepted is an entry. Its bytes come in chunks over a
/// channel of their own and go into a file of the server, which a command of the store then
/// [consumes](UploadSlot::consume). Or the client brings them elsewhere, as
/// [`external`](UploadSlot::external) tells it. What is not consumed when the store ends is
/// deleted.
///
/// A slot is `Copy`, like a signal, and lives as long as the owner that it was made in. Make it in
/// `mount` and place it at the top of what `render` returns: the member's name is the upload's.
///
/// ```
/// # use musubi::prelude::*;
/// # use musubi::testing::TestPage;
/// # use serde_json::json;
/// #[state]
/// pub struct Profile { pub avatar: Upload, pub size: u64 }
///
/// pub struct ProfileStore { avatar: UploadSlot, size: RwSignal<u64> }
///
/// #[store(root)]
/// impl ProfileStore {
///     fn mount() -> Self {
///         let options = UploadOptions::accept([".png", ".jpg"]).max_file_size(2_000_000);
///         Self { avatar: UploadSlot::new(options), size: create_rw_signal(0) }
///     }
///
///     fn render(&self) -> ProfileSignals {
///         ProfileSignals { avatar: self.avatar, size: self.size.into() }
///     }
///
///     #[command]
///     async fn save(&self) -> Result<(), Refusal> {
///         let saved = self.avatar.consume(async |file| {
///             let bytes = tokio::fs::read(file.path()).await?;
///             Ok::<_, std::io::Error>(bytes.len() as u64)
///         });
///         for bytes in saved.await {
///             let bytes = bytes.map_err(|error| Refusal::new("not_saved", error.to_string()))?;
///             self.size.set(bytes);
///         }
///         Ok(())
///     }
/// }
/// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
/// # let mut page = TestPage::mount::<ProfileStore>(json!({})).await.unwrap();
/// # page.upload("avatar").send("me.png", "image/png", b"four").await.unwrap();
/// # page.command("save", json!({})).await.unwrap();
/// # page.flush();
/// # assert_eq!(page.state()["size"], 4);
/// # });
/// ```
///
/// # What renders
///
/// Files and their progress go to the client beside the state, so a store that does not ask for
/// them never renders for them. What reads [`entries`](UploadSlot::entries) runs again when one of
/// them changes, as with any signal: that is once for each chunk.
#[derive(Clone, Copy)]
pub struct UploadSlot(Inner);

#[derive(Clone, Copy)]
enum Inner {
    #[cfg(feature = "server")]
    Owned(StoredValue<Rc<Slot>>),
    #[cfg(feature = "client")]
    Received {
        state: RwSignal<UploadState>,
        site: StoredValue<Rc<UploadSite>>,
    },
}

#[cfg(feature = "server")]
impl UploadSlot {
    /// A slot that takes what the options say.
    pub fn new(options: UploadOptions) -> Self {
        let slot = Rc::new(Slot::new(options, create_trigger()));
        Self(Inner::Owned(store_value(slot)))
    }

    /// What outlives the slot in the hands of its place. `None` after the store has ended, and for
    /// a slot that a client received.
    pub(crate) fn slot(&self) -> Option<Rc<Slot>> {
        match self.0 {
            Inner::Owned(slot) => slot.try_get_value(),
            #[cfg(feature = "client")]
            Inner::Received { .. } => None,
        }
    }
}

impl UploadSlot {
    /// The entries, in the order in which they were offered. Whatever reads them runs again when
    /// one changes.
    pub fn entries(&self) -> Vec<UploadEntry> {
        match self.0 {
            #[cfg(feature = "server")]
            Inner::Owned(_) => self.slot().map(|slot| slot.views()).unwrap_or_default(),
            #[cfg(feature = "client")]
            Inner::Received { state, .. } => state.with(|state| state.entries().to_vec()),
        }
    }

    /// Like [`UploadSlot::entries`], and what runs now will not run again when one changes.
    pub fn entries_untracked(&self) -> Vec<UploadEntry> {
        match self.0 {
            #[cfg(feature = "server")]
            Inner::Owned(_) => {
                let slot = self.slot();
                slot.map(|slot| slot.views_untracked()).unwrap_or_default()
            }
            #[cfg(feature = "client")]
            Inner::Received { state, .. } => state.with_untracked(|state| state.entries().to_vec()),
        }
    }
}

/// What a client reads and does.
///
/// # Panics
/// All of this panics for a slot of a store: it is for those that a client received.
#[cfg(feature = "client")]
impl UploadSlot {
    pub(crate) fn received(state: RwSignal<UploadState>, site: UploadSite) -> Self {
        let site = store_value(Rc::new(site));
        Self(Inner::Received { state, site })
    }

    /// The limits of the upload; those of an upload without options until the server has told them.
    pub fn config(&self) -> UploadConfig {
        self.state().with(|state| state.config().clone())
    }

    /// What went wrong with the upload as a whole, oldest first. The errors of a file are in its
    /// entry.
    pub fn errors(&self) -> Vec<UploadError> {
        self.state().with(|state| state.errors().to_vec())
    }

    /// Offers files to the server. Those that it takes are entries from now on, and wait to be sent.
    ///
    /// ```no_run
    /// # use musubi::{UploadFile, UploadSlot};
    /// # async fn send(avatar: UploadSlot) -> Result<(), Box<dyn std::error::Error>> {
    /// let me = UploadFile::from_bytes("me.png", "image/png", *b"\x89PNG");
    /// let offered = avatar.offer([me]).await?;
    /// for refused in offered.refused {
    ///     println!("{}: {}", refused.file.name(), refused.error.message);
    /// }
    /// for file in offered.files {
    ///     file.send().await?;
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// Fails where the store has gone or the connection is lost. That a file is not taken is no error
    /// here: it is among [`Offered::refused`].
    pub async fn offer(
        &self,
        files: impl IntoIterator<Item = UploadFile>,
    ) -> Result<Offered, CallError<Infallible>> {
        let files = files.into_iter().collect();
        self.site()?.offer(files).await
    }

    /// Gives the file with this ref up; its entry goes. One that is not there is no error.
    ///
    /// # Errors
    /// Fails where the store has gone or the connection is lost.
    pub async fn give_up(&self, entry_ref: &str) -> Result<(), CallError<Infallible>> {
        self.site()?.cancel(entry_ref).await
    }

    fn state(&self) -> RwSignal<UploadState> {
        self.received_parts().0
    }

    fn site(&self) -> Result<Rc<UploadSite>, CallError<Infallible>> {
        let site = self.received_parts().1.try_get_value();
        site.ok_or(CallError::Disconnected)
    }

    fn received_parts(&self) -> (RwSignal<UploadState>, StoredValue<Rc<UploadSite>>) {
        match self.0 {
            Inner::Received { state, site } => (state, site),
            #[cfg(feature = "server")]
            Inner::Owned(_) => {
                panic!("an upload is used like a client's in the store that takes it")
            }
        }
    }
}

impl fmt::Debug for UploadSlot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UploadSlot").finish_non_exhaustive()
    }
}
