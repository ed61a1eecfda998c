use std::cell::RefCell;
use std::rc::Rc;

use musubi_wire::StoreId;
use musubi_wire::envelope::{RawAction, RawEnvelope, RawOp};

use super::stream::Streams;
use super::upload::Uploads;
use super::{Member, Mismatch, Node, Object, Op, Path, Remote, Transaction, View, decode};
use crate::reactive::{ClientRuntime, Owner, Scope, Trigger, create_trigger};
use crate::signals::Signals;

/// The signals of one mounted root, kept true by envelopes.
///
/// The first envelope makes them, later ones write them, and so does the first envelope of a page
/// that was mounted anew: what is equal wakes nobody, and rows keep their signals by key.
pub struct Replica<S: Signals> {
    pub(super) object: Rc<Object<S>>,
    scope: Scope,
    pub(super) place: Place,
}

/// Where in a page a node stands.
#[derive(Clone)]
pub struct Place {
    /// Owns the signals.
    pub(super) owner: Owner,
    /// Told when children come or go, so that the form around them is made again.
    pub(super) shape: Trigger,
    /// The store around it.
    pub(super) store: StoreId,
    /// Whether JavaScript has read what is around the node.
    pub(super) view: View,
    pub(super) page: Rc<PageSite>,
}

impl Place {
    /// The place of the nodes that stand in a node here.
    pub(super) fn inside(&self) -> Self {
        Self {
            view: self.view.inside(),
            ..self.clone()
        }
    }
}

/// What all nodes of a page share.
pub(super) struct PageSite {
    pub(super) remote: Rc<dyn Remote>,
    pub(super) streams: RefCell<Option<Box<dyn Streams>>>,
    pub(super) uploads: RefCell<Uploads>,
    #[cfg(feature = "js")]
    pub(super) shown: super::javascript::Shown,
}

impl<S: Signals> Replica<S> {
    /// The signals for the first envelope of a page, below `owner`.
    ///
    /// # Errors
    /// Fails where the envelope is not a whole document of `S`'s state. Nothing is made then.
    ///
    /// # Panics
    /// Panics if `owner` has been disposed of.
    pub fn new(
        owner: Owner,
        remote: Rc<dyn Remote>,
        envelope: &RawEnvelope<'_>,
    ) -> Result<Self, Mismatch> {
        let first = envelope.ops.first();
        let document = first
            .filter(|op| op.op == RawAction::Replace && op.path.is_empty())
            .and_then(|op| op.value)
            .ok_or_else(|| Mismatch::new("expected the whole document").at("ops[0]"))?;
        let state = decode(document).map_err(|fault| fault.at("ops[0]"))?;
        let scope = Scope::below(owner);
        let place = scope.run(|| Place {
            owner: scope.owner(),
            shape: create_trigger(),
            store: StoreId::root(),
            view: View::default(),
            page: Rc::new(PageSite {
                remote,
                streams: RefCell::default(),
                uploads: RefCell::default(),
                #[cfg(feature = "js")]
                shown: super::javascript::Shown::default(),
            }),
        });
        let this = Self {
            object: scope.run(|| Object::new(state, (), &place)),
            scope,
            place,
        };
        match this.apply_from(envelope, 1) {
            Ok(()) => Ok(this),
            Err(mismatch) => {
                this.scope.dispose();
                Err(mismatch)
            }
        }
    }

    /// Writes what an envelope changes. All writes are one batch.
    ///
    /// The first envelope of another page of the same root puts its state in place of this one.
    ///
    ///
    /// # Errors
    /// Fails where a part of it does not fit the types or the state. Nothing is changed then.
    pub fn apply(&self, envelope: &RawEnvelope<'_>) -> Result<(), Mismatch> {
        self.apply_from(envelope, 0)
    }

    fn apply_from(&self, envelope: &RawEnvelope<'_>, first: usize) -> Result<(), Mismatch> {
        let root = Rc::clone(&self.object) as Rc<dyn Node>;
        let page = &self.place.page;
        page.apply(&self.scope, &root, envelope, first)
    }

    /// Owns the signals, and whatever is to end with them.
    pub fn owner(&self) -> Owner {
        self.scope.owner()
    }

    /// The signals. Whoever asks is told when children come or go, and then asks again.
    pub fn state(&self) -> S {
        self.place.shape.track();
        self.object.form()
    }

    /// The plain data that the signals show now. Items of streams are in it.
    pub fn snapshot(&self) -> S::State {
        self.object.value()
    }
}

impl<S: Signals> Drop for Replica<S> {
    fn drop(&mut self) {
        if !ClientRuntime::has_ended() {
            ClientRuntime::of_thread().enter(|| self.scope.dispose());
        }
    }
}

impl<S: Signals> std::fmt::Debug for Replica<S> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Replica").finish_non_exhaustive()
    }
}

impl PageSite {
    /// Writes what an envelope changes, from this operation on.
    fn apply(
        &self,
        scope: &Scope,
        root: &Rc<dyn Node>,
        envelope: &RawEnvelope<'_>,
        first: usize,
    ) -> Result<(), Mismatch> {
        let mut transaction = Transaction::default();
        let staged = scope.run(|| self.stage(root, envelope, first, &mut transaction));
        match staged {
            Ok(()) => transaction.commit(),
            Err(_) => transaction.roll_back(),
        }
        staged
    }

    fn stage(
        &self,
        root: &Rc<dyn Node>,
        envelope: &RawEnvelope<'_>,
        first: usize,
        transaction: &mut Transaction,
    ) -> Result<(), Mismatch> {
        if envelope.base_version == 0 {
            if let Some(streams) = &*self.streams.borrow() {
                streams.forget(transaction);
            }
            self.uploads.borrow().forget(transaction);
        }
        for (index, op) in envelope.ops.iter().enumerate().skip(first) {
            stage_op(root, op, transaction)
                .map_err(|fault| fault.at(format_args!("ops[{index}] at {:?}", op.path)))?;
        }
        for (index, op) in envelope.stream_ops.iter().enumerate() {
            let streams = self.streams.borrow();
            let staged = match &*streams {
                Some(streams) => streams.apply(op, transaction),
                None => Ok(()),
            };
            staged.map_err(|fault| fault.at(format_args!("stream_ops[{index}]")))?;
        }
        for (index, op) in envelope.upload_ops.iter().enumerate() {
            self.uploads
                .borrow()
                .apply(*op, transaction)
                .map_err(|fault| fault.at(format_args!("upload_ops[{index}]")))?;
        }
        Ok(())
    }
}

fn stage_op(
    root: &Rc<dyn Node>,
    op: &RawOp<'_>,
    transaction: &mut Transaction,
) -> Result<(), Mismatch> {
    let value = || op.value.ok_or_else(|| Mismatch::new("expected a value"));
    let action = match op.op {
        RawAction::Add => Op::Add(value()?),
        RawAction::Replace => Op::Replace(value()?),
        RawAction::Remove => Op::Remove,
        RawAction::Move => Op::Move(origin(op)?),
    };
    Rc::clone(root).apply(Path::new(&op.path)?, action, transaction)
}

/// The index that a row moves from: a move is a step within one list.
fn origin(op: &RawOp<'_>) -> Result<usize, Mismatch> {
    let from = op
        .from
        .as_deref()
        .ok_or_else(|| Mismatch::new("expected where the value comes from"))?;
    match (from.rsplit_once('/'), op.path.rsplit_once('/')) {
        (Some((list, index)), Some((other, _))) if list == other => {
            musubi_wire::pointer::index(index).ok_or_else(|| Mismatch::new("expected an index"))
        }
        _ => Err(Mismatch::new("expected a move within one list")),
    }
}
