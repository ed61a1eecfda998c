use std::any::Any;
use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use super::cell::{AnyStore, StoreCell};
use super::site::Kind;
use super::{ChildStore, OnProps, Site};
use crate::contract::ChildSlot;
use crate::reactive::{
    Pulse, RwSignal, Scope, SignalSet, SignalSetUntracked, SignalWithUntracked, create_rw_signal,
};
use crate::state::{Ops, Written};
use crate::tree::{Binder, Link, Node, Parent, Place, RowHandle, Rows};

/// Binds a member that is one child.
#[doc(hidden)]
pub fn bind_child<C: ChildStore>(binder: &mut Binder<'_>, child: ChildSlot<C>) {
    bind_child_option(binder, Some(child));
}

/// Binds a member that is a child or `null`.
#[doc(hidden)]
pub fn bind_child_option<C: ChildStore>(binder: &mut Binder<'_>, child: Option<ChildSlot<C>>) {
    let slot = Cell::new(Some(child));
    let take = || slot.take().expect("a member is made or rebound, not both");
    binder.member(
        |link, place| {
            let node = ChildNode::new(link);
            node.bind(take(), place);
            node
        },
        |node: &ChildNode<C>, place| node.bind(take(), place),
    );
}

/// Binds a member that is a list of children.
#[doc(hidden)]
pub fn bind_children<C: ChildStore>(binder: &mut Binder<'_>, children: Vec<ChildSlot<C>>) {
    let slot = Cell::new(Some(children));
    let take = || slot.take().expect("a member is made or rebound, not both");
    let list_place = binder.place().inside(binder.field().name);
    binder.member(
        |link, _| {
            let list = Rc::new(ChildList::<C> {
                rows: Rows::new(link),
            });
            list.bind(take(), &list_place);
            list
        },
        |list: &ChildList<C>, _| list.bind(take(), &list_place),
    );
}

/// A mounted child with the props that its parent gave last.
struct Mounted<C: ChildStore> {
    cell: Rc<StoreCell<C>>,
    props: RwSignal<C::Params>,
    id: String,
}

impl<C: ChildStore> Mounted<C> {
    fn mount(child: ChildSlot<C>, link: Link, place: &Place) -> Self {
        let parent = Site::of(place);
        let mut path: Vec<&str> = place.container.to_vec();
        path.push(&child.id);
        let scope = Scope::below(place.owner);
        let site = parent.child(&path, Kind::of::<C>(), &scope);
        let mount = || {
            let props = create_rw_signal(child.props);
            (C::mount(props.into()), props)
        };
        let (store, props) = site.run(mount);
        let cell = StoreCell::start(store, site, scope, link, &place.pulse);
        Self {
            cell,
            props,
            id: child.id,
        }
    }

    /// Gives the child its props of now. False if it must be mounted again to take them.
    fn take(&self, props: &C::Params) -> bool {
        if self.props.with_untracked(|last| last == props) {
            return true;
        }
        match C::ON_PROPS {
            OnProps::Follow => self.props.set(props.clone()),
            OnProps::Update => {
                self.props.set_untracked(props.clone());
                if let Some(store) = self.cell.store() {
                    self.cell.site().run(|| store.update(props.clone()));
                }
            }
            OnProps::Remount => return false,
        }
        true
    }

    fn end(self, place: &Place) {
        self.cell.node().release(&place.pulse);
        self.cell.end(&place.pulse);
    }
}

impl<C: ChildStore> RowHandle for Mounted<C> {
    fn node(&self) -> &dyn Node {
        self.cell.node()
    }
}

/// A member that is one child store, or none at the moment.
struct ChildNode<C: ChildStore> {
    link: Link,
    child: RefCell<Option<Mounted<C>>>,
    /// Whether what stands here is not what the client has, however often it was replaced since.
    replaced: Cell<bool>,
    /// Whether the client has `null` here.
    sent_null: Cell<bool>,
    this: Weak<Self>,
}

impl<C: ChildStore> ChildNode<C> {
    fn new(link: Link) -> Rc<Self> {
        Rc::new_cyclic(|this| Self {
            link,
            child: RefCell::new(None),
            replaced: Cell::new(true),
            sent_null: Cell::new(false),
            this: Weak::clone(this),
        })
    }

    fn bind(&self, next: Option<ChildSlot<C>>, place: &Place) {
        let (last, next) = match (self.child.take(), next) {
            (None, None) => return,
            (Some(last), Some(next)) if last.id == next.id && last.take(&next.props) => {
                self.child.replace(Some(last));
                return;
            }
            changed => changed,
        };
        if let Some(last) = last {
            last.end(place);
        }
        let next = next.map(|next| Mounted::mount(next, Link::new(self.this.clone(), 0), place));
        self.child.replace(next);
        self.replaced
            .set(!self.sent_null.get() || self.child.borrow().is_some());
        self.link.mark();
    }

    fn write_child(
        &self,
        out: &mut Vec<u8>,
        write: impl Fn(&dyn Node, &mut Vec<u8>) -> Written,
    ) -> Written {
        match &*self.child.borrow() {
            Some(child) => write(child.node(), out),
            None => {
                out.extend_from_slice(b"null");
                Ok(())
            }
        }
    }
}

impl<C: ChildStore> Parent for ChildNode<C> {
    fn child_is_dirty(&self, _: usize) {
        self.link.mark();
    }
}

impl<C: ChildStore> Node for ChildNode<C> {
    fn link(&self) -> &Link {
        &self.link
    }

    fn write(&self, out: &mut Vec<u8>) -> Written {
        self.link.clear();
        self.replaced.set(false);
        self.sent_null.set(self.child.borrow().is_none());
        self.write_child(out, |child, out| child.write(out))
    }

    fn write_fresh(&self, out: &mut Vec<u8>) -> Written {
        self.write_child(out, |child, out| child.write_fresh(out))
    }

    fn flush(&self, ops: &mut Ops<'_>) {
        if self.replaced.get() {
            ops.written("replace", |out| self.write(out));
            return;
        }
        self.link.clear();
        if let Some(child) = &*self.child.borrow() {
            child.node().flush(ops);
        }
    }

    fn release(&self, pulse: &Pulse) {
        if let Some(child) = &*self.child.borrow() {
            child.node().release(pulse);
        }
    }

    fn end(&self, pulse: &Pulse) {
        if let Some(child) = self.child.take() {
            child.cell.end(pulse);
        }
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

/// A member that is a list of child stores.
struct ChildList<C: ChildStore> {
    rows: Rc<Rows<Mounted<C>>>,
}

impl<C: ChildStore> ChildList<C> {
    fn bind(&self, children: Vec<ChildSlot<C>>, place: &Place) {
        let mut known: std::collections::HashMap<String, _> = self
            .rows
            .take()
            .into_iter()
            .map(|row| (row.handle.id.clone(), row))
            .collect();
        let kept: Vec<_> = children
            .into_iter()
            .map(|child| {
                let row = known.remove(&child.id);
                match row {
                    Some(row) if row.handle.take(&child.props) => (child, Some(row), None),
                    outdated => (child, None, outdated),
                }
            })
            .collect();
        for (_, row) in known {
            row.handle.end(place);
        }
        let mut rows = Vec::with_capacity(kept.len());
        for (index, (child, row, outdated)) in kept.into_iter().enumerate() {
            if let Some(outdated) = outdated {
                outdated.handle.end(place);
            }
            rows.push(row.unwrap_or_else(|| {
                self.rows
                    .row(Mounted::mount(child, self.rows.row_link(index), place))
            }));
        }
        self.rows.arrange(rows);
    }
}

impl<C: ChildStore> Node for ChildList<C> {
    fn link(&self) -> &Link {
        self.rows.link()
    }

    fn write(&self, out: &mut Vec<u8>) -> Written {
        self.rows.write(out)
    }

    fn write_fresh(&self, out: &mut Vec<u8>) -> Written {
        self.rows.write_fresh(out)
    }

    fn flush(&self, ops: &mut Ops<'_>) {
        self.rows.flush(ops);
    }

    fn release(&self, pulse: &Pulse) {
        self.rows.release(pulse);
    }

    fn end(&self, pulse: &Pulse) {
        for row in self.rows.take() {
            row.handle.cell.end(pulse);
        }
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}
