use std::any::Any;
use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use musubi_wire::{StoreId, UploadAction};
use serde::Serialize;
use tokio::time::Instant;

use crate::json;
use crate::reactive::Pulse;
use crate::signals::UploadSlot;
use crate::state::{EncodeError, Ops, Written};
use crate::store::Site;
use crate::tree::{Binder, Link, Node};
use crate::upload::{Slot, Storage, UploadPlace};

/// Binds a member that is an upload.
#[doc(hidden)]
pub fn bind_upload(binder: &mut Binder<'_>, upload: UploadSlot) {
    let name = binder.field().name;
    let slot = upload.slot();
    let slot = slot.expect("an upload is placed after the store that made it has ended");
    binder.member(
        |link, place| {
            let site = Site::of(place);
            assert!(
                place.container.is_empty(),
                "upload `{name}` stands inside `{}` of store `{}`: clients know an upload by its \
                 store and its name, so it stands at the top of the store's state",
                place.container.join("."),
                site.kind.name,
            );
            UploadNode::new(link, name, site, Rc::clone(&slot))
        },
        |node: &UploadNode, _| node.rebind(Rc::clone(&slot)),
    );
}

/// The place of an upload in a store's state: in the tree a marker that never changes.
pub(crate) struct UploadNode {
    link: Link,
    name: &'static str,
    /// The number of the upload within its store.
    number: usize,
    site: Rc<Site>,
    slot: RefCell<Rc<Slot>>,
    is_touched: Cell<bool>,
    this: Weak<Self>,
}

/// An operation as it goes over the wire.
#[derive(Serialize)]
struct Change<'a> {
    #[serde(flatten)]
    action: &'a UploadAction,
    upload: &'a str,
    store_id: &'a StoreId,
}

impl UploadNode {
    fn new(link: Link, name: &'static str, site: Rc<Site>, slot: Rc<Slot>) -> Rc<Self> {
        let mut uploads = site.uploads().borrow_mut();
        let node = Rc::new_cyclic(|this| Self {
            link,
            name,
            number: uploads.len(),
            site: Rc::clone(&site),
            slot: RefCell::new(Rc::clone(&slot)),
            is_touched: Cell::new(false),
            this: Weak::clone(this),
        });
        uploads.push(Rc::downgrade(&node));
        drop(uploads);
        let had_entries = site.host.outgoing.has_gone(&site.id, name);
        node.settle(&slot, had_entries);
        node
    }

    /// Another upload takes the place of the last one.
    fn rebind(&self, slot: Rc<Slot>) {
        if Rc::ptr_eq(&self.slot.borrow(), &slot) {
            return;
        }
        let last = self.slot.replace(Rc::clone(&slot));
        last.leave();
        self.settle(&slot, last.has_sent());
    }

    /// # Panics
    /// Panics if the slot stands in another member, or another store, as well.
    fn settle(&self, slot: &Slot, had_entries: bool) {
        let max_chunk = self.site.host.storage.max_chunk;
        let is_settled = slot.settle_in(self.this.clone(), max_chunk, had_entries);
        assert!(
            is_settled,
            "upload `{}` of store `{}` stands in another place as well: make an `UploadSlot` for \
             each member",
            self.name, self.site.kind.name,
        );
    }

    pub(crate) fn name(&self) -> &'static str {
        self.name
    }

    /// The names of the store and of the upload.
    pub(super) fn names(&self) -> [&'static str; 2] {
        [self.site.kind.name, self.name]
    }

    pub(crate) fn slot(&self) -> Rc<Slot> {
        Rc::clone(&self.slot.borrow())
    }

    pub(super) fn storage(&self) -> Storage {
        self.site.host.storage.clone()
    }

    pub(super) fn site(&self) -> &Rc<Site> {
        &self.site
    }

    /// Runs `f` as code of the store.
    pub(crate) fn run<T>(&self, f: impl FnOnce() -> T) -> T {
        self.site.run(f)
    }

    /// By what uploads are sorted in an envelope.
    pub(in crate::store) fn place(&self) -> (&StoreId, usize) {
        (&self.site.id, self.number)
    }

    /// How many operations wait.
    pub(in crate::store) fn len(&self) -> usize {
        self.slot.borrow().queued()
    }

    /// Takes the operations that are to be sent now.
    pub(in crate::store) fn take_ops(&self, now: Instant) -> Vec<UploadAction> {
        self.is_touched.set(false);
        self.slot.borrow().take_ops(now)
    }

    /// Appends one operation.
    pub(in crate::store) fn write_op(&self, out: &mut Vec<u8>, action: &UploadAction) -> Written {
        let change = Change {
            action,
            upload: self.name,
            store_id: &self.site.id,
        };
        json::write(out, &change).map_err(|source| self.error(source))
    }

    fn error(&self, source: serde_json::Error) -> EncodeError {
        EncodeError {
            path: format!("upload {} of store {}", self.name, self.site.id),
            source,
        }
    }
}

impl UploadPlace for UploadNode {
    fn touch(&self) {
        if self.is_touched.replace(true) {
            return;
        }
        if let Some(this) = self.this.upgrade() {
            self.site.host.outgoing.touch_upload(this);
        }
    }
}

impl Node for UploadNode {
    fn link(&self) -> &Link {
        &self.link
    }

    fn write(&self, out: &mut Vec<u8>) -> Written {
        self.link.clear();
        self.write_fresh(out)
    }

    fn write_fresh(&self, out: &mut Vec<u8>) -> Written {
        out.extend_from_slice(b"{\"__musubi_upload__\":");
        json::write(out, self.name).map_err(|source| self.error(source))?;
        out.push(b'}');
        Ok(())
    }

    fn flush(&self, _: &mut Ops<'_>) {
        self.link.clear();
    }

    fn release(&self, _: &Pulse) {
        let slot = self.slot();
        slot.leave();
        self.is_touched.set(false);
        let outgoing = &self.site.host.outgoing;
        outgoing.forget_upload(self);
        if slot.has_sent() {
            outgoing.note_gone(&self.site.id, self.name);
        }
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}
