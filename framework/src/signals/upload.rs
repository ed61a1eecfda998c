use std::fmt;
#[cfg(feature = "server")]
use std::rc::Rc;

#[cfg(feature = "client")]
use musubi_wire::document::UploadState;
use musubi_wire::upload::UploadEntry;

#[cfg(feature = "client")]
use crate::reactive::{RwSignal, SignalWith, SignalWithUntracked};
#[cfg(feature = "server")]
use crate::reactive::{StoredValue, create_trigger, store_value};
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
    Received(RwSignal<UploadState>),
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
            Inner::Received(_) => None,
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
            Inner::Received(state) => state.with(|state| state.entries().to_vec()),
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
            Inner::Received(state) => state.with_untracked(|state| state.entries().to_vec()),
        }
    }
}

/// What a client reads.
#[cfg(feature = "client")]
impl UploadSlot {
    pub(crate) fn received(state: RwSignal<UploadState>) -> Self {
        Self(Inner::Received(state))
    }
}

impl fmt::Debug for UploadSlot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UploadSlot").finish_non_exhaustive()
    }
}
