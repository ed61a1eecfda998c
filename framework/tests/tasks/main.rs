//! What stores do beside their commands: async values and spawned tasks.

#![allow(missing_docs, reason = "the stores of tests explain themselves")]
#![cfg(feature = "server")]

mod async_streams;
mod together;

use std::time::Duration;

use futures_util::FutureExt;
use musubi::prelude::*;
use musubi::testing::TestPage;
use musubi_wire::{Envelope, StoreId};
use serde_json::{Value, json};
use tokio::sync::oneshot;

#[state]
pub struct Profile {
    pub name: String,
}

#[state]
pub struct Account {
    pub profile: AsyncValue<Profile>,
    pub count: i64,
    pub panel: Option<Child<PanelStore>>,
}

/// How a load ends.
#[state]
pub enum End {
    Name(String),
    Error(String),
    Panic(String),
    Never,
}

pub struct AccountStore {
    profile: AsyncSignal<Profile>,
    count: RwSignal<i64>,
    panel: RwSignal<bool>,
}

#[store(root)]
impl AccountStore {
    fn mount() -> Self {
        Self {
            profile: AsyncSignal::new().timeout(Duration::from_secs(5)),
            count: create_rw_signal(0),
            panel: create_rw_signal(false),
        }
    }

    fn render(&self) -> AccountSignals {
        AccountSignals {
            profile: self.profile,
            count: self.count.into(),
            panel: self.panel.get().then(|| child("panel", PanelProps {})),
        }
    }

    #[command]
    fn load(&self, end: End) {
        self.profile.load(async move {
            match end {
                End::Name(name) => Ok(Profile { name }),
                End::Error(error) => Err(error),
                End::Panic(text) => panic!("{text}"),
                End::Never => std::future::pending().await,
            }
        });
    }

    #[command]
    fn cancel(&self) {
        self.profile.cancel();
    }

    #[command]
    fn reset(&self) {
        self.profile.reset();
    }

    #[command]
    fn count_later(&self) {
        let count = self.count;
        spawn_local(async move {
            tokio::task::yield_now().await;
            count.update(|count| *count += 1);
        });
    }

    #[command]
    fn show(&self, panel: bool) {
        self.panel.set(panel);
    }
}

#[params]
pub struct PanelProps {}

#[state]
pub struct Panel {
    pub label: String,
}

/// Tells when its task is dropped.
struct OnDrop(Option<oneshot::Sender<()>>);

impl Drop for OnDrop {
    fn drop(&mut self) {
        let _ = self.0.take().unwrap().send(());
    }
}

thread_local! {
    static DROPPED: std::cell::RefCell<Option<oneshot::Receiver<()>>> = const { std::cell::RefCell::new(None) };
}

#[event]
pub struct Spawned {
    pub text: String,
}

pub struct PanelStore;

#[store(events(Spawned))]
impl PanelStore {
    fn mount(props: PanelProps) -> Self {
        let PanelProps {} = props;
        let (sender, receiver) = oneshot::channel();
        DROPPED.set(Some(receiver));
        spawn_local(async {
            push_event(&Spawned {
                text: "at work".into(),
            });
            let _guard = OnDrop(Some(sender));
            std::future::pending().await
        });
        Self
    }

    fn render(&self) -> PanelSignals {
        PanelSignals {
            label: constant("panel".to_owned()),
        }
    }
}

async fn account() -> TestPage {
    TestPage::mount::<AccountStore>(json!({})).await.unwrap()
}

async fn load(page: &mut TestPage, end: Value) {
    page.command("load", json!({"end": end})).await.unwrap();
}

async fn finished(page: &mut TestPage) -> Option<Envelope> {
    page.run_task().await;
    page.flush()
}

fn profile(page: &TestPage) -> (&Value, &Value, &Value) {
    let profile = &page.state()["profile"];
    assert_eq!(profile["__musubi_async__"], true);
    (&profile["status"], &profile["result"], &profile["reason"])
}

fn ops(envelope: Option<Envelope>) -> Value {
    serde_json::to_value(envelope.expect("something to send").ops).unwrap()
}

#[tokio::test]
async fn a_value_loads_and_then_is_ok_in_two_operations() {
    let mut page = account().await;
    assert_eq!(
        page.state()["profile"],
        json!({"__musubi_async__": true, "status": "loading", "result": null, "reason": null})
    );
    load(&mut page, json!({"Name": "ada"})).await;
    assert_eq!(page.flush(), None);
    assert_eq!(
        ops(finished(&mut page).await),
        json!([
            {"op": "replace", "path": "/profile/status", "value": "ok"},
            {"op": "replace", "path": "/profile/result", "value": {"name": "ada"}},
        ])
    );
}

#[tokio::test]
async fn a_value_keeps_its_last_result_while_it_loads_again_and_after_it_failed() {
    let mut page = account().await;
    load(&mut page, json!({"Name": "ada"})).await;
    finished(&mut page).await;
    load(&mut page, json!({"Error": "nope"})).await;
    assert_eq!(
        ops(page.flush()),
        json!([{"op": "replace", "path": "/profile/status", "value": "loading"}])
    );
    assert_eq!(
        ops(finished(&mut page).await),
        json!([
            {"op": "replace", "path": "/profile/status", "value": "failed"},
            {"op": "replace", "path": "/profile/reason", "value": {"kind": "error", "value": "nope"}},
        ])
    );
    assert_eq!(profile(&page).1, &json!({"name": "ada"}));
    load(&mut page, json!({"Name": "eva"})).await;
    finished(&mut page).await;
    assert_eq!(
        profile(&page),
        (&json!("ok"), &json!({"name": "eva"}), &Value::Null)
    );
}

#[tokio::test]
async fn a_panic_fails_the_value_and_the_page_lives_on() {
    let mut page = account().await;
    load(&mut page, json!({"Panic": "intended: gone"})).await;
    finished(&mut page).await;
    let reason = json!({"kind": "exit", "value": "intended: gone"});
    assert_eq!(profile(&page), (&json!("failed"), &Value::Null, &reason));
    load(&mut page, json!({"Name": "ada"})).await;
    finished(&mut page).await;
    assert_eq!(profile(&page).0, "ok");
}

#[tokio::test(start_paused = true)]
async fn a_load_that_takes_too_long_fails_with_timeout() {
    let mut page = account().await;
    load(&mut page, json!("Never")).await;
    finished(&mut page).await;
    let reason = json!({"kind": "exit", "value": "timeout"});
    assert_eq!(profile(&page), (&json!("failed"), &Value::Null, &reason));
}

#[tokio::test]
async fn a_load_that_is_replaced_changes_nothing_any_more() {
    let mut page = account().await;
    load(&mut page, json!({"Name": "old"})).await;
    load(&mut page, json!({"Name": "new"})).await;
    page.settle().await;
    assert_eq!(profile(&page).1, &json!({"name": "new"}));
    assert_eq!(page.run_task().now_or_never(), None);
}

#[tokio::test]
async fn a_cancelled_load_fails_at_once() {
    let mut page = account().await;
    load(&mut page, json!("Never")).await;
    page.command("cancel", json!({})).await.unwrap();
    page.flush();
    let reason = json!({"kind": "exit", "value": "cancelled"});
    assert_eq!(profile(&page), (&json!("failed"), &Value::Null, &reason));
    page.command("cancel", json!({})).await.unwrap();
    assert_eq!(page.flush(), None);
}

#[tokio::test]
async fn a_value_that_is_reset_has_no_result_and_hears_of_no_earlier_load() {
    let mut page = account().await;
    load(&mut page, json!({"Name": "old"})).await;
    finished(&mut page).await;
    load(&mut page, json!({"Name": "late"})).await;
    page.command("reset", json!({})).await.unwrap();
    page.flush();
    assert_eq!(
        profile(&page),
        (&json!("loading"), &Value::Null, &Value::Null)
    );
    assert_eq!(page.run_task().now_or_never(), None);
    load(&mut page, json!({"Name": "new"})).await;
    finished(&mut page).await;
    assert_eq!(profile(&page).1, &json!({"name": "new"}));
}

#[tokio::test]
async fn a_spawned_task_changes_the_state_beside_commands() {
    let mut page = account().await;
    page.command("count_later", json!({})).await.unwrap();
    assert_eq!(page.flush(), None);
    finished(&mut page).await;
    assert_eq!(page.state()["count"], 1);
}

#[tokio::test]
async fn a_task_is_its_stores_and_ends_with_it() {
    let mut page = account().await;
    page.command("show", json!({"panel": true})).await.unwrap();
    assert_eq!(page.run_task().now_or_never(), None);
    let events = page.flush().unwrap().events;
    assert_eq!(events[0].store_id, StoreId::root().child(&["panel"]));
    let mut dropped = DROPPED.take().unwrap();
    assert!(dropped.try_recv().is_err());
    page.command("show", json!({"panel": false})).await.unwrap();
    assert_eq!(dropped.try_recv(), Ok(()));
}

#[tokio::test]
async fn tasks_end_with_their_page() {
    let mut page = account().await;
    page.command("show", json!({"panel": true})).await.unwrap();
    assert_eq!(page.run_task().now_or_never(), None);
    let mut dropped = DROPPED.take().unwrap();
    drop(page);
    assert_eq!(dropped.try_recv(), Ok(()));
}
