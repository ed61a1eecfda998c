use std::any::Any;
use std::rc::Rc;

use musubi_wire::{AsyncStatus, AsyncValue};

use super::{
    AsyncLeaf, Member, Mismatch, Node, Op, Path, Place, StreamRows, Transaction, View, decode,
    patch,
};
use crate::signals::AsyncStreamSignal;
use crate::state::{State, Stream};

/// A member that is a stream whose first items a store is still getting.
pub struct AsyncStreamRows<T: 'static> {
    pub(super) progress: Rc<AsyncLeaf<()>>,
    pub(super) items: Rc<StreamRows<T>>,
    #[cfg_attr(not(feature = "js"), allow(dead_code, reason = "JavaScript reads it"))]
    pub(super) view: View,
}

impl<T: State> AsyncStreamRows<T> {
    /// The member with these items.
    fn with(&self, items: Stream<T>) -> AsyncValue<Stream<T>> {
        let progress = self.progress.value();
        AsyncValue {
            status: progress.status,
            result: Some(items),
            reason: progress.reason,
        }
    }
}

/// How far the items have come: the stream itself stands there from the beginning.
fn progress<T>(value: AsyncValue<Stream<T>>) -> (AsyncValue<()>, Stream<T>) {
    let progress = AsyncValue {
        status: value.status,
        result: (value.status == AsyncStatus::Ok).then_some(()),
        reason: value.reason,
    };
    (progress, value.result.unwrap_or_default())
}

impl<T: State> Member for AsyncStreamRows<T> {
    type State = AsyncValue<Stream<T>>;
    type Form = AsyncStreamSignal<T>;
    type Key = ();

    fn new(state: AsyncValue<Stream<T>>, (): (), place: &Place) -> Rc<Self> {
        let (progress, items) = progress(state);
        let place = place.inside();
        Rc::new(Self {
            progress: AsyncLeaf::new(progress, (), &place),
            items: StreamRows::new(items, (), &place),
            view: place.view,
        })
    }

    fn receive(self: &Rc<Self>, state: AsyncValue<Stream<T>>, transaction: &mut Transaction) {
        self.progress.receive(progress(state).0, transaction);
    }

    fn form(self: &Rc<Self>) -> AsyncStreamSignal<T> {
        AsyncStreamSignal {
            progress: self.progress.form(),
            items: self.items.form(),
        }
    }

    fn value(&self) -> AsyncValue<Stream<T>> {
        self.with(self.items.value())
    }
}

impl<T: State> Node for AsyncStreamRows<T> {
    fn apply(
        self: Rc<Self>,
        path: Path<'_>,
        op: Op<'_>,
        transaction: &mut Transaction,
    ) -> Result<(), Mismatch> {
        let state = if path.is_empty() {
            decode(op.value()?)?
        } else {
            let mut state = self.with(Stream::default());
            patch(&mut state, path, op)?;
            state
        };
        self.receive(state, transaction);
        Ok(())
    }

    fn as_any(self: Rc<Self>) -> Rc<dyn Any> {
        self
    }
}
