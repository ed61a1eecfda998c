//! Musubi: UI state that a server owns, and that clients render.
//!
//! You write **stores** as graphs of signals. Each store that a client mounts is a page on the
//! server: it renders typed state once, and from then on only what changed goes over the wire, as
//! JSON patches in versioned envelopes. React and Rust frontends read that state with the types
//! that you wrote.
//!
//! ```no_run
//! use musubi::prelude::*;
//!
//! /// What a client sees.
//! #[state]
//! pub struct Counter {
//!     pub count: i64,
//!     pub doubled: i64,
//! }
//!
//! pub struct CounterStore {
//!     count: RwSignal<i64>,
//! }
//!
//! #[store(root)]
//! impl CounterStore {
//!     fn mount() -> Self {
//!         Self { count: create_rw_signal(0) }
//!     }
//!
//!     fn render(&self) -> CounterSignals {
//!         let count = self.count;
//!         CounterSignals {
//!             count: count.into(),
//!             doubled: Signal::derive(move || count.get() * 2),
//!         }
//!     }
//!
//!     #[command]
//!     fn increment(&self, amount: i64) {
//!         self.count.update(|count| *count += amount);
//!     }
//! }
//!
//! #[tokio::main]
//! async fn main() -> std::io::Result<()> {
//!     let socket = musubi::Socket::new().root::<CounterStore>();
//!     let app = axum::Router::new().nest("/socket", socket.into_router());
//!     let listener = tokio::net::TcpListener::bind("127.0.0.1:4000").await?;
//!     axum::serve(listener, app).await
//! }
//! ```
//!
//! # State
//!
//! [`#[state]`](macro@state) keeps a struct as plain data and adds its reactive form, here
//! `CounterSignals`, whose members are signals. A store's `render` returns that form once. How a
//! member is declared decides what a change of it costs:
//!
//! | in the state | in the reactive form | a change costs |
//! |---|---|---|
//! | `T` | `Signal<T>` | comparing that one value |
//! | `#[state(nested)] s: S` | `SSignals` | the member that changed |
//! | `#[state(key = "sku")] rows: Vec<T>` | `Signal<Vec<T>>` | one comparison by key |
//! | `#[state(key = "sku")] rows: List<K, T>` | [`ListSignal`] | the edit |
//! | `#[state(each, key = "id")] rows: Vec<S>` | [`Each`] | the member of the row that changed |
//! | [`AsyncValue<T>`](AsyncValue) | [`AsyncSignal`] | the part that changed |
//! | [`Stream<T>`](Stream) | [`StreamSignal`] | the item |
//! | `AsyncValue<Stream<T>>` | [`AsyncStreamSignal`] | the status, or the item |
//! | [`Upload`] | [`UploadSlot`] | what happened to a file |
//! | [`Child<C>`](Child), `Option<…>`, `Vec<…>` | [`ChildSlot`] | what changed in that child |
//!
//! # Stores
//!
//! [`#[store]`](macro@store) on an `impl` block makes its type a store, and `#[store(root)]` one
//! that clients can mount. `mount` makes it from its params, `render` shows it, and each method
//! with [`#[command]`](macro@command) can be called by a client: its arguments are the payload,
//! what it returns is the reply, and the error of a `Result` is one that clients can match on
//! ([`#[command_error]`](macro@command_error)).
//!
//! What happens elsewhere reaches a store as a stream: a method with
//! [`#[subscribe]`](macro@subscribe) takes the messages of a [topic](pubsub), a timer, or any other
//! stream, each as one turn of the page.
//!
//! What `render` reads directly makes the whole store render again; what its signals and closures
//! read touches only the member that shows it. Both are correct.
//!
//! ```
//! # use musubi::prelude::*;
//! # #[state] pub struct Counter { count: i64, label: String }
//! # pub struct CounterStore { count: RwSignal<i64> }
//! # #[store(root)] impl CounterStore {
//! # fn mount() -> Self { Self { count: create_rw_signal(0) } }
//! fn render(&self) -> CounterSignals {
//!     let count = self.count;
//!     CounterSignals {
//!         count: count.into(),
//!         // ✅ Only this member is computed again when the count changes.
//!         label: Signal::derive(move || format!("{} clicks", count.get())),
//!         // ❌ Correct, but the whole store renders again: `get()` runs in `render` itself.
//!         // label: create_rw_signal(format!("{} clicks", count.get())).into(),
//!     }
//! }
//! # }
//! ```
//!
//! # Pages and sockets
//!
//! [`Socket`] serves roots from an Axum router. Its callbacks see the request and fill the
//! [`Context`] that stores read with [`use_context`]. A panic, a limit or a bad payload never
//! reaches beyond the page that it happened in. [`testing`] mounts stores without any socket.
//!
//! # Without the server
//!
//! With feature `server` off, what is left of an application crate is its types and the contracts
//! of its stores: names, params, payloads and replies. No body of a store is compiled.

// What the macros write names `::musubi`, in this crate too.
extern crate self as musubi;

#[doc(hidden)]
#[path = "private.rs"]
pub mod __private;
#[cfg(feature = "server")]
pub mod codegen;
mod contract;
#[cfg(feature = "server")]
pub mod hooks;
#[cfg(feature = "server")]
mod json;
mod macros;
#[cfg(feature = "server")]
mod page;
pub mod prelude;
#[cfg(feature = "server")]
pub mod pubsub;
pub mod reactive;
#[cfg(feature = "client")]
#[doc(hidden)]
pub mod replica;
mod signals;
#[cfg(feature = "server")]
mod socket;
mod state;
#[cfg(feature = "server")]
mod store;
#[cfg(feature = "server")]
pub mod telemetry;
#[cfg(feature = "server")]
pub mod testing;
#[cfg(feature = "server")]
mod tree;
mod typescript;
#[cfg(feature = "server")]
mod upload;

pub use contract::{
    Child, ChildSlot, CommandError, Event, NoParams, Refusal, StateOf, StoreContract, child,
};
#[cfg(feature = "server")]
pub use contract::{CommandShape, ErrorShape, EventShape, MemberShape, StoreShape};
pub use macros::{cleanup, command, command_error, event, params, state, store, subscribe, update};
pub use musubi_wire::upload::{EntryStatus, UploadEntry, UploadError, UploadErrorCode};
pub use musubi_wire::{AsyncReason, AsyncStatus, AsyncValue, StoreId};
#[cfg(feature = "client")]
pub use replica::{
    CallError, Events, FileSource, Mismatch, Offered, OfferedFile, RefusedFile, Reply, SendError,
    UploadFile,
};
pub use signals::{
    AsyncSignal, AsyncStreamSignal, At, Each, ListSignal, Signals, StreamSignal, UploadSlot,
};
#[cfg(feature = "server")]
pub use socket::{ConnectRequest, Identity, JoinRequest, Limits, Origins, Socket, SocketHandle};
pub use state::{BigInt, List, State, Stream, Upload};
#[cfg(feature = "server")]
pub use store::{
    AsyncSignals, ChildStore, Context, HandleError, Interval, OnProps, PageHandle, RootStore,
    Store, StoreHandle, TaskHandle, UploadedFile, after, interval, load_together, page_handle,
    push_event, spawn_local, store_handle, subscribe, use_context,
};
pub use typescript::Wire;
#[cfg(feature = "server")]
pub use typescript::{Declared, TypeError, Types};
#[cfg(feature = "server")]
pub use upload::{ExternalUpload, UploadOptions};

/// Keeps its contents where feature `client` is on, and drops them where it is not.
#[cfg(feature = "client")]
#[doc(hidden)]
#[macro_export]
macro_rules! __client {
    ($($tokens:tt)*) => { $($tokens)* };
}

/// Keeps its contents where feature `client` is on, and drops them where it is not.
#[cfg(not(feature = "client"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __client {
    ($($tokens:tt)*) => {};
}

/// Keeps its contents where feature `server` is on, and drops them where it is not.
#[cfg(feature = "server")]
#[doc(hidden)]
#[macro_export]
macro_rules! __server {
    ($($tokens:tt)*) => { $($tokens)* };
}

/// Keeps its contents where feature `server` is on, and drops them where it is not.
#[cfg(not(feature = "server"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __server {
    ($($tokens:tt)*) => {};
}
