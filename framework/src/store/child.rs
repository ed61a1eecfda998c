mod many;
mod one;
mod slots;

use std::any::Any;
use std::cell::Cell;
use std::rc::Rc;

use super::cell::{AnyStore, StoreCell};
use super::site::Kind;
use super::{ChildStore, OnProps, Site};
use many::ChildList;
use musubi_wire::StoreId;
use one::ChildNode;
use slots::Loose;
pub(super) use slots::Slots;

use crate::contract::{ChildSlot, PlacedChild};
use crate::reactive::{
    Pulse, RwSignal, Scope, SignalSet, SignalSetUntracked, SignalWithUntracked, create_rw_signal,
};
use crate::tree::{Binder, Link, Node, Place, RowHandle};

/// Binds a member that is one child.
#[doc(hidden)]
pub fn bind_child<C: ChildStore>(binder: &mut Binder<'_>, child: ChildSlot<C>) {
    bind_child_option(binder, Some(child));
}

/// Binds a member that is a child or `null`.
#[doc(hidden)]
pub fn bind_child_option<C: ChildStore>(binder: &mut Binder<'_>, child: Option<ChildSlot<C>>) {
    let slot = Cell::new(Some(child.map(ChildSlot::into_placed)));
    let take = || slot.take().expect("a member is made or rebound, not both");
    binder.member(
        |link, place| {
            let node = ChildNode::new(link);
            node.join(place);
            node.bind(take(), place);
            node
        },
        |node: &ChildNode<C>, place| node.bind(take(), place),
    );
}

/// Binds a member that is a list of children.
#[doc(hidden)]
pub fn bind_children<C: ChildStore>(binder: &mut Binder<'_>, children: Vec<ChildSlot<C>>) {
    let children = children.into_iter().map(ChildSlot::into_placed);
    let slot = Cell::new(Some(children.collect()));
    let take = || slot.take().expect("a member is made or rebound, not both");
    let list_place = binder.place().inside(binder.field().name);
    binder.member(
        |link, _| {
            let list = ChildList::<C>::new(link);
            list.bind(take(), &list_place);
            list
        },
        |list: &ChildList<C>, _| list.bind(take(), &list_place),
    );
}

/// Where a child stands below the store that renders it.
fn path<'a, C: ChildStore>(child: &'a PlacedChild<C>, place: &'a Place) -> Vec<&'a str> {
    let mut path = place.container.to_vec();
    path.push(&child.id);
    path
}

/// A mounted child with the props that its parent gave last.
struct Mounted<C: ChildStore> {
    cell: Rc<StoreCell<C>>,
    props: RwSignal<C::Params>,
    id: String,
}

impl<C: ChildStore> Mounted<C> {
    fn mount(child: PlacedChild<C>, link: Link, place: &Place) -> Self {
        let parent = Site::of(place);
        let path = path(&child, place);
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
        self.cell.release(&place.pulse);
        self.cell.end(&place.pulse);
    }
}

impl<C: ChildStore> Loose for Mounted<C> {
    fn id(&self) -> &StoreId {
        &self.cell.site().id
    }

    fn end(self: Box<Self>, place: &Place) {
        Mounted::end(*self, place);
    }

    fn as_any(&self) -> &dyn Any {
        self
    }

    fn into_any(self: Box<Self>) -> Box<dyn Any> {
        self
    }
}

impl<C: ChildStore> RowHandle for Mounted<C> {
    fn node(&self) -> &dyn Node {
        self.cell.node()
    }

    fn release(&self, pulse: &Pulse) {
        self.cell.release(pulse);
    }
}
