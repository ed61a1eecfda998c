//! Musubi.

// What the macros write names `::musubi`, in this crate too.
extern crate self as musubi;

#[doc(hidden)]
#[path = "private.rs"]
pub mod __private;
#[cfg(feature = "server")]
pub mod codegen;
mod contract;
#[cfg(feature = "server")]
mod json;
#[cfg(feature = "server")]
mod page;
pub mod prelude;
pub mod reactive;
mod signals;
#[cfg(feature = "server")]
mod socket;
mod state;
#[cfg(feature = "server")]
mod store;
#[cfg(feature = "server")]
pub mod testing;
#[cfg(feature = "server")]
mod tree;
mod typescript;

pub use contract::{
    Child, ChildSlot, CommandError, NoParams, Refusal, StateOf, StoreContract, child,
};
#[cfg(feature = "server")]
pub use contract::{CommandShape, ErrorShape, MemberShape, StoreShape};
pub use musubi_macros::{cleanup, command, command_error, params, state, store, update};
pub use signals::{Each, ListSignal, Signals};
#[cfg(feature = "server")]
pub use socket::{ConnectRequest, JoinRequest, Limits, Origins, Socket};
pub use state::{BigInt, List, State};
#[cfg(feature = "server")]
pub use store::{ChildStore, Context, OnProps, RootStore, Store, use_context};
pub use typescript::Wire;
#[cfg(feature = "server")]
pub use typescript::{Declared, TypeError, Types};

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
