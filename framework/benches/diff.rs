//! From a signal write to the bytes of its envelope, on pages of reactive rows.

#![allow(missing_docs, reason = "a program, not a library")]

#[allow(dead_code, reason = "every benchmark uses a part of it")]
mod support;

use std::hint::black_box;
use std::sync::{Arc, Mutex};

use musubi::prelude::*;
use musubi::testing::TestPage;
use musubi::{Context, NoParams};
use serde::Serialize;
use serde_json::Value;
use support::{Random, Report, Work, compare, now};

/// A row of ten members.
#[state]
pub struct Row {
    pub a: i64,
    pub b: i64,
    pub c: i64,
    pub d: i64,
    pub e: i64,
    pub f: i64,
    pub g: i64,
    pub h: i64,
    pub i: String,
    pub j: String,
}

/// A page of rows, each member a leaf of its own.
#[state]
pub struct Table {
    #[state(each, key = "i")]
    pub rows: Vec<Row>,
}

type Numbers = Arc<Mutex<Vec<RwSignal<i64>>>>;

#[derive(Clone)]
struct Size(usize);

/// Serves the table.
pub struct TableStore {
    rows: usize,
}

#[store(root)]
impl TableStore {
    fn mount(_params: NoParams) -> Self {
        Self {
            rows: use_context::<Size>().map_or(0, |size| size.0),
        }
    }

    fn render(&self) -> TableSignals {
        let rows = self.rows;
        let numbers = use_context::<Numbers>().unwrap_or_default();
        TableSignals {
            rows: Each::new(
                move || 0..rows,
                |row| *row,
                move |row| {
                    let number = |value| {
                        let signal = create_rw_signal(value);
                        numbers.lock().expect("one thread").push(signal);
                        signal.into()
                    };
                    let text = |text: String| create_rw_signal(text).into();
                    RowSignals {
                        a: number(1),
                        b: number(2),
                        c: number(3),
                        d: number(4),
                        e: number(5),
                        f: number(6),
                        g: number(7),
                        h: number(8),
                        i: text(format!("row-{row}")),
                        j: text(format!("a note on row {row}")),
                    }
                },
            ),
        }
    }
}

struct Bench {
    page: TestPage,
    numbers: Vec<RwSignal<i64>>,
    random: Random,
    next: i64,
}

impl Bench {
    fn with_leaves(leaves: usize) -> Self {
        let numbers = Numbers::default();
        let context = Context::new()
            .with(Size(leaves / 10))
            .with(Arc::clone(&numbers));
        let page = now(TestPage::mount_with::<TableStore>(NoParams {}, context));
        let numbers = numbers.lock().expect("one thread").clone();
        Self {
            page: page.expect("the table mounts"),
            numbers,
            random: Random(7),
            next: 100,
        }
    }

    /// Sets one leaf, another one each time, and flushes.
    fn change_one(&mut self) -> Vec<u8> {
        let signal = self.numbers[self.random.below(self.numbers.len())];
        self.next += 1;
        let next = self.next;
        self.page.run(|| signal.set(next));
        self.page.flush_frame().expect("one leaf changed")
    }
}

/// What a server without signals does: the whole state as JSON, compared with the last one.
struct Whole {
    table: Table,
    last: Value,
    random: Random,
    next: i64,
}

impl Whole {
    fn with_leaves(leaves: usize) -> Self {
        let row = |row| Row {
            a: 1,
            b: 2,
            c: 3,
            d: 4,
            e: 5,
            f: 6,
            g: 7,
            h: 8,
            i: format!("row-{row}"),
            j: format!("a note on row {row}"),
        };
        let table = Table {
            rows: (0..leaves / 10).map(row).collect(),
        };
        let last = serde_json::to_value(&table).expect("a table is JSON");
        Self {
            table,
            last,
            random: Random(7),
            next: 100,
        }
    }

    fn change_one(&mut self) -> Vec<u8> {
        let row = self.random.below(self.table.rows.len());
        self.next += 1;
        self.table.rows[row].d = self.next;
        let now = serde_json::to_value(&self.table).expect("a table is JSON");
        let patch = json_patch::diff(&self.last, &now);
        self.last = now;
        serde_json::to_vec(&patch).expect("a patch is JSON")
    }
}

/// The same envelope by hand: serde_json writes the one value and the fixed text around it.
#[derive(Serialize)]
struct Envelope<'a> {
    #[serde(rename = "type")]
    kind: &'a str,
    root_id: &'a str,
    base_version: u64,
    version: u64,
    ops: [Op<'a>; 1],
    stream_ops: [(); 0],
    upload_ops: [(); 0],
    events: [(); 0],
}

#[derive(Serialize)]
struct Op<'a> {
    op: &'a str,
    path: &'a str,
    value: i64,
}

fn by_hand(value: i64) -> Vec<u8> {
    let envelope = Envelope {
        kind: "patch",
        root_id: black_box("TableStore:test"),
        base_version: 41,
        version: 42,
        ops: [Op {
            op: "replace",
            path: black_box("/rows/3/d"),
            value,
        }],
        stream_ops: [],
        upload_ops: [],
        events: [],
    };
    let frame = (
        (),
        (),
        black_box("musubi:connection:TableStore:test"),
        black_box("patch"),
        envelope,
    );
    serde_json::to_vec(&frame).expect("an envelope is JSON")
}

fn main() {
    let mut small = Bench::with_leaves(100);
    let mut large = Bench::with_leaves(100_000);
    let mut report = Report::default();

    let [small_ns, large_ns, value_ns] = compare([
        Box::new(|n: u32| (0..n).for_each(|_| drop(black_box(small.change_one())))) as Work<'_>,
        Box::new(|n: u32| (0..n).for_each(|_| drop(black_box(large.change_one())))),
        Box::new(|n: u32| (0..n).for_each(|i| drop(black_box(by_hand(i64::from(i)))))),
    ]);
    println!(
        "one leaf of 100: {small_ns:.0} ns, of 100,000: {large_ns:.0} ns, by hand: {value_ns:.0} ns"
    );
    report.add("diff.flat_ratio", large_ns / small_ns);
    report.add("diff.vs_value", small_ns / value_ns);
    drop(large);

    let mut ours = Bench::with_leaves(10_000);
    let mut whole = Whole::with_leaves(10_000);
    let [ours_ns, full_ns] = compare([
        Box::new(|n: u32| (0..n).for_each(|_| drop(black_box(ours.change_one())))) as Work<'_>,
        Box::new(|n: u32| (0..n).for_each(|_| drop(black_box(whole.change_one())))),
    ]);
    println!("one leaf of 10,000: {ours_ns:.0} ns, the whole state compared: {full_ns:.0} ns");
    report.add("diff.vs_full_10k", full_ns / ours_ns);
    report.write("diff");
}
