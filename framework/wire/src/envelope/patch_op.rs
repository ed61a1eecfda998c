use json_patch::jsonptr::PointerBuf;
use json_patch::{AddOperation, MoveOperation, PatchOperation, RemoveOperation, ReplaceOperation};
use serde::{Deserialize, Deserializer, de};
use serde_json::Value;

use crate::{json, pointer};

/// Reads the ops of an envelope, of which four kinds are legal.
///
/// `json_patch` reads an operation by keeping it until it knows its `op`, which loses the path to a
/// fault inside, so the members are read in place here.
pub(super) fn deserialize_all<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Vec<PatchOperation>, D::Error> {
    let ops = Vec::<Op>::deserialize(deserializer)?;
    Ok(ops.into_iter().map(|Op(op)| op).collect())
}

struct Op(PatchOperation);

#[derive(Deserialize)]
struct Members {
    op: Name,
    path: Path,
    from: Option<Path>,
    #[serde(default, deserialize_with = "json::present")]
    value: Option<Value>,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Name {
    Add,
    Remove,
    Replace,
    Move,
}

struct Path(PointerBuf);

impl<'de> Deserialize<'de> for Op {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Members {
            op,
            path: Path(path),
            from,
            value,
        } = Members::deserialize(deserializer)?;
        let value = || value.ok_or_else(|| de::Error::missing_field("value"));
        Ok(Self(match op {
            Name::Add => PatchOperation::Add(AddOperation {
                path,
                value: value()?,
            }),
            Name::Remove => PatchOperation::Remove(RemoveOperation { path }),
            Name::Replace => PatchOperation::Replace(ReplaceOperation {
                path,
                value: value()?,
            }),
            Name::Move => {
                let Path(from) = from.ok_or_else(|| de::Error::missing_field("from"))?;
                PatchOperation::Move(MoveOperation { from, path })
            }
        }))
    }
}

impl<'de> Deserialize<'de> for Path {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        pointer::to_buf(&text).map(Self).map_err(de::Error::custom)
    }
}
