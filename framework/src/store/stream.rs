use std::any::Any;
use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use musubi_wire::StoreId;

use super::Site;
use crate::json;
use crate::reactive::Pulse;
use crate::signals::{StreamEdit, StreamPlace, StreamQueue, StreamSignal};
use crate::state::{EncodeError, Ops, Written};
use crate::tree::{Binder, Link, Node};

/// Binds a member that is a stream.
#[doc(hidden)]
pub fn bind_stream<T>(binder: &mut Binder<'_>, stream: StreamSignal<T>) {
    let name = binder.field().name;
    binder.member(
        |link, place| StreamNode::new(link, name, Site::of(place), stream.queue()),
        |node: &StreamNode, _| node.rebind(stream.queue()),
    );
}

/// The streams of one store.
#[derive(Default)]
pub(super) struct Streams {
    names: RefCell<Vec<&'static str>>,
    next_ref: Cell<u32>,
}

/// The place of a stream in a store's state: in the tree a marker that never changes.
pub(super) struct StreamNode {
    link: Link,
    name: &'static str,
    site: Rc<Site>,
    /// The number of the stream within its store, which it gets when it is first used.
    number: Cell<Option<u32>>,
    queue: RefCell<Rc<StreamQueue>>,
    is_touched: Cell<bool>,
    this: Weak<Self>,
}

impl StreamNode {
    /// # Panics
    /// Panics if the store has another stream of this name: clients know them by it.
    pub(super) fn new(
        link: Link,
        name: &'static str,
        site: Rc<Site>,
        queue: Rc<StreamQueue>,
    ) -> Rc<Self> {
        let names = &site.streams().names;
        assert!(
            !names.borrow().contains(&name),
            "store `{}` shows two streams of the name `{name}`: clients know a stream by its store \
             and its name, wherever it stands",
            site.kind.name,
        );
        names.borrow_mut().push(name);
        let node = Rc::new_cyclic(|this| Self {
            link,
            name,
            site,
            number: Cell::new(None),
            queue: RefCell::new(Rc::clone(&queue)),
            is_touched: Cell::new(false),
            this: Weak::clone(this),
        });
        queue.settle_in(node.this.clone());
        if node.site.host.outgoing.has_gone(&node.site.id, name) {
            node.touch();
        }
        node
    }

    /// Another stream takes the place of the last one, and its items that of the last items.
    pub(super) fn rebind(&self, queue: Rc<StreamQueue>) {
        if self.queue.borrow().is(&queue) {
            return;
        }
        let last = self.queue.replace(Rc::clone(&queue));
        let was_sent = last.was_sent();
        last.leave();
        queue.settle_in(self.this.clone());
        if was_sent {
            self.touch();
        }
    }

    /// Whether it is the stream of this name of this store.
    pub(super) fn is_at(&self, id: &StoreId, name: &str) -> bool {
        self.site.id == *id && self.name == name
    }

    pub(super) fn site(&self) -> &Site {
        &self.site
    }

    pub(super) fn number(&self) -> Option<u32> {
        self.number.get()
    }

    /// How many edits wait.
    pub(super) fn len(&self) -> usize {
        self.queue.borrow().len()
    }

    /// Appends what was done since the last call, each with a comma before it unless it is the
    /// first of `out` since `start`.
    pub(super) fn write_ops(&self, out: &mut Vec<u8>, start: usize) -> Written {
        self.is_touched.set(false);
        let queue = Rc::clone(&self.queue.borrow());
        for edit in queue.take() {
            if out.len() > start {
                out.push(b',');
            }
            self.write_op(out, edit, queue.is_named)?;
        }
        Ok(())
    }

    fn write_op(&self, out: &mut Vec<u8>, edit: StreamEdit, is_named: bool) -> Written {
        let op = match &edit {
            StreamEdit::Reset => "reset",
            StreamEdit::Insert { .. } => "insert",
            StreamEdit::Delete { .. } => "delete",
        };
        out.extend_from_slice(b"{\"op\":\"");
        out.extend_from_slice(op.as_bytes());
        out.extend_from_slice(b"\",\"stream\":");
        self.member(out, self.name)?;
        out.extend_from_slice(b",\"ref\":\"");
        let number = self.number.get().unwrap_or_default();
        out.extend_from_slice(itoa::Buffer::new().format(number).as_bytes());
        out.extend_from_slice(b"\",\"store_id\":");
        self.member(out, &self.site.id)?;
        let key = |out: &mut Vec<u8>, key: String| {
            out.extend_from_slice(b",\"item_key\":");
            let key = if is_named {
                format!("{}-{key}", self.name)
            } else {
                key
            };
            self.member(out, &key)
        };
        match edit {
            StreamEdit::Reset => {}
            StreamEdit::Delete { key: item } => key(out, item)?,
            StreamEdit::Insert {
                key: item,
                at,
                json,
                limit,
            } => {
                let json = json.map_err(|source| self.error(source))?;
                key(out, item)?;
                out.extend_from_slice(b",\"at\":");
                self.member(out, &at)?;
                out.extend_from_slice(b",\"item\":");
                out.extend_from_slice(json.as_bytes());
                out.extend_from_slice(b",\"limit\":");
                self.member(out, &limit)?;
            }
        }
        out.push(b'}');
        Ok(())
    }

    fn member<T: serde::Serialize + ?Sized>(&self, out: &mut Vec<u8>, value: &T) -> Written {
        json::write(out, value).map_err(|source| self.error(source))
    }

    fn error(&self, source: serde_json::Error) -> EncodeError {
        EncodeError {
            path: format!("an item of stream {} of store {}", self.name, self.site.id),
            source,
        }
    }
}

impl StreamPlace for StreamNode {
    fn touch(&self) {
        if self.is_touched.replace(true) {
            return;
        }
        if self.number.get().is_none() {
            let next = &self.site.streams().next_ref;
            self.number.set(Some(next.get()));
            next.set(next.get() + 1);
        }
        if let Some(this) = self.this.upgrade() {
            self.site.host.outgoing.touch(this);
        }
    }
}

impl Node for StreamNode {
    fn link(&self) -> &Link {
        &self.link
    }

    fn write(&self, out: &mut Vec<u8>) -> Written {
        self.link.clear();
        self.write_fresh(out)
    }

    fn write_fresh(&self, out: &mut Vec<u8>) -> Written {
        out.extend_from_slice(b"{\"__musubi_stream__\":");
        self.member(out, self.name)?;
        out.push(b'}');
        Ok(())
    }

    fn flush(&self, _: &mut Ops<'_>) {
        self.link.clear();
    }

    fn release(&self, _: &Pulse) {
        let queue = self.queue.borrow();
        let was_sent = queue.was_sent();
        queue.leave();
        self.is_touched.set(false);
        self.site
            .streams()
            .names
            .borrow_mut()
            .retain(|name| *name != self.name);
        let outgoing = &self.site.host.outgoing;
        outgoing.forget(self);
        if was_sent {
            outgoing.note_gone(&self.site.id, self.name);
        }
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}
