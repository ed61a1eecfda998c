//! Musubi.

#[doc(hidden)]
#[path = "private.rs"]
pub mod __private;
mod contract;
#[cfg(feature = "server")]
mod json;
pub mod prelude;
pub mod reactive;
mod signals;
mod state;
#[cfg(feature = "server")]
mod store;
#[cfg(feature = "server")]
mod tree;
mod typescript;

pub use contract::{
    Child, ChildSlot, CommandError, NoParams, Refusal, StateOf, StoreContract, child,
};
pub use signals::{Each, Signals};
pub use state::{BigInt, State};
#[cfg(feature = "server")]
pub use contract::{CommandShape, ErrorShape, MemberShape, StoreShape};
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
