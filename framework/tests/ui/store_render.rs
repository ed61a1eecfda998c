use musubi::prelude::*;

#[state]
struct Counter {
    count: i64,
}

struct Async;

#[store]
impl Async {
    fn mount() -> Self {
        Self
    }
    async fn render(&self) -> CounterSignals {
        CounterSignals { count: create_rw_signal(0).into() }
    }
}

struct Owned;

#[store]
impl Owned {
    fn mount() -> Self {
        Self
    }
    fn render(self) -> CounterSignals {
        CounterSignals { count: create_rw_signal(0).into() }
    }
}

struct Mutable;

#[store]
impl Mutable {
    fn mount() -> Self {
        Self
    }
    fn render(&mut self, step: i64) -> impl Send {}
}

struct Nothing;

#[store]
impl Nothing {
    fn mount() -> Self {
        Self
    }
    fn render() {}
}

struct Plain;

#[store(root)]
impl Plain {
    fn mount() -> Self {
        Self
    }
    fn render(&self) -> Counter {
        Counter { count: 0 }
    }
}

fn main() {}
