//! Every metric, with its unit, its labels and what it means.

use super::metric::{Counter, Gauge, Histogram, Metric, Unit};

pub(crate) const CONNECTIONS_OPEN: Gauge<0> =
    Gauge::new("musubi_connections_open", &[], "Connections that are open.");

pub(crate) const CONNECTIONS_REFUSED: Counter<1> = Counter::new(
    "musubi_connections_refused_total",
    Unit::Count,
    &["reason"],
    "Connections refused before the WebSocket was accepted: origin, version, callback, \
     timeout, panic or shutdown.",
);

pub(crate) const CONNECTIONS_CLOSED: Counter<1> = Counter::new(
    "musubi_connections_closed_total",
    Unit::Count,
    &["cause"],
    "Connections that ended: client (it left or vanished), not_reading, idle, too_large, \
     invalid_frame, protocol or shutdown.",
);

pub(crate) const FRAMES_RECEIVED: Counter<0> = Counter::new(
    "musubi_frames_received_total",
    Unit::Count,
    &[],
    "Frames that clients sent.",
);

pub(crate) const BYTES_RECEIVED: Counter<0> = Counter::new(
    "musubi_received_bytes_total",
    Unit::Bytes,
    &[],
    "What the frames of clients held, before WebSocket's own framing.",
);

pub(crate) const FRAMES_SENT: Counter<0> = Counter::new(
    "musubi_frames_sent_total",
    Unit::Count,
    &[],
    "Frames written to clients.",
);

pub(crate) const BYTES_SENT: Counter<0> = Counter::new(
    "musubi_sent_bytes_total",
    Unit::Bytes,
    &[],
    "What the frames to clients held, before WebSocket's own framing.",
);

pub(crate) const MESSAGES_REFUSED: Counter<1> = Counter::new(
    "musubi_messages_refused_total",
    Unit::Count,
    &["reason"],
    "Messages that reached no page: one of the protocol's reasons, invalid, too_large, or \
     too_many_requests.",
);

pub(crate) const MOUNT_SECONDS: Histogram<2> = Histogram::new(
    "musubi_mount_seconds",
    Unit::Seconds,
    &["store", "outcome"],
    "Mounts of roots, the join callback and the first render included: mounted, resumed (the page \
     of before the drop goes on), refused, timeout, unsendable, panicked or dropped.",
);

pub(crate) const PAGES_OPEN: Gauge<1> =
    Gauge::new("musubi_pages_open", &["store"], "Pages that are mounted.");

pub(crate) const PAGES_ENDED: Counter<2> = Counter::new(
    "musubi_pages_ended_total",
    Unit::Count,
    &["store", "cause"],
    "Pages that ended after they were mounted: left, abandoned (their client has gone, and did not come back), panicked, \
     unsendable, or flooded (more waited for the client than the limits allow).",
);

pub(crate) const COMMAND_SECONDS: Histogram<3> = Histogram::new(
    "musubi_command_seconds",
    Unit::Seconds,
    &["store", "command", "outcome"],
    "Commands from their turn to their reply: ok, refused (a typed error), invalid (the payload), \
     unknown (the store or the command), timeout, panicked or dropped.",
);

pub(crate) const COMMANDS_HALTED: Counter<2> = Counter::new(
    "musubi_commands_halted_total",
    Unit::Count,
    &["store", "command"],
    "Commands that a hook answered in place of the store, such as those that were not authorised.",
);

pub(crate) const RENDER_SECONDS: Histogram<1> = Histogram::new(
    "musubi_render_seconds",
    Unit::Seconds,
    &["store"],
    "Runs of a store's `render`, with the comparison of what it gave.",
);

pub(crate) const FLUSH_SECONDS: Histogram<1> = Histogram::new(
    "musubi_flush_seconds",
    Unit::Seconds,
    &["store"],
    "Writing an envelope, by the root of the page.",
);

pub(crate) const FLUSH_BYTES: Histogram<1> = Histogram::new(
    "musubi_flush_bytes",
    Unit::Bytes,
    &["store"],
    "What a flush wrote, by the root of the page.",
);

pub(crate) const FLUSH_OPERATIONS: Histogram<1> = Histogram::new(
    "musubi_flush_operations",
    Unit::Count,
    &["store"],
    "Operations of an envelope, by the root of the page.",
);

pub(crate) const OUTGOING: Counter<1> = Counter::new(
    "musubi_outgoing_total",
    Unit::Count,
    &["store"],
    "Events, stream operations and upload operations sent, by the root of the page.",
);

pub(crate) const LOAD_SECONDS: Histogram<2> = Histogram::new(
    "musubi_load_seconds",
    Unit::Seconds,
    &["store", "outcome"],
    "Loads of async values: ok, failed, halted (by a hook), timeout, panicked, or dropped (cancelled, replaced, or the \
     store ended).",
);

pub(crate) const UPLOAD_SECONDS: Histogram<3> = Histogram::new(
    "musubi_upload_seconds",
    Unit::Seconds,
    &["store", "upload", "outcome"],
    "Files that came over a channel, from its join: complete, left (by the client), one of the codes \
     of an upload's errors, panicked or dropped (cancelled, or the store ended).",
);

pub(crate) const UPLOAD_BYTES: Counter<2> = Counter::new(
    "musubi_upload_bytes_total",
    Unit::Bytes,
    &["store", "upload"],
    "Bytes of files that were written.",
);

/// Every metric that this crate emits.
pub const METRICS: &[Metric] = &[
    CONNECTIONS_OPEN.0,
    CONNECTIONS_REFUSED.0,
    CONNECTIONS_CLOSED.0,
    FRAMES_RECEIVED.0,
    BYTES_RECEIVED.0,
    FRAMES_SENT.0,
    BYTES_SENT.0,
    MESSAGES_REFUSED.0,
    MOUNT_SECONDS.0,
    PAGES_OPEN.0,
    PAGES_ENDED.0,
    COMMAND_SECONDS.0,
    COMMANDS_HALTED.0,
    RENDER_SECONDS.0,
    FLUSH_SECONDS.0,
    FLUSH_BYTES.0,
    FLUSH_OPERATIONS.0,
    OUTGOING.0,
    LOAD_SECONDS.0,
    UPLOAD_SECONDS.0,
    UPLOAD_BYTES.0,
];
