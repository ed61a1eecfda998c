//! Tests of the Rust client in a browser: what cannot be shown without a real `WebSocket`, a real
//! `File` and a real document. `tests/browser/test/rust-client.test.ts` runs each module in a page of
//! the server that it needs, and is the network between them.
//!
//! The face for JavaScript is tested from there: `tests/browser/test/rust-javascript.test.ts`.
//!
//! They are a library, so that `cargo xtask test` builds and binds them as it does a frontend.

#![cfg(target_arch = "wasm32")]

mod addresses;
mod chat;
mod connecting;
mod counter;
mod events;
mod files;
mod numbers;
mod page;
mod sharing;
mod waking;

use musubi_test_stores::{async_values, children, fields, lists, moves, streams, uploads};

musubi_client::javascript!(
    musubi_counter::CounterStore,
    musubi_cart::stores::CartStore,
    chat::RoomStore,
    fields::FormStore,
    fields::LabelsStore,
    lists::BoardStore,
    moves::RaceStore,
    children::HouseStore,
    async_values::WeatherStore,
    streams::FeedStore,
    musubi_test_stores::events::DeskStore,
    uploads::AlbumStore,
);

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);
