//! See the crate's documentation.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| musubi_fuzz::properties::json(bytes));
