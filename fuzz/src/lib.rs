//! Fuzz targets of the wire. What must hold is written once, beside the tests of the wire, which run
//! it on generated input; here libFuzzer makes the input.
//!
//! With `cargo install cargo-fuzz` and a nightly compiler, from the root of the repository:
//!
//! ```text
//! cargo +nightly fuzz run document -- -max_total_time=60 -max_len=2048 -dict=fuzz/wire.dict
//! ```
//!
//! The targets are `json`, `text_frame`, `binary_frame`, `envelope` and `document`. A finding belongs into
//! the tests of the wire as a case of its own, with a name that says what must hold.

#[path = "../../framework/wire/tests/wire/properties.rs"]
pub mod properties;
