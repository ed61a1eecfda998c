use js_sys::Array;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen(module = "/src/replica/javascript/values.js")]
extern "C" {
    /// What `json` says, and all of `last` that is equal in it.
    pub fn value(last: &JsValue, json: &str) -> JsValue;

    /// What `json` says of one member of an object.
    #[wasm_bindgen(js_name = "valueOfMember")]
    pub fn value_of_member(last: &JsValue, json: &str, name: &str) -> JsValue;

    /// A root store, whose JSON has no id.
    pub fn root(json: &str) -> JsValue;

    /// An async stream: how far it is as JSON, and its items.
    #[wasm_bindgen(js_name = "asyncStream")]
    pub fn async_stream(last: &JsValue, json: &str, items: &JsValue) -> JsValue;

    /// A member of an object.
    pub fn member(object: &JsValue, name: &str) -> JsValue;

    /// `next`, which began as `last`, with another member: a copy where it is `last` itself.
    #[wasm_bindgen(js_name = "withMember")]
    pub fn with_member(last: &JsValue, next: JsValue, name: &str, value: &JsValue) -> JsValue;

    /// An element of a list.
    pub fn row(list: &JsValue, index: usize) -> JsValue;

    /// `next`, which began as `last`, with another element: a copy where it is `last` itself.
    #[wasm_bindgen(js_name = "withRow")]
    pub fn with_row(last: &JsValue, next: JsValue, index: usize, value: &JsValue) -> JsValue;

    /// `next`, or `last` where it has the same elements.
    pub fn rows(last: &JsValue, next: Array) -> JsValue;

    /// A list after edits, each of which is three numbers. The rows at `places` are those of `json`.
    pub fn edited(last: &JsValue, edits: &[u32], places: &[u32], json: &str) -> JsValue;
}
