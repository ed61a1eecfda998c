//! What one item of a stream costs, beside how much state.

#![allow(missing_docs, reason = "a program, not a library")]

#[allow(dead_code, reason = "every benchmark uses a part of it")]
mod support;

use musubi::prelude::*;
use musubi::testing::TestPage;
use serde_json::json;
use support::{Report, Work, compare, now};

/// A page with many leaves and a stream.
#[state]
pub struct Feed {
    #[state(each, key = "id")]
    pub rows: Vec<Row>,
    pub items: Stream<Item>,
}

/// One leaf, besides its key.
#[state]
pub struct Row {
    pub id: u32,
    pub value: u32,
}

/// An item of the stream.
#[state]
pub struct Item {
    pub id: u32,
    pub text: String,
}

/// Serves [`Feed`].
pub struct FeedStore {
    leaves: u32,
    items: StreamSignal<Item>,
}

#[store(root)]
impl FeedStore {
    fn mount(leaves: u32) -> Self {
        Self {
            leaves,
            items: StreamSignal::new(|item: &Item| item.id.to_string()),
        }
    }

    fn render(&self) -> FeedSignals {
        let rows = self.leaves / 2;
        FeedSignals {
            rows: Each::new(
                move || 0..rows,
                |id| *id,
                |id| RowSignals {
                    id: create_rw_signal(id).into(),
                    value: create_rw_signal(id).into(),
                },
            ),
            items: self.items,
        }
    }

    #[command]
    fn insert(&self, id: u32) {
        let text = "an item of some length".to_owned();
        self.items.insert_limited(At::End, Item { id, text }, 100);
    }
}

fn page(leaves: u32) -> Work<'static> {
    let mut page = now(TestPage::mount::<FeedStore>(json!(leaves))).expect("the feed mounts");
    let mut id = 0;
    Box::new(move |times| {
        for _ in 0..times {
            id += 1;
            now(page.command("insert", json!({"id": id}))).expect("an item is put in");
            page.flush_frame().expect("there is something to send");
        }
    })
}

fn main() {
    let mut report = Report::default();
    let [few, many] = compare([page(100), page(100_000)]);
    report.add("stream.insert_flat_ratio", many / few);
    report.write("stream");
}
