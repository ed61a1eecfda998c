use std::collections::HashMap;

use serde_json::Value;

use super::{MAX_DEPTH, OpFault};
use crate::StoreId;
use crate::names::key;

/// Which stores stand in a tree, counted as the tree changes, so that no envelope costs a walk over
/// all of it.
#[derive(Clone, Debug, Default)]
pub(super) struct Stores {
    counts: HashMap<StoreId, usize>,
    lost_one: bool,
}

impl Stores {
    pub fn contains(&self, id: &StoreId) -> bool {
        self.counts.contains_key(id)
    }

    /// Whether some store has left since [`forget_lost`](Self::forget_lost), even if it came back.
    pub fn lost_one(&self) -> bool {
        self.lost_one
    }

    pub fn forget_lost(&mut self) {
        self.lost_one = false;
    }

    /// Counts every store in `value`, which has come into the tree.
    pub fn enter(&mut self, value: &Value) {
        for_each(value, &mut |id| self.enter_one(id));
    }

    /// Counts off every store in `value`, which has left the tree.
    pub fn leave(&mut self, value: &Value) {
        for_each(value, &mut |id| self.leave_one(&id));
    }

    pub fn enter_one(&mut self, id: StoreId) {
        *self.counts.entry(id).or_default() += 1;
    }

    pub fn leave_one(&mut self, id: &StoreId) {
        if let Some(count) = self.counts.get_mut(id) {
            *count -= 1;
            if *count == 0 {
                self.counts.remove(id);
                self.lost_one = true;
            }
        }
    }
}

/// The id of the store whose node `value` is.
pub(super) fn id_of(value: &Value) -> Option<StoreId> {
    value
        .as_object()?
        .get(key::STORE_ID)
        .and_then(StoreId::from_value)
}

/// Calls `visit` for each store in `value`, `value` included, once for each time that it stands
/// there.
pub(super) fn for_each(value: &Value, visit: &mut impl FnMut(StoreId)) {
    if let Some(id) = id_of(value) {
        visit(id);
    }
    match value {
        Value::Array(values) => values.iter().for_each(|value| for_each(value, visit)),
        Value::Object(members) => members.values().for_each(|value| for_each(value, visit)),
        _ => {}
    }
}

/// Checks that `value`, put `depth` levels below the root, nests no deeper than [`MAX_DEPTH`].
pub(super) fn check_depth(value: &Value, depth: usize) -> Result<(), OpFault> {
    if depth > MAX_DEPTH {
        return Err(OpFault::TooDeep);
    }
    match value {
        Value::Array(values) => values
            .iter()
            .try_for_each(|value| check_depth(value, depth + 1)),
        Value::Object(members) => members
            .values()
            .try_for_each(|value| check_depth(value, depth + 1)),
        _ => Ok(()),
    }
}
