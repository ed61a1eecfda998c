use std::any::Any;
use std::cell::RefCell;
use std::marker::PhantomData;
use std::rc::Rc;

use super::{Member, Members, Mismatch, Node, Op, Path, Place, Transaction, decode, patch_json};
use crate::signals::Signals;

/// An object whose members have signals of their own: a store's state, a nested one, or a row.
pub struct Object<S: Signals> {
    pub(super) members: RefCell<Vec<Rc<dyn Node>>>,
    pub(super) place: Place,
    form: PhantomData<fn() -> S>,
}

impl<S: Signals> Member for Object<S> {
    type State = S::State;
    type Form = S;
    type Key = ();

    fn new(state: S::State, (): (), place: &Place) -> Rc<Self> {
        let place = place.inside();
        let mut members = Vec::with_capacity(S::FIELDS.len());
        S::receive(state, &mut Members::new(&mut members, &place, None));
        Rc::new(Self {
            members: RefCell::new(members),
            place,
            form: PhantomData,
        })
    }

    fn receive(self: &Rc<Self>, state: S::State, transaction: &mut Transaction) {
        let mut members = self.members.borrow_mut();
        S::receive(
            state,
            &mut Members::new(&mut members, &self.place, Some(transaction)),
        );
    }

    fn form(self: &Rc<Self>) -> S {
        S::form(&mut Members::new(
            &mut self.members.borrow_mut(),
            &self.place,
            None,
        ))
    }

    fn value(&self) -> S::State {
        S::value(&mut Members::new(
            &mut self.members.borrow_mut(),
            &self.place,
            None,
        ))
    }
}

impl<S: Signals> Node for Object<S> {
    fn apply(
        self: Rc<Self>,
        path: Path<'_>,
        op: Op<'_>,
        transaction: &mut Transaction,
    ) -> Result<(), Mismatch> {
        let Some((name, rest)) = path.split() else {
            self.receive(decode(op.value()?)?, transaction);
            return Ok(());
        };
        // What a newer server adds is not for this client.
        let Some(index) = S::FIELDS.iter().position(|field| field.name == name) else {
            return Ok(());
        };
        let member = Rc::clone(&self.members.borrow()[index]);
        if S::HAS_OPAQUE && member.is_opaque() {
            let mut state = self.value();
            patch_json(&mut state, path, op)?;
            self.receive(state, transaction);
            return Ok(());
        }
        member.apply(rest, op, transaction)
    }

    fn as_any(self: Rc<Self>) -> Rc<dyn Any> {
        self
    }
}
