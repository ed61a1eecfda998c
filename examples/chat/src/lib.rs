//! A chat with rooms: messages as streams with a history in SQLite, pub/sub between pages, who is
//! there and who is typing, child stores that count what is unread, and images by upload.
//!
//! Run with
//!
//! ```sh
//! npm run build && npm run build --workspace examples/chat/ui
//! CHAT_FOLDER=chat cargo run --package musubi-chat
//! ```
//!
//! Without `CHAT_FOLDER` everything is gone when the server ends.

pub mod chat;
pub mod images;
pub mod name;
pub mod post;
pub mod presence;
pub mod room;
pub mod storage;
pub mod stores;

use std::error::Error;
use std::path::PathBuf;

use axum::Router;
use musubi::{ConnectRequest, Context, Refusal, Socket};
use tower_http::services::ServeDir;

use chat::Chat;
use name::Visitor;
use stores::{LobbyStore, RoomStore};

/// Adds the root stores of this example. They need a [`Chat`] and a [`Visitor`] in their
/// [`Context`].
pub fn roots(socket: Socket) -> Socket {
    socket.root::<LobbyStore>().root::<RoomStore>()
}

/// The chat in the folder that `CHAT_FOLDER` names, else in memory.
///
/// # Errors
/// Fails if the folder cannot be written to, or what is in it is no such chat.
pub async fn chat() -> Result<Chat, Box<dyn Error>> {
    let folder = std::env::var_os("CHAT_FOLDER").map(PathBuf::from);
    Chat::open(folder.as_deref()).await
}

/// Who a connection belongs to: the name that its client gave as a connect param.
pub fn visitor(request: &ConnectRequest) -> Option<Visitor> {
    request.query("name").map(|name| Visitor(name.into()))
}

/// The socket of this example alone.
pub fn socket(chat: Chat) -> Socket {
    roots(Socket::new())
        .types_file(concat!(env!("CARGO_MANIFEST_DIR"), "/ui/src/musubi.d.ts"))
        .on_connect(async move |request: ConnectRequest| {
            let context = Context::new().with(chat.clone());
            Ok::<_, Refusal>(match visitor(&request) {
                Some(visitor) => context.with(visitor),
                None => context,
            })
        })
}

/// The page, as `npm run build` leaves it.
pub fn ui() -> ServeDir {
    ServeDir::new(concat!(env!("CARGO_MANIFEST_DIR"), "/ui/dist"))
}

/// The page, its socket, and the images that people sent.
pub fn app(chat: Chat) -> Router {
    Router::new()
        .nest("/images", chat.images().service())
        .nest("/socket", socket(chat).into_router())
        .fallback_service(ui())
}
