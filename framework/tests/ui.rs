//! Every message of the macros, at the place that it is about.
//!
//! `TRYBUILD=overwrite cargo test --test ui` writes the expected messages anew.

#![cfg(feature = "server")]

#[test]
fn mistakes_are_named_where_they_are() {
    trybuild::TestCases::new().compile_fail("tests/ui/*.rs");
}
