//! Edits of lists of 10,000 rows, against serialising the whole state and comparing it.

#![allow(missing_docs, reason = "a program, not a library")]

#[allow(dead_code, reason = "every benchmark uses a part of it")]
mod support;

use std::any::Any;
use std::cell::RefCell;
use std::hint::black_box;

use musubi::prelude::*;
use musubi::testing::TestPage;
use musubi::{Context, NoParams, RootStore};
use serde_json::Value;
use support::{Random, Report, Work, compare, now};

/// A row as a shop would have it.
#[state]
pub struct Row {
    pub sku: String,
    pub name: String,
    pub price_cents: i64,
    pub quantity: u32,
    pub in_stock: bool,
}

fn row(number: usize) -> Row {
    Row {
        sku: format!("sku-{number:06}"),
        name: format!("Product number {number} of the catalogue"),
        price_cents: 1_999,
        quantity: 1,
        in_stock: !number.is_multiple_of(7),
    }
}

fn rows(count: usize) -> Vec<Row> {
    (0..count).map(row).collect()
}

/// How many rows the store begins with.
#[derive(Clone)]
struct Size(usize);

thread_local! {
    /// Where a store leaves its list, for the benchmark to change it.
    static SHELF: RefCell<Option<Box<dyn Any>>> = const { RefCell::new(None) };
}

/// A page that is one keyed list.
#[state]
pub struct Keyed {
    #[state(key = "sku")]
    pub rows: Vec<Row>,
}

/// Serves [`Keyed`].
pub struct KeyedStore {
    rows: RwSignal<Vec<Row>>,
}

#[store(root)]
impl KeyedStore {
    fn mount(_params: NoParams) -> Self {
        let size = use_context::<Size>().map_or(0, |size| size.0);
        let rows = create_rw_signal(rows(size));
        put(rows);
        Self { rows }
    }

    fn render(&self) -> KeyedSignals {
        KeyedSignals {
            rows: self.rows.into(),
        }
    }
}

/// A page that is one recorded list.
#[state]
pub struct Recorded {
    #[state(key = "sku")]
    pub rows: List<String, Row>,
}

/// Serves [`Recorded`].
pub struct RecordedStore {
    rows: ListSignal<String, Row>,
}

#[store(root)]
impl RecordedStore {
    fn mount(_params: NoParams) -> Self {
        let size = use_context::<Size>().map_or(0, |size| size.0);
        let rows = ListSignal::new(rows(size), |row: &Row| row.sku.clone());
        put(rows);
        Self { rows }
    }

    fn render(&self) -> RecordedSignals {
        RecordedSignals { rows: self.rows }
    }
}

fn put<T: 'static>(list: T) {
    SHELF.set(Some(Box::new(list)));
}

struct Bench<T> {
    page: TestPage,
    list: T,
    random: Random,
    next: usize,
}

impl<T: Copy + 'static> Bench<T> {
    fn mount<S: RootStore>(size: usize) -> Self {
        let context = Context::new().with(Size(size));
        let page = now(TestPage::mount_with::<S>(NoParams {}, context)).expect("the page mounts");
        let list = SHELF.take().and_then(|list| list.downcast().ok());
        let list = *list.expect("the store left its list");
        Self {
            page,
            list,
            random: Random(11),
            next: 1_000_000,
        }
    }

    fn edit(&mut self, size: usize, edit: impl FnOnce(T, usize, usize)) -> Vec<u8> {
        self.next += 1;
        let (list, index, next) = (self.list, self.random.below(size), self.next);
        self.page.run(|| edit(list, index, next));
        self.page.flush_frame().expect("the list changed")
    }
}

/// What a server without signals does.
struct Whole {
    rows: Keyed,
    last: Value,
    random: Random,
}

impl Whole {
    fn new(size: usize) -> Self {
        let rows = Keyed { rows: rows(size) };
        let last = serde_json::to_value(&rows).expect("rows are JSON");
        Self {
            rows,
            last,
            random: Random(11),
        }
    }

    fn change_one(&mut self) -> Vec<u8> {
        let index = self.random.below(self.rows.rows.len());
        self.rows.rows[index].quantity += 1;
        let now = serde_json::to_value(&self.rows).expect("rows are JSON");
        let patch = json_patch::diff(&self.last, &now);
        self.last = now;
        serde_json::to_vec(&patch).expect("a patch is JSON")
    }
}

fn main() {
    const SIZE: usize = 10_000;
    let mut report = Report::default();

    let mut keyed = Bench::<RwSignal<Vec<Row>>>::mount::<KeyedStore>(SIZE);
    let mut recorded = Bench::<ListSignal<String, Row>>::mount::<RecordedStore>(SIZE);
    let mut whole = Whole::new(SIZE);
    let [keyed_ns, recorded_ns, whole_ns] = compare([
        Box::new(|n: u32| {
            for _ in 0..n {
                black_box(keyed.edit(SIZE, |rows, index, _| {
                    rows.update(|rows| rows[index].quantity += 1);
                }));
            }
        }) as Work<'_>,
        Box::new(|n: u32| {
            for _ in 0..n {
                black_box(recorded.edit(SIZE, |rows, index, _| {
                    rows.update(&format!("sku-{index:06}"), |row| row.quantity += 1);
                }));
            }
        }),
        Box::new(|n: u32| {
            for _ in 0..n {
                black_box(whole.change_one());
            }
        }),
    ]);
    println!(
        "one row of {SIZE}: keyed {keyed_ns:.0} ns, recorded {recorded_ns:.0} ns, whole {whole_ns:.0} ns"
    );
    report.add("list.keyed_vec_vs_full_10k", whole_ns / keyed_ns);
    report.add("list.signal_edit_vs_full_10k", whole_ns / recorded_ns);

    let mut keyed = Bench::<RwSignal<Vec<Row>>>::mount::<KeyedStore>(1_000);
    let envelope = keyed.edit(1_000, |rows, _, next| {
        rows.update(|rows| rows.insert(0, row(next)))
    });
    let row_bytes = serde_json::to_vec(&row(1_000_001))
        .expect("a row is JSON")
        .len();
    report.add(
        "list.prepend_bytes_ratio",
        envelope.len() as f64 / row_bytes as f64,
    );
    report.write("list");
}
