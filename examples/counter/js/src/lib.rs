//! The Rust client for a page in JavaScript: the same store as the React page's, and the same API.
//!
//! `cargo xtask wasm` builds it, and the counter serves it at `/js`.

#![cfg(target_arch = "wasm32")]

musubi_client::javascript!(musubi_counter::CounterStore);
