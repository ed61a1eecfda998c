//! The stores of the recorded sessions: a member of every kind, children, events and an upload.
//!
//! `framework/tests/sessions` plays its scenarios with them, `client-wasm/browser-tests` knows them
//! without their server, and the binary serves them to tests in a browser.

#![allow(missing_docs, reason = "the stores of tests explain themselves")]
#![cfg_attr(
    not(feature = "server"),
    allow(dead_code, unused_imports, reason = "bodies of stores alone need it")
)]

pub mod async_values;
pub mod children;
pub mod events;
pub mod fields;
pub mod lists;
pub mod moves;
pub mod streams;
pub mod uploads;
