use musubi::prelude::*;
use musubi::testing::TestPage;
use serde_json::json;

use crate::heap::Heap;

#[state]
pub struct Inbox {
    pub files: Upload,
}

pub struct InboxStore {
    files: UploadSlot,
}

#[store(root)]
impl InboxStore {
    fn mount() -> Self {
        Self {
            files: UploadSlot::new(UploadOptions::any().max_entries(1_000)),
        }
    }

    fn render(&self) -> InboxSignals {
        InboxSignals { files: self.files }
    }

    #[command]
    async fn take(&self) -> usize {
        self.files.consume(async |_| Ok::<_, ()>(())).await.len()
    }
}

#[tokio::test]
async fn ten_thousand_files_leave_nothing_behind() {
    const ROUNDS: usize = 11;
    let heap = Heap::alone().await;
    let mut page = TestPage::mount::<InboxStore>(json!({})).await.unwrap();
    let mut after_first = 0;
    for round in 0..ROUNDS {
        let offered = (0..1_000).map(|_| ("file", "", 4));
        let reply = page.upload("files").offer(offered).await.unwrap();
        assert_eq!(reply.entries.len(), 1_000);
        page.flush();
        for entry in page.upload("files").entries() {
            page.upload("files").cancel(&entry.entry_ref).await.unwrap();
        }
        page.flush();
        // Some of them all the way.
        for _ in 0..10 {
            page.upload("files").send("file", "", "text").await.unwrap();
        }
        assert_eq!(page.command("take", json!({})).await, Ok(json!(10)));
        page.flush();
        if round == 0 {
            after_first = heap.bytes();
        }
    }
    let grown = heap.bytes() - after_first;
    assert!(grown < 20_000, "{grown} bytes after {ROUNDS} rounds");
}
