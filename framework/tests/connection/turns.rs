//! What async commands do to the order of things.

use std::time::Duration;

use musubi::prelude::*;
use musubi::{Context, Limits};
use serde_json::json;

use crate::stores::{CounterStore, SlowStore, gated_server, pass_gate, socket};
use crate::support::{Client, Frame, Gate, Server, with_context};

#[tokio::test]
async fn what_changed_before_an_await_is_pushed_there_and_before_the_reply() {
    let (server, gate) = gated_server(Limits::default()).await;
    let mut client = Client::connect(&server).await;
    let mut page = client.mount::<SlowStore>("a", json!({})).await;
    let msg_ref = client.start_command(&page, "walk", json!({})).await;
    let first = client.next().await;
    assert!(first.is_patch(), "{first:?}");
    page.apply(&first);
    assert_eq!(page.state()["step"], 1);

    gate.reached().await;
    gate.open();
    let reply = client.next().await;
    assert!(reply.is_reply_to(&msg_ref), "{reply:?}");
    assert_eq!(reply.reply().ok(), 2);
    let second = client.next().await;
    page.apply(&second);
    assert_eq!(page.state()["step"], 2);
}

#[tokio::test]
async fn a_slow_command_holds_up_its_own_page_only() {
    let (server, gate) = gated_server(Limits::default()).await;
    let mut client = Client::connect(&server).await;
    let slow = client.mount::<SlowStore>("a", json!({})).await;
    let other = client.mount::<CounterStore>("a", json!({})).await;
    let walk = client.start_command(&slow, "walk", json!({})).await;
    gate.reached().await;
    let step = client.start_command(&slow, "step", json!({})).await;

    client.heartbeat().await;
    assert_eq!(
        client
            .command(&other, "increment", json!({"amount": 1}))
            .await
            .ok(),
        1
    );
    let third = client.mount::<CounterStore>("b", json!({})).await;
    client.leave(&third).await.ok();
    let early = client.drain().await;
    assert!(
        !early
            .iter()
            .any(|frame| frame.is_reply_to(&walk) || frame.is_reply_to(&step))
    );

    gate.open();
    let first = client.find(Frame::is_reply).await;
    assert!(
        first.is_reply_to(&walk),
        "commands of a page run in their order: {first:?}"
    );
    assert_eq!(first.reply().ok(), 2);
    assert_eq!(client.reply(&step).await.ok(), 3);
}

#[tokio::test]
async fn a_command_that_takes_too_long_is_dropped_with_an_error_and_the_page_goes_on() {
    let limits = Limits {
        command_timeout: Duration::from_millis(20),
        ..Limits::default()
    };
    let (server, gate) = gated_server(limits).await;
    let mut client = Client::connect(&server).await;
    let mut page = client.mount::<SlowStore>("a", json!({})).await;
    let error = client.command(&page, "walk", json!({})).await.error();
    assert_eq!(
        error,
        json!({"reason": "command timed out", "code": "timeout"})
    );
    // The permit is there, and no one is left who would take it.
    gate.open();
    assert_eq!(client.command(&page, "step", json!({})).await.ok(), 2);
    client.until(&mut page, |state| state["step"] == 2).await;
}

#[state]
pub struct Busy {
    pub busy: bool,
    pub done: u32,
}

pub struct BusyStore {
    busy: RwSignal<bool>,
    done: RwSignal<u32>,
}

/// Says that the store is busy for as long as it lives.
struct Guard(RwSignal<bool>);

impl Guard {
    fn new(busy: RwSignal<bool>) -> Self {
        busy.set(true);
        Self(busy)
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        assert!(
            self.0.get_untracked(),
            "the signal of another page was false"
        );
        self.0.set(false);
    }
}

#[store(root)]
impl BusyStore {
    fn mount() -> Self {
        Self {
            busy: create_rw_signal(false),
            done: create_rw_signal(0),
        }
    }

    fn render(&self) -> BusySignals {
        BusySignals {
            busy: self.busy.into(),
            done: self.done.into(),
        }
    }

    #[command]
    async fn work(&self) {
        let _guard = Guard::new(self.busy);
        pass_gate().await;
        self.done.update(|done| *done += 1);
    }
}

async fn busy_server(limits: Limits) -> (Server, Gate) {
    let gate = Gate::new();
    let socket = socket().root::<BusyStore>().limits(limits);
    let socket = with_context(socket, Context::new().with(gate.clone()));
    (Server::start(socket).await, gate)
}

#[tokio::test]
async fn what_a_dropped_command_leaves_in_its_signals_is_sent() {
    let limits = Limits {
        command_timeout: Duration::from_millis(20),
        ..Limits::default()
    };
    let (server, _gate) = busy_server(limits).await;
    let mut client = Client::connect(&server).await;
    let mut page = client.mount::<BusyStore>("a", json!({})).await;
    let work = client.start_command(&page, "work", json!({})).await;
    client.until(&mut page, |state| state["busy"] == true).await;
    assert_eq!(client.reply(&work).await.error()["code"], "timeout");
    client
        .until(&mut page, |state| state["busy"] == false)
        .await;
    assert_eq!(page.state()["done"], 0);
}

#[tokio::test]
async fn a_command_that_is_dropped_with_its_page_touches_no_other_page() {
    let limits = Limits {
        pages: 2,
        ..Limits::default()
    };
    let (server, gate) = busy_server(limits).await;
    let mut client = Client::connect(&server).await;
    let mut other = Client::connect(&server).await;
    let mut second = other.mount::<BusyStore>("second", json!({})).await;
    other.start_command(&second, "work", json!({})).await;
    gate.reached().await;
    other
        .until(&mut second, |state| state["busy"] == true)
        .await;
    // The third page that is taken over at work drops the first where it stands. Had that happened
    // in the runtime of the second page, whose signals are made alike, it would not be busy now.
    for _ in 0..4 {
        let page = client.mount::<BusyStore>("first", json!({})).await;
        client.start_command(&page, "work", json!({})).await;
        gate.reached().await;
    }
    client.heartbeat().await;
    for _ in 0..5 {
        gate.open();
    }
    other.until(&mut second, |state| state["done"] == 1).await;
    other
        .until(&mut second, |state| state["busy"] == false)
        .await;
    assert_eq!(second.document.version(), 3);
}

#[state]
pub struct Parent {
    pub children: Vec<Child<Removable>>,
}

pub struct ParentStore {
    ids: RwSignal<Vec<u32>>,
    props: RwSignal<u32>,
}

#[derive(Clone)]
struct Siblings(RwSignal<Vec<u32>>, RwSignal<u32>);

#[store(root)]
impl ParentStore {
    fn mount() -> Self {
        let (ids, props) = (create_rw_signal(vec![1, 2]), create_rw_signal(0));
        provide_context(Siblings(ids, props));
        Self { ids, props }
    }

    fn render(&self) -> ParentSignals {
        let props = self.props.get();
        let removable = |id: u32| child(id.to_string(), RemovableProps { id, props });
        ParentSignals {
            children: self.ids.get().into_iter().map(removable).collect(),
        }
    }
}

#[state]
pub struct RemovableState {
    pub id: u32,
}

#[params]
pub struct RemovableProps {
    pub id: u32,
    pub props: u32,
}

pub struct Removable {
    id: RwSignal<u32>,
}

#[store]
impl Removable {
    fn mount(props: RemovableProps) -> Self {
        Self {
            id: create_rw_signal(props.id),
        }
    }

    fn render(&self) -> RemovableStateSignals {
        RemovableStateSignals { id: self.id.into() }
    }

    /// Removes itself, and then waits.
    #[command]
    async fn remove(&self) -> u32 {
        let Siblings(ids, _) = use_context().expect("the parent gives it");
        let id = self.id.get();
        ids.update(|ids| ids.retain(|known| *known != id));
        pass_gate().await;
        self.id.get()
    }

    /// Gets other props, which mounts the store again under the same id, and then waits.
    #[command]
    async fn replace(&self) -> u32 {
        let Siblings(_, props) = use_context().expect("the parent gives it");
        props.update(|props| *props += 1);
        pass_gate().await;
        self.id.get()
    }
}

#[tokio::test]
async fn a_command_whose_store_goes_is_finished_and_answered() {
    let gate = Gate::new();
    let socket = with_context(
        socket().root::<ParentStore>(),
        Context::new().with(gate.clone()),
    );
    let server = Server::start(socket).await;
    let mut client = Client::connect(&server).await;
    let mut page = client.mount::<ParentStore>("a", json!({})).await;
    let one = json!(["children", "1"]);
    for name in ["replace", "remove"] {
        let command = client
            .start_command_on(&page, one.clone(), name, json!({}))
            .await;
        gate.reached().await;
        // The store is gone, or another one, before its command is done.
        client.patch(&mut page).await;
        gate.open();
        assert_eq!(client.reply(&command).await.ok(), 1, "{name}");
    }
    assert_eq!(page.state()["children"].as_array().unwrap().len(), 1);
    assert_eq!(page.state()["children"][0]["id"], 2);
    let again = client
        .start_command_on(&page, one, "remove", json!({}))
        .await;
    assert_eq!(
        client.reply(&again).await.error(),
        json!({"reason": "unknown store"})
    );
}
