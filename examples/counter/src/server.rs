use axum::Router;
use musubi::Socket;
use tower_http::services::ServeDir;

use crate::CounterStore;

/// Adds the root stores of this example.
pub fn roots(socket: Socket) -> Socket {
    socket.root::<CounterStore>()
}

/// The socket of this example alone.
pub fn socket() -> Socket {
    roots(Socket::new()).types_file(concat!(env!("CARGO_MANIFEST_DIR"), "/ui/src/musubi.d.ts"))
}

/// The page, as `npm run build` leaves it.
pub fn ui() -> ServeDir {
    ServeDir::new(concat!(env!("CARGO_MANIFEST_DIR"), "/ui/dist"))
}

/// The page in Rust, as `cargo xtask wasm` leaves it.
pub fn wasm_ui() -> ServeDir {
    ServeDir::new(concat!(env!("CARGO_MANIFEST_DIR"), "/wasm/dist"))
}

/// The page in JavaScript over the Rust client, as `cargo xtask wasm` leaves it.
pub fn js_ui() -> ServeDir {
    ServeDir::new(concat!(env!("CARGO_MANIFEST_DIR"), "/js/dist"))
}

/// The pages and their socket.
pub fn app() -> Router {
    Router::new()
        .nest("/socket", socket().into_router())
        .nest_service("/wasm", wasm_ui())
        .nest_service("/js", js_ui())
        .fallback_service(ui())
}
