//! What a server tells of its work: `tracing` spans and events, and with feature `metrics`
//! counters, gauges and histograms through the [`metrics`](https://docs.rs/metrics) facade.
//!
//! [`METRICS`] lists every metric with its unit and its labels. A recorder of the application's
//! choice collects them; it has to be installed before the first connection, as handles are looked
//! up once. [`describe`] gives it the units and descriptions.
//!
//! Nothing here holds what clients or stores sent. Labels are names that the program declares, such
//! as those of stores and commands, so a client cannot make their number grow: a command that no
//! store has counts as `unknown`.
//!
//! Feature `metrics` is off unless an application asks for it. Without it no clock is read and no
//! code of this module is left; with it, and without a recorder, a turn reads the clock.
//!
//! # Spans
//!
//! | span | level | fields |
//! |---|---|---|
//! | `connection` | info | |
//! | `page` | info | `topic`, `store` |
//! | `command` | debug | `store`, `store_id`, `name` |
//! | `offer` | debug | `store`, `upload` |
//! | `flush` | trace | `version` |

mod attempt;
mod metric;
mod names;
#[cfg(feature = "metrics")]
mod record;
#[cfg(not(feature = "metrics"))]
#[path = "telemetry/no_record.rs"]
mod record;

pub(crate) use attempt::Attempt;
pub(crate) use metric::Held;
pub use metric::{Kind, Metric, Unit};
pub use names::METRICS;
pub(crate) use names::*;

/// Tells the recorder of the application the unit and the meaning of every metric.
///
/// Call it once, after the recorder is installed.
///
/// ```
/// // After `PrometheusBuilder::new().install_recorder()`, or the like:
/// musubi::telemetry::describe();
/// ```
pub fn describe() {
    METRICS.iter().for_each(record::describe);
}

/// A label for what only a client named.
pub(crate) const UNKNOWN: &str = "unknown";
