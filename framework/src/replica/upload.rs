use std::any::Any;
use std::borrow::Cow;
use std::rc::{Rc, Weak};

use musubi_wire::document::UploadState;
use musubi_wire::envelope::RawUploadOp;
use musubi_wire::{DecodeError, StoreId};

use super::{Leaf, Member, Mismatch, Node, Op, Path, Place, Transaction, UploadSite, decode};
use crate::reactive::with_owner;
use crate::signals::UploadSlot;
use crate::state::Upload;

/// The uploads of a page by store and name. Those whose store is gone are dead.
///
/// What reads operations comes with the first upload, and each upload is reached through a trait, so
/// that a frontend without any carries no code for them.
#[derive(Default)]
pub(super) struct Uploads {
    /// Few enough to look through.
    known: Vec<(StoreId, String, Weak<dyn Entries>)>,
    target: Option<Target>,
}

/// Tells the store and the name of the upload that an operation is for.
type Target = for<'a> fn(RawUploadOp<'a>) -> Result<(StoreId, Cow<'a, str>), DecodeError>;

impl Uploads {
    fn insert(&mut self, store: StoreId, name: String, upload: &Rc<dyn Entries>) {
        let is_other = |known: &(StoreId, String, _)| known.0 != store || known.1 != name;
        self.known
            .retain(|known| known.2.strong_count() > 0 && is_other(known));
        self.known.push((store, name, Rc::downgrade(upload)));
        self.target = Some(|op| op.upload());
    }

    /// Stages what an operation changes. One for an upload that has gone in this very envelope, or
    /// that this client does not know, is for nobody.
    pub(super) fn apply(
        &self,
        op: RawUploadOp<'_>,
        transaction: &mut Transaction,
    ) -> Result<(), Mismatch> {
        let Some(target) = self.target else {
            return Ok(());
        };
        let (store_id, name) = target(op).map_err(Mismatch::new)?;
        let mut known = self.known.iter();
        let upload = known.find(|known| known.0 == store_id && known.1 == name);
        match upload.and_then(|(_, _, upload)| upload.upgrade()) {
            Some(upload) => upload.apply(op, transaction),
            None => Ok(()),
        }
    }

    /// Stages that no upload has entries, as the page that they came from has ended.
    pub(super) fn forget(&self, transaction: &mut Transaction) {
        for upload in self.known.iter().filter_map(|known| known.2.upgrade()) {
            upload.forget(transaction);
        }
    }
}

/// An upload, as the operations on its entries see it.
trait Entries {
    fn apply(&self, op: RawUploadOp<'_>, transaction: &mut Transaction) -> Result<(), Mismatch>;

    fn forget(&self, transaction: &mut Transaction);
}

/// A member that takes files: in the document a marker, beside it what the server said of them.
pub struct UploadMember {
    pub(super) name: Upload,
    pub(super) state: Rc<Leaf<UploadState>>,
    pub(super) form: UploadSlot,
    #[cfg(feature = "js")]
    pub(super) told: Rc<super::javascript::Told>,
}

impl Entries for UploadMember {
    fn apply(&self, op: RawUploadOp<'_>, transaction: &mut Transaction) -> Result<(), Mismatch> {
        // What a newer server adds is not for this client.
        if let Some(action) = op.action().map_err(Mismatch::new)? {
            #[cfg(feature = "js")]
            self.told.stage(op.json(), transaction);
            let mut state = self.state.current();
            state.apply(&action);
            self.state.stage(state, transaction);
        }
        Ok(())
    }

    fn forget(&self, transaction: &mut Transaction) {
        #[cfg(feature = "js")]
        self.told.forget(transaction);
        self.state.stage(UploadState::default(), transaction);
    }
}

impl Member for UploadMember {
    type State = Upload;
    type Form = UploadSlot;
    type Key = ();

    fn new(name: Upload, (): (), place: &Place) -> Rc<Self> {
        let state = Leaf::make(UploadState::default(), place);
        let site = UploadSite {
            remote: Rc::clone(&place.page.remote),
            store_id: place.store.clone(),
            name: name.name().to_owned(),
        };
        let this = Rc::new(Self {
            form: with_owner(place.owner, || UploadSlot::received(state.signal(), site)),
            state,
            name,
            #[cfg(feature = "js")]
            told: super::javascript::Told::new(place),
        });
        this.state.view.change();
        let entries: Rc<dyn Entries> = Rc::clone(&this) as _;
        let (store, name) = (place.store.clone(), this.name.name().to_owned());
        let mut uploads = place.page.uploads.borrow_mut();
        uploads.insert(store, name, &entries);
        drop(uploads);
        this
    }

    fn receive(self: &Rc<Self>, _: Upload, _: &mut Transaction) {
        // The document has a marker only, and it says the same as before.
    }

    fn form(self: &Rc<Self>) -> UploadSlot {
        self.form
    }

    fn value(&self) -> Upload {
        self.name.clone()
    }
}

impl Node for UploadMember {
    fn apply(
        self: Rc<Self>,
        path: Path<'_>,
        op: Op<'_>,
        _: &mut Transaction,
    ) -> Result<(), Mismatch> {
        if path.is_empty() {
            decode::<Upload>(op.value()?)?;
            return Ok(());
        }
        Err(Mismatch::new("expected the marker of an upload"))
    }

    fn as_any(self: Rc<Self>) -> Rc<dyn Any> {
        self
    }
}
