//! What the benchmarks should show, in one place.

use super::fragments::Metrics;

struct Aim {
    metric: &'static str,
    bound: Bound,
    meaning: &'static str,
}

#[derive(Clone, Copy)]
enum Bound {
    AtMost(f64),
    AtLeast(f64),
}

const AIMS: [Aim; 27] = [
    aim(
        "diff.flat_ratio",
        Bound::AtMost(3.0),
        "one changed leaf: cost at 100,000 leaves over cost at 100",
    ),
    aim(
        "diff.vs_full_10k",
        Bound::AtLeast(1000.0),
        "one changed leaf of 10,000: times faster than comparing all",
    ),
    aim(
        "diff.vs_value",
        Bound::AtMost(6.0),
        "one changed leaf: cost over that of serialising the value alone",
    ),
    aim(
        "list.keyed_vec_vs_full_10k",
        Bound::AtLeast(50.0),
        "one edit in a keyed Vec of 10,000: times faster",
    ),
    aim(
        "list.signal_edit_vs_full_10k",
        Bound::AtLeast(1000.0),
        "one edit in a ListSignal of 10,000: times faster",
    ),
    aim(
        "list.prepend_bytes_ratio",
        Bound::AtMost(3.0),
        "bytes of a prepend over the bytes of the item",
    ),
    aim(
        "list.move_bytes_ratio",
        Bound::AtMost(0.75),
        "bytes of one row of 10,000 that moves over those where it is sent again",
    ),
    aim(
        "list.move_time_ratio",
        Bound::AtMost(1.25),
        "time of it in a ListSignal over that where it is sent again",
    ),
    aim(
        "list.keyed_move_time_ratio",
        Bound::AtMost(1.25),
        "time of it in a keyed Vec over that where it is sent again",
    ),
    aim(
        "stream.insert_flat_ratio",
        Bound::AtMost(3.0),
        "one item of a stream: cost beside 100,000 leaves over cost beside 100",
    ),
    aim(
        "page.idle_bytes",
        Bound::AtMost(4096.0),
        "memory of an idle page, in bytes",
    ),
    aim(
        "read.command_vs_serde_json",
        Bound::AtMost(2.0),
        "what a command takes: time to read it over that of serde_json",
    ),
    aim(
        "read.rows_vs_serde_json",
        Bound::AtMost(2.0),
        "1,000 rows of six members: the same",
    ),
    aim(
        "read.text_vs_serde_json",
        Bound::AtMost(1.0),
        "a text of 35 kB: the same",
    ),
    aim(
        "ts.apply_vs_fast_json_patch_10k",
        Bound::AtLeast(10.0),
        "one field of 10,000 to a subscriber in TypeScript: times faster than fast-json-patch",
    ),
    aim(
        "ts.apply_flat_ratio",
        Bound::AtMost(3.0),
        "the same: cost at 100,000 fields over cost at 100",
    ),
    aim(
        "ts.woken_subscribers",
        Bound::AtMost(1.0),
        "one changed field, 1,000 subscribed rows: listeners that are called",
    ),
    aim(
        "ts.react_renders",
        Bound::AtMost(1.0),
        "the same in React: components that render",
    ),
    aim(
        "ts.client_gzip_bytes",
        Bound::AtMost(9000.0),
        "what a page that mounts a root loads of the TypeScript client to begin with",
    ),
    aim(
        "ts.react_gzip_bytes",
        Bound::AtMost(5000.0),
        "the React hooks, without the client",
    ),
    aim(
        "upload.throughput_ratio",
        Bound::AtLeast(0.7),
        "a large file: speed over that of a bare WebSocket that writes the same chunks",
    ),
    aim(
        "upload.peak_rss_mb",
        Bound::AtMost(16.0),
        "what the memory of the process grows by during a file of 1 GB, in MB",
    ),
    aim(
        "wasm.apply_flat_ratio",
        Bound::AtMost(3.0),
        "one leaf to its reader in Rust in a browser: cost at 100,000 leaves over cost at 100",
    ),
    aim(
        "wasm.vs_ts_apply",
        Bound::AtMost(1.0),
        "one leaf of 10,000 to its reader in a browser: cost in Rust over cost in TypeScript",
    ),
    aim(
        "wasm.js_vs_ts_apply",
        Bound::AtMost(2.0),
        "one leaf of 10,000 to its reader in JavaScript: cost over the Rust client over cost in TypeScript",
    ),
    aim(
        "wasm.counter_gzip_bytes",
        Bound::AtMost(90_000.0),
        "the counter in Rust, with the JavaScript that loads it",
    ),
    aim(
        "wasm.cart_leptos_gzip_bytes",
        Bound::AtMost(160_000.0),
        "the cart with Leptos, with the JavaScript that loads it",
    ),
];

const fn aim(metric: &'static str, bound: Bound, meaning: &'static str) -> Aim {
    Aim {
        metric,
        bound,
        meaning,
    }
}

impl Bound {
    fn is_met(self, value: f64) -> bool {
        match self {
            Self::AtMost(limit) => value <= limit,
            Self::AtLeast(limit) => value >= limit,
        }
    }

    fn words(self) -> String {
        match self {
            Self::AtMost(limit) => format!("<= {limit}"),
            Self::AtLeast(limit) => format!(">= {limit}"),
        }
    }
}

/// One line per aim, then one per metric that has none.
pub fn table(metrics: &Metrics) -> String {
    let aimed = AIMS.iter().map(|aim| {
        let (value, verdict) = match metrics.get(aim.metric) {
            Some(&value) => (
                number(value),
                if aim.bound.is_met(value) {
                    "met"
                } else {
                    "NOT MET"
                },
            ),
            None => ("-".to_owned(), "not measured"),
        };
        row(aim.metric, &value, &aim.bound.words(), verdict, aim.meaning)
    });
    let unaimed = metrics
        .iter()
        .filter(|(name, _)| AIMS.iter().all(|aim| aim.metric != name.as_str()));
    let unaimed = unaimed.map(|(name, &value)| row(name, &number(value), "", "", ""));
    let header = row("metric", "value", "aim", "", "");
    std::iter::once(header)
        .chain(aimed)
        .chain(unaimed)
        .collect::<Vec<_>>()
        .join("\n")
}

fn row(metric: &str, value: &str, bound: &str, verdict: &str, meaning: &str) -> String {
    format!("{metric:34} {value:>12}  {bound:8} {verdict:12}  {meaning}")
        .trim_end()
        .to_owned()
}

fn number(value: f64) -> String {
    if value.abs() >= 100.0 {
        format!("{value:.0}")
    } else {
        format!("{value:.2}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line<'a>(table: &'a str, metric: &str) -> &'a str {
        table
            .lines()
            .find(|line| line.starts_with(metric))
            .expect("the metric has a line")
    }

    #[test]
    fn an_aim_is_met_at_its_bound_and_not_beyond() {
        let met = table(&Metrics::from([
            ("diff.flat_ratio".into(), 3.0),
            ("diff.vs_full_10k".into(), 1000.0),
        ]));
        assert!(line(&met, "diff.flat_ratio").contains(" met"));
        assert!(line(&met, "diff.vs_full_10k").contains(" met"));
        let missed = table(&Metrics::from([
            ("diff.flat_ratio".into(), 3.1),
            ("diff.vs_full_10k".into(), 999.0),
        ]));
        assert!(line(&missed, "diff.flat_ratio").contains("NOT MET"));
        assert!(line(&missed, "diff.vs_full_10k").contains("NOT MET"));
    }

    #[test]
    fn an_aim_without_a_measurement_says_so() {
        assert!(line(&table(&Metrics::new()), "page.idle_bytes").contains("not measured"));
    }

    #[test]
    fn a_metric_without_an_aim_is_listed() {
        let table = table(&Metrics::from([("flush.nanoseconds".into(), 512.0)]));
        assert_eq!(
            line(&table, "flush.nanoseconds")
                .split_whitespace()
                .collect::<Vec<_>>(),
            ["flush.nanoseconds", "512"]
        );
    }
}
