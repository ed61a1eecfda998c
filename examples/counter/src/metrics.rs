//! `GET /metrics` for Prometheus.

use std::error::Error;
use std::time::Duration;

use axum::Router;
use axum::routing::get;
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder};

/// Seconds, from what a command takes that only sets a signal up to what a user calls slow.
const BUCKETS: [f64; 8] = [1e-5, 1e-4, 1e-3, 5e-3, 0.025, 0.1, 0.5, 2.5];

/// Collects the metrics of this process, and serves them. Call it once, before the app is served.
///
/// # Errors
/// Fails if this process has a recorder already.
pub fn metrics() -> Result<Router, Box<dyn Error>> {
    let prometheus = PrometheusBuilder::new()
        .set_buckets_for_metric(Matcher::Suffix("_seconds".into()), &BUCKETS)?
        .install_recorder()?;
    musubi::telemetry::describe();
    let upkeep = prometheus.clone();
    tokio::spawn(async move {
        loop {
            tokio::time::sleep(Duration::from_secs(5)).await;
            upkeep.run_upkeep();
        }
    });
    Ok(Router::new().route("/metrics", get(async move || prometheus.render())))
}
