use super::record::{self, Clock};

/// A metric that this crate emits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Metric {
    /// The name, as recorders get it.
    pub name: &'static str,
    /// What can be done with it.
    pub kind: Kind,
    /// What its numbers count.
    pub unit: Unit,
    /// The names of its labels, in their order.
    pub labels: &'static [&'static str],
    /// What it means, for people.
    pub help: &'static str,
}

/// The kind of a metric.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Kind {
    /// It only grows.
    Counter,
    /// It goes up and down.
    Gauge,
    /// Many numbers, of which a recorder keeps the distribution.
    Histogram,
}

/// What the numbers of a metric count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Unit {
    /// Things.
    Count,
    /// Seconds, with a fraction.
    Seconds,
    /// Bytes.
    Bytes,
}

/// A counter with `N` labels.
///
/// Values of labels are `&'static str`, which nothing that a client sent can be.
#[derive(Clone, Copy)]
pub(crate) struct Counter<const N: usize>(pub(super) Metric);

/// A gauge with `N` labels.
#[derive(Clone, Copy)]
pub(crate) struct Gauge<const N: usize>(pub(super) Metric);

/// A histogram with `N` labels.
#[derive(Clone, Copy)]
pub(crate) struct Histogram<const N: usize>(pub(super) Metric);

impl<const N: usize> Counter<N> {
    pub(super) const fn new(
        name: &'static str,
        unit: Unit,
        labels: &'static [&'static str; N],
        help: &'static str,
    ) -> Self {
        Self(metric(name, Kind::Counter, unit, labels, help))
    }

    pub(crate) fn add(&self, labels: [&'static str; N], by: usize) {
        record::add(&self.0, &labels, by);
    }
}

impl<const N: usize> Gauge<N> {
    pub(super) const fn new(
        name: &'static str,
        labels: &'static [&'static str; N],
        help: &'static str,
    ) -> Self {
        Self(metric(name, Kind::Gauge, Unit::Count, labels, help))
    }

    /// Counts one more, until what it gives is dropped.
    pub(crate) fn hold(self, labels: [&'static str; N]) -> Held<N> {
        record::shift(&self.0, &labels, 1.0);
        Held {
            gauge: self,
            labels,
        }
    }
}

/// One of what a gauge counts.
#[must_use]
pub(crate) struct Held<const N: usize> {
    gauge: Gauge<N>,
    labels: [&'static str; N],
}

impl<const N: usize> Drop for Held<N> {
    fn drop(&mut self) {
        record::shift(&self.gauge.0, &self.labels, -1.0);
    }
}

impl<const N: usize> Histogram<N> {
    pub(super) const fn new(
        name: &'static str,
        unit: Unit,
        labels: &'static [&'static str; N],
        help: &'static str,
    ) -> Self {
        Self(metric(name, Kind::Histogram, unit, labels, help))
    }

    pub(crate) fn record(&self, labels: [&'static str; N], value: usize) {
        record::record(&self.0, &labels, || value as f64);
    }

    /// Runs `f` and records how long it took, unless it panics.
    pub(crate) fn time<T>(&self, labels: [&'static str; N], f: impl FnOnce() -> T) -> T {
        let clock = Clock::start();
        let result = f();
        self.record_since(labels, &clock);
        result
    }

    pub(super) fn record_since(&self, labels: [&'static str; N], clock: &Clock) {
        record::record(&self.0, &labels, || clock.seconds());
    }
}

const fn metric(
    name: &'static str,
    kind: Kind,
    unit: Unit,
    labels: &'static [&'static str],
    help: &'static str,
) -> Metric {
    Metric {
        name,
        kind,
        unit,
        labels,
        help,
    }
}
