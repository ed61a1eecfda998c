//! The stores that a cart's page is made of.

mod cart;
mod line;

pub use cart::{AppliedCoupon, Cart, CartParams, CartStore, OpenError, Totals};
pub use line::{CartLine, LineProps, LineStore};

use std::rc::Rc;

use musubi::prelude::*;

use crate::contents::Contents;
use crate::storage::{Carts, StorageError};

/// The cart of a page: its contents as they were last saved, for the root and its lines.
#[derive(Clone)]
struct OpenCart {
    id: Rc<str>,
    carts: Carts,
    contents: RwSignal<Contents>,
}

impl OpenCart {
    async fn load(id: &str, carts: Carts) -> Result<Self, StorageError> {
        let contents = carts.load(id).await?;
        Ok(Self {
            id: id.into(),
            carts,
            contents: create_rw_signal(contents),
        })
    }

    /// Saves a change and then shows it. What another page changed in the same cart shows, too.
    async fn change<E: From<StorageError> + Send + 'static>(
        &self,
        change: impl FnOnce(&mut Contents) -> Result<(), E> + Send + 'static,
    ) -> Result<(), E> {
        let contents = self.carts.change(&self.id, change).await?;
        self.contents.set(contents);
        Ok(())
    }
}
