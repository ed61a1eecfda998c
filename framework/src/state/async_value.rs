use musubi_wire::AsyncValue;

use super::State;
#[cfg(feature = "server")]
use super::{Field, Ops};
#[cfg(feature = "client")]
use crate::replica::{Mismatch, Op, Path, decode, patch, patch_json};
#[cfg(feature = "server")]
use crate::typescript::Types;
use crate::typescript::Wire;

impl<T: Wire> Wire for AsyncValue<T> {
    #[cfg(feature = "server")]
    fn typescript(types: &mut Types) -> String {
        format!("Musubi.AsyncField<{}>", T::typescript(types))
    }
}

impl<T: State> State for AsyncValue<T> {
    #[cfg(feature = "server")]
    fn diff(&self, next: &Self, ops: &mut Ops<'_>) {
        ops.changed_opaque(&STATUS, &self.status, &next.status);
        ops.changed(&RESULT, &self.result, &next.result);
        ops.changed_opaque(&REASON, &self.reason, &next.reason);
    }

    #[cfg(feature = "client")]
    fn patch(&mut self, path: Path<'_>, op: Op<'_>) -> Result<(), Mismatch> {
        let Some((name, rest)) = path.split() else {
            return patch_json(self, path, op);
        };
        match &*name {
            "status" => self.status = decode(op.value()?)?,
            "result" => return patch(&mut self.result, rest, op),
            _ => return patch_json(self, path, op),
        }
        Ok(())
    }
}

/// The operations between two async values whose results are the same.
#[cfg(feature = "server")]
pub(crate) fn diff_progress<T>(last: &AsyncValue<T>, next: &AsyncValue<T>, ops: &mut Ops<'_>) {
    ops.changed_opaque(&STATUS, &last.status, &next.status);
    ops.changed_opaque(&REASON, &last.reason, &next.reason);
}

#[cfg(feature = "server")]
const STATUS: Field = Field {
    name: "status",
    key: "\"status\":",
    token: "/status",
};

#[cfg(feature = "server")]
const RESULT: Field = Field {
    name: "result",
    key: "\"result\":",
    token: "/result",
};

#[cfg(feature = "server")]
const REASON: Field = Field {
    name: "reason",
    key: "\"reason\":",
    token: "/reason",
};
