use std::collections::{HashSet, VecDeque};
use std::sync::Arc;

use serde_json::Value;

use crate::envelope::{StreamAction, StreamOp};

/// The contents of one stream: items in their order, each with a key of its own.
#[derive(Clone, Debug, Default)]
pub struct Stream {
    items: VecDeque<StreamItem>,
    /// The keys of `items`, so that a new item costs no search.
    keys: HashSet<Arc<str>>,
}

/// One item of a [`Stream`].
#[derive(Clone, Debug, PartialEq)]
pub struct StreamItem {
    key: Arc<str>,
    value: Value,
}

impl StreamItem {
    /// The key, unique in its stream.
    pub fn key(&self) -> &str {
        &self.key
    }

    /// The item, with its markers.
    pub fn value(&self) -> &Value {
        &self.value
    }
}

impl Stream {
    /// The items, first to last.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &StreamItem> + ExactSizeIterator {
        self.items.iter()
    }

    /// The item with that key.
    pub fn get(&self, key: &str) -> Option<&Value> {
        let index = self.position(key)?;
        Some(&self.items[index].value)
    }

    /// How many items there are.
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// Whether there is no item.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    pub(super) fn apply(&mut self, op: &StreamOp) {
        match &op.action {
            StreamAction::Reset => {
                self.items.clear();
                self.keys.clear();
            }
            StreamAction::Delete { item_key } => self.delete(item_key),
            StreamAction::Insert {
                item_key,
                at,
                item,
                limit,
            } => {
                self.insert(item_key, *at, item.clone());
                if let Some(limit) = limit {
                    self.trim(limit.unsigned_abs(), *at);
                }
            }
        }
        debug_assert_eq!(self.items.len(), self.keys.len(), "a key for each item");
    }

    fn delete(&mut self, key: &str) {
        if let Some(index) = self.position(key) {
            self.items.remove(index);
            self.keys.remove(key);
        }
    }

    fn insert(&mut self, key: &str, at: i64, value: Value) {
        self.delete(key);
        let len = self.items.len();
        let index = match at {
            -1 => len,
            at => usize::try_from(at.max(0)).unwrap_or(usize::MAX).min(len),
        };
        let key: Arc<str> = key.into();
        self.keys.insert(Arc::clone(&key));
        self.items.insert(index, StreamItem { key, value });
    }

    /// Drops what is over `size`, from the far end of where the last item went in.
    fn trim(&mut self, size: u64, at: i64) {
        let size = usize::try_from(size).unwrap_or(usize::MAX);
        while self.items.len() > size {
            let dropped = match at {
                0 => self.items.pop_back(),
                _ => self.items.pop_front(),
            };
            if let Some(item) = dropped {
                self.keys.remove(&item.key);
            }
        }
    }

    fn position(&self, key: &str) -> Option<usize> {
        if !self.keys.contains(key) {
            return None;
        }
        self.items.iter().position(|item| &*item.key == key)
    }
}
