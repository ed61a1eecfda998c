use std::fmt::{self, Display};

/// Why a [`Document`](super::Document) refused an envelope. The document is as it was.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ApplyError {
    /// The envelope is for another root.
    #[error("root_id: expected {expected:?}, found {found:?}")]
    WrongRoot {
        /// The document's root id.
        expected: String,
        /// The envelope's root id.
        found: String,
    },
    /// The envelope is not the next one.
    #[error("version: the document is at {held}, the envelope leads from {base} to {version}")]
    VersionGap {
        /// The document's version.
        held: u64,
        /// The envelope's `base_version`.
        base: u64,
        /// The envelope's `version`.
        version: u64,
    },
    /// The first envelope of a page must replace the whole tree and do nothing else to it.
    #[error("ops: expected exactly one replace of \"\" in the first envelope of a page")]
    NotInitial,
    /// An op does not fit the tree.
    #[error("ops[{index}] ({name} {path:?}): {fault}")]
    Op {
        /// Which op, from 0.
        index: usize,
        /// `add`, `remove`, …
        name: &'static str,
        /// The op's path.
        path: String,
        /// What is wrong with it.
        fault: OpFault,
    },
    /// A stream item nests deeper than [`MAX_DEPTH`](super::MAX_DEPTH).
    #[error("stream_ops[{index}].item: nests too deep")]
    ItemTooDeep {
        /// Which stream op, from 0.
        index: usize,
    },
}

/// What is wrong with one op.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum OpFault {
    /// The tree has no such place.
    NoSuchPlace,
    /// The tree has no such place to move from.
    NoSuchSource,
    /// The target of a move lies inside what it moves.
    IntoItself,
    /// The tree would nest deeper than [`MAX_DEPTH`](super::MAX_DEPTH).
    TooDeep,
    /// The wire has no such op.
    IllegalOp,
}

impl Display for OpFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoSuchPlace => "the tree has no such place",
            Self::NoSuchSource => "the tree has no such place to move from",
            Self::IntoItself => "a value cannot move into itself",
            Self::TooDeep => "the tree would nest too deep",
            Self::IllegalOp => "the wire has no such op",
        })
    }
}
