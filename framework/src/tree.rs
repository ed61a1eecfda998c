//! The render tree of a page: what was sent of every signal, and which parts are no longer true.
//!
//! A leaf is an effect that compares its signal with the value last sent. A leaf that differs
//! tells its parent, which tells its own, so a flush walks from the root to dirty leaves only and
//! writes operations in document order. The tree knows state and signals; it knows no store.

mod binder;
mod each;
mod keyed;
mod leaf;
mod link;
mod list;
mod object;
mod rows;

pub use binder::Binder;
pub(crate) use binder::{Place, bind_object};
pub use leaf::Codec;
pub(crate) use leaf::Leaf;
pub(crate) use link::{Link, Parent};
pub(crate) use object::Object;
pub(crate) use rows::{Row, RowHandle, Rows};

use std::any::Any;

use crate::reactive::Pulse;
use crate::state::{Ops, Written};

/// A part of the tree. What it shows is written, compared and released through this.
pub(crate) trait Node: Any {
    /// Where the node hangs in the tree.
    fn link(&self) -> &Link;

    /// Whether the member exists at all; a skipped one does not.
    fn is_present(&self) -> bool {
        true
    }

    /// Appends the JSON of the node as it is now, and takes that as sent.
    fn write(&self, out: &mut Vec<u8>) -> Written;

    /// The object around the node was written without it; takes that as sent.
    fn leave_out(&self) {
        self.link().clear();
    }

    /// Appends the JSON of the node as its signals are now. What was sent stays what it was.
    fn write_fresh(&self, out: &mut Vec<u8>) -> Written;

    /// Writes operations for what differs from what was sent, and takes it as sent.
    fn flush(&self, ops: &mut Ops<'_>);

    /// Lets go of every signal below, as the first half of the node's end: each watcher joins
    /// `pulse` and finds nothing to read when that fires.
    fn release(&self, pulse: &Pulse);

    /// Ends what lives on its own below, as the second half of the node's end. Scopes are left to
    /// the pulse.
    fn end(&self, _pulse: &Pulse) {}

    /// For the binder, to find the node of a member's own type again when a store renders again.
    fn as_any(&self) -> &dyn Any;
}
