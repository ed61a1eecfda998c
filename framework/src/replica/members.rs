use std::rc::Rc;

use super::{Node, Place, Transaction};

/// A node that knows its type: how it is made, written, shown and read.
pub trait Member: Node + Sized {
    /// The field in the state.
    type State;

    /// The field in the reactive form.
    type Form;

    /// What tells the rows of a list apart; nothing for others.
    type Key;

    /// A node with this value, whose signals are new.
    fn new(state: Self::State, key: Self::Key, place: &Place) -> Rc<Self>;

    /// Stages another value.
    fn receive(self: &Rc<Self>, state: Self::State, transaction: &mut Transaction);

    /// What application code reads.
    fn form(self: &Rc<Self>) -> Self::Form;

    /// The value with everything that is staged.
    fn value(&self) -> Self::State;
}

/// The members of an object, one call each, in their order.
pub struct Members<'a> {
    nodes: &'a mut Vec<Rc<dyn Node>>,
    place: &'a Place,
    transaction: Option<&'a mut Transaction>,
    next: usize,
}

impl<'a> Members<'a> {
    pub(super) fn new(
        nodes: &'a mut Vec<Rc<dyn Node>>,
        place: &'a Place,
        transaction: Option<&'a mut Transaction>,
    ) -> Self {
        Self {
            nodes,
            place,
            transaction,
            next: 0,
        }
    }

    /// Gives the next member its value: makes its node, or stages another value for it.
    pub fn receive<M: Member>(&mut self, state: M::State, key: M::Key) {
        match &mut self.transaction {
            None => self.nodes.push(M::new(state, key, self.place)),
            Some(transaction) => {
                let node = member::<M>(&self.nodes[self.next]);
                node.receive(state, transaction);
            }
        }
        self.next += 1;
    }

    /// The next member in the reactive form.
    pub fn form<M: Member>(&mut self) -> M::Form {
        self.next += 1;
        member::<M>(&self.nodes[self.next - 1]).form()
    }

    /// The next member as plain data.
    pub fn value<M: Member>(&mut self) -> M::State {
        self.next += 1;
        member::<M>(&self.nodes[self.next - 1]).value()
    }
}

fn member<M: Member>(node: &Rc<dyn Node>) -> Rc<M> {
    let node = Rc::clone(node).as_any().downcast();
    node.expect("the members of a form are asked for in their order")
}
