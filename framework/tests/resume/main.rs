//! Pages that outlive the connection of their client.

#![allow(missing_docs, reason = "the stores of tests explain themselves")]
#![cfg(feature = "server")]

mod commands;
mod pages;
mod random_cuts;
mod shutdown;
mod stores;
#[path = "../support/support.rs"]
mod support;
mod tokens;
mod visitor;
