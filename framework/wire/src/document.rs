//! A client's document: the state of one root, kept by applying envelopes.

mod error;
mod hydrate;
mod per_store;
mod stores;
mod stream;
mod tree;
mod upload;

pub use error::{ApplyError, OpFault};
pub use stream::{Stream, StreamItem};
pub use upload::UploadState;

use std::collections::HashSet;

use json_patch::PatchOperation;
use serde_json::Value;

use crate::StoreId;
use crate::envelope::{Envelope, StreamAction, UploadOp};
use per_store::PerStore;
use tree::Tree;

/// The deepest that a tree or a stream item may nest. Deeper ones are refused, so that no server can
/// exhaust the stack of a client.
pub const MAX_DEPTH: usize = 256;

/// The state of one root as a client holds it.
///
/// An envelope is applied as a whole or not at all. The cost of applying one follows the size of its
/// changes, not the size of the tree.
///
/// ```
/// use musubi_wire::{Document, Envelope};
/// use serde_json::json;
///
/// let mut document = Document::new("Chat:lobby");
/// document.apply(&Envelope::decode(r#"{
///     "type": "patch", "root_id": "Chat:lobby", "base_version": 0, "version": 1,
///     "ops": [{"op": "replace", "path": "", "value":
///         {"__musubi_store_id__": [], "lines": {"__musubi_stream__": "lines"}}}],
///     "stream_ops": [{"op": "insert", "stream": "lines", "ref": "0", "store_id": [],
///         "item_key": "lines-1", "at": -1, "item": {"text": "hello"}, "limit": null}],
///     "upload_ops": [], "events": []
/// }"#)?)?;
///
/// assert_eq!(document.root()["lines"], json!({"__musubi_stream__": "lines"}));
/// assert_eq!(document.hydrated()["lines"], json!([{"text": "hello"}]));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Document {
    root_id: String,
    version: u64,
    tree: Tree,
    streams: PerStore<Stream>,
    uploads: PerStore<UploadState>,
    /// Whether some stream or upload belongs to a store that stands only inside a stream item. As
    /// long as none does, stream ops cannot make a store disappear.
    nested_owners: bool,
}

/// What an accepted envelope did beyond what it says itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Applied {
    /// The version that the document has now.
    pub version: u64,
    /// Whether it was the first envelope of a page, which replaces the whole tree.
    pub initial: bool,
    /// Streams that are gone because their store is, sorted.
    pub pruned_streams: Vec<(StoreId, String)>,
    /// Uploads that are gone because their store is, sorted.
    pub pruned_uploads: Vec<(StoreId, String)>,
    /// How many upload ops were of a kind that this version does not know.
    pub skipped_upload_ops: usize,
}

impl Document {
    /// An empty document that waits for the first envelope of `root_id`.
    pub fn new(root_id: impl Into<String>) -> Self {
        Self {
            root_id: root_id.into(),
            version: 0,
            tree: Tree::default(),
            streams: PerStore::default(),
            uploads: PerStore::default(),
            nested_owners: false,
        }
    }

    /// Applies one envelope: ops, stream ops, upload ops, then pruning. Its events are the caller's
    /// to hand out, after this has succeeded.
    ///
    /// While [`version`](Self::version) is 0, only the first envelope of a page is accepted: from 0
    /// to 1, with one op that replaces the whole tree. Afterwards only the next version is. Streams
    /// and uploads outlive a first envelope as long as their stores do; the server's own `reset`
    /// clears them.
    ///
    /// # Errors
    ///
    /// When the envelope is for another root, is not the next one, or when an op does not fit the
    /// tree. The document is then exactly as before; a client keeps showing it and joins anew.
    pub fn apply(&mut self, envelope: &Envelope) -> Result<Applied, ApplyError> {
        self.check_turn(envelope)?;
        for (index, op) in envelope.stream_ops.iter().enumerate() {
            if let StreamAction::Insert { item, .. } = &op.action {
                stores::check_depth(item, 0).map_err(|_| ApplyError::ItemTooDeep { index })?;
            }
        }
        self.tree.apply_all(&envelope.ops)?;

        // From here on nothing can fail.
        for op in &envelope.stream_ops {
            self.streams.entry(&op.store_id, &op.stream).apply(op);
        }
        let mut applied = Applied {
            version: envelope.version,
            initial: envelope.base_version == 0,
            ..Applied::default()
        };
        for op in &envelope.upload_ops {
            match op {
                UploadOp::Change(change) => self
                    .uploads
                    .entry(&change.store_id, &change.upload)
                    .apply(&change.action),
                UploadOp::Unknown(_) => applied.skipped_upload_ops += 1,
            }
        }
        self.version = envelope.version;
        if self.may_hold_orphans(envelope) {
            self.prune(&mut applied);
        }
        Ok(applied)
    }

    /// The id of the root, `"<module>:<id>"`.
    pub fn root_id(&self) -> &str {
        &self.root_id
    }

    /// The version of the last accepted envelope; 0 before the first one of a page.
    pub fn version(&self) -> u64 {
        self.version
    }

    /// Makes the document wait for the first envelope of a new page, after a drop or a version gap.
    /// The last good state stays until then.
    pub fn reset_version(&mut self) {
        self.version = 0;
    }

    /// The tree with its markers. Null before the first envelope.
    pub fn root(&self) -> &Value {
        self.tree.root()
    }

    /// A copy of the tree with every stream in the place of its marker, as an array of its items.
    ///
    /// Markers are found wherever they stand: in nested objects, in async values, in the items of
    /// other streams. A stream that has no items yet is `[]`. Only a marker inside its own stream
    /// stays a marker. Upload markers stay.
    pub fn hydrated(&self) -> Value {
        hydrate::hydrate(self.tree.root(), &self.streams)
    }

    /// The contents of a stream. `None` when nothing was ever put in, and when its store is gone.
    pub fn stream(&self, store_id: &StoreId, name: &str) -> Option<&Stream> {
        self.streams.get(store_id, name)
    }

    /// The state of an upload. `None` when the server has said nothing of it, and when its store is
    /// gone.
    pub fn upload(&self, store_id: &StoreId, name: &str) -> Option<&UploadState> {
        self.uploads.get(store_id, name)
    }

    /// Whether a store of that id stands in the tree. Costs no walk.
    pub fn has_store(&self, store_id: &StoreId) -> bool {
        self.tree.stores().contains(store_id)
    }

    fn check_turn(&self, envelope: &Envelope) -> Result<(), ApplyError> {
        let (base, version) = (envelope.base_version, envelope.version);
        if envelope.root_id != self.root_id {
            return Err(ApplyError::WrongRoot {
                expected: self.root_id.clone(),
                found: envelope.root_id.clone(),
            });
        }
        if base != self.version || base.checked_add(1) != Some(version) {
            return Err(ApplyError::VersionGap {
                held: self.version,
                base,
                version,
            });
        }
        let replaces_all = match envelope.ops.as_slice() {
            [PatchOperation::Replace(op)] => op.path.is_root(),
            _ => false,
        };
        if base == 0 && !replaces_all {
            return Err(ApplyError::NotInitial);
        }
        Ok(())
    }

    /// Whether some stream or upload may have lost its store, or never had one. Only then is it worth
    /// looking at all of them.
    fn may_hold_orphans(&self, envelope: &Envelope) -> bool {
        let stores = self.tree.stores();
        let streams = envelope.stream_ops.iter().map(|op| &op.store_id);
        let uploads = envelope.upload_ops.iter().filter_map(|op| match op {
            UploadOp::Change(change) => Some(&change.store_id),
            UploadOp::Unknown(_) => None,
        });
        stores.lost_one()
            || self.nested_owners
            || streams.chain(uploads).any(|id| !stores.contains(id))
    }

    /// Drops the streams and uploads whose store is neither in the tree nor in an item of a stream
    /// that stays.
    fn prune(&mut self, applied: &mut Applied) {
        let nested = self.nested_stores();
        let lives = |id: &StoreId| self.tree.stores().contains(id) || nested.contains(id);
        applied.pruned_streams = self.streams.retain(lives);
        applied.pruned_uploads = self.uploads.retain(lives);
        let nested_owners = self.owners().any(|id| nested.contains(id));
        self.nested_owners = nested_owners;
        self.tree.forget_lost();
    }

    /// Every store that has streams or uploads.
    fn owners(&self) -> impl Iterator<Item = &StoreId> {
        self.streams.owners().chain(self.uploads.owners())
    }

    /// The stores that stand in stream items but not in the tree, as far as the tree leads to them:
    /// two streams that hold each other's stores do not keep each other alive.
    fn nested_stores(&self) -> HashSet<StoreId> {
        let in_tree = self.tree.stores();
        let mut nested = HashSet::new();
        if self.owners().all(|id| in_tree.contains(id)) {
            return nested;
        }
        let mut to_visit: Vec<StoreId> = self
            .streams
            .owners()
            .filter(|id| in_tree.contains(id))
            .cloned()
            .collect();
        while let Some(owner) = to_visit.pop() {
            for item in self.streams.of(&owner).flat_map(Stream::iter) {
                stores::for_each(item.value(), &mut |id| {
                    if !in_tree.contains(&id) && nested.insert(id.clone()) {
                        to_visit.push(id);
                    }
                });
            }
        }
        nested
    }
}
