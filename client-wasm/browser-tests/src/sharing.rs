//! A counter that Rust has mounted, for JavaScript to mount it, too: `rust-javascript-sharing.test.ts`.

use musubi_client::javascript::JsConnection;
use musubi_client::{ConnectOptions, Connection, Mounted, connect};
use musubi_counter::{CounterParams, CounterStore};
use wasm_bindgen::JsError;
use wasm_bindgen::prelude::wasm_bindgen;

/// The counter `main` in the hands of Rust. Its `free` leaves it.
#[wasm_bindgen]
#[derive(Debug)]
pub struct SharedCounter {
    connection: Connection,
    mounted: Mounted<CounterStore>,
}

#[wasm_bindgen]
impl SharedCounter {
    /// Mounts it.
    ///
    /// # Errors
    /// Fails where it cannot be mounted.
    pub async fn open() -> Result<SharedCounter, JsError> {
        let connection = connect("/socket", ConnectOptions::new());
        let params = CounterParams { count: 0 };
        let mounted = connection.mount::<CounterStore>("main", params).await?;
        Ok(Self {
            connection,
            mounted,
        })
    }

    /// The connection, for JavaScript.
    pub fn connection(&self) -> JsConnection {
        super::share_with_javascript(&self.connection)
    }

    /// What Rust shows.
    pub fn count(&self) -> f64 {
        self.mounted.snapshot().count as f64
    }
}
