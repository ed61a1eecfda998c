//! Polls: three roots on one page, results that follow every vote of every browser, a countdown,
//! and an analysis that takes a while.
//!
//! Run with
//!
//! ```sh
//! npm run build && npm run build --workspace examples/poll/ui
//! cargo run --package musubi-poll
//! ```
//!
//! and open it in two browsers. The polls are in memory: they are gone when the server ends.

pub mod analysis;
pub mod changes;
pub mod countdown;
pub mod draft;
pub mod hall;
pub mod poll;
pub mod polls;
pub mod room;
pub mod stores;
pub mod voter;

use axum::Router;
use musubi::{ConnectRequest, Socket};
use tower_http::services::ServeDir;

pub use hall::Hall;
use stores::{AudienceStore, PollStore, PollsStore};

/// Adds the root stores of this example. They need what [`Hall::admit`] puts into their context.
pub fn roots(socket: Socket) -> Socket {
    socket
        .root::<PollsStore>()
        .root::<PollStore>()
        .root::<AudienceStore>()
}

/// The socket of this example alone.
pub fn socket(hall: Hall) -> Socket {
    roots(Socket::new())
        .types_file(concat!(env!("CARGO_MANIFEST_DIR"), "/ui/src/musubi.d.ts"))
        .on_connect(async move |request: ConnectRequest| hall.admit(&request))
}

/// The page, as `npm run build` leaves it.
pub fn ui() -> ServeDir {
    ServeDir::new(concat!(env!("CARGO_MANIFEST_DIR"), "/ui/dist"))
}

/// The page and its socket.
pub fn app(hall: Hall) -> Router {
    Router::new()
        .nest("/socket", socket(hall).into_router())
        .fallback_service(ui())
}
