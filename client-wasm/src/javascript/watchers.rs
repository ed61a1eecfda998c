use std::cell::RefCell;
use std::rc::{Rc, Weak};

use js_sys::{Array, Function};
use musubi_wire::envelope::RawEvent;
use wasm_bindgen::JsValue;

/// Functions of JavaScript that hear of each envelope of a root, once it was applied. One ends when
/// whoever gave it lets go of it.
#[derive(Default)]
pub(crate) struct Watchers(RefCell<Vec<Weak<Function>>>);

impl Watchers {
    pub(super) fn add(&self, watcher: &Rc<Function>) {
        let mut watchers = self.0.borrow_mut();
        watchers.retain(|watcher| watcher.strong_count() > 0);
        watchers.push(Rc::downgrade(watcher));
    }

    /// Tells the events of the envelope, each as store, name and payload, of which the first and the
    /// last are JSON.
    pub(crate) fn tell(&self, events: &[RawEvent<'_>]) {
        let watchers = self.0.borrow().clone();
        let mut watchers = watchers.iter().filter_map(Weak::upgrade).peekable();
        if watchers.peek().is_none() {
            return;
        }
        let events = events.iter().map(|event| {
            let [store, name, payload] = [
                &*event.store_id.to_string(),
                &*event.name,
                event.payload.get(),
            ]
            .map(JsValue::from_str);
            Array::of3(&store, &name, &payload)
        });
        let events: Array = events.collect();
        for watcher in watchers {
            // It reports by itself what goes wrong in it.
            let _ = watcher.call1(&JsValue::UNDEFINED, &events);
        }
    }
}
