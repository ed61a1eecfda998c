//! What the macros' output names, so that a user's Cargo.toml needs no more than this crate.

pub use crate::contract::{Command, CommandResult};
pub use crate::state::Field;
pub use ::{serde, serde_json};

#[cfg(feature = "server")]
pub use crate::{
    json::write as write_json,
    state::Ops,
    store::{
        CommandRun, Mounting, Outcome, Payload, bind_child, bind_child_option, bind_children,
        decode_params, fallible, infallible, mounted, mounted_or_refused,
    },
    tree::{Binder, Codec},
    typescript::write::{
        declaration, flattened_option, object_type, reply, result_errors, result_reply,
    },
};
#[cfg(feature = "server")]
pub use ::{tsify, wasm_bindgen};
#[cfg(feature = "server")]
pub use serde_json::value::RawValue;

/// The JSON of a typed error's detail.
///
/// # Errors
/// Fails where the detail cannot be written as JSON.
pub fn to_json<T: serde::Serialize + ?Sized>(detail: &T) -> Result<String, serde_json::Error> {
    #[cfg(feature = "server")]
    return crate::json::to_string(detail);
    #[cfg(not(feature = "server"))]
    serde_json::to_string(detail)
}

/// What a store renders that has no `render`, in the code that stands in for a faulty one.
#[derive(Debug)]
pub enum NoSignals {}

impl crate::Signals for NoSignals {
    type State = ();
    const FIELDS: &'static [Field] = &[];

    #[cfg(feature = "server")]
    fn bind(self, _: &mut Binder<'_>) {}
}
