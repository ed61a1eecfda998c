use js_sys::Intl::NumberFormat;
use js_sys::{Array, Object, Reflect};
use leptos::{Signal, SignalGet};
use wasm_bindgen::JsValue;

thread_local! {
    static EUROS: NumberFormat = {
        let options = Object::new();
        for (name, value) in [("style", "currency"), ("currency", "EUR")] {
            // A fresh object takes every member.
            let _ = Reflect::set(&options, &name.into(), &value.into());
        }
        NumberFormat::new(&Array::of1(&"en-IE".into()), &options)
    };
}

/// Cents as a price: `€12.50`.
pub fn money(cents: u32) -> String {
    let euros = JsValue::from(f64::from(cents) / 100.0);
    let text = EUROS.with(|format| format.format().call1(&JsValue::UNDEFINED, &euros));
    text.ok()
        .and_then(|text| text.as_string())
        .unwrap_or_default()
}

/// A signal of cents as one of prices.
pub fn price(cents: Signal<u32>) -> Signal<String> {
    Signal::derive(move || money(cents.get()))
}
