//! The Musubi wire: what a server that owns UI state and the clients that show it say to each other.
//!
//! This crate is the contract between them and nothing more. It opens no socket and runs no task,
//! so it is as much at home in a browser as on a server. Everything here reads and writes both
//! directions.
//!
//! # From the outside in
//!
//! **Frames.** The socket speaks Phoenix Channels v2: `[join_ref, ref, topic, event, payload]`.
//! [`frame`] reads one without copying and leaves the payload as JSON text; it writes one into a
//! `String` that the caller keeps. [`names`] has every event, topic prefix and reason.
//!
//! **Payloads.** A client mounts a root store with [`payload::JoinPayload`], runs its commands with
//! [`payload::CommandPayload`], and offers files with [`payload::AllowUpload`]. Faults are errors
//! that name the place (`store_id[1]: expected a string, found number`), never panics.
//!
//! **Envelopes.** The server answers with state: each turn of a page is one [`Envelope`] of RFC 6902
//! ops, stream ops, upload ops and events, numbered without gaps.
//!
//! **The tree.** What the ops change is one JSON tree for each root. Some objects in it are markers
//! ([`Marker`]): the node of a store, the place of a stream or upload, an async value. A store is
//! named by its [`StoreId`].
//!
//! **The document.** [`Document`] is that tree on the client's side. It takes an envelope as a whole
//! or not at all, keeps the items of streams, and forgets what its stores have left behind.
//!
//! # One turn
//!
//! ```
//! use musubi_wire::frame::{TextFrame, close, open_push};
//! use musubi_wire::names::event;
//! use musubi_wire::{Document, Envelope, Topic, connection_topic, root_id};
//!
//! // A server writes the envelope straight into the frame.
//! let root_id = root_id("Counter", "main");
//! let mut text = String::new();
//! open_push(&mut text, Some("1"), None, &connection_topic(&root_id), event::PATCH);
//! text.push_str(
//!     r#"{"type":"patch","root_id":"Counter:main","base_version":0,"version":1,
//!         "ops":[{"op":"replace","path":"","value":{"__musubi_store_id__":[],"count":7}}],
//!         "stream_ops":[],"upload_ops":[],"events":[]}"#,
//! );
//! close(&mut text);
//!
//! // A client reads it and keeps the state.
//! let frame = TextFrame::parse(&text)?;
//! assert_eq!(Topic::parse(&frame.topic), Topic::Connection("Counter:main"));
//! let mut document = Document::new(root_id);
//! document.apply(&Envelope::decode(frame.payload.get())?)?;
//! assert_eq!(document.root()["count"], 7);
//! assert_eq!(document.version(), 1);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # What is not here
//!
//! No I/O, no timers, no reconnecting: those belong to the server and to each client. No typed
//! state: a tree is [`serde_json::Value`], an application's own data stays JSON text until the
//! application decodes it.

pub mod document;
pub mod envelope;
pub mod frame;
pub mod json;
pub mod marker;
pub mod names;
pub mod payload;
pub mod pointer;
mod store_id;
mod topic;
pub mod upload;

pub use document::{Applied, ApplyError, Document};
pub use envelope::{
    Envelope, PushEvent, StreamAction, StreamOp, UploadAction, UploadChange, UploadOp,
};
pub use json::DecodeError;
pub use marker::{AsyncReason, AsyncStatus, AsyncValue, Marker};
pub use names::{Code, Reason};
pub use store_id::{ParseStoreIdError, StoreId};
pub use topic::{Topic, connection_topic, root_id, upload_topic};
