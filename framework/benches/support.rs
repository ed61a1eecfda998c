//! Measuring side by side: what is compared runs in turns within one process, so that a noisy
//! machine disturbs both alike, and only ratios are kept.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::{Duration, Instant};

/// One thing to measure: runs its work `iterations` times.
pub type Work<'a> = Box<dyn FnMut(u32) + 'a>;

/// The median time of one iteration of each, in nanoseconds, over rounds in which all take turns.
pub fn compare<const N: usize>(mut works: [Work<'_>; N]) -> [f64; N] {
    const ROUNDS: usize = 41;
    const ROUND: Duration = Duration::from_millis(12);

    let iterations: Vec<u32> = works
        .iter_mut()
        .map(|work| {
            let mut count = 1;
            loop {
                let start = Instant::now();
                work(count);
                let elapsed = start.elapsed();
                if elapsed >= ROUND / 4 || count > 1 << 24 {
                    let scale = ROUND.as_secs_f64() / elapsed.as_secs_f64().max(1e-9);
                    break ((f64::from(count) * scale) as u32).max(1);
                }
                count *= 4;
            }
        })
        .collect();
    let mut times = [(); N].map(|()| Vec::with_capacity(ROUNDS));
    for _ in 0..ROUNDS {
        for ((work, count), times) in works.iter_mut().zip(&iterations).zip(&mut times) {
            let start = Instant::now();
            work(*count);
            times.push(start.elapsed().as_nanos() as f64 / f64::from(*count));
        }
    }
    times.map(|mut times| {
        times.sort_by(f64::total_cmp);
        times[times.len() / 2]
    })
}

/// The results of one benchmark program, by the names of their metrics.
#[derive(Default)]
pub struct Report(BTreeMap<&'static str, f64>);

impl Report {
    pub fn add(&mut self, metric: &'static str, value: f64) {
        println!("{metric:<32} {value:>12.2}");
        self.0.insert(metric, value);
    }

    /// Writes the results where `cargo xtask bench` collects them, or to `target/bench`.
    pub fn write(&self, name: &str) {
        let folder = std::env::var_os("MUSUBI_BENCH_DIR").map_or_else(
            || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../target/bench")),
            PathBuf::from,
        );
        std::fs::create_dir_all(&folder).expect("the folder for results can be made");
        let text = serde_json::to_string_pretty(&self.0).expect("numbers are JSON");
        std::fs::write(folder.join(format!("{name}.json")), text).expect("results can be written");
    }
}

/// Numbers that look random and are the same in every run.
pub struct Random(pub u64);

impl Random {
    pub fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % limit as u64) as usize
    }
}

/// Runs a future that never waits.
pub fn now<T>(future: impl Future<Output = T>) -> T {
    let mut future = std::pin::pin!(future);
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    match future.as_mut().poll(&mut context) {
        std::task::Poll::Ready(value) => value,
        std::task::Poll::Pending => panic!("the future waits"),
    }
}
