//! The stores of the application, and how they are served.

mod counter;

pub use counter::CounterStore;

use axum::Router;
use musubi::Socket;
use tower_http::services::{ServeDir, ServeFile};

/// The root stores that clients can mount.
pub fn socket() -> Socket {
    Socket::new()
        .root::<CounterStore>()
        .types_file(concat!(env!("CARGO_MANIFEST_DIR"), "/ui/src/musubi.d.ts"))
}

/// The socket, and the page as `npm run build` leaves it in the folder `UI`.
pub fn app(socket: Socket) -> Router {
    let ui = std::env::var("UI").unwrap_or("ui/dist".into());
    let index = ServeFile::new(format!("{ui}/index.html"));
    Router::new()
        .nest("/socket", socket.into_router())
        .fallback_service(ServeDir::new(ui).fallback(index))
}
