use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use axum::extract::{FromRequestParts, Request, State, WebSocketUpgrade};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use futures_util::FutureExt;
use musubi_wire::Reason;
use tokio::time::timeout;
use tokio_util::task::AbortOnDropHandle;

use super::Shared;
use super::arrival::arrive;
use super::callbacks::ConnectRequest;
use super::incoming::max_read;
use crate::store::panic_text;
use crate::store::{Context, Refused};
use crate::telemetry::CONNECTIONS_REFUSED;

/// `GET /websocket`: checks the origin, asks the connect callback, and hands the socket to a
/// worker.
pub(super) async fn upgrade(State(shared): State<Arc<Shared>>, request: Request) -> Response {
    let (mut parts, _) = request.into_parts();
    if shared.handle.has_begun() {
        CONNECTIONS_REFUSED.add(["shutdown"], 1);
        return refuse(
            StatusCode::SERVICE_UNAVAILABLE,
            &Refused::reason("the server is shutting down"),
        );
    }
    if !shared.origins.allow(&parts.headers) {
        CONNECTIONS_REFUSED.add(["origin"], 1);
        tracing::warn!(origin = ?parts.headers.get(header::ORIGIN), "connection refused: origin");
        return refuse(
            StatusCode::FORBIDDEN,
            &Refused::reason("origin not allowed"),
        );
    }
    let upgrade = match WebSocketUpgrade::from_request_parts(&mut parts, &()).await {
        Ok(upgrade) => upgrade,
        Err(rejection) => return rejection.into_response(),
    };
    let request = ConnectRequest::new(parts);
    if request
        .query("vsn")
        .is_some_and(|version| !version.starts_with("2."))
    {
        CONNECTIONS_REFUSED.add(["version"], 1);
        let refused = Refused::reason("this server speaks version 2 of the Phoenix serializer");
        return refuse(StatusCode::BAD_REQUEST, &refused);
    }
    let context = match connect(&shared, request).await {
        Ok(context) => context,
        Err(refused) => {
            tracing::info!(
                reason = refused.reason,
                "connection refused by the connect callback"
            );
            return refuse(StatusCode::FORBIDDEN, &refused);
        }
    };
    let limits = &shared.limits;
    upgrade
        .max_message_size(max_read(limits))
        .max_frame_size(max_read(limits))
        .read_buffer_size(limits.read_buffer_bytes)
        .on_upgrade(async move |socket| {
            arrive(socket, shared, context);
        })
}

/// Asks the connect callback, on a worker: its future need not be `Send`. It is dropped with the
/// request.
async fn connect(shared: &Arc<Shared>, request: ConnectRequest) -> Result<Context, Refused> {
    if shared.on_connect.is_none() {
        return Ok(Context::new());
    }
    let (workers, shared) = (&shared.workers, Arc::clone(shared));
    let asked = workers.spawn_pinned(move || async move { ask(&shared, request).await });
    let answer = AbortOnDropHandle::new(asked).await;
    answer.unwrap_or_else(|_| Err(Refused::reason(Reason::InternalError.as_str())))
}

async fn ask(shared: &Shared, request: ConnectRequest) -> Result<Context, Refused> {
    let Some(callback) = &shared.on_connect else {
        return Ok(Context::new());
    };
    let answer = AssertUnwindSafe(async { callback(request).await }).catch_unwind();
    match timeout(shared.limits.connect_timeout, answer).await {
        Ok(Ok(answer)) => {
            if answer.is_err() {
                CONNECTIONS_REFUSED.add(["callback"], 1);
            }
            return answer;
        }
        Ok(Err(panic)) => {
            let panic = panic_text(&*panic);
            CONNECTIONS_REFUSED.add(["panic"], 1);
            tracing::error!(panic, "the connect callback panicked");
        }
        Err(_) => {
            CONNECTIONS_REFUSED.add(["timeout"], 1);
            tracing::error!("the connect callback took too long");
        }
    }
    Err(Refused::reason(Reason::InternalError.as_str()))
}

fn refuse(status: StatusCode, refused: &Refused) -> Response {
    (
        status,
        [(header::CONTENT_TYPE, "application/json")],
        refused.response(),
    )
        .into_response()
}
