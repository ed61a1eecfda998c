//! A store that does whatever it is told.

use std::time::Duration;

use musubi::prelude::*;
use musubi::{Context, Limits, Socket};
use serde_json::{Value, json};

use crate::support::{Client, Gate, INTENDED, Page, Server, with_context};

#[state]
pub struct Wild {
    pub value: Value,
    pub text: Option<String>,
    pub count: i64,
    pub children: Vec<Child<Inner>>,
}

#[params]
pub struct WildParams {
    #[serde(default)]
    pub value: Value,
    #[serde(default)]
    pub wait: bool,
    #[serde(default)]
    pub refuse: bool,
}

pub struct WildStore {
    value: RwSignal<Value>,
    text: RwSignal<Option<String>>,
    count: RwSignal<i64>,
    children: RwSignal<u8>,
}

async fn wait() {
    match use_context::<Gate>() {
        Some(gate) => gate.pass().await,
        None => tokio::task::yield_now().await,
    }
}

#[store(root)]
impl WildStore {
    async fn mount(params: WildParams) -> Result<Self, Refusal> {
        if params.wait {
            wait().await;
        }
        if params.refuse {
            return Err(Refusal::unauthorized());
        }
        Ok(Self {
            value: create_rw_signal(params.value),
            text: create_rw_signal(None),
            count: create_rw_signal(0),
            children: create_rw_signal(1),
        })
    }

    fn render(&self) -> WildSignals {
        let inner = |id: u8| child(id.to_string(), InnerProps { id });
        WildSignals {
            value: self.value.into(),
            text: self.text.into(),
            count: self.count.into(),
            children: (0..self.children.get()).map(inner).collect(),
        }
    }

    #[command]
    fn add(&self, amount: i64) -> i64 {
        self.count
            .update(|count| *count = count.wrapping_add(amount));
        self.count.get()
    }

    #[command]
    fn set(&self, value: Value) -> Value {
        self.value.set(value.clone());
        value
    }

    #[command]
    fn write(&self, text: Option<String>) {
        self.text.set(text);
    }

    #[command]
    fn grow(&self, children: u8) {
        self.children.set(children);
    }

    #[command]
    async fn wait(&self) -> i64 {
        self.add(1);
        wait().await;
        self.add(1)
    }

    #[command]
    fn crash(&self) {
        panic!("{INTENDED}crash");
    }
}

#[state]
pub struct InnerState {
    pub clicks: u32,
}

#[params]
pub struct InnerProps {
    pub id: u8,
}

pub struct Inner {
    clicks: RwSignal<u32>,
}

#[store]
impl Inner {
    fn mount(_props: InnerProps) -> Self {
        Self {
            clicks: create_rw_signal(0),
        }
    }

    fn render(&self) -> InnerStateSignals {
        InnerStateSignals {
            clicks: self.clicks.into(),
        }
    }

    #[command]
    async fn click(&self) {
        self.clicks.update(|clicks| *clicks += 1);
        tokio::task::yield_now().await;
        self.clicks.update(|clicks| *clicks += 1);
    }
}

pub fn limits() -> Limits {
    Limits {
        frames_per_second: u32::MAX,
        // So long a command of a client that has vanished goes on.
        command_timeout: Duration::from_millis(100),
        ..Limits::default()
    }
}

pub async fn server() -> Server {
    Server::start(Socket::new().root::<WildStore>().limits(limits())).await
}

pub async fn gated_server() -> (Server, Gate) {
    let gate = Gate::new();
    let socket = Socket::new().root::<WildStore>().limits(limits());
    let socket = with_context(socket, Context::new().with(gate.clone()));
    (Server::start(socket).await, gate)
}

/// A client that does nothing wrong, and whose page has to go on working.
pub struct Witness {
    client: Client,
    page: Page,
    count: i64,
}

impl Witness {
    pub async fn new(server: &Server) -> Self {
        let mut client = Client::connect(server).await;
        let page = client.mount::<WildStore>("witness", json!({})).await;
        Self {
            client,
            page,
            count: 0,
        }
    }

    /// # Panics
    /// Panics unless its page carries out a command as ever, and sends what has changed and no
    /// more.
    pub async fn is_served(&mut self) {
        self.count += 1;
        let reply = self
            .client
            .command(&self.page, "add", json!({"amount": 1}))
            .await;
        assert_eq!(reply.ok(), self.count);
        self.client.patch(&mut self.page).await;
        assert_eq!(self.page.state()["count"], self.count);
        assert_eq!(self.client.drain().await, []);
    }
}
