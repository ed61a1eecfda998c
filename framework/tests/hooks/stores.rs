//! A shop with shelves, and a hook that tells what it sees.

use std::ops::ControlFlow;
use std::sync::{Arc, Mutex};

use musubi::hooks::{CommandCall, Flush, Halt, Hook, Item, LoadDone, SeenStore, attach_hook};
use musubi::prelude::*;
use musubi::testing::TestPage;
use musubi::{Context, Socket};
use serde_json::json;

/// What the hooks of one test have seen.
#[derive(Clone, Default)]
pub struct Seen(Arc<Mutex<Vec<String>>>);

impl Seen {
    pub fn tell(&self, what: String) {
        self.0.lock().unwrap().push(what);
    }

    /// What was seen since the last call.
    pub fn take(&self) -> Vec<String> {
        std::mem::take(&mut self.0.lock().unwrap())
    }
}

/// Tells what it sees of commands, and halts those that it is told to.
pub struct Teller {
    pub name: &'static str,
    pub seen: Seen,
    pub halts: &'static str,
}

impl Teller {
    pub fn new(name: &'static str, seen: &Seen) -> Self {
        Self {
            name,
            seen: seen.clone(),
            halts: "",
        }
    }

    pub fn halting(name: &'static str, seen: &Seen, halts: &'static str) -> Self {
        Self {
            halts,
            ..Self::new(name, seen)
        }
    }
}

impl Hook for Teller {
    fn before_command(&self, call: &CommandCall<'_>) -> ControlFlow<Halt> {
        let (store, command) = (call.store().name(), call.name());
        self.seen
            .tell(format!("{} before {store}.{command}", self.name));
        if command == self.halts {
            return ControlFlow::Break(Halt::reply(&json!({"halted_by": self.name})));
        }
        ControlFlow::Continue(())
    }

    fn after_command(&self, call: &CommandCall<'_>, is_ok: bool) -> ControlFlow<()> {
        let (store, command) = (call.store().name(), call.name());
        self.seen
            .tell(format!("{} after {store}.{command}: {is_ok}", self.name));
        ControlFlow::Continue(())
    }

    fn after_load(&self, load: &LoadDone<'_>) -> ControlFlow<()> {
        let is_ok = load.failure().is_none();
        self.seen.tell(format!(
            "{} loaded {}: {is_ok}",
            self.name,
            load.store().name()
        ));
        if self.halts == "load" {
            return ControlFlow::Break(());
        }
        ControlFlow::Continue(())
    }

    fn before_item(&self, item: &Item<'_>) -> ControlFlow<()> {
        let parcel = item.get::<u32>().copied();
        self.seen.tell(format!(
            "{} item {}: {parcel:?}",
            self.name,
            item.store().name()
        ));
        if self.halts == "item" && parcel == Some(2) {
            return ControlFlow::Break(());
        }
        ControlFlow::Continue(())
    }

    fn after_render(&self, store: &SeenStore<'_>) -> ControlFlow<()> {
        self.seen.tell(format!(
            "{} rendered {}{}",
            self.name,
            store.name(),
            store.id()
        ));
        ControlFlow::Continue(())
    }

    fn after_serialize(&self, flush: &mut Flush<'_>) -> ControlFlow<()> {
        let (version, count) = (flush.version(), flush.operation_count());
        let mut events = Vec::new();
        flush.retain_events(|event| {
            events.push(format!("{}{}", event.name(), event.payload()));
            true
        });
        let events = events.join(",");
        self.seen.tell(format!(
            "{} flushed {version}: {count} [{events}]",
            self.name
        ));
        ControlFlow::Continue(())
    }
}

#[state]
pub struct Shop {
    pub sold: u32,
    pub shelf: Child<ShelfStore>,
    pub stock: AsyncValue<u32>,
}

#[event]
pub struct Rang {
    pub text: String,
}

#[command_error]
pub enum SellError {
    /// Nothing is left.
    SoldOut,
}

pub struct ShopStore {
    sold: RwSignal<u32>,
    stock: AsyncSignal<u32>,
    hook: musubi::hooks::HookHandle,
}

#[store(root, events(Rang))]
impl ShopStore {
    fn mount() -> Self {
        let seen = use_context::<Seen>().expect("the test gives it");
        Self {
            sold: create_rw_signal(0),
            stock: AsyncSignal::new(),
            hook: attach_hook(Teller::new("shop", &seen)),
        }
    }

    fn render(&self) -> ShopSignals {
        ShopSignals {
            sold: self.sold.into(),
            shelf: child("shelf", ShelfProps {}),
            stock: self.stock,
        }
    }

    #[command]
    fn sell(&self, many: u32) -> Result<u32, SellError> {
        if many > 10 {
            return Err(SellError::SoldOut);
        }
        self.sold.update(|sold| *sold += many);
        Ok(many)
    }

    #[command]
    async fn order(&self) {
        tokio::task::yield_now().await;
        self.sold.update(|sold| *sold += 1);
    }

    #[command]
    fn count(&self) {
        self.stock.load(async { Ok::<_, std::io::Error>(7) });
    }

    #[command]
    fn ring(&self, text: String) {
        push_event(&Rang { text });
    }

    #[command]
    fn unhook(&self) {
        self.hook.detach();
        self.hook.detach();
    }
}

#[state]
pub struct Shelf {
    pub items: u32,
}

#[params]
pub struct ShelfProps {}

pub struct ShelfStore {
    items: RwSignal<u32>,
}

/// The hook of every shelf.
fn shelf_hook() -> Teller {
    let seen = use_context::<Seen>().expect("the test gives it");
    Teller::halting("shelf", &seen, "empty")
}

#[store(hooks(shelf_hook()), events(Rang))]
impl ShelfStore {
    fn mount(_props: ShelfProps) -> Self {
        Self {
            items: create_rw_signal(3),
        }
    }

    fn render(&self) -> ShelfSignals {
        ShelfSignals {
            items: self.items.into(),
        }
    }

    #[command]
    fn take_one(&self) {
        self.items.update(|items| *items -= 1);
        push_event(&Rang {
            text: "shelf".into(),
        });
    }

    #[command]
    fn empty(&self) {
        self.items.set(0);
    }
}

/// A shop whose page has one more hook, as a socket would attach it.
pub async fn shop(hook: impl Hook + Send + Sync, seen: &Seen) -> TestPage {
    let context = Context::new().with(seen.clone());
    let hooks = Socket::new().hook(hook);
    let page = TestPage::mount_on::<ShopStore>(&hooks, json!({}), context).await;
    page.expect("the shop mounts")
}

pub fn shelf() -> musubi::StoreId {
    "[\"shelf\"]".parse().expect("a store id")
}
