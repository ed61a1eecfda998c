//! Children that read, in every way there is, what outlives them.

use musubi::prelude::*;
use musubi::reactive::Selector;
use musubi::testing::TestPage;
use serde_json::json;

use crate::heap::Heap;
use crate::pages::stays_flat;
use crate::stores::{Row, RowSignals};

#[state]
pub struct House {
    pub chosen: u32,
    #[state(key = "id")]
    pub rows: List<u32, Row>,
    pub guest: Option<Child<GuestStore>>,
}

/// What a house gives to its guests.
#[derive(Clone)]
struct Shared {
    chosen: RwSignal<u32>,
    rows: ListSignal<u32, Row>,
    is_chosen: Selector<u32>,
    doubled: Memo<u32>,
}

pub struct HouseStore {
    shared: Shared,
    guest: RwSignal<u32>,
}

fn row(id: u32) -> Row {
    Row {
        id,
        text: format!("row {id}"),
    }
}

#[store(root)]
impl HouseStore {
    fn mount() -> Self {
        let chosen = create_rw_signal(1);
        let shared = Shared {
            chosen,
            rows: ListSignal::new((0..3).map(row).collect(), |row| row.id),
            is_chosen: create_selector(move || chosen.get()),
            doubled: create_memo(move |_| chosen.get() * 2),
        };
        provide_context(shared.clone());
        Self {
            shared,
            guest: create_rw_signal(0),
        }
    }

    fn render(&self) -> HouseSignals {
        let guest = self.guest.get();
        HouseSignals {
            chosen: self.shared.chosen.into(),
            rows: self.shared.rows,
            guest: Some(child(guest.to_string(), guest)),
        }
    }

    /// Lets the next guest in, in the place of the last, and chooses what it may.
    #[command]
    fn next(&self, is_chosen: bool) {
        self.guest.update(|guest| *guest += 1);
        if is_chosen {
            self.shared.chosen.set(self.guest.get());
        }
    }
}

#[state]
pub struct Guest {
    pub leaf: u32,
    pub is_chosen: bool,
    pub memo: u32,
    #[state(nested)]
    pub nested: Row,
    #[state(key = "id")]
    pub keyed: Vec<Row>,
    #[state(each, key = "id")]
    pub each: Vec<Row>,
    #[state(key = "id")]
    pub rows: List<u32, Row>,
    pub inner: Option<Child<InnerStore>>,
}

pub struct GuestStore {
    id: u32,
    house: Shared,
    own: Selector<u32>,
}

#[store]
impl GuestStore {
    fn mount(id: u32) -> Self {
        let house: Shared = use_context().expect("a guest stands in a house");
        let chosen = house.chosen;
        create_effect(move || {
            chosen.get();
        });
        Self {
            id,
            own: create_selector(move || chosen.get()),
            house,
        }
    }

    fn render(&self) -> GuestSignals {
        let (id, chosen, doubled) = (self.id, self.house.chosen, self.house.doubled);
        let (is_chosen, own) = (self.house.is_chosen.clone(), self.own.clone());
        let is_even = chosen.get().is_multiple_of(2);
        let shown = create_memo(move |_| chosen.get() + doubled.get());
        GuestSignals {
            leaf: Signal::derive(move || chosen.get() + u32::from(is_even)),
            is_chosen: Signal::derive(move || is_chosen.selected(id) && own.selected(id)),
            memo: shown.into(),
            nested: RowSignals {
                id: chosen.into(),
                text: Signal::derive(move || row(chosen.get()).text),
            },
            keyed: Signal::derive(move || (0..chosen.get() % 3).map(row).collect()),
            each: Each::new(
                move || (chosen.get()..).take(2),
                |id| *id,
                move |id| {
                    let sum = create_memo(move |_| chosen.get() + id);
                    RowSignals {
                        id: constant(id),
                        text: Signal::derive(move || row(sum.get()).text),
                    }
                },
            ),
            rows: self.house.rows,
            inner: is_even.then(|| child("inner", NoParams {})),
        }
    }
}

#[state]
pub struct Inner {
    pub chosen: u32,
}

pub struct InnerStore(Shared);

#[store]
impl InnerStore {
    fn mount() -> Self {
        Self(use_context().expect("a guest stands in a house"))
    }

    fn render(&self) -> InnerSignals {
        self.0.doubled.track();
        InnerSignals {
            chosen: self.0.chosen.into(),
        }
    }
}

/// Lets guests in and out. What they read changes every so many times.
async fn guests(times: u32, changes: u32) {
    let heap = Heap::alone().await;
    let mut page = TestPage::mount::<HouseStore>(json!({})).await.unwrap();
    stays_flat(&heap, times, async |index| {
        let payload = json!({"is_chosen": index % changes == changes - 1});
        page.command("next", payload).await.unwrap();
        page.flush();
    })
    .await;
    assert_eq!(page.state(), &page.fresh());
}

#[tokio::test]
async fn children_that_read_what_never_changes_leave_it() {
    guests(1_000, u32::MAX).await;
}

#[tokio::test]
async fn children_that_read_what_changes_leave_it() {
    guests(1_000, 3).await;
}
