//! Sockets, clocks and tasks, as a browser or a native program has them.

#[cfg(target_arch = "wasm32")]
mod browser;
#[cfg(not(target_arch = "wasm32"))]
mod native;

#[cfg(target_arch = "wasm32")]
pub use browser::web_file;
#[cfg(target_arch = "wasm32")]
pub(crate) use browser::{Socket, Wakes, now, seed, sleep, spawn};
#[cfg(not(target_arch = "wasm32"))]
pub use native::file_from_reader;
#[cfg(not(target_arch = "wasm32"))]
pub(crate) use native::{Socket, Wakes, now, seed, sleep, spawn};

/// What a socket tells, in this order: that it is open, texts, that something sent was too large for
/// the server, and that it is closed.
#[derive(Debug)]
pub(crate) enum SocketEvent {
    Opened,
    Text(String),
    TooLarge,
    Closed,
}

/// The code that a socket is closed with for a message that is too large.
const TOO_LARGE: u16 = 1009;
