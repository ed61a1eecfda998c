use serde_json::Value;

use super::per_store::PerStore;
use super::stores;
use super::{MAX_DEPTH, Stream};
use crate::StoreId;
use crate::marker;
use crate::names::key;

/// A copy of `tree` with the streams in the places of their markers.
pub(super) fn hydrate(tree: &Value, streams: &PerStore<Stream>) -> Value {
    let mut hydration = Hydration {
        streams,
        open: Vec::new(),
    };
    hydration.value(tree, &StoreId::root(), 0)
}

struct Hydration<'a> {
    streams: &'a PerStore<Stream>,
    /// The streams whose items are being copied, outermost first. A stream inside itself has no
    /// finite form.
    open: Vec<(StoreId, &'a str)>,
}

impl<'a> Hydration<'a> {
    /// `owner` is the nearest store above, which the names of streams belong to.
    fn value(&mut self, value: &'a Value, owner: &StoreId, depth: usize) -> Value {
        match value {
            Value::Array(values) => values
                .iter()
                .map(|value| self.value(value, owner, depth + 1))
                .collect(),
            Value::Object(members) => {
                if let Some(name) = marker::slot(members, key::STREAM) {
                    return self.stream(value, owner, name, depth);
                }
                let own = stores::id_of(value);
                let owner = own.as_ref().unwrap_or(owner);
                let hydrated = members
                    .iter()
                    .map(|(name, value)| (name.clone(), self.value(value, owner, depth + 1)));
                Value::Object(hydrated.collect())
            }
            leaf => leaf.clone(),
        }
    }

    fn stream(&mut self, marker: &Value, owner: &StoreId, name: &'a str, depth: usize) -> Value {
        let endless = self
            .open
            .iter()
            .any(|(open_owner, open)| open_owner == owner && *open == name);
        if endless || depth > MAX_DEPTH {
            return marker.clone();
        }
        let Some(stream) = self.streams.get(owner, name) else {
            return Value::Array(Vec::new());
        };
        self.open.push((owner.clone(), name));
        let items = stream
            .iter()
            .map(|item| self.value(item.value(), owner, depth + 1))
            .collect();
        self.open.pop();
        items
    }
}
