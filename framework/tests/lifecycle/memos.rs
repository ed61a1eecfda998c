//! Memos that `render` makes, and reads itself.

use std::cell::Cell;

use musubi::prelude::*;
use musubi::testing::TestPage;
use serde_json::json;

thread_local! {
    static RENDERS: Cell<u32> = const { Cell::new(0) };
}

#[state]
pub struct Item {
    pub id: u32,
}

#[state]
pub struct Shelf {
    pub count: usize,
    pub sum: u32,
    #[state(each, key = "id")]
    pub items: Vec<Item>,
}

pub struct ShelfStore {
    ids: RwSignal<Vec<u32>>,
}

#[store(root)]
impl ShelfStore {
    fn mount() -> Self {
        Self {
            ids: create_rw_signal(vec![1, 2]),
        }
    }

    fn render(&self) -> ShelfSignals {
        RENDERS.set(RENDERS.get() + 1);
        let ids = self.ids;
        let ids = create_memo(move |_| ids.get());
        let sum = create_memo(move |_| ids.get().iter().sum::<u32>());
        ShelfSignals {
            count: constant(ids.get().len()),
            sum: constant(sum.get()),
            items: Each::new(
                move || ids.get(),
                |id| *id,
                |id| ItemSignals { id: constant(id) },
            ),
        }
    }

    #[command]
    fn put(&self, ids: Vec<u32>) {
        self.ids.set(ids);
    }
}

#[tokio::test]
async fn a_memo_that_render_makes_and_reads_has_it_run_once_for_each_change() {
    let mut page = TestPage::mount::<ShelfStore>(json!({})).await.unwrap();
    assert_eq!(RENDERS.replace(0), 1);
    for ids in [vec![2, 1], vec![3, 2, 1], vec![], vec![7]] {
        page.command("put", json!({"ids": ids})).await.unwrap();
        page.flush();
        assert_eq!(RENDERS.replace(0), 1);
        let items: Vec<_> = ids.iter().map(|id| json!({"id": id})).collect();
        let shelf = json!({
            "__musubi_store_id__": [],
            "count": ids.len(),
            "sum": ids.iter().sum::<u32>(),
            "items": items,
        });
        assert_eq!(*page.state(), shelf);
    }
}
