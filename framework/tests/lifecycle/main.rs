//! How pages and stores end, and which types may cross threads.

#![allow(missing_docs, reason = "the stores of tests explain themselves")]

mod ends;
mod memos;
mod move_model;
mod moves;
mod order;
mod outlived;
mod stores;
#[path = "../support/support.rs"]
mod support;
mod threads;
