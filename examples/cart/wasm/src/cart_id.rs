//! Which cart the page shows.

use std::fmt::Write;

use leptos::window;
use wasm_bindgen::JsValue;
use web_sys::{Storage, Url};

const STORED: &str = "kumo:cart";

/// The cart of this page: the one in the address (`?cart=…`), else the one that this browser used
/// last, else a new one. It is put into the address, so that another tab can open it.
pub fn of_page() -> String {
    let Some(address) = address() else {
        return new_id();
    };
    let named = address.search_params().get("cart");
    let last = || storage()?.get_item(STORED).ok()?;
    let id = named.clone().or_else(last).unwrap_or_else(new_id);
    if named.as_ref() != Some(&id)
        && let Ok(history) = window().history()
    {
        address.search_params().set("cart", &id);
        // A page that may not change its address shows the cart nevertheless.
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(&address.href()));
    }
    id
}

/// Makes this the cart that the browser opens next time.
pub fn remember(id: &str) {
    if let Some(storage) = storage() {
        // A browser that keeps nothing opens a new cart.
        let _ = storage.set_item(STORED, id);
    }
}

/// Where a new, empty cart is.
pub fn new_address() -> String {
    format!("?cart={}", new_id())
}

fn address() -> Option<Url> {
    Url::new(&window().location().href().ok()?).ok()
}

fn storage() -> Option<Storage> {
    window().local_storage().ok()?
}

fn new_id() -> String {
    let mut bytes = [0; 6];
    window()
        .crypto()
        .and_then(|crypto| crypto.get_random_values_with_u8_array(&mut bytes))
        .expect("every browser that runs WebAssembly has random numbers");
    bytes.iter().fold(String::new(), |mut id, byte| {
        let _ = write!(id, "{byte:02x}");
        id
    })
}
