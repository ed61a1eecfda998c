use musubi::prelude::*;

#[state]
struct Counter {
    count: i64,
}

#[event]
struct Toast {
    text: String,
}

mod elsewhere {
    use musubi::prelude::*;

    #[event(name = "toast")]
    pub struct Saved {}
}

struct CounterStore;

#[store(events(Toast, elsewhere::Saved))]
impl CounterStore {
    fn mount() -> Self {
        Self
    }
    fn render(&self) -> CounterSignals {
        CounterSignals { count: constant(0) }
    }
}

fn main() {}
