//! A store that has one of everything that could be forgotten.

use std::collections::BTreeMap;

use musubi::prelude::*;

use crate::support::{Gate, INTENDED};

#[state]
pub struct Row {
    pub id: u32,
    pub text: String,
}

#[state]
pub struct Everything {
    pub plain: String,
    pub derived: usize,
    pub memo: usize,
    #[state(nested)]
    pub nested: Row,
    #[state(key = "id")]
    pub keyed: Vec<Row>,
    #[state(each, key = "id")]
    pub each: Vec<Row>,
    pub map: BTreeMap<String, u32>,
    #[state(key = "id")]
    pub list: List<u32, Row>,
    pub child: Option<Child<Inner>>,
    pub children: Vec<Child<Inner>>,
}

pub struct EverythingStore {
    count: RwSignal<u32>,
    list: ListSignal<u32, Row>,
    memo: Memo<usize>,
    is_even: Signal<bool>,
}

fn row(id: u32) -> Row {
    Row {
        id,
        text: format!("row {id}"),
    }
}

#[store(root)]
impl EverythingStore {
    async fn mount() -> Self {
        tokio::task::yield_now().await;
        let count = create_rw_signal(3);
        let seen = store_value(String::new());
        create_effect(move || seen.set_value(format!("seen {}", count.get())));
        on_cleanup(move || count.set(0));
        provide_context(vec![0_u8; 256]);
        let parity = create_selector(move || count.get() % 2);
        Self {
            count,
            list: ListSignal::new((0..3).map(row).collect(), |row| row.id),
            memo: create_memo(move |_| count.get() as usize),
            is_even: Signal::derive(move || parity.selected(0)),
        }
    }

    fn render(&self) -> EverythingSignals {
        let count = self.count;
        let inner = |id: u32| child(id.to_string(), InnerProps { id });
        let is_even = self.is_even;
        EverythingSignals {
            plain: Signal::derive(move || "x".repeat(count.get() as usize)),
            derived: Signal::derive(move || usize::from(is_even.get())),
            memo: self.memo.into(),
            nested: RowSignals {
                id: count.into(),
                text: Signal::derive(move || row(count.get()).text),
            },
            keyed: Signal::derive(move || (0..count.get()).map(row).collect()),
            each: Each::new(
                move || 0..count.get(),
                |id| *id,
                move |id| {
                    let own = create_rw_signal(id);
                    RowSignals {
                        id: own.into(),
                        text: create_memo(move |_| format!("row {}", own.get())).into(),
                    }
                },
            ),
            map: Signal::derive(move || (0..count.get()).map(|id| (id.to_string(), id)).collect()),
            list: self.list,
            child: count.get().is_multiple_of(2).then(|| inner(0)),
            children: (0..count.get()).map(inner).collect(),
        }
    }

    /// Sets how many there are of everything.
    #[command]
    fn resize(&self, count: u32) {
        self.count.set(count);
        self.list.set((0..count).map(row).collect());
    }

    #[command]
    async fn wait(&self) {
        let gate = use_context::<Gate>().expect("the page has a gate");
        gate.pass().await;
    }

    #[command]
    fn crash(&self) {
        panic!("{INTENDED}crash");
    }

    #[cleanup]
    fn cleanup(&self) {
        self.count.update(|count| *count += 1);
    }
}

#[state]
pub struct InnerState {
    pub id: u32,
    pub squares: Vec<u32>,
}

#[params]
pub struct InnerProps {
    pub id: u32,
}

pub struct Inner {
    id: RwSignal<u32>,
}

#[store]
impl Inner {
    fn mount(props: InnerProps) -> Self {
        let id = create_rw_signal(props.id);
        create_effect(move || {
            id.get();
        });
        Self { id }
    }

    fn render(&self) -> InnerStateSignals {
        let id = self.id;
        if let Some(Surname(surname)) = use_context() {
            surname.track();
        }
        InnerStateSignals {
            id: id.into(),
            squares: Signal::derive(move || (0..id.get()).map(|n| n * n).collect()),
        }
    }

    #[cleanup]
    fn cleanup(&self) {}
}

/// A page of four small children.
#[state]
pub struct Family {
    pub generation: u32,
    pub children: Vec<Child<Inner>>,
}

pub struct FamilyStore {
    generation: RwSignal<u32>,
}

/// What the children of a family read when they render.
#[derive(Clone, Copy)]
struct Surname(RwSignal<String>);

#[store(root)]
impl FamilyStore {
    fn mount() -> Self {
        provide_context(Surname(create_rw_signal("Hill".into())));
        Self {
            generation: create_rw_signal(0),
        }
    }

    fn render(&self) -> FamilySignals {
        let first = self.generation.get() * 4;
        let inner = |id: u32| child(id.to_string(), InnerProps { id: id % 4 });
        FamilySignals {
            generation: self.generation.into(),
            children: (first..first + 4).map(inner).collect(),
        }
    }

    /// Puts other children in the places of those before.
    #[command]
    fn next(&self) {
        self.generation.update(|generation| *generation += 1);
    }
}

/// A page whose rows, and whose render, compute from a signal that outlives them.
#[state]
pub struct Prices {
    pub generation: u32,
    pub factor: u32,
    pub total: u32,
    #[state(each, key = "id")]
    pub rows: Vec<Price>,
}

#[state]
pub struct Price {
    pub id: u32,
    pub price: u32,
}

pub struct PricesStore {
    generation: RwSignal<u32>,
    factor: RwSignal<u32>,
}

#[store(root)]
impl PricesStore {
    fn mount() -> Self {
        Self {
            generation: create_rw_signal(0),
            factor: create_rw_signal(1),
        }
    }

    fn render(&self) -> PricesSignals {
        let (factor, generation) = (self.factor, self.generation);
        let shown = generation.get();
        let total = create_memo(move |_| factor.get() + shown);
        PricesSignals {
            generation: generation.into(),
            factor: factor.into(),
            total: create_memo(move |_| total.get() * 2).into(),
            rows: Each::new(
                move || (generation.get() * 4..).take(4),
                |id| *id,
                move |id| {
                    let half = create_memo(move |_| id * factor.get());
                    create_effect(move || {
                        half.get();
                    });
                    PriceSignals {
                        id: constant(id),
                        price: create_memo(move |_| half.get() * 2).into(),
                    }
                },
            ),
        }
    }

    /// Puts other rows in the places of those before.
    #[command]
    fn next(&self, factor: u32) {
        self.generation.update(|generation| *generation += 1);
        self.factor.set(factor);
    }
}
