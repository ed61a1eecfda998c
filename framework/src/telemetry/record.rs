//! Recording through the `metrics` facade.

use std::cell::RefCell;
use std::collections::HashMap;
use std::time::Instant;

use metrics::{Key, Label, Level, Metadata, with_recorder};

use super::{Kind, Metric, Unit};

/// The most labels that a metric has.
const MAX_LABELS: usize = 3;

/// A metric with its labels, by where their texts stand: looking it up compares no text. Equal
/// texts in two places are two entries for one series, which does no harm.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct Series([(usize, usize); 1 + MAX_LABELS]);

#[derive(Clone)]
enum Handle {
    Counter(metrics::Counter),
    Gauge(metrics::Gauge),
    Histogram(metrics::Histogram),
}

thread_local! {
    static HANDLES: RefCell<HashMap<Series, Handle>> = RefCell::default();
}

pub(super) fn add(metric: &Metric, labels: &[&'static str], by: usize) {
    if let Some(Handle::Counter(counter)) = handle(metric, labels) {
        counter.increment(by as u64);
    }
}

pub(super) fn shift(metric: &Metric, labels: &[&'static str], by: f64) {
    if let Some(Handle::Gauge(gauge)) = handle(metric, labels) {
        gauge.increment(by);
    }
}

pub(super) fn record(metric: &Metric, labels: &[&'static str], value: impl FnOnce() -> f64) {
    if let Some(Handle::Histogram(histogram)) = handle(metric, labels) {
        histogram.record(value());
    }
}

pub(super) fn describe(metric: &Metric) {
    let unit = match metric.unit {
        Unit::Count => metrics::Unit::Count,
        Unit::Seconds => metrics::Unit::Seconds,
        Unit::Bytes => metrics::Unit::Bytes,
    };
    let (name, unit, help) = (metric.name.into(), Some(unit), metric.help.into());
    with_recorder(|recorder| match metric.kind {
        Kind::Counter => recorder.describe_counter(name, unit, help),
        Kind::Gauge => recorder.describe_gauge(name, unit, help),
        Kind::Histogram => recorder.describe_histogram(name, unit, help),
    });
}

/// `None` while the thread ends.
fn handle(metric: &Metric, labels: &[&'static str]) -> Option<Handle> {
    let place = |text: &'static str| (text.as_ptr() as usize, text.len());
    let mut series = Series([place(metric.name); 1 + MAX_LABELS]);
    for (slot, label) in series.0[1..].iter_mut().zip(labels) {
        *slot = place(label);
    }
    HANDLES
        .try_with(|handles| {
            if let Some(known) = handles.borrow().get(&series) {
                return known.clone();
            }
            // The recorder is code of the application: nothing is borrowed while it runs.
            let handle = register(metric, labels);
            handles.borrow_mut().insert(series, handle.clone());
            handle
        })
        .ok()
}

fn register(metric: &Metric, labels: &[&'static str]) -> Handle {
    debug_assert!(labels.len() <= MAX_LABELS);
    let labels = metric.labels.iter().zip(labels);
    let labels: Vec<Label> = labels
        .map(|(name, value)| Label::from_static_parts(name, value))
        .collect();
    let key = Key::from_parts(metric.name, labels);
    let metadata = Metadata::new("musubi", Level::INFO, Some(module_path!()));
    with_recorder(|recorder| match metric.kind {
        Kind::Counter => Handle::Counter(recorder.register_counter(&key, &metadata)),
        Kind::Gauge => Handle::Gauge(recorder.register_gauge(&key, &metadata)),
        Kind::Histogram => Handle::Histogram(recorder.register_histogram(&key, &metadata)),
    })
}

/// When something began.
pub(super) struct Clock(Instant);

impl Clock {
    pub(super) fn start() -> Self {
        Self(Instant::now())
    }

    pub(super) fn seconds(&self) -> f64 {
        self.0.elapsed().as_secs_f64()
    }
}
