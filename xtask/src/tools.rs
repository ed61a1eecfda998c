//! Finding, and where possible installing, what the verbs need.

pub mod browser;
pub mod cargo;
pub mod debian;
pub mod node;
pub mod npm_lock;
pub mod npm_packages;
pub mod wasm;
