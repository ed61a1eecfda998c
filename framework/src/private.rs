//! What the macros' output names, so that a user's Cargo.toml needs no more than this crate.

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
};
#[cfg(feature = "server")]
pub use ::{tsify, wasm_bindgen};
#[cfg(feature = "server")]
pub use serde_json::value::RawValue;
