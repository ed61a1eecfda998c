//! A replica as JavaScript reads it: the shapes of `snapshot()` in `@musubi/client`.
//!
//! The whole of a node is read as JSON, once. From then on only what is stale is read again, and an
//! object takes the place of another only where something in it differs.

mod members;
mod rows;
mod uploads;
mod values;

use std::cell::{OnceCell, RefCell};
use std::collections::HashMap;
use std::rc::Weak;

use musubi_wire::StoreId;
use serde::Serialize;
use wasm_bindgen::JsValue;

use super::Replica;
use crate::signals::Signals;
pub(super) use uploads::Told;
pub use uploads::{ReadUpload, ShownUpload, UploadReader};

/// What JavaScript knows of a page.
#[derive(Default)]
pub(super) struct Shown {
    children: RefCell<HashMap<StoreId, Weak<dyn Shows>>>,
    uploads: OnceCell<UploadReader>,
}

/// A child store that was read.
trait Shows {
    fn last(&self) -> JsValue;
}

impl Shown {
    fn insert(&self, store: &StoreId, child: Weak<dyn Shows>) {
        let mut children = self.children.borrow_mut();
        if children.len() == children.capacity() {
            children.retain(|_, child| child.strong_count() > 0);
        }
        children.insert(store.clone(), child);
    }
}

impl<S: Signals> Replica<S> {
    /// The root store as JavaScript reads it: the same object, unless something in it differs.
    pub fn read(&self) -> JsValue {
        let view = &self.object.place.view;
        if !view.is_stale() && !view.last().is_undefined() {
            return view.last();
        }
        let mut last = view.last();
        if last.is_undefined() {
            last = values::root(&json(&self.snapshot()));
        }
        let next = self.object.refresh(last);
        view.keep(&next);
        next
    }

    /// A store of the page as JavaScript reads it; `undefined` where there is no such store.
    pub fn read_store(&self, store: &StoreId) -> JsValue {
        let root = self.read();
        if store.is_root() {
            return root;
        }
        let children = self.place.page.shown.children.borrow();
        let child = children.get(store).and_then(Weak::upgrade);
        child.map_or(JsValue::UNDEFINED, |child| child.last())
    }

    /// Says what makes of uploads what JavaScript reads. The first one stays.
    pub fn read_uploads(&self, reader: UploadReader) {
        let _ = self.place.page.shown.uploads.set(reader);
    }
}

/// The JSON of a value. What came as JSON can be written as JSON.
fn json<T: Serialize>(value: &T) -> String {
    serde_json::to_string(value).unwrap_or_else(|_| "null".to_owned())
}
