use musubi::prelude::*;

#[state]
struct Counter {
    count: i64,
}

#[store]
struct CounterStore {
    count: RwSignal<i64>,
}

struct Clock;

#[store(root, page)]
impl Clock {
    fn mount() -> Self {
        Self
    }
    fn render(&self) -> CounterSignals {
        CounterSignals { count: create_rw_signal(0).into() }
    }
}

struct Timer;

#[store(root, name = "Shop:Timer")]
impl Timer {
    fn mount() -> Self {
        Self
    }
    fn render(&self) -> CounterSignals {
        CounterSignals { count: create_rw_signal(0).into() }
    }
}

struct Alarm;

#[store]
impl Default for Alarm {
    fn default() -> Self {
        Self
    }
}

struct Generic<T>(T);

#[store]
impl<T> Generic<T> {
    fn mount(value: T) -> Self {
        Self(value)
    }
    fn render(&self) -> CounterSignals {
        CounterSignals { count: create_rw_signal(0).into() }
    }
}

struct Boxed<T>(T);

#[store]
impl Boxed<i64> {
    fn mount(value: i64) -> Self {
        Self(value)
    }
    fn render(&self) -> CounterSignals {
        CounterSignals { count: create_rw_signal(0).into() }
    }
}

fn main() {}
