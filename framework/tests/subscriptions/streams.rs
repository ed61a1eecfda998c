//! `subscribe`, called by the code of stores.

use std::cell::RefCell;
use std::rc::Rc;

use futures_util::{StreamExt, stream};
use musubi::TaskHandle;
use musubi::prelude::*;
use musubi::testing::TestPage;
use serde_json::json;
use tokio::sync::mpsc;
use tokio_stream::wrappers::UnboundedReceiverStream;

#[state]
pub struct Total {
    pub total: i64,
    pub items: Stream<Item>,
}

#[state]
pub struct Item {
    pub id: u32,
}

pub struct TotalStore {
    total: RwSignal<i64>,
    items: StreamSignal<Item>,
    handle: RefCell<Option<TaskHandle>>,
}

thread_local! {
    static SENDER: RefCell<Option<mpsc::UnboundedSender<i64>>> = const { RefCell::new(None) };
}

fn sender() -> mpsc::UnboundedSender<i64> {
    SENDER.take().expect("a store has subscribed")
}

#[store(root)]
impl TotalStore {
    fn mount() -> Self {
        Self {
            total: create_rw_signal(0),
            items: StreamSignal::new(|item: &Item| item.id.to_string()),
            handle: RefCell::default(),
        }
    }

    fn render(&self) -> TotalSignals {
        TotalSignals {
            total: self.total.into(),
            items: self.items,
        }
    }

    #[command]
    fn follow(&self) {
        let (sender, receiver) = mpsc::unbounded_channel();
        SENDER.set(Some(sender));
        let total = self.total;
        let handle = subscribe(UnboundedReceiverStream::new(receiver), move |item| {
            total.update(|total| *total += item);
        });
        self.handle.replace(Some(handle));
    }

    #[command]
    fn unfollow(&self) -> Vec<bool> {
        let handle = self.handle.take().expect("it follows something");
        vec![handle.clone().cancel(), handle.cancel()]
    }

    /// Takes items until one is 3, which stops the subscription from within.
    #[command]
    fn follow_to_three(&self) {
        let total = self.total;
        let own: Rc<RefCell<Option<TaskHandle>>> = Rc::default();
        let handle = Rc::clone(&own);
        let task = subscribe(stream::iter(1..), move |item| {
            if item == 3
                && let Some(handle) = handle.take()
            {
                assert!(!handle.cancel(), "it does not wait while it runs");
            }
            total.update(|total| *total += item);
        });
        own.replace(Some(task));
    }

    /// Deletes and inserts the same item by turns.
    #[command]
    fn blink(&self) {
        let items = self.items;
        subscribe(stream::iter(0..4), move |turn| {
            if turn % 2 == 0 {
                items.insert(Item { id: 7 });
            } else {
                items.delete_by_key("7");
            }
        });
    }
}

async fn page() -> TestPage {
    TestPage::mount::<TotalStore>(json!({})).await.unwrap()
}

#[tokio::test]
async fn each_item_is_a_turn_with_an_envelope_of_its_own() {
    let mut page = page().await;
    page.command("follow", json!({})).await.unwrap();
    let sender = sender();
    sender.send(20).unwrap();
    sender.send(22).unwrap();
    let sent = page.settle().await;
    assert_eq!(sent.len(), 2);
    assert_eq!(page.state()["total"], 42);
    assert!(page.settle().await.is_empty());
}

#[tokio::test]
async fn a_cancelled_subscription_drops_its_stream() {
    let mut page = page().await;
    page.command("follow", json!({})).await.unwrap();
    let sender = sender();
    page.settle().await;
    assert_eq!(
        page.command("unfollow", json!({})).await.unwrap(),
        json!([true, false])
    );
    assert!(sender.is_closed());
    assert!(page.settle().await.is_empty());
}

#[tokio::test]
async fn a_subscription_can_stop_itself() {
    let mut page = page().await;
    page.command("follow_to_three", json!({})).await.unwrap();
    page.settle().await;
    assert_eq!(page.state()["total"], 6);
}

#[tokio::test]
async fn the_end_of_the_stream_is_that_of_the_subscription() {
    let mut page = page().await;
    page.command("follow", json!({})).await.unwrap();
    drop(sender());
    page.settle().await;
    assert_eq!(
        page.command("unfollow", json!({})).await.unwrap(),
        json!([false, false])
    );
}

#[tokio::test]
async fn items_of_different_turns_keep_their_order_in_a_stream() {
    let mut page = page().await;
    page.command("blink", json!({})).await.unwrap();
    page.settle().await;
    assert_eq!(page.hydrated()["items"], json!([]));
}

#[tokio::test]
#[should_panic(expected = "`subscribe` was called where no store's code runs")]
async fn it_needs_a_store() {
    subscribe(stream::empty::<()>().boxed_local(), |()| {});
}
