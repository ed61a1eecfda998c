use std::any::Any;
use std::cell::RefCell;
use std::rc::{Rc, Weak};

use super::{Link, Node, Parent};
use crate::reactive::Pulse;
use crate::state::{EncodeError, Field, Ops, Written};

/// An object on the wire: a store's node, a nested state or a row.
pub(crate) struct Object {
    link: Link,
    fields: &'static [Field],
    /// The JSON of the store id where the object is a store's node.
    store_id: Option<Box<str>>,
    children: RefCell<Vec<Rc<dyn Node>>>,
    dirty: RefCell<Vec<usize>>,
    this: Weak<Self>,
}

impl Object {
    /// An object without members yet; a [`Binder`](super::Binder) adds them.
    pub(crate) fn new(
        link: Link,
        fields: &'static [Field],
        store_id: Option<Box<str>>,
    ) -> Rc<Self> {
        Rc::new_cyclic(|this| Self {
            link,
            fields,
            store_id,
            children: RefCell::new(Vec::with_capacity(fields.len())),
            dirty: RefCell::default(),
            this: Weak::clone(this),
        })
    }

    pub(super) fn child(&self, index: usize) -> Option<Rc<dyn Node>> {
        self.children.borrow().get(index).cloned()
    }

    pub(super) fn field(&self, index: usize) -> &'static Field {
        &self.fields[index]
    }

    /// The link of the next member to be added.
    pub(super) fn next_link(&self) -> Link {
        Link::new(self.this.clone(), self.children.borrow().len())
    }

    pub(super) fn push(&self, node: Rc<dyn Node>) {
        // A member marks itself while it is made, before it can be found here.
        self.children.borrow_mut().push(node);
    }

    fn write_members(
        &self,
        out: &mut Vec<u8>,
        write: impl Fn(&dyn Node, &mut Vec<u8>) -> Written,
        skip: impl Fn(&dyn Node),
    ) -> Written {
        out.push(b'{');
        let mut first = true;
        if let Some(id) = &self.store_id {
            out.extend_from_slice(b"\"__musubi_store_id__\":");
            out.extend_from_slice(id.as_bytes());
            first = false;
        }
        for (field, child) in self.fields.iter().zip(&*self.children.borrow()) {
            if !child.is_present() {
                skip(&**child);
                continue;
            }
            if !std::mem::take(&mut first) {
                out.push(b',');
            }
            out.extend_from_slice(field.key.as_bytes());
            write(&**child, out).map_err(|error| error.below(field.token))?;
        }
        out.push(b'}');
        Ok(())
    }
}

impl Parent for Object {
    fn child_is_dirty(&self, index: usize) {
        self.dirty.borrow_mut().push(index);
        self.link.mark();
    }
}

impl Node for Object {
    fn link(&self) -> &Link {
        &self.link
    }

    fn write(&self, out: &mut Vec<u8>) -> Written {
        self.link.clear();
        self.dirty.take();
        self.write_members(
            out,
            |child, out| child.write(out),
            |child| child.leave_out(),
        )
    }

    fn write_fresh(&self, out: &mut Vec<u8>) -> Written {
        self.write_members(out, |child, out| child.write_fresh(out), |_| ())
    }

    fn flush(&self, ops: &mut Ops<'_>) {
        self.link.clear();
        let mut dirty = self.dirty.take();
        dirty.sort_unstable();
        let children = self.children.borrow();
        for index in dirty.drain(..) {
            // A member is marked once, but it may have been written since.
            if children[index].link().is_dirty() {
                ops.member(&self.fields[index], |ops| children[index].flush(ops));
            }
        }
        // The list keeps its room, so that a steady stream of small changes allocates nothing.
        drop(children);
        if self.dirty.borrow().is_empty() {
            self.dirty.replace(dirty);
        }
    }

    fn release(&self, pulse: &Pulse) {
        for child in &*self.children.borrow() {
            child.release(pulse);
        }
    }

    fn end(&self, pulse: &Pulse) {
        for child in &*self.children.borrow() {
            child.end(pulse);
        }
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

impl EncodeError {
    /// An error of the value itself.
    pub(crate) fn here(source: serde_json::Error) -> Self {
        Self {
            path: String::new(),
            source,
        }
    }

    /// An error of a value that is not of its declared type.
    pub(crate) fn undeclared(fault: String) -> Self {
        Self::here(serde::ser::Error::custom(format!(
            "it is not of its declared type: {fault}"
        )))
    }

    /// The error, seen from one level up.
    pub(crate) fn below(mut self, token: &str) -> Self {
        self.path.insert_str(0, token);
        self
    }
}
