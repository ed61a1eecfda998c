//! The stores that most tests use.

use musubi::prelude::*;
use musubi::{Context, Limits, Socket};

use crate::support::{Gate, Server, with_context};

#[state]
pub struct Counter {
    pub count: i64,
    pub note: String,
}

#[params]
pub struct CounterParams {
    #[serde(default)]
    pub count: i64,
    #[serde(default)]
    pub limits: CounterLimits,
}

#[state]
#[derive(Default)]
pub struct CounterLimits {
    #[serde(default)]
    pub steps: Vec<u8>,
}

#[command_error]
pub enum CountError {
    /// The count would go below zero.
    #[reason("only {left} left")]
    TooFew { left: i64 },
}

pub struct CounterStore {
    count: RwSignal<i64>,
    note: RwSignal<String>,
}

#[store(root)]
impl CounterStore {
    fn mount(params: CounterParams) -> Self {
        Self {
            count: create_rw_signal(params.count),
            note: create_rw_signal(String::new()),
        }
    }

    fn render(&self) -> CounterSignals {
        CounterSignals {
            count: self.count.into(),
            note: self.note.into(),
        }
    }

    #[command]
    fn increment(&self, amount: i64) -> i64 {
        self.count.update(|count| *count += amount);
        self.count.get()
    }

    #[command]
    fn take(&self, amount: i64) -> Result<i64, CountError> {
        match self.count.get() - amount {
            left @ 0.. => {
                self.count.set(left);
                Ok(left)
            }
            _ => Err(CountError::TooFew {
                left: self.count.get(),
            }),
        }
    }

    #[command]
    fn write(&self, note: String) {
        self.note.set(note);
    }

    #[command]
    fn nothing(&self) {}
}

#[state]
pub struct Steps {
    pub step: u32,
}

#[params]
pub struct SlowParams {
    /// Whether `mount` passes the gate.
    #[serde(default)]
    pub wait: bool,
    #[serde(default)]
    pub refuse: bool,
}

#[command_error]
pub enum SlowError {
    /// The store was asked to refuse.
    #[reason("refused after {steps} steps")]
    Refused { steps: u32 },
}

/// Stands at the [`Gate`] of its connection.
pub struct SlowStore {
    step: RwSignal<u32>,
}

pub async fn pass_gate() {
    let gate = use_context::<Gate>().expect("the connection gives it");
    gate.pass().await;
}

#[store(root)]
impl SlowStore {
    async fn mount(params: SlowParams) -> Result<Self, SlowError> {
        if params.wait {
            pass_gate().await;
        }
        if params.refuse {
            return Err(SlowError::Refused { steps: 3 });
        }
        Ok(Self {
            step: create_rw_signal(0),
        })
    }

    fn render(&self) -> StepsSignals {
        StepsSignals {
            step: self.step.into(),
        }
    }

    /// Goes two steps, with the gate between them.
    #[command]
    async fn walk(&self) -> u32 {
        self.step.update(|step| *step += 1);
        pass_gate().await;
        self.step.update(|step| *step += 1);
        self.step.get()
    }

    /// Goes one step at once.
    #[command]
    fn step(&self) -> u32 {
        self.step.update(|step| *step += 1);
        self.step.get()
    }
}

pub fn socket() -> Socket {
    Socket::new().root::<CounterStore>().root::<SlowStore>()
}

/// A server of these stores, and the gate that they stand at.
pub async fn gated_server(limits: Limits) -> (Server, Gate) {
    let gate = Gate::new();
    let socket = with_context(socket().limits(limits), Context::new().with(gate.clone()));
    (Server::start(socket).await, gate)
}

pub async fn server() -> Server {
    Server::start(socket()).await
}
