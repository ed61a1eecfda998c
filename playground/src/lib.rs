//! The playground: mounts any root of the examples, shows its state and what goes over the wire,
//! and sends any command.
//!
//! Run with
//!
//! ```sh
//! cargo xtask playground
//! ```

pub mod showcase;

use axum::routing::get;
use axum::{Json, Router};
use musubi::{ConnectRequest, Declared, Refusal, Socket, TypeError};
use musubi_cart::storage::Carts;
use musubi_poll::Hall;
use showcase::{Boards, ShowcaseStore};
use tower_http::services::ServeDir;

/// A socket with the roots of all examples, and one root that has every kind of field.
pub fn socket(carts: Carts) -> Socket {
    let boards = Boards::default();
    let hall = Hall::open();
    let socket = musubi_cart::roots(musubi_counter::roots(Socket::new()));
    musubi_poll::roots(socket)
        .root::<ShowcaseStore>()
        .on_connect(async move |request: ConnectRequest| {
            let context = hall.admit(&request)?;
            Ok::<_, Refusal>(context.with(carts.clone()).with(boards.clone()))
        })
}

/// The playground at `/`, the pages of the examples below it, their socket, and at `/api/contract`
/// everything that clients can know of the roots.
///
/// # Errors
/// Fails if two types of the examples ask for the same name.
pub fn app(carts: Carts) -> Result<Router, TypeError> {
    let socket = socket(carts);
    let contract = socket.declared()?;
    Ok(Router::new()
        .route("/api/contract", get(|| describe(contract)))
        .nest("/socket", socket.into_router())
        .nest_service("/counter", musubi_counter::ui())
        .nest_service("/cart", musubi_cart::ui())
        .nest_service("/poll", musubi_poll::ui())
        .fallback_service(ui()))
}

async fn describe(contract: Declared) -> Json<Declared> {
    Json(contract)
}

fn ui() -> ServeDir {
    ServeDir::new(concat!(env!("CARGO_MANIFEST_DIR"), "/ui/dist"))
}
