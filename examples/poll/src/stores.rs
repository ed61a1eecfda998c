//! The roots that the page is made of. Each is a page of its own on the server: what happens to one
//! does not reach the others.

mod audience;
mod poll;
mod polls;

pub use audience::{Audience, AudienceStore, Face};
pub use poll::{Answer, OpenError, PollParams, PollStore, Results};
pub use polls::{Created, PollList, PollSummary, PollsStore};

use musubi::prelude::use_context;

/// What `Hall::admit` puts into the context of every page.
fn admitted<T: Clone + 'static>() -> T {
    use_context().expect("the socket's `on_connect` gives its pages the context of a hall")
}
