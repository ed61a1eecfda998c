//! A mounted store whose every envelope is checked.

use futures_util::FutureExt;
use json_patch::PatchOperation;
use musubi::RootStore;
use musubi::testing::{Features, TestPage};
use musubi_wire::StoreId;
use musubi_wire::names::key::STORE_ID;
use serde_json::{Value, json};

use crate::fresh;

/// A page and the client that it sends to.
pub struct Client {
    page: TestPage,
    moves: bool,
}

/// The operations of one envelope as text to compare with what is expected: `op path`, and of a row
/// that moves within its list `move path to index`.
pub type Ops = Vec<String>;

impl Client {
    /// Mounts `S`, and takes its first document.
    pub fn mount<S: RootStore>() -> Self {
        Self::mount_offering::<S>(false)
    }

    /// Like [`Client::mount`], as a client that says whether it understands moves.
    pub fn mount_offering<S: RootStore>(moves: bool) -> Self {
        let page = TestPage::mount::<S>(json!({})).now_or_never();
        let page = page.expect("mounts at once").expect("is not refused");
        assert_eq!(*page.state(), page.fresh(), "the first document is fresh");
        fresh::take();
        let page = page.offering(Features { moves });
        Self { page, moves }
    }

    /// Runs `f` as one turn of the page, without a flush.
    pub fn run<T>(&self, f: impl FnOnce() -> T) -> T {
        self.page.run(f)
    }

    /// Sends what changed, and checks that a client then has what the store shows: one that applies
    /// the operations with `json_patch`, and one with the document of the wire. No operation may
    /// leave the document as it was, but for one that brings a fresh store or only fresh rows.
    pub fn flush(&mut self) -> Ops {
        let mut patched = self.page.state().clone();
        let fresh_stores = fresh::take();
        let envelope = self.page.flush();
        let fresh = self.page.fresh();
        let ops = envelope.map_or_else(Vec::new, |envelope| {
            assert!(!envelope.ops.is_empty(), "an envelope says something");
            envelope.ops
        });
        for op in &ops {
            if let PatchOperation::Replace(replace) = op {
                let before = patched.pointer(replace.path.as_str());
                // A store that has gone and come back since the last flush is another one, and is
                // sent anew whatever it shows.
                let id = replace.value.get(STORE_ID).and_then(StoreId::from_value);
                // So is a row; a list is replaced where none of its rows was there before.
                let rows = replace.value.as_array();
                let are_rows = rows.is_some_and(|rows| rows.iter().any(Value::is_object));
                assert!(
                    are_rows
                        || id.is_some_and(|id| fresh_stores.contains(&id))
                        || before != Some(&replace.value),
                    "{op:?} changes nothing"
                );
            }
            json_patch::patch(&mut patched, std::slice::from_ref(op))
                .unwrap_or_else(|error| panic!("{op:?} does not fit {patched}: {error}"));
        }
        assert_eq!(
            patched, fresh,
            "the patched document is the fresh one after {ops:?}"
        );
        assert_eq!(*self.page.state(), fresh);
        ops.iter().map(|op| self.describe(op)).collect()
    }

    /// Runs `f` as one turn, and sends what changed.
    pub fn turn(&mut self, f: impl FnOnce()) -> Ops {
        self.run(f);
        self.flush()
    }

    /// The client's document.
    pub fn state(&self) -> &Value {
        self.page.state()
    }

    /// How many stores are mounted.
    pub fn store_count(&self) -> usize {
        self.page.store_count()
    }

    fn describe(&self, op: &PatchOperation) -> String {
        let name = match op {
            PatchOperation::Add(_) => "add",
            PatchOperation::Remove(_) => "remove",
            PatchOperation::Replace(_) => "replace",
            PatchOperation::Move(op) if self.moves => {
                assert_eq!(
                    op.from.parent(),
                    op.path.parent(),
                    "a row stays in its list"
                );
                let index = op.path.back().expect("a row has an index");
                return format!("move {} to {}", op.from, index.decoded());
            }
            other => panic!("{other:?} was not negotiated"),
        };
        format!("{name} {}", op.path())
    }
}
