//! Everything that a file of stores usually names: `use musubi::prelude::*;`.

pub use crate::reactive::{
    Memo, ReadSignal, RwSignal, Signal, SignalGet, SignalGetUntracked, SignalSet, SignalUpdate,
    SignalWith, SignalWithUntracked, StoredValue, WriteSignal, batch, constant, create_effect,
    create_memo, create_rw_signal, create_selector, create_signal, on_cleanup, provide_context,
    store_value, untrack,
};
pub use crate::{
    AsyncSignal, AsyncValue, At, BigInt, Child, ChildSlot, Each, List, ListSignal, Refusal, State,
    Stream, StreamSignal, Upload, UploadSlot, child,
};
#[cfg(feature = "server")]
pub use crate::{ExternalUpload, UploadOptions, push_event, spawn_local, use_context};
pub use crate::{cleanup, command, command_error, event, params, state, store, update};
