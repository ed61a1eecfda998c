use musubi::prelude::*;

#[state]
struct Counter {
    count: i64,
}

struct Unmarked {
    text: String,
}

#[event(name = "")]
struct Nameless {
    text: String,
}

#[event(name = "musubi:toast")]
struct Reserved;

#[event(local)]
struct Local;

struct Clock;

#[store(root, events(Unmarked))]
impl Clock {
    fn mount() -> Self {
        Self
    }
    fn render(&self) -> CounterSignals {
        CounterSignals { count: create_rw_signal(0).into() }
    }
}

struct Timer;

#[store(events = "Toast")]
impl Timer {
    fn mount() -> Self {
        Self
    }
    fn render(&self) -> CounterSignals {
        CounterSignals { count: create_rw_signal(0).into() }
    }
}

fn main() {}
