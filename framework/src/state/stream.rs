use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;

use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use super::State;
use crate::typescript::Wire;
#[cfg(feature = "server")]
use crate::{state::Ops, typescript::Types};

/// A list that only clients keep: the server sends insertions and deletions, and forgets the items.
///
/// As data it is the items that a client has. Its reactive form is
/// [`StreamSignal`](crate::StreamSignal); in TypeScript it is read as `T[]`.
#[derive(Serialize)]
#[serde(transparent, bound(serialize = "T: Serialize"))]
pub struct Stream<T> {
    items: Vec<T>,
    /// What the marker in a document says, which stands there without the items.
    #[serde(skip)]
    #[cfg_attr(
        not(feature = "client"),
        allow(dead_code, reason = "only clients look for it")
    )]
    name: Option<Box<str>>,
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Stream<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct StreamVisitor<T>(PhantomData<T>);

        impl<'de, T: Deserialize<'de>> Visitor<'de> for StreamVisitor<T> {
            type Value = Stream<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a stream's marker, or its items")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<Self::Value, A::Error> {
                Vec::deserialize(SeqAccessDeserializer::new(seq)).map(Stream::from)
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
                #[derive(Deserialize)]
                struct Marker {
                    #[serde(rename = "__musubi_stream__")]
                    name: Box<str>,
                }

                let marker = Marker::deserialize(MapAccessDeserializer::new(map))?;
                Ok(Stream {
                    items: Vec::new(),
                    name: Some(marker.name),
                })
            }
        }

        deserializer.deserialize_any(StreamVisitor(PhantomData))
    }
}

impl<T> Stream<T> {
    /// The items, in their order.
    pub fn into_vec(self) -> Vec<T> {
        self.items
    }

    /// The name of a stream that a document has a marker of.
    #[cfg(feature = "client")]
    pub(crate) fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }
}

impl<T> From<Vec<T>> for Stream<T> {
    fn from(items: Vec<T>) -> Self {
        Self { items, name: None }
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
