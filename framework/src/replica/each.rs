use std::any::Any;
use std::rc::Rc;

use super::rows::{Row, Rows};
use super::{Member, Mismatch, Node, Object, Op, Path, Place, Transaction};
use crate::reactive::{Scope, create_trigger, with_owner};
use crate::signals::{Each, Signals, Source};

/// A member that is a list of reactive rows.
pub struct EachRows<S: Signals> {
    pub(super) rows: Rc<Rows<EachRow<S>>>,
    place: Place,
}

impl<S: Signals> Member for EachRows<S> {
    type State = Vec<S::State>;
    type Form = Each<S>;
    type Key = fn(&S::State) -> String;

    fn new(state: Vec<S::State>, key: Self::Key, place: &Place) -> Rc<Self> {
        // What comes and goes inside a row changes the form of the row.
        let shape = with_owner(place.owner, create_trigger);
        let place = Place {
            shape,
            ..place.clone()
        };
        let rows = Rows::new(state, key, &place, shape);
        Rc::new(Self { rows, place })
    }

    fn receive(self: &Rc<Self>, state: Vec<S::State>, transaction: &mut Transaction) {
        self.rows.set(state, transaction);
    }

    fn form(self: &Rc<Self>) -> Each<S> {
        Each::received(Rc::clone(self) as Rc<dyn Source<S>>)
    }

    fn value(&self) -> Vec<S::State> {
        self.rows.values()
    }
}

impl<S: Signals> Source<S> for EachRows<S> {
    fn rows(&self) -> Vec<S> {
        self.place.shape.track();
        let rows = self.rows.rows();
        rows.iter().map(|row| row.object.form()).collect()
    }

    #[cfg(feature = "server")]
    fn read(&self, _: &mut Option<Box<dyn Any>>, _: bool) -> Vec<crate::signals::RowChange<S>> {
        panic!("a list that a client received is not part of a server's state")
    }
}

impl<S: Signals> Node for EachRows<S> {
    fn apply(
        self: Rc<Self>,
        path: Path<'_>,
        op: Op<'_>,
        transaction: &mut Transaction,
    ) -> Result<(), Mismatch> {
        self.rows.apply(path, op, transaction)
    }

    fn as_any(self: Rc<Self>) -> Rc<dyn Any> {
        self
    }
}

pub(super) struct EachRow<S: Signals> {
    pub(super) object: Rc<Object<S>>,
    scope: Scope,
}

impl<S: Signals> Row for EachRow<S> {
    type State = S::State;

    fn new(state: S::State, place: &Place) -> Rc<Self> {
        let scope = Scope::below(place.owner);
        let place = Place {
            owner: scope.owner(),
            ..place.clone()
        };
        let object = Object::new(state, (), &place);
        object.place.view.change();
        Rc::new(Self { object, scope })
    }

    fn receive(self: &Rc<Self>, state: S::State, transaction: &mut Transaction) {
        self.object.receive(state, transaction);
    }

    fn value(&self) -> S::State {
        self.object.value()
    }

    fn end(&self) -> Scope {
        self.scope.detach()
    }
}

impl<S: Signals> Node for EachRow<S> {
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
