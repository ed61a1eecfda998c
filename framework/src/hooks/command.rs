use std::fmt;

use musubi_wire::StoreId;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;

use super::SeenStore;
use crate::contract::CommandError;
use crate::store::{Outcome, Refused, reply_json};

/// A command of a client, as hooks see it.
#[derive(Clone, Copy)]
pub struct CommandCall<'a> {
    pub(crate) store: SeenStore<'a>,
    pub(crate) name: &'static str,
    pub(crate) payload: &'a RawValue,
}

impl<'a> CommandCall<'a> {
    /// The store that is to carry it out.
    pub fn store(&self) -> SeenStore<'a> {
        self.store
    }

    /// The id of that store within its page.
    pub fn store_id(&self) -> &'a StoreId {
        self.store.id()
    }

    /// The command's name on the wire.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// The payload, or the part of it that `T` declares. The store has not looked at it yet.
    ///
    /// # Errors
    /// Fails where the payload does not decode into `T`.
    pub fn payload<T: DeserializeOwned>(&self) -> Result<T, serde_json::Error> {
        serde_json::from_str(self.payload.get())
    }
}

impl fmt::Debug for CommandCall<'_> {
    /// Says nothing of the payload, which may be private.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CommandCall")
            .field("store", &self.store)
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

/// What a client gets of a command that a hook halts.
#[derive(Debug, Clone, PartialEq)]
pub struct Halt(Outcome);

impl Halt {
    /// An error reply, as if the command had returned this error.
    pub fn refuse<E: CommandError>(error: &E) -> Self {
        Self(Err(Refused::new(error)))
    }

    /// An ok reply with this value, in place of what the command would have replied. A value that
    /// has no JSON becomes an error reply with code `invalid_reply`.
    pub fn reply<R: Serialize + ?Sized>(reply: &R) -> Self {
        Self(reply_json(reply))
    }

    /// The ok reply `{}`.
    pub fn empty() -> Self {
        Self(Ok("{}".into()))
    }

    pub(crate) fn into_outcome(self) -> Outcome {
        self.0
    }
}
