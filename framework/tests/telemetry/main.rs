//! What is measured while a server works: every metric that is listed, and no other.

#![allow(missing_docs, reason = "the stores of tests explain themselves")]

mod stores;
#[path = "../support/support.rs"]
mod support;
#[path = "../uploads/client.rs"]
mod uploading;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use metrics_util::MetricKind;
use metrics_util::debugging::DebugValue::{self, Counter, Gauge, Histogram};
use metrics_util::debugging::{DebuggingRecorder, Snapshotter};
use musubi::telemetry::{self, Kind, METRICS};
use serde_json::json;
use stores::{ShowStore, server};
use support::Client;
use uploading::Uploading;

/// A recorder is of the whole process, so there is one, and one test.
static RECORDED: LazyLock<Snapshotter> = LazyLock::new(|| {
    let recorder = DebuggingRecorder::new();
    let snapshotter = recorder.snapshotter();
    recorder.install().expect("no other recorder is installed");
    telemetry::describe();
    snapshotter
});

/// A series: the name of its metric, and the values of its labels.
type Series = (String, Vec<String>);

/// What was recorded since the test began.
#[derive(Default)]
struct Recorded {
    series: BTreeMap<Series, DebugValue>,
    /// Kind and names of labels of what was recorded, by name.
    metrics: BTreeMap<String, (MetricKind, Vec<String>)>,
}

impl Recorded {
    /// Takes what came since the last call, of which the recorder forgets everything but gauges.
    fn take(&mut self) {
        for (key, _, _, value) in RECORDED.snapshot().into_vec() {
            let (kind, key) = key.into_parts();
            let (name, labels) = key.into_parts();
            let name = name.as_str().to_owned();
            let (names, values) = labels
                .into_iter()
                .map(|label| (label.key().to_owned(), label.value().to_owned()))
                .unzip();
            self.metrics.insert(name.clone(), (kind, names));
            let series = (name, values);
            match (self.series.get_mut(&series), value) {
                (Some(Counter(known)), Counter(more)) => *known += more,
                (Some(Histogram(known)), Histogram(more)) => known.extend(more),
                (_, value) => {
                    self.series.insert(series, value);
                }
            }
        }
    }

    fn get(&self, name: &str, labels: &[&str]) -> Option<&DebugValue> {
        let labels = labels.iter().map(ToString::to_string).collect();
        self.series.get(&(name.to_owned(), labels))
    }

    #[track_caller]
    fn count(&self, name: &str, labels: &[&str]) -> usize {
        match self.get(name, labels) {
            None => panic!("nothing was recorded for {name} {labels:?}"),
            Some(Counter(count)) => usize::try_from(*count).unwrap(),
            Some(Histogram(values)) => values.len(),
            Some(Gauge(value)) => value.0 as usize,
        }
    }
}

#[tokio::test]
async fn everything_listed_is_measured_and_nothing_else() {
    let mut recorded = Recorded::default();
    recorded.take();
    let server = server().await;
    // Refused connections.
    server.refused("vsn=1.0.0", &[]).await;
    server.refused("vsn=2.0.0&refuse=1", &[]).await;
    let evil = [("Origin", "http://evil.example.com")];
    server.refused("vsn=2.0.0", &evil).await;

    let mut client = Client::connect(&server).await;
    // Mounts that fail.
    client
        .join("no-such-root-of-a-client", "1", json!({}))
        .await;
    client.join("ShowStore", "2", json!({"refuse": true})).await;
    client.join("ShowStore", "3", json!({"refuse": 5})).await;
    // A page, with commands of every outcome.
    let mut page = client.mount::<ShowStore>("page", json!({})).await;
    client
        .until(&mut page, |state| state["loaded"]["status"] == "ok")
        .await;
    client.command(&page, "set", json!({"value": 3})).await.ok();
    client.patch(&mut page).await;
    client.command(&page, "wait", json!({})).await.ok();
    client.command(&page, "set", json!({"value": "x"})).await;
    client.command(&page, "refuse", json!({})).await;
    client.command(&page, "chosen by a client", json!({})).await;
    client
        .push(
            Some(&page.join_ref),
            &page.topic,
            "no such event",
            json!({}),
        )
        .await;
    client
        .ask(None, "musubi:connection:nobody", "command", json!({}))
        .await;
    client.command(&page, "forbidden", json!({})).await;
    client.send_file(&page, "a client's name", b"four").await;
    client.leave(&page).await.ok();
    let abandoned = client.mount::<ShowStore>("abandoned", json!({})).await;
    recorded.take();
    assert_eq!(recorded.count("musubi_pages_open", &["ShowStore"]), 1);
    drop(abandoned);
    client.close_with(1000, "").await;
    let mut garbage = Client::connect(&server).await;
    garbage.send("no frame").await;
    garbage.closed().await;
    settle(&mut recorded).await;

    for (name, labels, count) in [
        ("musubi_connections_refused_total", &["version"][..], 1),
        ("musubi_connections_refused_total", &["callback"], 1),
        ("musubi_connections_refused_total", &["origin"], 1),
        ("musubi_connections_closed_total", &["client"], 1),
        ("musubi_connections_closed_total", &["invalid_frame"], 1),
        ("musubi_mount_seconds", &["unknown", "refused"], 1),
        ("musubi_mount_seconds", &["ShowStore", "refused"], 2),
        ("musubi_mount_seconds", &["ShowStore", "mounted"], 2),
        ("musubi_pages_ended_total", &["ShowStore", "left"], 1),
        ("musubi_pages_ended_total", &["ShowStore", "abandoned"], 1),
        ("musubi_pages_open", &["ShowStore"], 0),
        ("musubi_connections_open", &[], 0),
        ("musubi_command_seconds", &["ShowStore", "set", "ok"], 1),
        (
            "musubi_command_seconds",
            &["ShowStore", "set", "invalid"],
            1,
        ),
        ("musubi_command_seconds", &["ShowStore", "wait", "ok"], 1),
        (
            "musubi_command_seconds",
            &["ShowStore", "refuse", "refused"],
            1,
        ),
        (
            "musubi_command_seconds",
            &["ShowStore", "unknown", "unknown"],
            1,
        ),
        (
            "musubi_commands_halted_total",
            &["ShowStore", "forbidden"],
            1,
        ),
        ("musubi_render_seconds", &["ShowStore"], 2),
        ("musubi_load_seconds", &["ShowStore", "ok"], 2),
        (
            "musubi_upload_seconds",
            &["ShowStore", "avatar", "complete"],
            1,
        ),
        ("musubi_upload_bytes_total", &["ShowStore", "avatar"], 4),
        // An event; the limits of the upload, twice; its file, how far it came, and its end.
        ("musubi_outgoing_total", &["ShowStore"], 6),
        ("musubi_messages_refused_total", &["invalid"], 2),
        ("musubi_messages_refused_total", &["unmatched topic"], 1),
    ] {
        assert_eq!(recorded.count(name, labels), count, "{name} {labels:?}");
    }
    assert_listed(&recorded);
}

/// Waits until nothing is open any more.
async fn settle(recorded: &mut Recorded) {
    let open = ["musubi_connections_open", "musubi_pages_open"];
    support::soon(async {
        loop {
            recorded.take();
            let is_open = |(series, value): (&Series, &DebugValue)| {
                open.contains(&&*series.0) && *value != Gauge(0.0.into())
            };
            if !recorded.series.iter().any(is_open) {
                return;
            }
            tokio::task::yield_now().await;
        }
    })
    .await;
}

fn assert_listed(recorded: &Recorded) {
    let listed: BTreeMap<_, _> = METRICS
        .iter()
        .map(|metric| {
            let kind = match metric.kind {
                Kind::Counter => MetricKind::Counter,
                Kind::Gauge => MetricKind::Gauge,
                _ => MetricKind::Histogram,
            };
            let labels: Vec<_> = metric.labels.iter().map(ToString::to_string).collect();
            (metric.name.to_owned(), (kind, labels))
        })
        .collect();
    assert_eq!(recorded.metrics, listed);
}

#[test]
fn every_metric_has_a_name_of_its_own_and_a_sentence() {
    let names: BTreeSet<_> = METRICS.iter().map(|metric| metric.name).collect();
    assert_eq!(names.len(), METRICS.len());
    for metric in METRICS {
        assert!(metric.name.starts_with("musubi_"), "{}", metric.name);
        assert!(
            metric.help.ends_with('.'),
            "{}: {}",
            metric.name,
            metric.help
        );
        let is_total = metric.name.ends_with("_total");
        assert_eq!(is_total, metric.kind == Kind::Counter, "{}", metric.name);
    }
}
