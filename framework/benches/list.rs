//! Edits of lists of 10,000 rows, against serialising the whole state and comparing it.

#![allow(missing_docs, reason = "a program, not a library")]

#[allow(dead_code, reason = "every benchmark uses a part of it")]
mod support;

use std::any::Any;
use std::cell::RefCell;
use std::hint::black_box;

use musubi::prelude::*;
use musubi::testing::{Features, TestPage};
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

    /// The same for a client that understands moves, or one that does not.
    fn offering(mut self, moves: bool) -> Self {
        self.page = self.page.offering(Features { moves });
        self
    }

    fn edit(&mut self, size: usize, edit: impl FnOnce(T, usize, usize)) -> Vec<u8> {
        self.next += 1;
        let (list, index, next) = (self.list, self.random.below(size), self.next);
        self.page.run(|| edit(list, index, next));
        self.page.flush_frame().expect("the list changed")
    }
}

impl Bench<RwSignal<Vec<Row>>> {
    /// Drags one row elsewhere.
    fn drag(&mut self, size: usize) -> Vec<u8> {
        self.edit(size, |rows, from, next| {
            rows.update(|rows| {
                let row = rows.remove(from);
                rows.insert(place(from, next, size), row);
            });
        })
    }
}

impl Bench<ListSignal<String, Row>> {
    /// Drags one row elsewhere.
    fn drag(&mut self, size: usize) -> Vec<u8> {
        self.edit(size, |rows, from, next| {
            let key = rows.with_untracked(|rows| rows[from].sku.clone());
            rows.move_to(&key, place(from, next, size));
        })
    }
}

/// Another index than `from`.
fn place(from: usize, next: usize, size: usize) -> usize {
    (from + 1 + next * 7_919 % (size - 1)) % size
}

/// What moving one row takes, where the client understands it over where it does not.
fn moves(report: &mut Report) {
    const SIZE: usize = 10_000;

    let [mut keyed, mut keyed_again] = [true, false]
        .map(|moves| Bench::<RwSignal<Vec<Row>>>::mount::<KeyedStore>(SIZE).offering(moves));
    let [mut recorded, mut recorded_again] = [true, false].map(|moves| {
        Bench::<ListSignal<String, Row>>::mount::<RecordedStore>(SIZE).offering(moves)
    });
    let (moved, again) = (recorded.drag(SIZE), recorded_again.drag(SIZE));
    report.add(
        "list.move_bytes_ratio",
        moved.len() as f64 / again.len() as f64,
    );
    let [keyed_ns, keyed_again_ns, recorded_ns, recorded_again_ns] = compare([
        Box::new(|n: u32| (0..n).for_each(|_| drop(black_box(keyed.drag(SIZE))))) as Work<'_>,
        Box::new(|n: u32| (0..n).for_each(|_| drop(black_box(keyed_again.drag(SIZE))))),
        Box::new(|n: u32| (0..n).for_each(|_| drop(black_box(recorded.drag(SIZE))))),
        Box::new(|n: u32| (0..n).for_each(|_| drop(black_box(recorded_again.drag(SIZE))))),
    ]);
    println!(
        "one row of {SIZE} moves: keyed {keyed_ns:.0} ns, sent again {keyed_again_ns:.0} ns; \
         recorded {recorded_ns:.0} ns, sent again {recorded_again_ns:.0} ns"
    );
    report.add("list.keyed_move_time_ratio", keyed_ns / keyed_again_ns);
    report.add("list.move_time_ratio", recorded_ns / recorded_again_ns);
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
    moves(&mut report);
    report.write("list");
}
