use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use axum::http::request::Parts;
use futures_util::future::LocalBoxFuture;
use serde_json::Value;

use crate::contract::CommandError;
use crate::store::{Context, Refused};

/// A request to open a socket, as the connect callback sees it.
pub struct ConnectRequest {
    /// The head of the HTTP request: headers (cookies among them), URI and extensions.
    pub parts: Parts,
    query: HashMap<String, String>,
}

impl ConnectRequest {
    pub(super) fn new(parts: Parts) -> Self {
        let query = parts.uri.query().unwrap_or_default();
        let query = serde_urlencoded::from_str(query).unwrap_or_default();
        Self { parts, query }
    }

    /// A connect param: what the client gave to its Phoenix socket as `params`.
    pub fn query(&self, name: &str) -> Option<&str> {
        self.query.get(name).map(String::as_str)
    }
}

impl fmt::Debug for ConnectRequest {
    /// Leaves out the query and the headers, which may hold secrets.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ConnectRequest")
            .field("path", &self.parts.uri.path())
            .finish_non_exhaustive()
    }
}

/// A request to mount a root, as the join callback sees it.
pub struct JoinRequest {
    /// What the connect callback returned.
    pub context: Context,
    /// The whole payload as the client sent it: `module`, `id`, `params` and whatever else. Nothing
    /// of it has been checked.
    pub payload: Value,
}

impl fmt::Debug for JoinRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JoinRequest")
            .field("module", &self.payload["module"])
            .finish_non_exhaustive()
    }
}

/// Its future is made and polled on one thread: that of a closure which borrows what it captured
/// cannot be shown to be `Send`.
type Callback<T> =
    Box<dyn Fn(T) -> LocalBoxFuture<'static, Result<Context, Refused>> + Send + Sync>;
pub(super) type OnConnect = Callback<ConnectRequest>;
pub(super) type OnJoin = Callback<JoinRequest>;

pub(super) fn erase<T: 'static, E: CommandError>(
    callback: impl AsyncFn(T) -> Result<Context, E> + Send + Sync + 'static,
) -> Callback<T> {
    let callback = Arc::new(callback);
    Box::new(move |request| {
        let callback = Arc::clone(&callback);
        Box::pin(async move {
            let answer = callback(request).await;
            answer.map_err(|error| Refused::new(&error))
        })
    })
}
