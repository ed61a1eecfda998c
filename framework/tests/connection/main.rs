//! What a client of the server can rely on, frame by frame, over a real WebSocket.

#![allow(missing_docs, reason = "the stores of tests explain themselves")]

mod channels;
mod commands;
mod context;
mod crashes;
mod features;
mod handshake;
mod joins;
mod limits;
mod sizes;
mod stores;
#[path = "../support/support.rs"]
mod support;
mod turns;
mod wrong;
