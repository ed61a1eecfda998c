//! What reaches stores from elsewhere: topics, streams and timers.

#![allow(missing_docs, reason = "the stores of tests explain themselves")]
#![cfg(feature = "server")]

mod handles;
mod methods;
mod pubsub;
mod sockets;
mod streams;
#[path = "../support/support.rs"]
mod support;
mod timers;
