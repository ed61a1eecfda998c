//! A client's half of state: the signals of a reactive form, which patches write.
//!
//! Where the server's tree compares signals with what was sent and writes operations, a replica
//! reads operations and writes signals. It keeps no copy of the page beside those signals: a value
//! is decoded once, straight to the type of the signal that it is for.
//!
//! An envelope is staged as a whole before a signal is written, so one that does not fit the types
//! leaves everything as it was.

mod answer;
mod async_stream;
mod children;
mod each;
mod edits;
#[cfg(feature = "js")]
mod javascript;
mod leaf;
mod list;
mod members;
mod object;
mod op;
mod page;
mod patch;
mod remote;
mod rows;
mod send;
mod stream;
mod text;
mod transaction;
mod upload;
mod view;

pub(crate) use answer::read_error;
pub use answer::{CallError, ReadVariant, Reply, ReplyError, read_variant};
pub use async_stream::AsyncStreamRows;
pub(crate) use children::ReceivedChild;
pub use children::{ChildMember, Children, OptionalChild};
pub use each::EachRows;
#[cfg(feature = "js")]
pub use javascript::{ReadUpload, ShownUpload, UploadReader};
pub use leaf::{AsyncLeaf, Leaf, Opaque};
pub use list::ListRows;
pub use members::{Member, Members};
pub use object::Object;
pub use op::{Mismatch, Op, Path};
pub use page::Replica;
pub(crate) use patch::patch_value;
pub use patch::{decode, key_text, patch, patch_json, patch_rows};
pub use remote::{Answer, Caller, CommandFailure, Commands, Events, FileStep, NoCommands, Remote};
pub(crate) use send::UploadSite;
pub use send::{FileSource, Offered, OfferedFile, RefusedFile, SendError, UploadFile};
pub use stream::StreamRows;
pub use upload::UploadMember;

pub use page::Place;
use transaction::Staged;
pub use transaction::Transaction;
pub use view::Read;
use view::{Log, View};

pub use musubi_wire::payload::ErrorReply;

use std::any::Any;
use std::rc::Rc;

/// A part of a replica. Operations reach it by its place in the document.
pub trait Node: Any + Read {
    /// Stages `op` at `path`, which begins at this node.
    fn apply(
        self: Rc<Self>,
        path: Path<'_>,
        op: Op<'_>,
        transaction: &mut Transaction,
    ) -> Result<(), Mismatch>;

    /// Whether only the object around it can tell what an operation makes of it.
    fn is_opaque(&self) -> bool {
        false
    }

    /// For the object around it, which knows the type of each of its members.
    fn as_any(self: Rc<Self>) -> Rc<dyn Any>;
}
