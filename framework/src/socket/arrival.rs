use std::sync::Arc;

use axum::extract::ws::{Message, WebSocket};
use futures_util::StreamExt;
use musubi_wire::Topic;
use musubi_wire::frame::TextFrame;
use musubi_wire::names::event;
use musubi_wire::payload::JoinPayload;
use tokio::time::error::Elapsed;
use tokio::time::timeout;
use tokio_util::task::task_tracker::TaskTrackerToken;
use tracing::{Instrument, Span, info_span};

use super::{Shared, connection};
use crate::store::Context;
use crate::telemetry::{CONNECTIONS_OPEN, Held};

/// A connection whose client has sent something, or nothing for too long.
pub(super) struct Arrived {
    pub(super) socket: WebSocket,
    pub(super) first: First,
    /// Counts the connection.
    pub(super) open: Held<0>,
    /// The end of the socket waits for it.
    pub(super) held: TaskTrackerToken,
}

/// What came first.
pub(super) type First = Result<Option<Result<Message, axum::Error>>, Elapsed>;

/// Serves a connection on the worker that has least to do, where all its pages live.
///
/// A client that comes back says with its first frame which page it is for. Pages cannot move to
/// another thread, so the connection does.
pub(super) fn arrive(socket: WebSocket, shared: Arc<Shared>, context: Context) {
    let loads = shared.workers.get_task_loads_for_each_worker();
    let least = loads.iter().enumerate().min_by_key(|(_, load)| **load);
    let worker = least.map_or(0, |(index, _)| index);
    let workers = shared.workers.clone();
    let wait = move || wait(socket, shared, context, worker).instrument(info_span!("connection"));
    workers.spawn_pinned_by_idx(wait, worker);
}

async fn wait(mut socket: WebSocket, shared: Arc<Shared>, context: Context, worker: usize) {
    let open = CONNECTIONS_OPEN.hold([]);
    let held = shared.handle.hold();
    let first = tokio::select! {
        first = timeout(shared.limits.idle_timeout, socket.next()) => first,
        // The connection is told so where it is served.
        () = shared.handle.begun() => Ok(None),
    };
    let home = page_worker(&shared, &first).unwrap_or(worker);
    let arrived = Arrived {
        socket,
        first,
        open,
        held,
    };
    if home == worker {
        return connection::serve(arrived, shared, context, worker).await;
    }
    let (workers, span) = (shared.workers.clone(), Span::current());
    let serve = move || connection::serve(arrived, shared, context, home).instrument(span);
    workers.spawn_pinned_by_idx(serve, home);
}

/// The worker of the page that a client comes back to with this frame.
fn page_worker(shared: &Shared, first: &First) -> Option<usize> {
    let Ok(Some(Ok(Message::Text(text)))) = first else {
        return None;
    };
    if text.len() > shared.limits.frame_bytes {
        // Nothing of it is carried out.
        return None;
    }
    let frame = TextFrame::parse(text).ok()?;
    if *frame.event != *event::JOIN || !matches!(Topic::parse(&frame.topic), Topic::Connection(_)) {
        return None;
    }
    let join = JoinPayload::parse(frame.payload).ok()?;
    shared.lobby.worker(&join.resume?.token?)
}
