//! Everything that a file of stores usually names: `use musubi::prelude::*;`.

#[cfg(feature = "server")]
pub use crate::pubsub::{Missed, PubSub};
pub use crate::reactive::{
    Memo, ReadSignal, RwSignal, Signal, SignalGet, SignalGetUntracked, SignalSet, SignalUpdate,
    SignalWith, SignalWithUntracked, StoredValue, WriteSignal, batch, constant, create_effect,
    create_memo, create_rw_signal, create_selector, create_signal, on_cleanup, provide_context,
    store_value, untrack,
};
pub use crate::{
    AsyncSignal, AsyncStreamSignal, AsyncValue, At, BigInt, Child, ChildSlot, Each, List,
    ListSignal, NoParams, Refusal, State, Stream, StreamSignal, Upload, UploadSlot, child,
};
#[cfg(feature = "server")]
pub use crate::{
    ExternalUpload, PageHandle, StoreHandle, TaskHandle, UploadOptions, after, interval,
    page_handle, push_event, spawn_local, store_handle, use_context,
};
pub use crate::{cleanup, command, command_error, event, params, state, store, subscribe, update};
