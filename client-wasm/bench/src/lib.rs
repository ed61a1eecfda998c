//! A page of any number of rows, one field of which the envelopes of a benchmark change.
//!
//! `cargo xtask bench` builds it, and `tests/browser/bench` sends the envelopes.

#![cfg(target_arch = "wasm32")]

use std::convert::Infallible;

use js_sys::Function;
use musubi::prelude::*;
use musubi::replica::NoCommands;
use musubi::{NoParams, StoreContract};
use musubi_client::{ConnectOptions, Mounted, connect};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsError, JsValue};

/// The state of the page.
#[state]
pub struct Table {
    /// Its rows, each with signals of its own.
    #[state(each, key = "id")]
    pub rows: Vec<Row>,
}

/// Ten leaves.
#[state]
#[allow(missing_docs, reason = "they are all the same")]
pub struct Row {
    pub id: u32,
    pub a: i32,
    pub b: i32,
    pub c: i32,
    pub d: i32,
    pub e: i32,
    pub f: i32,
    pub g: i32,
    pub h: i32,
    pub i: i32,
}

/// A root of which there is no server: what its clients know of it, and nothing else.
struct Bench;

impl StoreContract for Bench {
    const NAME: &'static str = "Bench";
    type Params = NoParams;
    type Signals = TableSignals;
    type MountError = Infallible;
    type Commands = NoCommands;
}

musubi_client::javascript!(Bench);

/// The mounted page. Its `free` ends it.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Page {
    _mounted: Mounted<Bench>,
}

/// Mounts the page, and calls `read` with the field `e` of the row in the middle whenever it
/// changes.
///
/// # Errors
/// Fails where the page cannot be mounted, or has no rows.
#[wasm_bindgen]
pub async fn mount(read: Function) -> Result<Page, JsError> {
    let mounted = connect("/socket", ConnectOptions::new())
        .mount::<Bench>("1", NoParams {})
        .await?;
    let rows = mounted.state().rows.rows();
    let row = rows.get(rows.len() / 2);
    let leaf = row.ok_or_else(|| JsError::new("the page has no rows"))?.e;
    create_effect(move || {
        // What `read` throws is its own affair.
        let _ = read.call1(&JsValue::UNDEFINED, &leaf.get().into());
    });
    Ok(Page { _mounted: mounted })
}
