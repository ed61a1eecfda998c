use std::path::PathBuf;

use axum::Router;
use musubi::{ConnectRequest, Context, Refusal, Socket};
use tower_http::services::ServeDir;

use crate::storage::Carts;
use crate::stores::CartStore;

/// Adds the root stores of this example. They need [`Carts`] in their [`Context`].
pub fn roots(socket: Socket) -> Socket {
    socket.root::<CartStore>()
}

/// The carts in the file that `CART_DB` names, else in memory.
///
/// # Errors
/// Fails if the file cannot be opened or is no such database.
pub fn carts() -> rusqlite::Result<Carts> {
    let file = std::env::var_os("CART_DB").map(PathBuf::from);
    Carts::open(file.as_deref())
}

/// The socket of this example alone.
pub fn socket(carts: Carts) -> Socket {
    roots(Socket::new())
        .types_file(concat!(env!("CARGO_MANIFEST_DIR"), "/ui/src/musubi.d.ts"))
        .on_connect(async move |_: ConnectRequest| {
            Ok::<_, Refusal>(Context::new().with(carts.clone()))
        })
}

/// The page, as `npm run build` leaves it.
pub fn ui() -> ServeDir {
    ServeDir::new(concat!(env!("CARGO_MANIFEST_DIR"), "/ui/dist"))
}

/// The page in Rust, as `cargo xtask wasm` leaves it.
pub fn wasm_ui() -> ServeDir {
    ServeDir::new(concat!(env!("CARGO_MANIFEST_DIR"), "/wasm/dist"))
}

/// The pages and their socket.
pub fn app(carts: Carts) -> Router {
    Router::new()
        .nest("/socket", socket(carts).into_router())
        .nest_service("/wasm", wasm_ui())
        .fallback_service(ui())
}
