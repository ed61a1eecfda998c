//! The face of the client for JavaScript (feature `js`): a page gets the API of `@musubi/client`, and
//! shares one connection and one page of the server with what is in Rust.
//!
//! [`javascript!`](crate::javascript!) in the crate of the frontend exports it for the stores that it
//! names.
//!
//! ```ignore
//! musubi_client::javascript!(CounterStore, CartStore);
//! ```
//!
//! ```ts
//! import load, { connect } from "./my_frontend.js";
//!
//! await load();
//! const connection = await connect<Musubi.Stores>("/socket", { params: { token } });
//! const { store } = await connection.mountStore({ module: "CounterStore", id: "main" });
//! store.subscribe(() => show(store.snapshot()));
//! await store.dispatchCommand("increment", { amount: 1 });
//! ```
//!
//! The types are those of `@musubi/client`, of which the page needs nothing else. Uploads need feature
//! `js-uploads`; without it they read as `undefined`.

mod connection;
mod options;
mod root;
#[cfg(feature = "js-uploads")]
mod uploads;
mod watchers;

pub use connection::{JsConnection, connect, share};
pub use options::JsConnectOptions;
pub use root::Store;
pub(crate) use watchers::Watchers;

#[doc(hidden)]
pub mod __private {
    pub use ::wasm_bindgen;
    pub use js_sys::Promise;
    pub use tsify::Ts;
}

/// Exports `connect` to JavaScript, which mounts these stores and no others, and makes a function
/// `share_with_javascript`, which gives JavaScript a connection that Rust has.
///
/// It stands once in the crate of a frontend, which needs neither `wasm-bindgen` nor `tsify` for it.
///
/// ```ignore
/// musubi_client::javascript!(CounterStore);
///
/// #[wasm_bindgen]
/// pub fn connection() -> JsConnection {
///     share_with_javascript(&THE_CONNECTION.with(Connection::clone))
/// }
/// ```
#[macro_export]
macro_rules! javascript {
    ($($store:ty),+ $(,)?) => {
        const __MUSUBI_STORES: &[$crate::javascript::Store] =
            &[$($crate::javascript::Store::of::<$store>()),+];

        /// Gives JavaScript a connection of Rust's: what both mount is one page.
        #[allow(dead_code, reason = "not every frontend shares its connection")]
        pub fn share_with_javascript(
            connection: &$crate::Connection,
        ) -> $crate::javascript::JsConnection {
            $crate::javascript::share(connection, __MUSUBI_STORES)
        }

        const _: () = {
            use $crate::javascript::__private::{Promise, Ts, wasm_bindgen};
            use wasm_bindgen::JsValue;

            #[wasm_bindgen::prelude::wasm_bindgen(
                wasm_bindgen = $crate::javascript::__private::wasm_bindgen,
                js_name = "connect",
                skip_typescript
            )]
            pub fn __musubi_connect(
                url: JsValue,
                options: Option<Ts<$crate::javascript::JsConnectOptions>>,
            ) -> Promise {
                $crate::javascript::connect(&url, options, __MUSUBI_STORES)
            }
        };
    };
}
