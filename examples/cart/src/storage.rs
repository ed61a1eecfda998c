//! Carts in a database, which only the server has.

#[cfg(feature = "server")]
mod carts;

#[cfg(feature = "server")]
pub use carts::Carts;

use musubi::prelude::*;

/// Why a cart was neither read nor saved.
#[command_error]
#[derive(Debug)]
pub enum StorageError {
    /// The cart cannot be reached at the moment.
    Unavailable,
}
