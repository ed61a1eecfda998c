#[cfg(feature = "server")]
use std::any::Any;
use std::fmt;
use std::hash::Hash;
use std::rc::Rc;

use super::Signals;
#[cfg(feature = "server")]
use crate::state::{ListEdit, reorder};

/// A keyed list whose rows are reactive: a change in a row costs what that field costs.
///
/// It is the reactive form of `#[state(each, key = "…")] rows: Vec<Row>`. Rows are made once for a
/// key and live until the key goes; what a row shows changes through the row's own signals.
///
/// ```
/// # use musubi::prelude::*;
/// # #[state] struct Line { sku: String, quantity: u32 }
/// # #[derive(Clone)] struct Item { sku: String, quantity: RwSignal<u32> }
/// # fn rows(items: RwSignal<Vec<Item>>) -> Each<LineSignals> {
/// Each::new(
///     move || items.get(),
///     |item| item.sku.clone(),
///     |item| LineSignals {
///         sku: Signal::derive(move || item.sku.clone()),
///         quantity: item.quantity.into(),
///     },
/// )
/// # }
/// ```
pub struct Each<S> {
    source: Rc<dyn Source<S>>,
}

impl<S> Clone for Each<S> {
    fn clone(&self) -> Self {
        Self {
            source: Rc::clone(&self.source),
        }
    }
}

impl<S> fmt::Debug for Each<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Each").finish_non_exhaustive()
    }
}

impl<S: Signals> Each<S> {
    /// A list of the items that `items` gives, again whenever a signal that it read changes.
    ///
    /// `key` must tell items apart; of two items with one key, the second takes part as a row of
    /// its own that is made anew whenever the order of the list changes. `row` runs once for each
    /// new key; signals that it creates live as long as the row.
    pub fn new<I, T, K>(
        items: impl Fn() -> I + 'static,
        key: impl Fn(&T) -> K + 'static,
        row: impl Fn(T) -> S + 'static,
    ) -> Self
    where
        I: IntoIterator<Item = T>,
        T: 'static,
        K: Eq + Hash + 'static,
    {
        Self {
            source: Rc::new(Keyed {
                items,
                key,
                row: Rc::new(row),
                item: Default::default(),
            }),
        }
    }

    /// The rows, in their order. Whatever reads them runs again when rows come, go or move, and when
    /// a child store in a row does.
    ///
    /// In a client a row keeps its signals for as long as its key is there. In the store itself the
    /// rows are made anew each time.
    pub fn rows(&self) -> Vec<S> {
        self.source.rows()
    }

    /// The list that a client received.
    #[cfg(feature = "client")]
    pub(crate) fn received(source: Rc<dyn Source<S>>) -> Self {
        Self { source }
    }

    #[cfg(feature = "server")]
    pub(crate) fn source(&self) -> &Rc<dyn Source<S>> {
        &self.source
    }
}

/// What the rows of a list become, one entry for each row in its new order.
#[cfg(feature = "server")]
pub(crate) enum RowChange<S> {
    /// The row that was at this index.
    Keep {
        from: usize,
        rebuild: Option<Box<dyn FnOnce() -> S>>,
    },
    /// A row that is made now.
    New(Box<dyn FnOnce() -> S>),
}

/// Where an [`Each`] gets its rows, with the types of items and keys erased.
pub(crate) trait Source<S> {
    /// The rows as they are now.
    fn rows(&self) -> Vec<S>;

    /// Reads the items, and tells how the rows come about from those of `keys`, which it replaces
    /// by the keys of now. With `rebuild`, kept rows are to be made again too.
    #[cfg(feature = "server")]
    fn read(&self, keys: &mut Option<Box<dyn Any>>, rebuild: bool) -> Vec<RowChange<S>>;
}

struct Keyed<F, G, H, T> {
    items: F,
    #[cfg_attr(
        not(feature = "server"),
        allow(dead_code, reason = "rows are made on the server")
    )]
    key: G,
    row: Rc<H>,
    item: std::marker::PhantomData<T>,
}

impl<S, I, T, K, F, G, H> Source<S> for Keyed<F, G, H, T>
where
    S: 'static,
    I: IntoIterator<Item = T>,
    T: 'static,
    K: Eq + Hash + 'static,
    F: Fn() -> I,
    G: Fn(&T) -> K,
    H: Fn(T) -> S + 'static,
{
    fn rows(&self) -> Vec<S> {
        (self.items)()
            .into_iter()
            .map(|item| (self.row)(item))
            .collect()
    }

    #[cfg(feature = "server")]
    fn read(&self, keys: &mut Option<Box<dyn Any>>, rebuild: bool) -> Vec<RowChange<S>> {
        let items: Vec<T> = (self.items)().into_iter().collect();
        let next: Vec<K> = items.iter().map(&self.key).collect();
        let last = keys
            .take()
            .and_then(|keys| keys.downcast::<Vec<K>>().ok())
            .unwrap_or_default();

        // A row that moved is the same row, whatever the client is told of it.
        let edits = reorder(&last, &next, true);
        let changes = items.into_iter().zip(edits.rows()).map(|(item, edit)| {
            let row = Rc::clone(&self.row);
            let build: Box<dyn FnOnce() -> S> = match edit {
                ListEdit::Keep(from) if !rebuild => {
                    return RowChange::Keep {
                        from,
                        rebuild: None,
                    };
                }
                _ => Box::new(move || row(item)),
            };
            match edit {
                ListEdit::Keep(from) => RowChange::Keep {
                    from,
                    rebuild: Some(build),
                },
                ListEdit::Add => RowChange::New(build),
            }
        });
        let changes = changes.collect();
        *keys = Some(Box::new(next));
        changes
    }
}
