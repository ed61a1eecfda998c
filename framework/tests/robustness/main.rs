//! Whatever a client sends, and wherever it stops: the server goes on serving the others.

#![allow(missing_docs, reason = "the stores of tests explain themselves")]

mod drops;
mod floods;
mod garbage;
mod grammar;
mod nesting;
mod nesting_values;
mod properties;
mod protocol;
mod stores;
#[path = "../support/support.rs"]
mod support;
