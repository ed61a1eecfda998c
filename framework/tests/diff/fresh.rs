//! Which child stores were mounted since the last flush.

use std::cell::RefCell;
use std::collections::HashSet;

use musubi::prelude::*;
use musubi::{Store, StoreId};

thread_local! {
    static MOUNTED: RefCell<HashSet<StoreId>> = RefCell::default();
}

/// For `mount`: this store is a fresh one.
pub fn mounts<S: Store>() {
    let id = store_handle::<S>().id().clone();
    MOUNTED.with_borrow_mut(|mounted| mounted.insert(id));
}

/// Those of this thread. From now on there are none.
pub fn take() -> HashSet<StoreId> {
    MOUNTED.take()
}
