use musubi::prelude::*;
use musubi::{Context, Limits, Socket, SocketHandle};

use crate::support::{Gate, Log, Server, with_context};

#[event]
pub struct Rang {
    pub count: i64,
}

#[state]
pub struct Item {
    pub id: i64,
}

#[state]
pub struct Desk {
    pub count: i64,
    pub note: String,
    pub items: Stream<Item>,
}

/// Counts what is done to it, and tells of it in every way there is.
pub struct DeskStore {
    count: RwSignal<i64>,
    note: RwSignal<String>,
    items: StreamSignal<Item>,
    gate: Gate,
    log: Log,
}

#[store(root, events(Rang))]
impl DeskStore {
    fn mount() -> Self {
        let log: Log = use_context().unwrap();
        log.write("mounted");
        Self {
            count: create_rw_signal(0),
            note: create_rw_signal(String::new()),
            items: StreamSignal::new(|item: &Item| item.id.to_string()),
            gate: use_context().unwrap(),
            log,
        }
    }

    fn render(&self) -> DeskSignals {
        DeskSignals {
            count: self.count.into(),
            note: self.note.into(),
            items: self.items,
        }
    }

    #[command]
    fn add(&self, amount: i64) -> i64 {
        self.count.update(|count| *count += amount);
        self.items.insert(Item {
            id: self.count.get(),
        });
        push_event(&Rang {
            count: self.count.get(),
        });
        self.log.write(format!("added {amount}"));
        self.count.get()
    }

    #[command]
    fn write(&self, note: String) {
        self.note.set(note);
    }

    /// Adds once the gate opens.
    #[command]
    async fn add_later(&self, amount: i64) -> i64 {
        self.gate.pass().await;
        self.count.update(|count| *count += amount);
        self.count.get()
    }

    /// Adds beside commands, each time that the gate opens.
    #[command]
    fn add_beside(&self, amount: i64) {
        let (count, gate) = (self.count, self.gate.clone());
        spawn_local(async move {
            loop {
                gate.pass().await;
                count.update(|count| *count += amount);
            }
        });
    }

    #[command]
    fn crash(&self) {
        panic!("{}", crate::support::INTENDED);
    }

    #[cleanup]
    fn cleanup(&self) {
        self.log.write("ended");
    }
}

/// A server with the things that its stores share with the test.
pub struct House {
    pub server: Server,
    /// Ends the socket.
    pub handle: SocketHandle,
    pub gate: Gate,
    pub log: Log,
}

impl House {
    pub async fn start(limits: Limits) -> Self {
        Self::start_with(limits, 1).await
    }

    /// With so many threads that run pages.
    pub async fn start_with(limits: Limits, workers: usize) -> Self {
        let (gate, log) = (Gate::new(), Log::new());
        let context = Context::new().with(gate.clone()).with(log.clone());
        let socket = Socket::new().root::<DeskStore>().limits(limits);
        let handle = socket.handle();
        let server = Server::start_with_workers(with_context(socket, context), workers).await;
        Self {
            server,
            handle,
            gate,
            log,
        }
    }
}
