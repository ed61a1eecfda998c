//! A shop with a cart: child stores for its lines, memos for its totals, typed errors, a database,
//! and pages of one cart that follow each other.
//!
//! Run with
//!
//! ```sh
//! npm run build && npm run build --workspace examples/cart/ui
//! CART_DB=carts.sqlite cargo run --package musubi-cart
//! ```
//!
//! Without `CART_DB` the carts are gone when the server ends.
//!
//! The page in Rust with Leptos, at `/wasm`, is built by `cargo xtask wasm`. It takes this crate
//! without its feature `server`: the types and the contracts of the stores, and nothing else.

// Without the server nobody reads what is in a store, and nothing of what its methods need is used.
#![cfg_attr(not(feature = "server"), allow(dead_code, unused_imports))]

pub mod catalogue;
pub mod contents;
pub mod coupon;
#[cfg(feature = "server")]
mod server;
pub mod storage;
pub mod stores;

#[cfg(feature = "server")]
pub use server::{app, carts, roots, socket, ui, wasm_ui};
