use musubi::prelude::*;

#[state]
struct Counter {
    count: i64,
}

struct Price(f64);

struct PlainParams;

#[store(root)]
impl PlainParams {
    fn mount(_: Price) -> Self {
        Self
    }
    fn render(&self) -> CounterSignals {
        CounterSignals { count: create_rw_signal(0).into() }
    }
}

struct PlainProps;

#[store]
impl PlainProps {
    fn mount(_: Price) -> Self {
        Self
    }
    fn render(&self) -> CounterSignals {
        CounterSignals { count: create_rw_signal(0).into() }
    }
}

struct PlainError;

#[store(root)]
impl PlainError {
    fn mount() -> Result<Self, Price> {
        Ok(Self)
    }
    fn render(&self) -> CounterSignals {
        CounterSignals { count: create_rw_signal(0).into() }
    }
}

struct Wrong;

#[store(root)]
impl Wrong {
    fn mount() -> i64 {
        1
    }
    fn render(&self) -> CounterSignals {
        CounterSignals { count: create_rw_signal(0).into() }
    }
}

fn main() {}
