use std::panic::{AssertUnwindSafe, catch_unwind};

use musubi::prelude::*;
use musubi::testing::TestPage;
use musubi::{Event, RootStore};
use musubi_wire::{Envelope, StoreId};
use serde_json::{Value, json};

#[event]
pub struct Toast {
    pub text: String,
}

#[event(name = "shop:sold-out")]
#[serde(rename_all = "camelCase")]
pub enum SoldOut {
    Nothing,
    ThisProduct { sku: String },
}

/// No store declares it.
#[event]
pub struct Stray {
    pub text: String,
}

#[state]
pub struct Panel {
    pub label: String,
}

#[params]
pub struct PanelProps {
    pub label: String,
}

/// A child that tells of all that happens to it.
pub struct PanelStore {
    label: RwSignal<String>,
}

fn toast(text: &str) {
    push_event(&Toast { text: text.into() });
}

#[store(events(Toast))]
impl PanelStore {
    fn mount(props: PanelProps) -> Self {
        toast("child mounted");
        Self {
            label: create_rw_signal(props.label),
        }
    }

    fn render(&self) -> PanelSignals {
        PanelSignals {
            label: self.label.into(),
        }
    }

    #[update]
    fn update(&self, props: PanelProps) {
        toast("child updated");
        self.label.set(props.label);
    }

    #[cleanup]
    fn cleanup(&self) {
        toast("child cleaned up");
    }

    #[command]
    fn notify(&self, text: String) {
        toast(&text);
    }
}

#[state]
pub struct Desk {
    pub count: i64,
    #[state(each, key = "id")]
    pub rows: Vec<Row>,
    pub panel: Option<Child<PanelStore>>,
}

#[state]
pub struct Row {
    pub id: u32,
}

pub struct DeskStore {
    count: RwSignal<i64>,
    rows: RwSignal<Vec<u32>>,
    panel: RwSignal<Option<String>>,
}

#[store(root, events(Toast, SoldOut))]
impl DeskStore {
    async fn mount() -> Self {
        toast("mounting");
        tokio::task::yield_now().await;
        toast("mounted");
        let count = create_rw_signal(0);
        create_effect(move || {
            if count.get() > 0 {
                toast(&format!("count is {}", count.get()));
            }
        });
        Self {
            count,
            rows: create_rw_signal(Vec::new()),
            panel: create_rw_signal(None),
        }
    }

    fn render(&self) -> DeskSignals {
        let rows = self.rows;
        DeskSignals {
            count: self.count.into(),
            rows: Each::new(
                move || rows.get(),
                |id| *id,
                |id| {
                    create_effect(move || toast(&format!("row {id}")));
                    RowSignals { id: constant(id) }
                },
            ),
            panel: self
                .panel
                .get()
                .map(|label| child("panel", PanelProps { label })),
        }
    }

    #[command]
    fn notify(&self, text: String) {
        toast(&text);
    }

    #[command]
    async fn work(&self) -> String {
        toast("before");
        tokio::task::yield_now().await;
        toast("after");
        "done".into()
    }

    #[command]
    fn count_to(&self, count: i64) {
        self.count.set(count);
    }

    #[command]
    fn list(&self, ids: Vec<u32>) {
        self.rows.set(ids);
    }

    #[command]
    fn show(&self, label: Option<String>) {
        toast("parent shows");
        self.panel.set(label);
    }

    #[command]
    fn sell(&self) {
        push_event(&SoldOut::ThisProduct { sku: "tea".into() });
        push_event(&SoldOut::Nothing);
    }

    #[command]
    fn stray(&self) {
        push_event(&Stray {
            text: "lost".into(),
        });
    }
}

async fn desk() -> TestPage {
    mount::<DeskStore>().await
}

async fn mount<S: RootStore>() -> TestPage {
    TestPage::mount::<S>(json!({})).await.unwrap()
}

fn child_id() -> StoreId {
    StoreId::root().child(&["panel"])
}

/// The texts of the toasts, with the store of each.
fn toasts(envelope: &Envelope) -> Vec<(StoreId, String)> {
    let events = envelope.events.iter().map(|event| {
        assert_eq!(event.name, "toast");
        let text = event.payload["text"].as_str().unwrap();
        (event.store_id.clone(), text.to_owned())
    });
    events.collect()
}

fn texts(envelope: &Envelope) -> Vec<String> {
    toasts(envelope).into_iter().map(|(_, text)| text).collect()
}

#[tokio::test]
async fn an_event_goes_once_in_an_envelope_of_its_own_version() {
    let mut page = desk().await;
    let text = json!({"text": "saved"});
    page.command("notify", &text).await.unwrap();
    let envelope = page.flush().unwrap();
    assert_eq!((envelope.base_version, envelope.version), (1, 2));
    assert_eq!(toasts(&envelope), [(StoreId::root(), "saved".to_owned())]);
    assert!(envelope.ops.is_empty());
    assert_eq!(page.flush(), None);
    page.command("notify", &text).await.unwrap();
    assert_eq!(page.flush().unwrap().version, 3);
}

#[tokio::test]
async fn what_an_event_carries_is_written_as_serde_says() {
    let mut page = desk().await;
    page.command("sell", json!({})).await.unwrap();
    let events = page.flush().unwrap().events;
    assert_eq!(events[0].name, "shop:sold-out");
    let payloads: Vec<&Value> = events.iter().map(|event| &event.payload).collect();
    assert_eq!(
        payloads,
        [&json!({"thisProduct": {"sku": "tea"}}), &json!("nothing")]
    );
    assert_eq!(SoldOut::NAME, "shop:sold-out");
    assert_eq!(Toast::NAME, "toast");
}

#[tokio::test]
async fn events_of_mount_go_with_the_first_envelope() {
    let page = TestPage::mount_unflushed::<DeskStore>(json!({})).await;
    let envelope = page.unwrap().flush().unwrap();
    assert_eq!((envelope.base_version, envelope.version), (0, 1));
    assert_eq!(envelope.ops.len(), 1);
    assert_eq!(texts(&envelope), ["mounting", "mounted"]);
}

#[tokio::test]
async fn a_command_pushes_before_and_after_an_await() {
    let mut page = desk().await;
    page.command("work", json!({})).await.unwrap();
    assert_eq!(texts(&page.flush().unwrap()), ["before", "after"]);
}

#[tokio::test]
async fn an_effect_pushes_for_the_store_that_made_it() {
    let mut page = desk().await;
    page.command("count_to", json!({"count": 3})).await.unwrap();
    let envelope = page.flush().unwrap();
    assert_eq!(
        toasts(&envelope),
        [(StoreId::root(), "count is 3".to_owned())]
    );
    assert_eq!(envelope.ops.len(), 1);
    page.command("list", json!({"ids": [7, 8]})).await.unwrap();
    assert_eq!(texts(&page.flush().unwrap()), ["row 7", "row 8"]);
}

#[tokio::test]
async fn a_child_pushes_from_mount_update_commands_and_cleanup() {
    let mut page = desk().await;
    let child = |text: &str| (child_id(), text.to_owned());
    let root = || (StoreId::root(), "parent shows".to_owned());

    page.command("show", json!({"label": "a"})).await.unwrap();
    assert_eq!(
        toasts(&page.flush().unwrap()),
        [root(), child("child mounted")]
    );
    page.command("show", json!({"label": "b"})).await.unwrap();
    assert_eq!(
        toasts(&page.flush().unwrap()),
        [root(), child("child updated")]
    );
    page.command_on(&child_id(), "notify", json!({"text": "hello"}))
        .await
        .unwrap();
    assert_eq!(toasts(&page.flush().unwrap()), [child("hello")]);
    page.command("show", json!({})).await.unwrap();
    assert_eq!(
        toasts(&page.flush().unwrap()),
        [root(), child("child cleaned up")]
    );
}

#[tokio::test]
async fn events_of_a_slow_client_wait_in_order_with_those_of_the_root_first() {
    let mut page = desk().await;
    page.command("show", json!({"label": "a"})).await.unwrap();
    page.flush();
    for text in ["1", "2"] {
        page.command_on(&child_id(), "notify", json!({"text": text}))
            .await
            .unwrap();
        page.command("notify", json!({"text": text})).await.unwrap();
    }
    let expected = [
        (StoreId::root(), "1".to_owned()),
        (StoreId::root(), "2".to_owned()),
        (child_id(), "1".to_owned()),
        (child_id(), "2".to_owned()),
    ];
    assert_eq!(toasts(&page.flush().unwrap()), expected);
}

fn panic_of(f: impl FnOnce()) -> String {
    let panic = catch_unwind(AssertUnwindSafe(f)).expect_err("it panics");
    panic.downcast_ref::<String>().unwrap().clone()
}

#[tokio::test]
async fn an_event_that_the_store_does_not_declare_is_a_panic_that_names_both() {
    let mut page = desk().await;
    let stray = page.command("stray", json!({}));
    let text = panic_of(|| {
        let mut stray = std::pin::pin!(stray);
        let waker = std::task::Waker::noop();
        let _ = stray
            .as_mut()
            .poll(&mut std::task::Context::from_waker(waker));
    });
    assert!(
        text.contains("store `DeskStore` does not declare event `stray`"),
        "{text}"
    );
}

#[test]
fn an_event_without_a_store_is_a_panic_that_says_so() {
    let text = panic_of(|| toast("nobody's"));
    assert!(text.contains("no store's code runs"), "{text}");
}

#[tokio::test]
async fn an_event_that_has_no_json_says_which_it_is() {
    let mut page = mount::<RoundingStore>().await;
    page.command("push", json!({})).await.unwrap();
    let text = panic_of(|| {
        page.flush();
    });
    assert!(
        text.contains("event rounded of store [] cannot be sent: the integer"),
        "{text}"
    );
}

#[event]
struct Rounded {
    id: u64,
}

#[state]
struct Rounding {
    count: i64,
}

struct RoundingStore;

#[store(root, events(Rounded))]
impl RoundingStore {
    fn mount() -> Self {
        Self
    }

    fn render(&self) -> RoundingSignals {
        RoundingSignals { count: constant(0) }
    }

    #[command]
    fn push(&self) {
        push_event(&Rounded { id: u64::MAX });
    }
}
