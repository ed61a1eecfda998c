//! [`State`] for the types of the standard library and for `serde_json::Value`.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::hash::{BuildHasher, Hash};

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::State;
#[cfg(feature = "client")]
use crate::replica::{Mismatch, Op, Path, patch_rows, patch_value};
use crate::typescript::Wire;
#[cfg(feature = "server")]
use crate::{
    state::Ops,
    typescript::{Types, write::is_compound},
};

macro_rules! named {
    ($($ts:literal: $($rust:ty),+;)*) => {
        $($(
            impl Wire for $rust {
                #[cfg(feature = "server")]
                fn typescript(_: &mut Types) -> String {
                    $ts.into()
                }
            }

            impl State for $rust {
                #[cfg(feature = "client")]
                fn patch(&mut self, path: Path<'_>, _: Op<'_>) -> Result<(), Mismatch> {
                    Err(Mismatch::in_scalar(path))
                }
            }
        )+)*
    };
}

named! {
    "boolean": bool;
    "null": ();
    "number": i8, i16, i32, i64, i128, isize, u8, u16, u32, u64, u128, usize, f32, f64;
    "string": char, String, Box<str>, Cow<'static, str>;
}

impl Wire for Value {
    #[cfg(feature = "server")]
    fn typescript(_: &mut Types) -> String {
        "unknown".into()
    }
}

impl State for Value {
    #[cfg(feature = "server")]
    fn diff(&self, next: &Self, ops: &mut Ops<'_>) {
        ops.difference(self, next);
    }

    #[cfg(feature = "client")]
    fn patch(&mut self, path: Path<'_>, op: Op<'_>) -> Result<(), Mismatch> {
        patch_value(self, path, op)
    }
}

impl<T: Wire> Wire for Box<T> {
    #[cfg(feature = "server")]
    fn typescript(types: &mut Types) -> String {
        T::typescript(types)
    }
}

impl<T: State> State for Box<T> {
    #[cfg(feature = "server")]
    fn diff(&self, next: &Self, ops: &mut Ops<'_>) {
        T::diff(self, next, ops);
    }

    #[cfg(feature = "client")]
    fn patch(&mut self, path: Path<'_>, op: Op<'_>) -> Result<(), Mismatch> {
        T::patch(self, path, op)
    }
}

impl<T: Wire> Wire for Option<T> {
    #[cfg(feature = "server")]
    fn typescript(types: &mut Types) -> String {
        format!("{} | null", T::typescript(types))
    }
}

impl<T: State> State for Option<T> {
    #[cfg(feature = "server")]
    fn diff(&self, next: &Self, ops: &mut Ops<'_>) {
        match (self, next) {
            (Some(last), Some(next)) => last.diff(next, ops),
            _ => ops.replace(next),
        }
    }

    #[cfg(feature = "client")]
    fn patch(&mut self, path: Path<'_>, op: Op<'_>) -> Result<(), Mismatch> {
        match self {
            Some(value) => value.patch(path, op),
            None => Err(Mismatch::new("expected a value to change, found null")),
        }
    }
}

impl<T: Wire> Wire for Vec<T> {
    #[cfg(feature = "server")]
    fn typescript(types: &mut Types) -> String {
        array_of(&T::typescript(types))
    }
}

impl<T: State> State for Vec<T> {
    #[cfg(feature = "server")]
    fn diff(&self, next: &Self, ops: &mut Ops<'_>) {
        diff_list(self, next, ops);
    }

    #[cfg(feature = "client")]
    fn patch(&mut self, path: Path<'_>, op: Op<'_>) -> Result<(), Mismatch> {
        patch_rows(self, path, op)
    }
}

/// `element[]`, with parentheses where the element is more than one name.
#[cfg(feature = "server")]
fn array_of(element: &str) -> String {
    if is_compound(element) {
        format!("({element})[]")
    } else {
        format!("{element}[]")
    }
}

/// Compares two lists that have no keys: what they share at both ends stays, the rest is compared
/// by position, and the difference in length is removed or added where it ends.
#[cfg(feature = "server")]
fn diff_list<T: State>(last: &[T], next: &[T], ops: &mut Ops<'_>) {
    let start = last.iter().zip(next).take_while(|(a, b)| a == b).count();
    let (last, next) = (&last[start..], &next[start..]);
    let end = last
        .iter()
        .rev()
        .zip(next.iter().rev())
        .take_while(|(a, b)| a == b)
        .count();
    let (last, next) = (&last[..last.len() - end], &next[..next.len() - end]);
    let common = last.len().min(next.len());

    for index in (common..last.len()).rev() {
        ops.index(start + index, Ops::remove);
    }
    for (index, (last, next)) in last.iter().zip(next).enumerate() {
        if last != next {
            ops.index(start + index, |ops| last.diff(next, ops));
        }
    }
    for (index, item) in next.iter().enumerate().skip(common) {
        ops.index(start + index, |ops| ops.add(item));
    }
}

/// What a map's key must be: a string in JSON.
trait Key: Serialize + DeserializeOwned + Clone + 'static {}
impl<K: Serialize + DeserializeOwned + Clone + 'static> Key for K {}

/// What the hasher of a map or set must be.
trait Hasher: BuildHasher + Default + Clone + 'static {}
impl<H: BuildHasher + Default + Clone + 'static> Hasher for H {}

macro_rules! set {
    ($($name:ident<T $(, $hasher:ident)?>: $($bound:path),+;)*) => {
        $(
            impl<T: Wire $(+ $bound)+ $(, $hasher: Hasher)?> Wire for $name<T $(, $hasher)?> {
                #[cfg(feature = "server")]
                fn typescript(types: &mut Types) -> String {
                    array_of(&T::typescript(types))
                }
            }

            impl<T: State $(+ $bound)+ $(, $hasher: Hasher)?> State for $name<T $(, $hasher)?> {}
        )*
    };
}

set! {
    BTreeSet<T>: Ord;
    HashSet<T, H>: Eq, Hash;
}

macro_rules! map {
    ($($name:ident<K, V $(, $hasher:ident)?>: $($bound:path),+;)*) => {
        $(
            impl<K, V, $($hasher)?> Wire for $name<K, V $(, $hasher)?>
            where
                K: Key $(+ $bound)+,
                V: Wire,
                $($hasher: Hasher)?
            {
                #[cfg(feature = "server")]
                fn typescript(types: &mut Types) -> String {
                    format!("{{ [key: string]: {} }}", V::typescript(types))
                }
            }

            impl<K, V, $($hasher)?> State for $name<K, V $(, $hasher)?>
            where
                K: Key $(+ $bound)+,
                V: State,
                $($hasher: Hasher)?
            {
                #[cfg(feature = "server")]
                fn diff(&self, next: &Self, ops: &mut Ops<'_>) {
                    let last = self;
                    diff_map(
                        last.iter().map(|(key, value)| (key, value, next.get(key))),
                        next.iter().filter(|(key, _)| !last.contains_key(*key)),
                        ops,
                    );
                }
            }
        )*
    };
}

map! {
    BTreeMap<K, V>: Ord;
    HashMap<K, V, H>: Eq, Hash;
}

/// Compares two maps: `known` are the entries of the last one with their next value, `added` the
/// entries that only the next one has. Operations come in the order of the keys' text.
#[cfg(feature = "server")]
fn diff_map<'a, K: Serialize + 'a, V: State>(
    known: impl Iterator<Item = (&'a K, &'a V, Option<&'a V>)>,
    added: impl Iterator<Item = (&'a K, &'a V)>,
    ops: &mut Ops<'_>,
) {
    let changed = known.filter(|(_, last, next)| Some(*last) != *next);
    let mut entries: Vec<_> = changed
        .map(|(key, last, next)| (key_text(key), Some(last), next))
        .chain(added.map(|(key, next)| (key_text(key), None, Some(next))))
        .collect();
    entries.sort_by(|a, b| a.0.cmp(&b.0));
    for (key, last, next) in entries {
        ops.key(&key, |ops| match (last, next) {
            (Some(last), Some(next)) => last.diff(next, ops),
            (None, Some(next)) => ops.add(next),
            (_, None) => ops.remove(),
        });
    }
}

/// A map key as serde_json writes it. A key that has no text is refused when the map is written.
#[cfg(feature = "server")]
fn key_text<K: Serialize>(key: &K) -> String {
    struct Entry<'a, K>(&'a K);

    impl<K: Serialize> Serialize for Entry<'_, K> {
        fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            serializer.collect_map([(self.0, ())])
        }
    }

    match serde_json::to_value(Entry(key)) {
        Ok(Value::Object(entry)) => entry.into_iter().map(|(text, _)| text).collect(),
        _ => String::new(),
    }
}

macro_rules! tuple {
    ($($name:ident: $index:tt),+) => {
        impl<$($name: Wire),+> Wire for ($($name,)+) {
            #[cfg(feature = "server")]
            fn typescript(types: &mut Types) -> String {
                let elements: Vec<String> = vec![$($name::typescript(types)),+];
                format!("[{}]", elements.join(", "))
            }
        }

        impl<$($name: State),+> State for ($($name,)+) {
            #[cfg(feature = "server")]
            fn diff(&self, next: &Self, ops: &mut Ops<'_>) {
                $(if self.$index != next.$index {
                    ops.index($index, |ops| self.$index.diff(&next.$index, ops));
                })+
            }
        }
    };
}

tuple!(A: 0);
tuple!(A: 0, B: 1);
tuple!(A: 0, B: 1, C: 2);
tuple!(A: 0, B: 1, C: 2, D: 3);
tuple!(A: 0, B: 1, C: 2, D: 3, E: 4);
tuple!(A: 0, B: 1, C: 2, D: 3, E: 4, F: 5);
