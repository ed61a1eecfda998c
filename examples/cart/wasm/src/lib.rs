//! The cart's page in Rust with Leptos: the same store as the React one. Its signals go into views
//! as they are, and its commands are actions.
//!
//! `cargo xtask wasm` builds it, and the cart serves it at `/wasm`.

#![cfg(target_arch = "wasm32")]

mod app;
mod cart;
mod cart_id;
mod connection_banner;
mod coupon_form;
mod line_row;
mod money;
mod problem;
mod product_art;
mod products;
mod quantity_field;
mod shop;
mod skeleton;
mod toasts;
mod totals_list;

use leptos::mount_to_body;
use wasm_bindgen::prelude::wasm_bindgen;

/// Shows the shop.
#[wasm_bindgen(start)]
pub fn start() {
    mount_to_body(app::App);
}
