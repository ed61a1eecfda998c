use std::any::Any;
use std::cell::Cell;
use std::hash::Hash;
use std::rc::Rc;

use super::each::EachList;
use super::keyed::KeyedList;
use super::leaf::{Codec, Leaf};
use super::list::ListNode;
use super::{Link, Node, Object};
use crate::reactive::{Owner, Pulse, Signal};
use crate::signals::{Each, ListSignal, Signals};
use crate::state::{Field, State};

/// Where in a page something is bound: who owns it, and what it stands in.
#[derive(Clone)]
pub(crate) struct Place {
    /// Owns the watchers.
    pub(crate) owner: Owner,
    pub(crate) pulse: Rc<Pulse>,
    /// What the layer above the tree needs where a member is its own: the store around it.
    pub(crate) host: Rc<dyn Any>,
    /// Names of the members between the store's own object and this place.
    pub(crate) container: Rc<[&'static str]>,
}

impl Place {
    /// The same place with another owner.
    pub(crate) fn below(&self, owner: Owner) -> Self {
        Self {
            owner,
            ..self.clone()
        }
    }

    /// The place inside the member `name`.
    pub(crate) fn inside(&self, name: &'static str) -> Self {
        let container = self.container.iter().copied().chain([name]).collect();
        Self {
            container,
            ..self.clone()
        }
    }
}

/// Takes the members of a reactive form, one call each, in their order.
///
/// The first time it makes a node for each member; later it gives each node its new signal.
#[doc(hidden)]
pub struct Binder<'a> {
    object: &'a Object,
    place: &'a Place,
    next: usize,
}

/// Binds all members of `signals` to `object`. Nodes that were there are rebound when the place's
/// pulse fires next.
pub(crate) fn bind_object<S: Signals>(signals: S, object: &Object, place: &Place) {
    signals.bind(&mut Binder {
        object,
        place,
        next: 0,
    });
}

impl Binder<'_> {
    /// A member with one signal of a state type.
    pub fn leaf<T: State>(&mut self, signal: impl Into<Signal<T>>) {
        self.leaf_with(signal, Codec::STATE);
    }

    /// A member with one signal, written by `codec`.
    pub fn leaf_with<T: Clone + PartialEq + 'static>(
        &mut self,
        signal: impl Into<Signal<T>>,
        codec: &'static Codec<T>,
    ) {
        let signal = signal.into();
        self.member(
            |link, place| Leaf::new(link, codec, signal, place.owner),
            |leaf, place| leaf.rebind(signal, &place.pulse),
        );
    }

    /// A member that is a reactive form itself.
    pub fn nested<S: Signals>(&mut self, signals: S) {
        let place = self.place.inside(self.field().name);
        let signals = Cell::new(Some(signals));
        let bind = |object: &Object| {
            let signals = signals
                .take()
                .expect("a member is made or rebound, not both");
            bind_object(signals, object, &place);
        };
        self.member(
            |link, _| {
                let object = Object::new(link, S::FIELDS, None);
                bind(&object);
                object
            },
            |object: &Object, _| bind(object),
        );
    }

    /// A list with one signal, compared by key.
    pub fn keyed<T: State, K: Eq + Hash + 'static>(
        &mut self,
        signal: impl Into<Signal<Vec<T>>>,
        key: fn(&T) -> &K,
    ) {
        let signal = signal.into();
        self.member(
            |link, place| KeyedList::new(link, key, signal, place.owner),
            |list, place| list.rebind(signal, &place.pulse),
        );
    }

    /// A list that tells the edits made to it.
    pub fn list<K: Eq + Hash + 'static, T: State>(&mut self, list: ListSignal<K, T>) {
        self.member(
            |link, _| ListNode::new(link, list),
            |node: &ListNode<K, T>, _| node.rebind(list),
        );
    }

    /// A list of reactive rows.
    pub fn each<S: Signals>(&mut self, each: Each<S>) {
        let place = self.place.inside(self.field().name);
        self.member(
            |link, _| EachList::new(link, each.clone(), place),
            |list, place| list.rebind(each.clone(), &place.pulse),
        );
    }

    /// The member that is bound next.
    pub(crate) fn field(&self) -> &'static Field {
        self.object.field(self.next)
    }

    pub(crate) fn place(&self) -> &Place {
        self.place
    }

    /// Makes the node of the next member, or finds the one that is there.
    pub(crate) fn member<N: Node>(
        &mut self,
        make: impl FnOnce(Link, &Place) -> Rc<N>,
        rebind: impl FnOnce(&N, &Place),
    ) {
        let index = self.next;
        self.next += 1;
        match self.object.child(index) {
            Some(node) => {
                let node = node.as_any().downcast_ref::<N>();
                rebind(
                    node.expect("a member keeps its type from render to render"),
                    self.place,
                );
            }
            None => {
                let node = make(self.object.next_link(), self.place);
                self.object.push(node);
            }
        }
    }
}
