use std::any::Any;
use std::hash::Hash;
use std::rc::Rc;

use super::edits::Edits;
use super::{Member, Mismatch, Node, Op, Path, Place, Transaction, decode, patch};
use crate::reactive::with_owner;
use crate::signals::ListSignal;
use crate::state::{List, State};

/// A member that is a list with keys: an edit costs what the edit costs.
pub struct ListRows<K: 'static, T: 'static>(pub(super) Rc<Edits<K, T>>);

impl<K: Eq + Hash + Clone + 'static, T: State> Member for ListRows<K, T> {
    type State = List<K, T>;
    type Form = ListSignal<K, T>;
    type Key = fn(&T) -> K;

    fn new(state: List<K, T>, key: fn(&T) -> K, place: &Place) -> Rc<Self> {
        let list = with_owner(place.owner, || ListSignal::new(state.into_vec(), key));
        Rc::new(Self(Edits::new(list, place.view.inside())))
    }

    fn receive(self: &Rc<Self>, state: List<K, T>, transaction: &mut Transaction) {
        self.0.set(state.into_vec(), transaction);
    }

    fn form(self: &Rc<Self>) -> ListSignal<K, T> {
        self.0.list
    }

    fn value(&self) -> List<K, T> {
        self.0.values().into()
    }
}

impl<K: Eq + Hash + Clone + 'static, T: State> Node for ListRows<K, T> {
    fn apply(
        self: Rc<Self>,
        path: Path<'_>,
        op: Op<'_>,
        transaction: &mut Transaction,
    ) -> Result<(), Mismatch> {
        if path.is_empty() {
            self.0.set(decode(op.value()?)?, transaction);
            return Ok(());
        }
        let is_edit = path.split().is_some_and(|(_, rest)| rest.is_empty());
        let length = self.0.len();
        let adds = is_edit && matches!(op, Op::Add(_));
        let (index, rest) = path.index(length + usize::from(adds))?;
        match op {
            Op::Add(value) if adds => self.0.insert(index, decode(value)?, transaction),
            Op::Remove if is_edit => {
                self.0.remove(index, transaction);
                Ok(())
            }
            Op::Move(from) if is_edit && from < length => {
                self.0.move_row(from, index, transaction);
                Ok(())
            }
            _ => {
                let mut row = self.0.row(index);
                patch(&mut row, rest, op)?;
                self.0.replace(index, row, transaction)
            }
        }
    }

    fn as_any(self: Rc<Self>) -> Rc<dyn Any> {
        self
    }
}
