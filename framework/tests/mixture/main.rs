//! Members of every kind in one page, edited in any order, against a model in plain Rust and a
//! client that knows nothing of this crate.

#![allow(missing_docs, reason = "the stores of tests explain themselves")]
#![cfg(feature = "server")]

mod client;
mod edits;
mod house;
mod model;
mod property;
