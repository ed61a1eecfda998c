use std::fmt;
use std::marker::PhantomData;
use std::ops::{Deref, DerefMut};

use serde::{Deserialize, Serialize};

use super::State;
#[cfg(feature = "client")]
use crate::replica::{Mismatch, Op, Path, patch_rows};
use crate::typescript::Wire;
#[cfg(feature = "server")]
use crate::{state::Ops, typescript::Types};

/// The rows of a list whose reactive form, [`ListSignal`](crate::ListSignal), knows them by keys of
/// type `K`.
///
/// As data it is a `Vec<T>`: an array in JSON, `T[]` in TypeScript.
///
/// ```
/// use musubi::List;
///
/// let names: List<u32, String> = vec!["Aiko".to_owned(), "Ren".to_owned()].into();
/// assert_eq!(serde_json::to_string(&names).unwrap(), r#"["Aiko","Ren"]"#);
/// assert_eq!(names.len(), 2);
/// ```
#[derive(Serialize, Deserialize)]
#[serde(
    transparent,
    bound(serialize = "T: Serialize", deserialize = "T: Deserialize<'de>")
)]
pub struct List<K, T> {
    rows: Vec<T>,
    key: PhantomData<fn() -> K>,
}

impl<K, T> List<K, T> {
    /// A list without rows.
    pub const fn new() -> Self {
        Self {
            rows: Vec::new(),
            key: PhantomData,
        }
    }

    /// The rows, in their order.
    pub fn into_vec(self) -> Vec<T> {
        self.rows
    }
}

impl<K, T> From<Vec<T>> for List<K, T> {
    fn from(rows: Vec<T>) -> Self {
        Self {
            rows,
            key: PhantomData,
        }
    }
}

impl<K, T> From<List<K, T>> for Vec<T> {
    fn from(list: List<K, T>) -> Self {
        list.rows
    }
}

impl<K, T> FromIterator<T> for List<K, T> {
    fn from_iter<I: IntoIterator<Item = T>>(rows: I) -> Self {
        Vec::from_iter(rows).into()
    }
}

impl<K, T> IntoIterator for List<K, T> {
    type Item = T;
    type IntoIter = std::vec::IntoIter<T>;

    fn into_iter(self) -> Self::IntoIter {
        self.rows.into_iter()
    }
}

impl<'a, K, T> IntoIterator for &'a List<K, T> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.rows.iter()
    }
}

impl<K, T> Deref for List<K, T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.rows
    }
}

impl<K, T> DerefMut for List<K, T> {
    fn deref_mut(&mut self) -> &mut [T] {
        &mut self.rows
    }
}

impl<K, T> Default for List<K, T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<K, T: Clone> Clone for List<K, T> {
    fn clone(&self) -> Self {
        self.rows.clone().into()
    }
}

impl<K, T: PartialEq> PartialEq for List<K, T> {
    fn eq(&self, other: &Self) -> bool {
        self.rows == other.rows
    }
}

impl<K, T: Eq> Eq for List<K, T> {}

impl<K, T: fmt::Debug> fmt::Debug for List<K, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.rows.fmt(f)
    }
}

impl<K: 'static, T: Wire> Wire for List<K, T> {
    #[cfg(feature = "server")]
    fn typescript(types: &mut Types) -> String {
        <Vec<T> as Wire>::typescript(types)
    }
}

impl<K: 'static, T: State> State for List<K, T> {
    #[cfg(feature = "server")]
    fn diff(&self, next: &Self, ops: &mut Ops<'_>) {
        self.rows.diff(&next.rows, ops);
    }

    #[cfg(feature = "client")]
    fn patch(&mut self, path: Path<'_>, op: Op<'_>) -> Result<(), Mismatch> {
        patch_rows(&mut self.rows, path, op)
    }
}
