use std::any::Any;
use std::rc::Rc;

use musubi_wire::document::UploadState;
use musubi_wire::envelope::RawUploadOp;

use super::{Leaf, Member, Mismatch, Node, Op, Path, Place, Transaction, decode};
use crate::signals::UploadSlot;
use crate::state::Upload;

/// An upload, as the operations on its entries see it.
///
/// Pages reach uploads through it only, so that a frontend without any carries no code for them.
pub(super) trait Entries {
    fn apply(&self, op: RawUploadOp<'_>, transaction: &mut Transaction) -> Result<(), Mismatch>;

    /// Takes out all entries, as the page that they came from has ended.
    fn forget(&self, transaction: &mut Transaction);
}

/// A member that takes files: in the document a marker, beside it what the server said of them.
pub struct UploadMember {
    name: Upload,
    state: Rc<Leaf<UploadState>>,
    form: UploadSlot,
}

impl Entries for UploadMember {
    fn apply(&self, op: RawUploadOp<'_>, transaction: &mut Transaction) -> Result<(), Mismatch> {
        // What a newer server adds is not for this client.
        if let Some(action) = op.action().map_err(Mismatch::new)? {
            let mut state = self.state.current();
            state.apply(&action);
            self.state.stage(state, transaction);
        }
        Ok(())
    }

    fn forget(&self, transaction: &mut Transaction) {
        self.state.stage(UploadState::default(), transaction);
    }
}

impl Member for UploadMember {
    type State = Upload;
    type Form = UploadSlot;
    type Key = ();

    fn new(name: Upload, (): (), place: &Place) -> Rc<Self> {
        let state = Leaf::make(UploadState::default(), place);
        let this = Rc::new(Self {
            form: UploadSlot::received(state.signal()),
            state,
            name,
        });
        let key = (place.store.clone(), this.name.name().into());
        let entries: Rc<dyn Entries> = Rc::clone(&this) as _;
        let mut uploads = place.page.uploads.borrow_mut();
        uploads.retain(|_, upload| upload.strong_count() > 0);
        uploads.insert(key, Rc::downgrade(&entries));
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
