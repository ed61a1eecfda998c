//! How an operation changes a value that has no signals of its own.

use json_patch::jsonptr::PointerBuf;
use json_patch::{AddOperation, MoveOperation, PatchOperation, RemoveOperation, ReplaceOperation};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use serde_json::value::RawValue;

use super::text::patch_text;
use super::{Mismatch, Op, Path};
use crate::state::State;

/// The value that this text is.
///
/// # Errors
/// Fails where it is not one of the type, with the path to the fault within the value.
pub fn decode<T: DeserializeOwned>(json: &RawValue) -> Result<T, Mismatch> {
    musubi_wire::json::read(json.get()).map_err(Mismatch::new)
}

/// Makes a value what it is after `op`, which `path` leads to from the value on.
///
/// # Errors
/// Fails where the path does not exist or what stands there then is of another type.
pub fn patch<T: State>(value: &mut T, path: Path<'_>, op: Op<'_>) -> Result<(), Mismatch> {
    if path.is_empty() {
        *value = decode(op.value()?)?;
        return Ok(());
    }
    value.patch(path, op)
}

/// Like [`patch`], for types whose shape only serde knows.
///
/// # Errors
/// Fails where [`patch`] does.
pub fn patch_json<T: Serialize + DeserializeOwned>(
    value: &mut T,
    path: Path<'_>,
    op: Op<'_>,
) -> Result<(), Mismatch> {
    let json = serde_json::value::to_raw_value(value).map_err(Mismatch::new)?;
    let text = patch_text(&json, path, op)?;
    *value = musubi_wire::json::read(&text).map_err(Mismatch::new)?;
    Ok(())
}

/// Like [`patch`], for JSON.
pub(crate) fn patch_value(json: &mut Value, path: Path<'_>, op: Op<'_>) -> Result<(), Mismatch> {
    let path = PointerBuf::parse(path.as_str()).map_err(Mismatch::new)?;
    let operation = match op {
        Op::Add(value) => PatchOperation::Add(AddOperation {
            path,
            value: decode(value)?,
        }),
        Op::Replace(value) => PatchOperation::Replace(ReplaceOperation {
            path,
            value: decode(value)?,
        }),
        Op::Remove => PatchOperation::Remove(RemoveOperation { path }),
        Op::Move(index) => {
            let mut from = path.clone();
            from.pop_back();
            from.push_back(index);
            PatchOperation::Move(MoveOperation { from, path })
        }
    };
    json_patch::patch(json, &[operation]).map_err(Mismatch::new)
}

/// Like [`patch`], for the rows of a list.
///
/// # Errors
/// Fails where [`patch`] does.
pub fn patch_rows<T: State>(rows: &mut Vec<T>, path: Path<'_>, op: Op<'_>) -> Result<(), Mismatch> {
    let adds = matches!(op, Op::Add(_)) && path.split().is_some_and(|(_, rest)| rest.is_empty());
    let (index, rest) = path.index(rows.len() + usize::from(adds))?;
    match op {
        Op::Add(value) if adds => rows.insert(index, decode(value)?),
        Op::Remove if rest.is_empty() => drop(rows.remove(index)),
        Op::Move(from) if rest.is_empty() && from < rows.len() => {
            let row = rows.remove(from);
            rows.insert(index, row);
        }
        _ => return patch(&mut rows[index], rest, op),
    }
    Ok(())
}

/// The key of a row as text, which tells rows apart whatever the type of the key is.
pub fn key_text<K: Serialize>(key: &K) -> String {
    serde_json::to_string(key).unwrap_or_default()
}
