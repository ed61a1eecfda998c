use std::any::Any;
use std::rc::Rc;

use musubi_wire::StoreId;

use super::rows::{Row, Rows};
use super::{Caller, Member, Mismatch, Node, Object, Op, Path, Place, Transaction, decode};
use crate::contract::{Child, ChildSlot, StoreContract};
use crate::reactive::{Scope, create_trigger, with_owner};

/// A child store that a client knows: its signals, and who carries out its commands.
pub(crate) struct ReceivedChild<C: StoreContract> {
    pub(super) object: Rc<Object<C::Signals>>,
    pub(super) place: Place,
    commands: C::Commands,
    scope: Scope,
}

impl<C: StoreContract> ReceivedChild<C> {
    pub(crate) fn store_id(&self) -> &StoreId {
        &self.place.store
    }

    pub(crate) fn state(&self) -> C::Signals {
        self.place.shape.track();
        self.object.form()
    }

    pub(crate) fn commands(&self) -> &C::Commands {
        &self.commands
    }

    pub(crate) fn caller(&self) -> Caller {
        Caller::new(Rc::clone(&self.place.page.remote), self.place.store.clone())
    }
}

impl<C: StoreContract> Row for ReceivedChild<C> {
    type State = Child<C>;

    fn new(state: Child<C>, place: &Place) -> Rc<Self> {
        let scope = Scope::below(place.owner);
        let place = Place {
            owner: scope.owner(),
            shape: with_owner(scope.owner(), create_trigger),
            store: state.store_id,
            ..place.clone()
        };
        let caller = Caller::new(Rc::clone(&place.page.remote), place.store.clone());
        let this = Rc::new(Self {
            object: Object::new(state.state, (), &place),
            commands: C::Commands::from(caller),
            place,
            scope,
        });
        #[cfg(feature = "js")]
        this.show();
        this
    }

    fn receive(self: &Rc<Self>, state: Child<C>, transaction: &mut Transaction) {
        self.object.receive(state.state, transaction);
    }

    fn value(&self) -> Child<C> {
        Child {
            store_id: self.place.store.clone(),
            state: self.object.value(),
        }
    }

    fn end(&self) -> Scope {
        self.scope.detach()
    }
}

impl<C: StoreContract> Node for ReceivedChild<C> {
    fn apply(
        self: Rc<Self>,
        path: Path<'_>,
        op: Op<'_>,
        transaction: &mut Transaction,
    ) -> Result<(), Mismatch> {
        Rc::clone(&self.object).apply(path, op, transaction)
    }

    fn as_any(self: Rc<Self>) -> Rc<dyn Any> {
        self
    }
}

/// A child is the same store for as long as its id is.
fn key<C: StoreContract>(child: &Child<C>) -> String {
    child.store_id.to_string()
}

/// The children of one member, of which there is any number.
fn children<C: StoreContract>(states: Vec<Child<C>>, place: &Place) -> Rc<Rows<ReceivedChild<C>>> {
    Rows::new(states, key::<C>, place, place.shape)
}

/// Where the path goes on in the only child of a member.
fn apply_to_one<C: StoreContract>(
    children: &Rows<ReceivedChild<C>>,
    path: Path<'_>,
    op: Op<'_>,
    transaction: &mut Transaction,
) -> Result<(), Mismatch> {
    let child = children.rows().into_iter().next();
    let child = child.ok_or_else(|| Mismatch::new("expected a child store, found null"))?;
    child.apply(path, op, transaction)
}

/// A member that is one child store.
pub struct ChildMember<C: StoreContract>(pub(super) Rc<Rows<ReceivedChild<C>>>);

impl<C: StoreContract> Member for ChildMember<C> {
    type State = Child<C>;
    type Form = ChildSlot<C>;
    type Key = ();

    fn new(state: Child<C>, (): (), place: &Place) -> Rc<Self> {
        Rc::new(Self(children(vec![state], place)))
    }

    fn receive(self: &Rc<Self>, state: Child<C>, transaction: &mut Transaction) {
        self.0.set(vec![state], transaction);
    }

    fn form(self: &Rc<Self>) -> ChildSlot<C> {
        ChildSlot::received(Rc::clone(&self.0.rows()[0]))
    }

    fn value(&self) -> Child<C> {
        self.0.rows()[0].value()
    }
}

impl<C: StoreContract> Node for ChildMember<C> {
    fn apply(
        self: Rc<Self>,
        path: Path<'_>,
        op: Op<'_>,
        transaction: &mut Transaction,
    ) -> Result<(), Mismatch> {
        if path.is_empty() {
            self.receive(decode(op.value()?)?, transaction);
            return Ok(());
        }
        apply_to_one(&self.0, path, op, transaction)
    }

    fn as_any(self: Rc<Self>) -> Rc<dyn Any> {
        self
    }
}

/// A member that is a child store or nothing.
pub struct OptionalChild<C: StoreContract>(pub(super) Rc<Rows<ReceivedChild<C>>>);

impl<C: StoreContract> Member for OptionalChild<C> {
    type State = Option<Child<C>>;
    type Form = Option<ChildSlot<C>>;
    type Key = ();

    fn new(state: Option<Child<C>>, (): (), place: &Place) -> Rc<Self> {
        Rc::new(Self(children(state.into_iter().collect(), place)))
    }

    fn receive(self: &Rc<Self>, state: Option<Child<C>>, transaction: &mut Transaction) {
        self.0.set(state.into_iter().collect(), transaction);
    }

    fn form(self: &Rc<Self>) -> Option<ChildSlot<C>> {
        self.0.rows().into_iter().next().map(ChildSlot::received)
    }

    fn value(&self) -> Option<Child<C>> {
        self.0.values::<Vec<_>>().pop()
    }
}

impl<C: StoreContract> Node for OptionalChild<C> {
    fn apply(
        self: Rc<Self>,
        path: Path<'_>,
        op: Op<'_>,
        transaction: &mut Transaction,
    ) -> Result<(), Mismatch> {
        if path.is_empty() {
            self.receive(decode(op.value()?)?, transaction);
            return Ok(());
        }
        apply_to_one(&self.0, path, op, transaction)
    }

    fn as_any(self: Rc<Self>) -> Rc<dyn Any> {
        self
    }
}

/// A member that is a list of child stores.
pub struct Children<C: StoreContract>(pub(super) Rc<Rows<ReceivedChild<C>>>);

impl<C: StoreContract> Member for Children<C> {
    type State = Vec<Child<C>>;
    type Form = Vec<ChildSlot<C>>;
    type Key = ();

    fn new(state: Vec<Child<C>>, (): (), place: &Place) -> Rc<Self> {
        Rc::new(Self(children(state, place)))
    }

    fn receive(self: &Rc<Self>, state: Vec<Child<C>>, transaction: &mut Transaction) {
        self.0.set(state, transaction);
    }

    fn form(self: &Rc<Self>) -> Vec<ChildSlot<C>> {
        self.0.rows().into_iter().map(ChildSlot::received).collect()
    }

    fn value(&self) -> Vec<Child<C>> {
        self.0.values()
    }
}

impl<C: StoreContract> Node for Children<C> {
    fn apply(
        self: Rc<Self>,
        path: Path<'_>,
        op: Op<'_>,
        transaction: &mut Transaction,
    ) -> Result<(), Mismatch> {
        self.0.apply(path, op, transaction)
    }

    fn as_any(self: Rc<Self>) -> Rc<dyn Any> {
        self
    }
}
