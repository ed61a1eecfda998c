use std::any::Any;
use std::collections::HashMap;
use std::rc::{Rc, Weak};

use musubi_wire::StoreId;
use musubi_wire::envelope::{RawStreamAction, RawStreamOp};
use serde_json::value::RawValue;

use super::edits::Edits;
use super::{Member, Mismatch, Node, Op, Path, Place, Transaction, decode};
use crate::reactive::with_owner;
use crate::signals::{ListSignal, StreamSignal};
use crate::state::{State, Stream};

/// The streams of a page.
///
/// They are made with the first stream, so that a frontend without any carries no code for them.
pub(super) trait Streams {
    /// Adds a stream by its store and name, and forgets those whose store is gone.
    fn insert(&mut self, store: &StoreId, name: &str, stream: &Rc<dyn Items>);

    /// Stages what an operation changes. One for a stream that has gone in this very envelope, or
    /// that this client does not know, is for nobody.
    fn apply(&self, op: &RawValue, transaction: &mut Transaction) -> Result<(), Mismatch>;

    /// Stages that no stream has items, as the page that they came from has ended.
    fn forget(&self, transaction: &mut Transaction);
}

#[derive(Default)]
struct Known(HashMap<(StoreId, Box<str>), Weak<dyn Items>>);

impl Streams for Known {
    fn insert(&mut self, store: &StoreId, name: &str, stream: &Rc<dyn Items>) {
        self.0.retain(|_, stream| stream.strong_count() > 0);
        self.0
            .insert((store.clone(), name.into()), Rc::downgrade(stream));
    }

    fn apply(&self, op: &RawValue, transaction: &mut Transaction) -> Result<(), Mismatch> {
        let op = RawStreamOp::read(op).map_err(Mismatch::new)?;
        let key = (op.store_id.clone(), Box::from(&*op.stream));
        match self.0.get(&key).and_then(Weak::upgrade) {
            Some(stream) => stream.apply(&op, transaction),
            None => Ok(()),
        }
    }

    fn forget(&self, transaction: &mut Transaction) {
        for stream in self.0.values().filter_map(Weak::upgrade) {
            stream.forget(transaction);
        }
    }
}

/// A stream, as the operations on its items see it.
pub(super) trait Items {
    fn apply(
        self: Rc<Self>,
        op: &RawStreamOp<'_>,
        transaction: &mut Transaction,
    ) -> Result<(), Mismatch>;

    /// Takes out all items, as the page that they came from has ended.
    fn forget(&self, transaction: &mut Transaction);
}

/// A member that is a stream: in the document a marker, beside it the items that came.
pub struct StreamRows<T: 'static> {
    pub(super) items: Rc<Edits<String, (String, T)>>,
    form: StreamSignal<T>,
}

impl<T: State> Member for StreamRows<T> {
    type State = Stream<T>;
    type Form = StreamSignal<T>;
    type Key = ();

    fn new(state: Stream<T>, (): (), place: &Place) -> Rc<Self> {
        let (items, form) = with_owner(place.owner, || {
            let items = ListSignal::new(Vec::new(), |(key, _): &(String, T)| key.clone());
            (items, StreamSignal::received(items))
        });
        let this = Rc::new(Self {
            items: Edits::new(items, place.view.inside()),
            form,
        });
        if let Some(name) = state.name() {
            let items: Rc<dyn Items> = Rc::clone(&this) as _;
            let mut streams = place.page.streams.borrow_mut();
            let streams = streams.get_or_insert_with(|| Box::new(Known::default()));
            streams.insert(&place.store, name, &items);
        }
        this
    }

    fn receive(self: &Rc<Self>, _: Stream<T>, _: &mut Transaction) {
        // The document has a marker only, and it says the same as before.
    }

    fn form(self: &Rc<Self>) -> StreamSignal<T> {
        self.form
    }

    fn value(&self) -> Stream<T> {
        let items = self.items.values().into_iter().map(|(_, item)| item);
        Stream::from(items.collect::<Vec<_>>())
    }
}

impl<T: State> Items for StreamRows<T> {
    fn apply(
        self: Rc<Self>,
        op: &RawStreamOp<'_>,
        transaction: &mut Transaction,
    ) -> Result<(), Mismatch> {
        let items = &self.items;
        let key = || {
            let key = op.item_key.as_deref().map(str::to_owned);
            key.ok_or_else(|| Mismatch::new("expected the key of an item"))
        };
        match op.op {
            RawStreamAction::Reset => items.set(Vec::new(), transaction),
            RawStreamAction::Delete => {
                if let Some(index) = items.index_of(&key()?) {
                    items.remove(index, transaction);
                }
            }
            RawStreamAction::Insert => {
                let (key, json) = (key()?, op.item);
                let json = json.ok_or_else(|| Mismatch::new("expected an item"))?;
                let item = (key, decode(json)?);
                let last = items.index_of(&item.0);
                let length = items.len() - usize::from(last.is_some());
                let index = match op.at.unwrap_or(-1) {
                    -1 => length,
                    at => usize::try_from(at).unwrap_or(0).min(length),
                };
                if last == Some(index) {
                    items.replace(index, item, transaction)?;
                } else {
                    if let Some(last) = last {
                        items.remove(last, transaction);
                    }
                    items.insert(index, item, transaction)?;
                }
                self.trim(op, transaction);
            }
        }
        Ok(())
    }

    fn forget(&self, transaction: &mut Transaction) {
        self.items.set(Vec::new(), transaction);
    }
}

impl<T: State> StreamRows<T> {
    /// Takes out what is beyond the limit, at the end that is opposite to the one that grew.
    fn trim(&self, op: &RawStreamOp<'_>, transaction: &mut Transaction) {
        let Some(limit) = op.limit else { return };
        let limit = usize::try_from(limit.unsigned_abs()).unwrap_or(usize::MAX);
        while self.items.len() > limit {
            let index = match op.at {
                Some(0) => self.items.len() - 1,
                _ => 0,
            };
            self.items.remove(index, transaction);
        }
    }
}

impl<T: State> Node for StreamRows<T> {
    fn apply(
        self: Rc<Self>,
        path: Path<'_>,
        op: Op<'_>,
        _: &mut Transaction,
    ) -> Result<(), Mismatch> {
        if path.is_empty() {
            decode::<Stream<T>>(op.value()?)?;
            return Ok(());
        }
        Err(Mismatch::new("expected the marker of a stream"))
    }

    fn as_any(self: Rc<Self>) -> Rc<dyn Any> {
        self
    }
}
