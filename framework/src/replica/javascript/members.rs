use std::rc::Rc;

use wasm_bindgen::JsValue;

use super::{json, values};
use crate::replica::{
    AsyncLeaf, AsyncStreamRows, Leaf, ListRows, Member, Object, Opaque, Read, StreamRows,
};
use crate::signals::Signals;
use crate::state::State;

impl<T: State> Read for Leaf<T> {
    fn is_stale(&self) -> bool {
        self.view.is_stale()
    }

    fn read(&self, last: JsValue) -> JsValue {
        if !self.view.refresh() && !last.is_undefined() {
            return last;
        }
        values::value(&last, &json(&self.current()))
    }
}

/// The object around it reads it.
impl<T: Clone + PartialEq + 'static> Read for Opaque<T> {
    fn is_stale(&self) -> bool {
        self.0.view.is_stale()
    }

    fn read(&self, last: JsValue) -> JsValue {
        self.0.view.refresh();
        last
    }
}

impl<T: State> Read for AsyncLeaf<T> {
    fn is_stale(&self) -> bool {
        self.leaf.is_stale()
    }

    fn read(&self, last: JsValue) -> JsValue {
        self.leaf.read(last)
    }
}

impl<T: State> Read for AsyncStreamRows<T> {
    fn is_stale(&self) -> bool {
        self.view.is_stale()
    }

    fn read(&self, last: JsValue) -> JsValue {
        self.view.refresh();
        self.progress.leaf.view.refresh();
        let items = self.items.read(values::member(&last, "data"));
        values::async_stream(&last, &json(&self.progress.value()), &items)
    }
}

impl<T: State> Read for StreamRows<T> {
    fn is_stale(&self) -> bool {
        self.items.view.is_stale()
    }

    fn read(&self, last: JsValue) -> JsValue {
        self.items.read(&last, |(_, item)| json(item))
    }
}

impl<K: Eq + std::hash::Hash + Clone + 'static, T: State> Read for ListRows<K, T> {
    fn is_stale(&self) -> bool {
        self.0.view.is_stale()
    }

    fn read(&self, last: JsValue) -> JsValue {
        self.0.read(&last, json)
    }
}

impl<S: Signals> Read for Object<S> {
    fn is_stale(&self) -> bool {
        self.place.view.is_stale()
    }

    fn read(&self, last: JsValue) -> JsValue {
        let is_new = last.is_undefined();
        self.refresh(if is_new { self.whole() } else { last })
    }
}

impl<S: Signals> Object<S> {
    fn whole(&self) -> JsValue {
        values::value(&JsValue::UNDEFINED, &json(&self.value()))
    }

    /// `last` with the members that are stale.
    pub(super) fn refresh(&self, last: JsValue) -> JsValue {
        if !self.place.view.refresh() {
            return last;
        }
        let members = self.members.borrow();
        let stale = members.iter().map(Rc::as_ref).zip(S::FIELDS);
        let mut next = last.clone();
        for (member, field) in stale.filter(|(member, _)| member.is_stale()) {
            let mut value = member.read(values::member(&last, field.name));
            if S::HAS_OPAQUE && member.is_opaque() {
                value = values::value_of_member(&value, &json(&self.value()), field.name);
            }
            next = values::with_member(&last, next, field.name, &value);
        }
        next
    }
}
