use std::rc::Rc;

use futures_util::Stream;
use musubi::prelude::*;

use crate::contents::Contents;
use crate::storage::{Carts, StorageError};

/// The cart of a page: its contents as they were last saved, for the root and its lines.
#[derive(Clone)]
pub(super) struct OpenCart {
    id: Rc<str>,
    carts: Carts,
    pub(super) contents: RwSignal<Contents>,
}

impl OpenCart {
    pub(super) async fn load(id: &str, carts: Carts) -> Result<Self, StorageError> {
        let contents = carts.load(id).await?;
        Ok(Self {
            id: id.into(),
            carts,
            contents: create_rw_signal(contents),
        })
    }

    /// Saves a change and then shows it.
    pub(super) async fn change<E: From<StorageError> + Send + 'static>(
        &self,
        change: impl FnOnce(&mut Contents) -> Result<(), E> + Send + 'static,
    ) -> Result<(), E> {
        let contents = self.carts.change(&self.id, change).await?;
        self.show(contents);
        Ok(())
    }

    /// What anybody has in this cart saved, from now on.
    pub(super) fn follow(&self) -> impl Stream<Item = Contents> + use<> {
        self.carts.follow(&self.id)
    }

    /// Shows what was saved, unless something newer is shown already.
    pub(super) fn show(&self, saved: Contents) {
        if saved.changes > self.contents.with_untracked(|shown| shown.changes) {
            self.contents.set(saved);
        }
    }
}
