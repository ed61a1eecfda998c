//! Handles, with which other threads reach stores.

use std::time::Duration;

use musubi::prelude::*;
use musubi::testing::TestPage;
use musubi::{HandleError, NoParams, PageHandle, StoreHandle, StoreId};
use serde_json::json;

use crate::support::soon;

static_assertions::assert_impl_all!(PageHandle: Send, Sync, Clone, Unpin);
static_assertions::assert_impl_all!(StoreHandle<LampStore>: Send, Sync, Clone, Unpin);
static_assertions::assert_impl_all!(HandleError: Send, Sync, std::error::Error);

#[state]
pub struct Lamp {
    pub level: u32,
    pub bulb: Option<Child<BulbStore>>,
}

#[event]
pub struct Changed {
    pub level: u32,
}

pub struct LampStore {
    level: RwSignal<u32>,
    has_bulb: RwSignal<bool>,
}

#[store(root, events(Changed))]
impl LampStore {
    async fn mount(early: bool) -> Self {
        let level = create_rw_signal(0);
        if early {
            // The page has no store yet, and a handle all the same.
            let handle = page_handle().root::<Self>();
            handle.update(|lamp| lamp.level.set(7)).unwrap();
            tokio::task::yield_now().await;
        }
        Self {
            level,
            has_bulb: create_rw_signal(true),
        }
    }

    fn render(&self) -> LampSignals {
        LampSignals {
            level: self.level.into(),
            bulb: self.has_bulb.get().then(|| child("bulb", NoParams {})),
        }
    }

    fn set(&self, level: u32) -> u32 {
        push_event(&Changed { level });
        self.level.set(level);
        level
    }

    #[command]
    fn switch(&self, bulb: bool) {
        self.has_bulb.set(bulb);
    }

    /// Waits for its own page, which goes on meanwhile.
    #[command]
    async fn set_through_a_handle(&self, level: u32) -> u32 {
        let own = store_handle::<Self>();
        own.call(move |lamp| lamp.set(level)).await.unwrap()
    }
}

#[state]
pub struct Bulb {
    pub is_on: bool,
}

pub struct BulbStore {
    is_on: RwSignal<bool>,
}

#[store]
impl BulbStore {
    fn mount() -> Self {
        Self {
            is_on: create_rw_signal(false),
        }
    }

    fn render(&self) -> BulbSignals {
        BulbSignals {
            is_on: self.is_on.into(),
        }
    }
}

async fn lamp() -> TestPage {
    TestPage::mount::<LampStore>(json!(false)).await.unwrap()
}

fn bulb() -> StoreId {
    StoreId::root().child(&["bulb"])
}

#[tokio::test]
async fn another_thread_updates_a_store() {
    let mut page = lamp().await;
    let root = page.handle().root::<LampStore>();
    std::thread::spawn(move || root.update(|lamp| lamp.level.set(3)).unwrap())
        .join()
        .unwrap();
    assert_eq!(page.state()["level"], 0);
    page.settle().await;
    assert_eq!(page.state()["level"], 3);
}

#[tokio::test]
async fn another_thread_calls_a_store_and_waits_for_the_answer() {
    let mut page = lamp().await;
    let root = page.handle().root::<LampStore>();
    let calling = std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .build()
            .unwrap();
        runtime.block_on(root.call(|lamp| lamp.set(4)))
    });
    soon(page.run_task()).await;
    let envelope = page.flush().unwrap();
    assert_eq!(envelope.events[0].name, "changed");
    assert_eq!(page.state()["level"], 4);
    assert_eq!(calling.join().unwrap(), Ok(4));
}

#[tokio::test]
async fn a_handle_reaches_children_by_their_ids() {
    let mut page = lamp().await;
    let bulb = page.handle().store::<BulbStore>(bulb());
    bulb.update(|bulb| bulb.is_on.set(true)).unwrap();
    page.settle().await;
    assert_eq!(page.state()["bulb"]["is_on"], true);
}

/// What a handle answers while the page settles.
async fn call<S: musubi::Store>(page: &mut TestPage, id: StoreId) -> Result<(), HandleError> {
    let handle = page.handle().store::<S>(id);
    let calling = tokio::spawn(async move { handle.call(|_| ()).await });
    page.settle().await;
    soon(calling).await.unwrap()
}

#[tokio::test]
async fn a_store_that_is_not_there_is_an_error_and_the_page_lives_on() {
    let mut page = lamp().await;
    page.command("switch", json!({"bulb": false}))
        .await
        .unwrap();
    assert_eq!(
        call::<BulbStore>(&mut page, bulb()).await,
        Err(HandleError::NoStore { id: bulb() })
    );
    page.command("switch", json!({"bulb": true})).await.unwrap();
    assert_eq!(call::<BulbStore>(&mut page, bulb()).await, Ok(()));
}

#[tokio::test]
async fn a_store_of_another_type_is_an_error() {
    let mut page = lamp().await;
    let error = call::<LampStore>(&mut page, bulb()).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "store [\"bulb\"] is `BulbStore`, not `LampStore`"
    );
}

#[tokio::test]
async fn the_mailbox_is_bounded() {
    let mut page = lamp().await;
    let root = page.handle().root::<LampStore>();
    for _ in 0..256 {
        root.update(|lamp| lamp.level.update(|level| *level += 1))
            .unwrap();
    }
    assert_eq!(root.update(|_| ()), Err(HandleError::Full));
    page.settle().await;
    assert_eq!(page.state()["level"], 256);
    assert_eq!(root.update(|_| ()), Ok(()));
}

#[tokio::test]
async fn a_handle_knows_when_its_page_is_gone() {
    let page = lamp().await;
    let handle = page.handle();
    let waiting = tokio::spawn({
        let handle = handle.clone();
        async move { handle.gone().await }
    });
    let calling = tokio::spawn({
        let root = handle.root::<LampStore>();
        async move { root.call(|_| ()).await }
    });
    tokio::task::yield_now().await;
    assert!(!handle.is_gone());
    drop(page);
    assert!(handle.is_gone());
    soon(waiting).await.unwrap();
    assert_eq!(
        soon(calling).await.unwrap(),
        Err(HandleError::PageGone),
        "what waited in the mailbox is answered",
    );
    assert_eq!(
        handle.root::<LampStore>().update(|_| ()),
        Err(HandleError::PageGone)
    );
}

#[tokio::test]
async fn a_command_may_wait_for_its_own_page() {
    let mut page = lamp().await;
    let set = page.command("set_through_a_handle", json!({"level": 9}));
    let reply = tokio::time::timeout(Duration::from_secs(20), set).await;
    assert_eq!(reply.expect("it ends").unwrap(), 9);
}

#[tokio::test]
async fn what_comes_while_the_root_mounts_waits_for_it() {
    let mut page = TestPage::mount::<LampStore>(json!(true)).await.unwrap();
    page.settle().await;
    assert_eq!(page.state()["level"], 7);
}

#[test]
#[should_panic(expected = "`page_handle` was called where no store's code runs")]
fn a_handle_is_made_by_a_store() {
    let _ = page_handle();
}
