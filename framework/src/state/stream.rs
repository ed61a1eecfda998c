use std::fmt;
use std::ops::Deref;

use serde::{Deserialize, Serialize};

use super::State;
use crate::typescript::Wire;
#[cfg(feature = "server")]
use crate::{state::Ops, typescript::Types};

/// A list that only clients keep: the server sends insertions and deletions, and forgets the items.
///
/// As data it is the items that a client has. Its reactive form is
/// [`StreamSignal`](crate::StreamSignal); in TypeScript it is read as `T[]`.
#[derive(Serialize, Deserialize)]
#[serde(
    transparent,
    bound(serialize = "T: Serialize", deserialize = "T: Deserialize<'de>")
)]
pub struct Stream<T> {
    items: Vec<T>,
}

impl<T> Stream<T> {
    /// The items, in their order.
    pub fn into_vec(self) -> Vec<T> {
        self.items
    }
}

impl<T> From<Vec<T>> for Stream<T> {
    fn from(items: Vec<T>) -> Self {
        Self { items }
    }
}

impl<T> Deref for Stream<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.items
    }
}

impl<T> Default for Stream<T> {
    fn default() -> Self {
        Vec::new().into()
    }
}

impl<T: Clone> Clone for Stream<T> {
    fn clone(&self) -> Self {
        self.items.clone().into()
    }
}

impl<T: PartialEq> PartialEq for Stream<T> {
    fn eq(&self, other: &Self) -> bool {
        self.items == other.items
    }
}

impl<T: fmt::Debug> fmt::Debug for Stream<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.items.fmt(f)
    }
}

impl<T: Wire> Wire for Stream<T> {
    #[cfg(feature = "server")]
    fn typescript(types: &mut Types) -> String {
        format!("Musubi.StreamField<{}>", T::typescript(types))
    }
}

impl<T: State> State for Stream<T> {
    #[cfg(feature = "server")]
    fn diff(&self, next: &Self, ops: &mut Ops<'_>) {
        self.items.diff(&next.items, ops);
    }
}
