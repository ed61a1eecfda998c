use json_patch::jsonptr::{Pointer, PointerBuf};
use json_patch::{MoveOperation, PatchOperation};
use serde_json::Value;

use super::stores::{self, Stores};
use super::{ApplyError, OpFault};
use crate::names::key;
use crate::pointer;

/// The wire tree, and which stores stand in it.
///
/// The ops are applied here and not by `json_patch::patch`, for two reasons: the stores are counted
/// along the way, and a `move` that has to be taken back must leave no trace, where `json_patch` 5
/// loses the moved value or panics.
#[derive(Clone, Debug, Default)]
pub(super) struct Tree {
    root: Value,
    stores: Stores,
}

/// How to take back one op. Paths name what stands in the tree after the op, with no `-` in them.
enum Undo {
    Add {
        path: PointerBuf,
    },
    Replace {
        path: PointerBuf,
        old: Value,
    },
    Remove {
        path: PointerBuf,
        old: Value,
    },
    Move {
        from: PointerBuf,
        path: PointerBuf,
        old: Option<Value>,
    },
}

/// What an addition did: where it went, and what it displaced.
struct Added {
    path: PointerBuf,
    old: Option<Value>,
}

impl Tree {
    pub fn root(&self) -> &Value {
        &self.root
    }

    pub fn stores(&self) -> &Stores {
        &self.stores
    }

    pub fn forget_lost(&mut self) {
        self.stores.forget_lost();
    }

    /// Applies all ops or, when one fails, none.
    pub fn apply_all(&mut self, ops: &[PatchOperation]) -> Result<(), ApplyError> {
        let mut journal = Vec::with_capacity(ops.len());
        for (index, op) in ops.iter().enumerate() {
            match self.apply(op) {
                Ok(undo) => journal.push(undo),
                Err(fault) => {
                    for undo in journal.into_iter().rev() {
                        self.take_back(undo);
                    }
                    return Err(ApplyError::Op {
                        index,
                        name: name_of(op),
                        path: op.path().to_string(),
                        fault,
                    });
                }
            }
        }
        Ok(())
    }

    fn apply(&mut self, op: &PatchOperation) -> Result<Undo, OpFault> {
        match op {
            PatchOperation::Add(op) => {
                let added = self.add(&op.path, op.value.clone());
                let Added { path, old } = added.map_err(|(fault, _)| fault)?;
                Ok(match old {
                    Some(old) => Undo::Replace { path, old },
                    None => Undo::Add { path },
                })
            }
            PatchOperation::Replace(op) => Ok(Undo::Replace {
                old: self.replace(&op.path, op.value.clone())?,
                path: op.path.clone(),
            }),
            PatchOperation::Remove(op) => Ok(Undo::Remove {
                old: self.remove(&op.path)?,
                path: op.path.clone(),
            }),
            PatchOperation::Move(op) => self.relocate(op),
            PatchOperation::Copy(_) | PatchOperation::Test(_) => Err(OpFault::IllegalOp),
        }
    }

    fn take_back(&mut self, undo: Undo) {
        let taken_back = match undo {
            Undo::Add { path } => self.remove(&path).map(drop),
            Undo::Replace { path, old } => self.replace(&path, old).map(drop),
            Undo::Remove { path, old } => self.put_back(&path, old),
            Undo::Move { from, path, old } => match old {
                Some(old) => self.replace(&path, old),
                None => self.remove(&path),
            }
            .and_then(|value| self.put_back(&from, value)),
        };
        debug_assert_eq!(taken_back, Ok(()), "what was done can be undone");
    }

    fn put_back(&mut self, path: &Pointer, value: Value) -> Result<(), OpFault> {
        self.add(path, value).map(drop).map_err(|(fault, _)| fault)
    }

    /// `move`. On failure the tree is as before.
    fn relocate(&mut self, op: &MoveOperation) -> Result<Undo, OpFault> {
        if op.path.starts_with(&op.from) && op.path != op.from {
            return Err(OpFault::IntoItself);
        }
        let value = self.remove(&op.from).map_err(|_| OpFault::NoSuchSource)?;
        match self.add(&op.path, value) {
            Ok(Added { path, old }) => Ok(Undo::Move {
                from: op.from.clone(),
                path,
                old,
            }),
            Err((fault, value)) => {
                let back = self.put_back(&op.from, value);
                debug_assert_eq!(back, Ok(()), "what was removed can be put back");
                Err(fault)
            }
        }
    }

    /// `add`: into an array before an index or, with `-`, at its end; into an object, whether or not
    /// it has that member; or in place of the whole tree. Gives the value back when it does not fit.
    fn add(&mut self, path: &Pointer, value: Value) -> Result<Added, (OpFault, Value)> {
        if let Err(fault) = stores::check_depth(&value, path.count()) {
            return Err((fault, value));
        }
        self.stores.enter(&value);
        let added = self.edit(path, |root| insert(root, path, value));
        match &added {
            Ok(Added { old: Some(old), .. }) => self.stores.leave(old),
            Ok(_) => {}
            Err(value) => self.stores.leave(value),
        }
        added.map_err(|value| (OpFault::NoSuchPlace, value))
    }

    /// `replace`. Gives what stood there.
    fn replace(&mut self, path: &Pointer, value: Value) -> Result<Value, OpFault> {
        stores::check_depth(&value, path.count())?;
        if place(&mut self.root, path).is_none() {
            return Err(OpFault::NoSuchPlace);
        }
        self.stores.enter(&value);
        let old = self.edit(path, |root| {
            place(root, path).map(|place| std::mem::replace(place, value))
        });
        let old = old.ok_or(OpFault::NoSuchPlace)?;
        self.stores.leave(&old);
        Ok(old)
    }

    /// `remove`. Gives what stood there. The whole tree cannot be removed.
    fn remove(&mut self, path: &Pointer) -> Result<Value, OpFault> {
        let (parent, last) = path.split_back().ok_or(OpFault::NoSuchPlace)?;
        let old = self.edit(path, |root| match place(root, parent)? {
            Value::Object(members) => members.remove(&*last.decoded()),
            Value::Array(values) => {
                let index = pointer::index(last.encoded())?;
                (index < values.len()).then(|| values.remove(index))
            }
            _ => None,
        });
        let old = old.ok_or(OpFault::NoSuchPlace)?;
        self.stores.leave(&old);
        Ok(old)
    }

    /// Runs `edit`, which changes what stands at `path`. Where that is part of a store id, the object
    /// around it becomes another store, or ceases to be one.
    fn edit<T>(&mut self, path: &Pointer, edit: impl FnOnce(&mut Value) -> T) -> T {
        let nodes = nodes_identified_by(path);
        for node in &nodes {
            if let Some(id) = self.root.pointer(node).and_then(stores::id_of) {
                self.stores.leave_one(&id);
            }
        }
        let edited = edit(&mut self.root);
        for node in &nodes {
            if let Some(id) = self.root.pointer(node).and_then(stores::id_of) {
                self.stores.enter_one(id);
            }
        }
        edited
    }
}

/// The objects whose store id `path` leads to or into. Hardly ever any.
fn nodes_identified_by(path: &Pointer) -> Vec<&str> {
    let path = path.as_str();
    if !path.contains(key::STORE_ID) {
        return Vec::new();
    }
    path.match_indices('/')
        .filter(|&(slash, _)| path[slash + 1..].split('/').next() == Some(key::STORE_ID))
        .map(|(slash, _)| &path[..slash])
        .collect()
}

/// What stands at `path`.
fn place<'v>(root: &'v mut Value, path: &Pointer) -> Option<&'v mut Value> {
    path.tokens().try_fold(root, |node, token| match node {
        Value::Object(members) => members.get_mut(&*token.decoded()),
        Value::Array(values) => values.get_mut(pointer::index(token.encoded())?),
        _ => None,
    })
}

fn insert(root: &mut Value, path: &Pointer, value: Value) -> Result<Added, Value> {
    let Some((parent, last)) = path.split_back() else {
        return Ok(Added {
            path: path.to_buf(),
            old: Some(std::mem::replace(root, value)),
        });
    };
    match place(root, parent) {
        Some(Value::Object(members)) => Ok(Added {
            path: path.to_buf(),
            old: members.insert(last.decoded().into_owned(), value),
        }),
        Some(Value::Array(values)) => {
            let index = match last.encoded() {
                "-" => Some(values.len()),
                digits => pointer::index(digits).filter(|&index| index <= values.len()),
            };
            let Some(index) = index else {
                return Err(value);
            };
            values.insert(index, value);
            Ok(Added {
                path: parent.with_trailing_token(index),
                old: None,
            })
        }
        _ => Err(value),
    }
}

fn name_of(op: &PatchOperation) -> &'static str {
    match op {
        PatchOperation::Add(_) => "add",
        PatchOperation::Remove(_) => "remove",
        PatchOperation::Replace(_) => "replace",
        PatchOperation::Move(_) => "move",
        PatchOperation::Copy(_) => "copy",
        PatchOperation::Test(_) => "test",
    }
}
