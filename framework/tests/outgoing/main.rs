//! What goes to a client besides the tree.

#![allow(missing_docs, reason = "the stores of tests explain themselves")]
#![cfg(feature = "server")]

mod events;
mod slow_clients;
#[path = "../support/support.rs"]
mod support;
