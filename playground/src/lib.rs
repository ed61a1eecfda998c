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
use musubi_chat::chat::Chat;
use musubi_chat::name::Visitor;
use musubi_poll::Hall;
use showcase::{Boards, ShowcaseStore};
use tower_http::services::ServeDir;

/// A socket with the roots of all examples, and one root that has every kind of field.
pub fn socket(carts: Carts, chat: Chat) -> Socket {
    let boards = Boards::default();
    let hall = Hall::open();
    let socket = musubi_cart::roots(musubi_counter::roots(Socket::new()));
    musubi_chat::roots(musubi_poll::roots(socket))
        .root::<ShowcaseStore>()
        .on_connect(async move |request: ConnectRequest| {
            // The page of the chat gives a name, and the playground's own has none.
            let guest = || Visitor("Guest".into());
            let visitor = musubi_chat::visitor(&request).unwrap_or_else(guest);
            let context = hall.admit(&request)?;
            let context = context.with(carts.clone()).with(boards.clone());
            Ok::<_, Refusal>(context.with(chat.clone()).with(visitor))
        })
}

/// The playground at `/`, the pages of the examples below it, their socket, and at `/api/contract`
/// everything that clients can know of the roots.
///
/// # Errors
/// Fails if two types of the examples ask for the same name.
pub fn app(carts: Carts, chat: Chat) -> Result<Router, TypeError> {
    let images = chat.images().service();
    let socket = socket(carts, chat);
    let contract = socket.declared()?;
    Ok(Router::new()
        .route("/api/contract", get(|| describe(contract)))
        .nest("/socket", socket.into_router())
        .nest_service("/counter/wasm", musubi_counter::wasm_ui())
        .nest_service("/counter/js", musubi_counter::js_ui())
        .nest_service("/counter", musubi_counter::ui())
        .nest_service("/cart/wasm", musubi_cart::wasm_ui())
        .nest_service("/cart", musubi_cart::ui())
        .nest_service("/poll", musubi_poll::ui())
        .nest("/chat/images", images)
        .nest_service("/chat", musubi_chat::ui())
        .fallback_service(ui()))
}

async fn describe(contract: Declared) -> Json<Declared> {
    Json(contract)
}

fn ui() -> ServeDir {
    ServeDir::new(concat!(env!("CARGO_MANIFEST_DIR"), "/ui/dist"))
}
