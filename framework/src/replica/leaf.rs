use std::any::Any;
use std::cell::RefCell;
use std::rc::Rc;

use musubi_wire::AsyncValue;

use super::{Member, Mismatch, Node, Op, Path, Place, Staged, Transaction, View, patch};
use crate::reactive::{
    RwSignal, Scope, Signal, SignalGetUntracked, SignalSet, SignalWithUntracked, create_rw_signal,
    with_owner,
};
use crate::signals::AsyncSignal;
use crate::state::State;

/// A member with one signal.
pub struct Leaf<T: 'static> {
    signal: RwSignal<T>,
    staged: RefCell<Option<T>>,
    pub(super) view: View,
}

impl<T: Clone + PartialEq + 'static> Leaf<T> {
    pub(super) fn make(value: T, place: &Place) -> Rc<Self> {
        Rc::new(Self {
            signal: with_owner(place.owner, || create_rw_signal(value)),
            staged: RefCell::default(),
            view: place.view.inside(),
        })
    }

    pub(super) fn signal(&self) -> RwSignal<T> {
        self.signal
    }

    pub(super) fn current(&self) -> T {
        let staged = self.staged.borrow();
        staged
            .clone()
            .unwrap_or_else(|| self.signal.get_untracked())
    }

    pub(super) fn stage(self: &Rc<Self>, value: T, transaction: &mut Transaction) {
        if self.staged.replace(Some(value)).is_none() {
            transaction.stage(Rc::clone(self) as Rc<dyn Staged>);
        }
    }
}

impl<T: State> Leaf<T> {
    fn patch(
        self: &Rc<Self>,
        path: Path<'_>,
        op: Op<'_>,
        transaction: &mut Transaction,
    ) -> Result<(), Mismatch> {
        if path.is_empty() {
            self.stage(super::decode(op.value()?)?, transaction);
            return Ok(());
        }
        // Staged first: what an operation that fails leaves behind is discarded.
        if self.staged.borrow().is_none() {
            self.stage(self.signal.get_untracked(), transaction);
        }
        match &mut *self.staged.borrow_mut() {
            Some(value) => patch(value, path, op),
            None => Ok(()),
        }
    }
}

impl<T: Clone + PartialEq + 'static> Staged for Leaf<T> {
    fn commit(&self, _: &mut Vec<Scope>) {
        let staged = self.staged.take();
        if let Some(value) = staged.filter(|value| self.signal.with_untracked(|last| last != value))
        {
            self.view.change();
            self.signal.set(value);
        }
    }

    fn discard(&self) {
        self.staged.take();
    }
}

impl<T: State> Member for Leaf<T> {
    type State = T;
    type Form = Signal<T>;
    type Key = ();

    fn new(state: T, (): (), place: &Place) -> Rc<Self> {
        Self::make(state, place)
    }

    fn receive(self: &Rc<Self>, state: T, transaction: &mut Transaction) {
        self.stage(state, transaction);
    }

    fn form(self: &Rc<Self>) -> Signal<T> {
        self.signal.into()
    }

    fn value(&self) -> T {
        self.current()
    }
}

impl<T: State> Node for Leaf<T> {
    fn apply(
        self: Rc<Self>,
        path: Path<'_>,
        op: Op<'_>,
        transaction: &mut Transaction,
    ) -> Result<(), Mismatch> {
        self.patch(path, op, transaction)
    }

    fn as_any(self: Rc<Self>) -> Rc<dyn Any> {
        self
    }
}

/// A member with one signal whose JSON is not that of its type alone: the attributes of the field
/// shape it, so only the object around it can read it.
pub struct Opaque<T: 'static>(pub(super) Rc<Leaf<T>>);

impl<T: Clone + PartialEq + 'static> Member for Opaque<T> {
    type State = T;
    type Form = Signal<T>;
    type Key = ();

    fn new(state: T, (): (), place: &Place) -> Rc<Self> {
        Rc::new(Self(Leaf::make(state, place)))
    }

    fn receive(self: &Rc<Self>, state: T, transaction: &mut Transaction) {
        self.0.stage(state, transaction);
    }

    fn form(self: &Rc<Self>) -> Signal<T> {
        self.0.signal.into()
    }

    fn value(&self) -> T {
        self.0.current()
    }
}

impl<T: Clone + PartialEq + 'static> Node for Opaque<T> {
    fn apply(self: Rc<Self>, _: Path<'_>, _: Op<'_>, _: &mut Transaction) -> Result<(), Mismatch> {
        Err(Mismatch::new("expected the object around this member"))
    }

    fn is_opaque(&self) -> bool {
        true
    }

    fn as_any(self: Rc<Self>) -> Rc<dyn Any> {
        self
    }
}

/// A member that is an async value.
pub struct AsyncLeaf<T: 'static> {
    pub(super) leaf: Rc<Leaf<AsyncValue<T>>>,
    form: AsyncSignal<T>,
}

impl<T: State> Member for AsyncLeaf<T> {
    type State = AsyncValue<T>;
    type Form = AsyncSignal<T>;
    type Key = ();

    fn new(state: AsyncValue<T>, (): (), place: &Place) -> Rc<Self> {
        let leaf = Leaf::make(state, place);
        let form = with_owner(place.owner, || AsyncSignal::of(leaf.signal));
        Rc::new(Self { leaf, form })
    }

    fn receive(self: &Rc<Self>, state: AsyncValue<T>, transaction: &mut Transaction) {
        self.leaf.stage(state, transaction);
    }

    fn form(self: &Rc<Self>) -> AsyncSignal<T> {
        self.form
    }

    fn value(&self) -> AsyncValue<T> {
        self.leaf.current()
    }
}

impl<T: State> Node for AsyncLeaf<T> {
    fn apply(
        self: Rc<Self>,
        path: Path<'_>,
        op: Op<'_>,
        transaction: &mut Transaction,
    ) -> Result<(), Mismatch> {
        self.leaf.patch(path, op, transaction)
    }

    fn as_any(self: Rc<Self>) -> Rc<dyn Any> {
        self
    }
}
