//! What hooks see, in which order, and what they can halt.

#![allow(missing_docs, reason = "the stores of tests explain themselves")]

mod commands;
mod others;
mod stores;
