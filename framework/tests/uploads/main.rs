//! Files from clients, from the offer to the end of the last byte.

#![allow(missing_docs, reason = "the stores of tests explain themselves")]
#![cfg(feature = "server")]

mod channels;
mod client;
mod consuming;
mod declarations;
mod external;
mod files;
mod hostile;
mod offers;
mod stores;
#[path = "../support/support.rs"]
mod support;
