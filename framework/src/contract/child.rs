use std::fmt;
#[cfg(feature = "client")]
use std::rc::Rc;

use musubi_wire::StoreId;
use serde::{Deserialize, Serialize};

use super::{StateOf, StoreContract};
#[cfg(feature = "client")]
use crate::replica::ReceivedChild;
use crate::state::State;
use crate::typescript::Wire;

/// A store inside another store's state: `Child<C>`, `Option<Child<C>>` or `Vec<Child<C>>`.
///
/// As plain data it is the child's node: its store id and its state. In the reactive form it is a
/// [`ChildSlot`], which [`child`] makes.
#[derive(Serialize, Deserialize)]
#[serde(bound(
    serialize = "StateOf<C>: Serialize",
    deserialize = "StateOf<C>: serde::de::DeserializeOwned"
))]
pub struct Child<C: StoreContract> {
    /// Identifies the child within its page.
    #[serde(rename = "__musubi_store_id__")]
    pub store_id: StoreId,
    /// What the child shows.
    #[serde(flatten)]
    pub state: StateOf<C>,
}

impl<C: StoreContract> Clone for Child<C> {
    fn clone(&self) -> Self {
        Self {
            store_id: self.store_id.clone(),
            state: self.state.clone(),
        }
    }
}

impl<C: StoreContract> PartialEq for Child<C> {
    fn eq(&self, other: &Self) -> bool {
        self.store_id == other.store_id && self.state == other.state
    }
}

impl<C: StoreContract<Signals: crate::Signals<State: fmt::Debug>>> fmt::Debug for Child<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Child")
            .field("store_id", &self.store_id)
            .field("state", &self.state)
            .finish()
    }
}

impl<C: StoreContract> Wire for Child<C> {
    #[cfg(feature = "server")]
    fn typescript(types: &mut crate::typescript::Types) -> String {
        types.store::<C>();
        format!("Musubi.StoreField<\"{}\">", C::NAME)
    }
}

impl<C: StoreContract> State for Child<C> {}

/// A child's place in a reactive form: which store, under which id, with which props.
///
/// It does nothing by itself. In what `render` returns, it mounts the child when its id appears
/// there, passes changed props on, and ends the child when the id is gone.
///
/// In a client it is the child itself: its signals are in `state()`, and its commands are methods
/// of the slot.
pub struct ChildSlot<C: StoreContract>(Inner<C>);

enum Inner<C: StoreContract> {
    #[cfg_attr(
        not(feature = "server"),
        allow(dead_code, reason = "mounted by the server")
    )]
    Placed(PlacedChild<C>),
    #[cfg(feature = "client")]
    Received(Rc<ReceivedChild<C>>),
}

/// What `render` says of a child.
#[cfg_attr(
    not(feature = "server"),
    allow(dead_code, reason = "mounted by the server")
)]
pub(crate) struct PlacedChild<C: StoreContract> {
    pub(crate) id: String,
    pub(crate) props: C::Params,
}

/// Places the child store `C` at this point of the state.
///
/// `id` tells children apart that stand directly in one store, or in one list of it. The props of a
/// store whose `mount` takes none are [`NoParams`](crate::NoParams).
///
/// ```
/// # use musubi::prelude::*;
/// # #[state] struct Line { sku: String }
/// # #[derive(Clone, PartialEq)] struct LineProps { sku: String }
/// # struct LineStore { sku: String }
/// # #[store] impl LineStore {
/// #     fn mount(props: LineProps) -> Self { Self { sku: props.sku } }
/// #     fn render(&self) -> LineSignals { LineSignals { sku: create_rw_signal(self.sku.clone()).into() } }
/// # }
/// # fn line(sku: String) -> ChildSlot<LineStore> {
/// child(sku.clone(), LineProps { sku })
/// # }
/// ```
pub fn child<C: StoreContract>(id: impl Into<String>, props: C::Params) -> ChildSlot<C> {
    ChildSlot(Inner::Placed(PlacedChild {
        id: id.into(),
        props,
    }))
}

#[cfg(feature = "server")]
impl<C: StoreContract> ChildSlot<C> {
    /// What `render` said.
    ///
    /// # Panics
    /// Panics for a child that a client received, which no store can place.
    pub(crate) fn into_placed(self) -> PlacedChild<C> {
        match self.0 {
            Inner::Placed(child) => child,
            #[cfg(feature = "client")]
            Inner::Received(_) => panic!("a store renders a child that a client received"),
        }
    }
}

/// # Panics
/// All of this panics for a slot that [`child`] made: it is for children that a client received.
#[cfg(feature = "client")]
impl<C: StoreContract> ChildSlot<C> {
    pub(crate) fn received(child: Rc<ReceivedChild<C>>) -> Self {
        Self(Inner::Received(child))
    }

    /// The signals of the child. Whoever asks is told when children of it come or go.
    pub fn state(&self) -> C::Signals {
        self.child().state()
    }

    /// Identifies the child within its page.
    pub fn store_id(&self) -> &StoreId {
        self.child().store_id()
    }

    /// The events of one type that the child sends from now on.
    pub fn events<E: crate::Event>(&self) -> crate::replica::Events<E> {
        self.child().caller().events()
    }

    fn child(&self) -> &ReceivedChild<C> {
        match &self.0 {
            Inner::Received(child) => child,
            Inner::Placed(_) => {
                panic!("a child is used like a client's in the store that places it")
            }
        }
    }
}

/// The commands of the child.
#[cfg(feature = "client")]
impl<C: StoreContract> std::ops::Deref for ChildSlot<C> {
    type Target = C::Commands;

    fn deref(&self) -> &C::Commands {
        self.child().commands()
    }
}

impl<C: StoreContract> fmt::Debug for ChildSlot<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ChildSlot")
            .field("store", &C::NAME)
            .finish_non_exhaustive()
    }
}
