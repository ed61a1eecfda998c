//! Stores at work: mounting, rendering, props, commands and what they read of their page.

mod async_stream;
mod cell;
mod child;
mod command;
mod context;
mod event;
mod first_panic;
mod handle;
mod hooked;
mod host;
mod loading;
mod mount;
mod outgoing;
mod rules;
mod site;
mod stream;
mod task;
mod upload;

pub use async_stream::bind_async_stream;
pub(crate) use cell::AnyStore;
pub use child::{bind_child, bind_child_option, bind_children};
pub(crate) use command::reply_json;
pub use command::{
    CommandRun, Outcome, Payload, Refused, ServedCommand, checked_params, checked_payload,
    fallible, infallible,
};
pub(crate) use context::CurrentContext;
pub use context::{Context, use_context};
pub use event::push_event;
pub(crate) use first_panic::{FirstPanic, panic_text};
pub use handle::{HandleError, PageHandle, StoreHandle, page_handle, store_handle};
pub(crate) use hooked::run_command;
pub(crate) use host::{Host, MountRoot, Root};
pub use loading::{AsyncSignals, load_together};
pub use mount::{Mounting, decode_params, mounted, mounted_or_refused};
use outgoing::Outgoing;
pub use rules::{ByRules, Checked, Faults, WithoutRules};
pub(crate) use site::Site;
pub use stream::bind_stream;
use stream::{StreamNode, Streams};
pub use task::{Interval, TaskHandle, after, interval, spawn_local, subscribe, subscribe_store};
use task::{Task, Tasks};
pub(crate) use upload::UploadNode;
pub use upload::{UploadedFile, bind_upload};

use std::rc::Rc;

use serde_json::value::RawValue;

use crate::contract::StoreContract;
use crate::reactive::Signal;

/// The behaviour of a store. `#[store]` implements it from an `impl` block.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a store",
    note = "write its behaviour in an `impl` block with `#[store]`, or `#[store(root)]` for a page"
)]
pub trait Store: StoreContract {
    /// The names of the commands.
    #[doc(hidden)]
    const COMMANDS: &'static [&'static str] = &[];

    /// The reactive form of the state. Runs again when a signal that it read directly changes.
    fn render(&self) -> Self::Signals;

    /// Carries out a command, or tells that there is none of this name.
    fn command(self: Rc<Self>, name: &str, payload: Payload<'_>) -> CommandRun;

    /// Attaches the hooks of the store, as its own code.
    #[doc(hidden)]
    fn attach_hooks()
    where
        Self: Sized,
    {
    }

    /// Begins the subscriptions of the store, which was mounted.
    #[doc(hidden)]
    fn subscribe(self: Rc<Self>) {}

    /// Runs once when the store ends.
    fn cleanup(&self) {}

    /// Whether the store declares an event of this name.
    #[doc(hidden)]
    fn declares(event: &str) -> bool
    where
        Self: Sized,
    {
        let _ = event;
        false
    }
}

/// A store that a client can mount as a page.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be mounted as a page",
    note = "make it a root: `#[store(root)] impl {Self} {{ … }}`"
)]
pub trait RootStore: Store + Sized {
    /// Decodes the params and makes the store.
    fn mount(params: &RawValue) -> Mounting<Self>;
}

/// A store that can stand in another store's state.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a child",
    note = "a store whose `mount` is async or can refuse can only be a root: load in the parent, \
            and pass the result on as props"
)]
pub trait ChildStore: Store<Params: Clone + PartialEq> + Sized {
    /// What changed props do to the store.
    const ON_PROPS: OnProps;

    /// Makes the store. The signal follows the props for as long as the store lives.
    fn mount(props: Signal<Self::Params>) -> Self;

    /// Takes changed props, where [`ChildStore::ON_PROPS`] is [`OnProps::Update`].
    fn update(&self, props: Self::Params) {
        let _ = props;
    }
}

/// What changed props do to a child store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnProps {
    /// `mount` took `Signal<Props>` and follows it.
    Follow,
    /// The `#[update]` method is called.
    Update,
    /// The store has neither, so a fresh one takes its place.
    Remount,
}
