use futures_util::future::LocalBoxFuture;
use musubi_wire::Code;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;

use super::command::Refused;
use crate::contract::CommandError;

/// A store that is being mounted: there at once, or when its `async fn mount` is done.
pub enum Mounting<S> {
    /// `mount` has returned.
    Done(Result<S, Refused>),
    /// `mount` is still at work.
    Pending(LocalBoxFuture<'static, Result<S, Refused>>),
}

/// A store whose `mount` cannot refuse.
#[doc(hidden)]
pub fn mounted<S>(store: S) -> Result<S, Refused> {
    Ok(store)
}

/// A store whose `mount` returns a `Result`.
#[doc(hidden)]
pub fn mounted_or_refused<S, E: CommandError>(store: Result<S, E>) -> Result<S, Refused> {
    store.map_err(|error| Refused::new(&error))
}

/// Decodes a root's params.
///
/// # Errors
/// Fails with code `invalid_params` and the path of the member that is wrong.
#[doc(hidden)]
pub fn decode_params<P: DeserializeOwned>(params: &RawValue) -> Result<P, Refused> {
    musubi_wire::json::read(params.get())
        .map_err(|error| Refused::invalid(Code::InvalidParams, &error))
}
