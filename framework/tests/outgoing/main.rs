//! What goes to a client besides the tree.

#![allow(missing_docs, reason = "the stores of tests explain themselves")]
#![cfg(feature = "server")]

mod events;
mod slow_clients;
mod stream_model;
mod streams;
#[path = "../support/support.rs"]
mod support;
mod unplaced_streams;
