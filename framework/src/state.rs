//! Values that clients see: [`State`], and how one value becomes another in patch operations.

mod async_value;
mod big_int;
#[cfg(feature = "server")]
mod keyed;
mod list;
#[cfg(feature = "server")]
mod ops;
#[cfg(feature = "server")]
mod order;
mod stream;
mod upload;
mod values;

#[cfg(feature = "server")]
pub(crate) use async_value::diff_progress;
pub use big_int::BigInt;
#[cfg(feature = "server")]
pub(crate) use keyed::{ListEdit, longest_increasing, reorder, update_keyed};
pub use list::List;
#[cfg(feature = "server")]
pub use ops::Ops;
#[cfg(feature = "server")]
pub(crate) use ops::{EncodeError, Written};
#[cfg(feature = "server")]
pub(crate) use order::{Move, OrderEdits};
pub use stream::Stream;
pub use upload::Upload;

#[cfg(feature = "client")]
use crate::replica::{Mismatch, Op, Path, patch_json};
use crate::typescript::Wire;

/// A value that can be part of a client's state.
///
/// Implemented for the usual scalars, strings, options, lists, maps, tuples and
/// `serde_json::Value`; `#[state]` implements it for structs and enums.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be part of a client's state",
    label = "not a state type",
    note = "add `#[state]` to the type, or, for a serde type of another crate, \
            say what TypeScript sees: `#[state(type = \"string\")]` on the field"
)]
pub trait State: Wire {
    /// Writes the operations that turn `self` into `next`, relative to where `ops` stands.
    ///
    /// It is called only where the two differ. The default replaces the whole value.
    #[cfg(feature = "server")]
    #[doc(hidden)]
    fn diff(&self, next: &Self, ops: &mut Ops<'_>) {
        let _ = self;
        ops.replace(next);
    }

    /// Makes `self` what it is after `op`, at a path that is not empty and begins at this value.
    ///
    /// The default goes by the JSON of the whole value.
    ///
    /// # Errors
    /// Fails where the path does not exist or what stands there then is of another type.
    #[cfg(feature = "client")]
    #[doc(hidden)]
    fn patch(&mut self, path: Path<'_>, op: Op<'_>) -> Result<(), Mismatch> {
        patch_json(self, path, op)
    }
}

/// One member of an object on the wire, with its name escaped once and for all.
#[doc(hidden)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field {
    /// The name in JSON, as the client reads it.
    pub name: &'static str,
    /// `"name":`, ready to be written before the value.
    pub key: &'static str,
    /// `/name`, with the escapes of JSON Pointer and then those of a JSON string.
    pub token: &'static str,
}
