//! Memory stays flat, whatever comes and goes.
//!
//! The allocator counts for the whole process, so these tests have a binary of their own and run
//! one at a time.

#![allow(missing_docs, reason = "the stores of tests explain themselves")]

mod guests;
mod heap;
mod pages;
mod sockets;
mod stores;
#[path = "../support/support.rs"]
mod support;
mod tasks;
mod uploads;
