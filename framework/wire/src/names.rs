//! Every word that stands on the wire, spelled once.

mod code;
mod reason;

pub use code::Code;
pub use reason::Reason;

/// Event names, the fourth element of a frame.
pub mod event {
    /// Client to server: mount a root store, or start an upload.
    pub const JOIN: &str = "phx_join";
    /// Client to server: unmount.
    pub const LEAVE: &str = "phx_leave";
    /// Server to client: the channel has ended in an orderly way.
    pub const CLOSE: &str = "phx_close";
    /// Server to client: the channel has crashed.
    pub const ERROR: &str = "phx_error";
    /// Server to client: the answer to one message of the client.
    pub const REPLY: &str = "phx_reply";
    /// Client to server on topic [`PHOENIX`](super::topic::PHOENIX): still here.
    pub const HEARTBEAT: &str = "heartbeat";
    /// Client to server: run a command of a mounted store.
    pub const COMMAND: &str = "command";
    /// Client to server: offer files before they are sent.
    pub const ALLOW_UPLOAD: &str = "allow_upload";
    /// Client to server: drop one offered file.
    pub const CANCEL_UPLOAD: &str = "cancel_upload";
    /// Client to server: how far an external upload has come.
    pub const UPLOAD_PROGRESS: &str = "upload_progress";
    /// Client to server: an external upload has failed.
    pub const UPLOAD_ERROR: &str = "upload_error";
    /// Server to client: an [`Envelope`](crate::Envelope).
    pub const PATCH: &str = "patch";
    /// Client to server on an upload topic, as a binary frame: the next bytes of the file.
    pub const CHUNK: &str = "chunk";
}

/// Topics and their prefixes, the third element of a frame.
pub mod topic {
    /// The topic of heartbeats.
    pub const PHOENIX: &str = "phoenix";
    /// Prefix of the topic of one mounted root; its root id follows.
    pub const CONNECTION_PREFIX: &str = "musubi:connection:";
    /// Prefix of the topic of one upload; its entry ref follows.
    pub const UPLOAD_PREFIX: &str = "musubi_upload:";
}

/// What a client may offer in the `features` of a join. See [`Features`](crate::payload::Features).
pub mod feature {
    /// Rows that change places are sent as RFC 6902 `move`.
    pub const MOVE: &str = "move";
}

/// Keys that turn an object of the tree into a marker. See [`Marker`](crate::Marker).
pub mod key {
    /// Marks the node of a store; its value is the store id.
    pub const STORE_ID: &str = "__musubi_store_id__";
    /// Marks the place of a stream; its value is the stream's name.
    pub const STREAM: &str = "__musubi_stream__";
    /// Marks an async value; its value is `true`.
    pub const ASYNC: &str = "__musubi_async__";
    /// Marks the place of an upload; its value is the upload's name.
    pub const UPLOAD: &str = "__musubi_upload__";
    /// What all marker keys begin with. State fields may not.
    pub const RESERVED_PREFIX: &str = "__musubi_";
}
