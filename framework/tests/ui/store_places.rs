use musubi::prelude::*;

#[state]
struct Counter {
    count: i64,
}

struct CounterStore;

#[store]
impl CounterStore {
    fn mount() -> Self {
        Self
    }
    fn render(&self) -> CounterSignals {
        CounterSignals { count: create_rw_signal(0).into() }
    }
}

struct Plain;

#[store(root)]
impl Plain {
    async fn mount() -> Self {
        Self
    }
    fn render(&self) -> CounterSignals {
        CounterSignals { count: create_rw_signal(0).into() }
    }
}

#[state]
struct Page {
    child: Child<Plain>,
}

fn main() {
    musubi::Socket::new().root::<CounterStore>();
}
