//! How types of the wire look in TypeScript.

#[cfg(feature = "server")]
mod types;
#[cfg(feature = "server")]
pub mod write;

use serde::Serialize;
use serde::de::DeserializeOwned;

#[cfg(feature = "server")]
pub(crate) use types::NAMESPACE;
#[cfg(feature = "server")]
pub use types::{Declared, TypeError, Types};

/// A value that crosses the wire, in whatever direction, and what a TypeScript client sees of it.
///
/// Implemented for the usual scalars, strings, options, lists, maps, tuples and
/// `serde_json::Value`; `#[state]` and `#[params]` implement it for an application's own types.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot cross the wire",
    label = "has no TypeScript type",
    note = "add `#[state]` to the type (or `#[params]`, `#[command_error]` where it is one); for a \
            serde type of another crate say what TypeScript sees: `#[state(type = \"string\")]`"
)]
pub trait Wire: Serialize + DeserializeOwned + Clone + PartialEq + 'static {
    /// The TypeScript expression for this type. Named types are declared in `types` on the way.
    #[cfg(feature = "server")]
    #[doc(hidden)]
    fn typescript(types: &mut Types) -> String;
}
