//! A Rust client of Musubi: mount a store of a server, and read the very signals that its `render`
//! returns.
//!
//! The types are those of the application itself, built without the server: `#[state]` and
//! `#[store]` leave the contract, which is all that this crate needs.
//!
//! ```no_run
//! # use musubi::prelude::*;
//! # #[state] pub struct Counter { pub count: i64 }
//! # #[params] pub struct CounterParams { pub count: i64 }
//! # pub struct CounterStore { count: RwSignal<i64> }
//! # #[store(root)] impl CounterStore {
//! #     fn mount(params: CounterParams) -> Self { Self { count: create_rw_signal(params.count) } }
//! #     fn render(&self) -> CounterSignals { CounterSignals { count: self.count.into() } }
//! #     #[command] fn increment(&self, amount: i64) { self.count.update(|count| *count += amount) }
//! # }
//! # async fn show() -> Result<(), Box<dyn std::error::Error>> {
//! use musubi_client::{ConnectOptions, connect};
//!
//! let connection = connect("ws://localhost:4000/socket", ConnectOptions::new());
//! let counter = connection
//!     .mount::<CounterStore>("main", CounterParams { count: 1 })
//!     .await?;
//! let count = counter.state().count;
//! create_effect(move || println!("{}", count.get()));
//! counter.increment(5).await?;
//! # Ok(())
//! # }
//! ```
//!
//! # What a mount gives
//!
//! [`Mounted`] is a handle: [`state`](Mounted::state) is the reactive form, kept true by patches;
//! the commands of the store are its methods, with typed replies and errors; events are streams. A
//! child store in the state is a [`ChildSlot`](musubi::ChildSlot) with the same three. The page is
//! left when the last clone of the handle is dropped.
//!
//! # When the connection drops
//!
//! The last good state stays. The client connects again with growing pauses, and its pages go on
//! where they were: what was lost comes again, and commands without a reply are sent again, each
//! with a number, so that it is carried out once.
//!
//! Where the server has no such page any more, roots are mounted anew, only the signals whose value
//! differs are written, and commands that were under way fail with [`CallError::Disconnected`]: the
//! server may have carried them out.
//!
//! # Where it runs
//!
//! In a browser, as WebAssembly. With feature `native` also in native programs, inside a tokio
//! `LocalSet`. The protocol itself is [`protocol`], which needs neither.

#[cfg_attr(
    not(any(target_arch = "wasm32", feature = "native")),
    allow(dead_code, reason = "no platform carries requests out")
)]
mod connection;
#[cfg(any(target_arch = "wasm32", feature = "native"))]
mod driver;
mod error;
#[cfg(all(target_arch = "wasm32", feature = "js"))]
pub mod javascript;
mod mounted;
mod options;
#[cfg(any(target_arch = "wasm32", feature = "native"))]
mod platform;
pub mod protocol;

pub use connection::Connection;
#[cfg(any(target_arch = "wasm32", feature = "native"))]
pub use connection::connect;
pub use error::MountError;
pub use mounted::Mounted;
pub use musubi::{
    CallError, Events, FileSource, Offered, OfferedFile, RefusedFile, Reply, SendError, UploadFile,
};
pub use options::ConnectOptions;
#[cfg(all(not(target_arch = "wasm32"), feature = "native"))]
pub use platform::file_from_reader;
#[cfg(target_arch = "wasm32")]
pub use platform::web_file;
pub use protocol::{ConnectionStatus, MountStatus};
