//! Which one of many is selected.

#![allow(missing_docs, reason = "the stores of tests explain themselves")]

use std::cell::Cell;
use std::rc::Rc;

use musubi::prelude::*;
use musubi::testing::{TestPage, with_runtime};
use serde_json::json;

#[test]
fn a_change_wakes_the_reader_before_and_the_next_and_no_other() {
    with_runtime(|| {
        let selected = create_rw_signal(0);
        let is_selected = create_selector(move || selected.get());
        let runs = Rc::new(Cell::new(0));
        for id in 0..1_000 {
            let (is_selected, runs) = (is_selected.clone(), Rc::clone(&runs));
            create_effect(move || {
                is_selected.selected(id);
                runs.set(runs.get() + 1);
            });
        }
        let ran = |change: &dyn Fn()| {
            runs.set(0);
            change();
            runs.get()
        };
        assert_eq!(ran(&|| selected.set(7)), 2);
        assert_eq!(ran(&|| selected.set(7)), 0);
        assert_eq!(ran(&|| selected.set(5_000)), 1);
        assert_eq!(ran(&|| selected.set(6_000)), 0);
        assert_eq!(ran(&|| selected.set(7)), 1);
    });
}

#[test]
fn the_answer_is_that_of_now_even_before_readers_have_run() {
    with_runtime(|| {
        let selected = create_rw_signal(1);
        let is_selected = create_selector(move || selected.get());
        batch(|| {
            selected.set(2);
            assert!(is_selected.selected(2) && !is_selected.selected(1));
        });
    });
}

#[test]
fn a_reader_that_asks_for_another_key_is_told_of_that_one_only() {
    with_runtime(|| {
        let (selected, asked) = (create_rw_signal(1), create_rw_signal(1));
        let is_selected = create_selector(move || selected.get());
        let runs = Rc::new(Cell::new(0));
        let (answer, counted) = (create_rw_signal(false), Rc::clone(&runs));
        create_effect(move || {
            answer.set(is_selected.selected(asked.get()));
            counted.set(counted.get() + 1);
        });
        assert!(answer.get_untracked());
        asked.set(2);
        assert!(!answer.get_untracked());
        // Nobody asks for 1 any more.
        selected.set(3);
        selected.set(1);
        assert_eq!(runs.get(), 2);
        selected.set(2);
        assert!(answer.get_untracked());
        assert_eq!(runs.get(), 3);
    });
}

#[state]
pub struct Tabs {
    #[state(each, key = "id")]
    pub tabs: Vec<Tab>,
}

#[state]
pub struct Tab {
    pub id: u32,
    pub is_open: bool,
}

pub struct TabsStore {
    open: RwSignal<u32>,
    count: RwSignal<u32>,
    is_open: musubi::reactive::Selector<u32>,
}

#[store(root)]
impl TabsStore {
    fn mount() -> Self {
        let open = create_rw_signal(1);
        Self {
            open,
            count: create_rw_signal(3),
            is_open: create_selector(move || open.get()),
        }
    }

    fn render(&self) -> TabsSignals {
        let (count, is_open) = (self.count, self.is_open.clone());
        TabsSignals {
            tabs: Each::new(
                move || 0..count.get(),
                |id| *id,
                move |id| {
                    let is_open = is_open.clone();
                    TabSignals {
                        id: constant(id),
                        is_open: Signal::derive(move || is_open.selected(id)),
                    }
                },
            ),
        }
    }

    /// Opens a tab. Says whether it was open before.
    #[command]
    fn open(&self, id: u32) -> bool {
        let was_open = self.is_open.selected(id);
        self.open.set(id);
        was_open
    }

    #[command]
    fn resize(&self, count: u32) {
        self.count.set(count);
    }
}

#[tokio::test]
async fn rows_know_whether_they_are_selected() {
    let mut page = TestPage::mount::<TabsStore>(json!({})).await.unwrap();
    let was_open = page.command("open", json!({"id": 2})).await.unwrap();
    assert_eq!(was_open, false);
    let envelope = page.flush().unwrap();
    let ops = json!([
        {"op": "replace", "path": "/tabs/1/is_open", "value": false},
        {"op": "replace", "path": "/tabs/2/is_open", "value": true},
    ]);
    assert_eq!(serde_json::to_value(&envelope.ops).unwrap(), ops);

    // Rows that come back have the answer of then.
    for count in [2, 4] {
        page.command("resize", json!({"count": count}))
            .await
            .unwrap();
        page.command("open", json!({"id": 3})).await.unwrap();
        page.flush();
    }
    assert_eq!(page.state(), &page.fresh());
    assert_eq!(page.state()["tabs"][3]["is_open"], true);
}
