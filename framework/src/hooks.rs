//! Hooks: code that runs before or after what every store does.
//!
//! A [`Hook`] has one method for each stage, all of which do nothing unless they are written. It
//! sees what happens in the store that it is attached to and in all stores below it:
//!
//! - [`Socket::hook`](crate::Socket::hook) attaches one to every page;
//! - `#[store(hooks(…))]` attaches one to every store of a type, root or child;
//! - [`attach_hook`] attaches one to the store whose code runs, until it is detached.
//!
//! At each stage the hooks of the socket come first, then those of the root, and so on down to the
//! store in question; those of one store in the order in which they were attached. A hook that
//! returns [`ControlFlow::Break`] halts: no later hook runs, and what else that means is told at the
//! stage. Hooks run as code of the store that they are attached to, those of the socket as code of
//! the store in question: they read [`use_context`](crate::use_context), set signals and push
//! events, and a panic in one ends the page. A page without hooks pays nothing for them.
//!
//! ```
//! use musubi::hooks::Authorize;
//! use musubi::prelude::*;
//! use musubi::Socket;
//!
//! #[derive(Clone)]
//! struct User { is_admin: bool }
//!
//! let socket = Socket::new().hook(Authorize::new(|call| {
//!     let is_admin = use_context::<User>().is_some_and(|user| user.is_admin);
//!     if call.name().starts_with("delete_") && !is_admin {
//!         return Err(Refusal::new("forbidden", "Only administrators delete."));
//!     }
//!     Ok(())
//! }));
//! ```

mod attached;
mod authorize;
mod command;
mod flush;
mod log;
mod seen;

pub(crate) use attached::{Attached, SocketHooks};
pub use attached::{HookHandle, attach_hook};
pub use authorize::Authorize;
pub use command::{CommandCall, Halt};
pub(crate) use flush::Pushed;
pub use flush::{Flush, FlushedEvent};
pub use log::LogCommands;
pub use seen::{Item, LoadDone, SeenStore};

use std::ops::ControlFlow;
use std::sync::Arc;

/// Code that runs at some of the stages of what every store does.
///
/// See the [module](self) for where hooks are attached and in which order they run.
///
/// ```
/// # use musubi::prelude::*;
/// # use musubi::testing::TestPage;
/// # use serde_json::json;
/// use std::ops::ControlFlow;
/// use musubi::hooks::{CommandCall, Halt, Hook};
///
/// /// Answers commands of a closed shop with `{"open": false}`.
/// struct Closed;
///
/// impl Hook for Closed {
///     fn before_command(&self, _: &CommandCall<'_>) -> ControlFlow<Halt> {
///         ControlFlow::Break(Halt::reply(&json!({ "open": false })))
///     }
/// }
///
/// # #[state] struct Shop { sold: u32 }
/// # struct ShopStore { sold: RwSignal<u32> }
/// #[store(root, hooks(Closed))]
/// impl ShopStore {
/// #     fn mount() -> Self { Self { sold: create_rw_signal(0) } }
/// #     fn render(&self) -> ShopSignals { ShopSignals { sold: self.sold.into() } }
///     #[command]
///     fn buy(&self) {
///         self.sold.update(|sold| *sold += 1);
///     }
/// }
/// # tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(async {
/// # let mut page = TestPage::mount::<ShopStore>(json!({})).await.unwrap();
/// assert_eq!(page.command("buy", json!({})).await, Ok(json!({ "open": false })));
/// # });
/// ```
pub trait Hook: 'static {
    /// A command is about to be carried out. A halt answers it instead, and the method does not
    /// run. Commands that the store does not have never come here.
    fn before_command(&self, call: &CommandCall<'_>) -> ControlFlow<Halt> {
        let _ = call;
        ControlFlow::Continue(())
    }

    /// A command was carried out, with its reply or typed error; the client has not got it yet. Not
    /// for commands that were halted, that took too long, or whose store ended.
    fn after_command(&self, call: &CommandCall<'_>, is_ok: bool) -> ControlFlow<()> {
        let _ = (call, is_ok);
        ControlFlow::Continue(())
    }

    /// What an [`AsyncSignal`](crate::AsyncSignal) waited for is there, and not yet in it. A halt
    /// drops it: the value is `failed`, with `{"kind": "exit", "value": "halted"}`.
    fn after_load(&self, load: &LoadDone<'_>) -> ControlFlow<()> {
        let _ = load;
        ControlFlow::Continue(())
    }

    /// An item of a subscription or a timer has come, and the store has yet to take it. A halt drops
    /// it.
    fn before_item(&self, item: &Item<'_>) -> ControlFlow<()> {
        let _ = item;
        ControlFlow::Continue(())
    }

    /// A store has run its `render`, and its signals are in place. Signals that change later do not
    /// come here.
    fn after_render(&self, store: &SeenStore<'_>) -> ControlFlow<()> {
        let _ = store;
        ControlFlow::Continue(())
    }

    /// An envelope is written, and not yet sent: its operations can be looked at, its events
    /// changed and removed.
    fn after_serialize(&self, flush: &mut Flush<'_>) -> ControlFlow<()> {
        let _ = flush;
        ControlFlow::Continue(())
    }
}

impl<H: Hook + ?Sized> Hook for Arc<H> {
    fn before_command(&self, call: &CommandCall<'_>) -> ControlFlow<Halt> {
        (**self).before_command(call)
    }

    fn after_command(&self, call: &CommandCall<'_>, is_ok: bool) -> ControlFlow<()> {
        (**self).after_command(call, is_ok)
    }

    fn after_load(&self, load: &LoadDone<'_>) -> ControlFlow<()> {
        (**self).after_load(load)
    }

    fn before_item(&self, item: &Item<'_>) -> ControlFlow<()> {
        (**self).before_item(item)
    }

    fn after_render(&self, store: &SeenStore<'_>) -> ControlFlow<()> {
        (**self).after_render(store)
    }

    fn after_serialize(&self, flush: &mut Flush<'_>) -> ControlFlow<()> {
        (**self).after_serialize(flush)
    }
}
