use musubi::prelude::*;
use musubi::testing::TestPage;
use serde_json::json;

use crate::streams::{Item, item, stream};

#[state]
pub struct Nothing {}

/// A store that never shows its stream.
pub struct HoarderStore {
    items: StreamSignal<Item>,
}

#[store(root)]
impl HoarderStore {
    fn mount() -> Self {
        Self { items: stream() }
    }

    fn render(&self) -> NothingSignals {
        NothingSignals {}
    }

    #[command]
    fn fill(&self) {
        self.items.extend((0..=200).map(item));
    }
}

#[tokio::test]
#[should_panic(expected = "a stream that stands nowhere in the state keeps")]
async fn a_stream_that_stands_nowhere_does_not_keep_items_without_end() {
    let mut page = TestPage::mount::<HoarderStore>(json!({})).await.unwrap();
    for _ in 0..100 {
        page.command("fill", json!({})).await.unwrap();
    }
}
