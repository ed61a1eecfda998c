use super::metric::Histogram;
use super::record::Clock;

/// Something that takes time and comes to one of a few outcomes, which is the last label.
///
/// Dropped before it has ended, its outcome is `dropped`, or `panicked` where that is why.
pub(crate) struct Attempt<const N: usize> {
    histogram: Histogram<N>,
    labels: [&'static str; N],
    clock: Clock,
}

impl<const N: usize> Attempt<N> {
    /// Begins. Whatever stands for the outcome in `labels` is replaced at the end.
    pub(crate) fn start(histogram: Histogram<N>, labels: [&'static str; N]) -> Self {
        Self {
            histogram,
            labels,
            clock: Clock::start(),
        }
    }

    /// Sets a label that was not known at the start.
    pub(crate) fn label(&mut self, index: usize, value: &'static str) {
        self.labels[index] = value;
    }

    /// Ends with this outcome.
    pub(crate) fn end(mut self, outcome: &'static str) {
        self.labels[N - 1] = outcome;
    }
}

impl<const N: usize> Drop for Attempt<N> {
    fn drop(&mut self) {
        if self.labels[N - 1].is_empty() {
            self.labels[N - 1] = if std::thread::panicking() {
                "panicked"
            } else {
                "dropped"
            };
        }
        self.histogram.record_since(self.labels, &self.clock);
    }
}
