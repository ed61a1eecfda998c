use musubi::prelude::*;

#[state]
struct Counter {
    count: i64,
}

struct WithSelf;

#[store(root)]
impl WithSelf {
    fn mount(&self, count: i64) -> Self {
        Self
    }
    fn render(&self) -> CounterSignals {
        CounterSignals { count: create_rw_signal(0).into() }
    }
}

struct WithTwo;

#[store(root)]
impl WithTwo {
    fn mount(count: i64, step: i64) -> Self {
        Self
    }
    fn render(&self) -> CounterSignals {
        CounterSignals { count: create_rw_signal(0).into() }
    }
}

struct WithReference;

#[store(root)]
impl WithReference {
    fn mount(name: &str) {}
    fn render(&self) -> CounterSignals {
        CounterSignals { count: create_rw_signal(0).into() }
    }
}

struct WithMemo;

#[store]
impl WithMemo {
    fn mount(count: Memo<i64>) -> impl Send {}
    fn render(&self) -> CounterSignals {
        CounterSignals { count: create_rw_signal(0).into() }
    }
}

struct AsyncChild;

#[store]
impl AsyncChild {
    async fn mount() -> Self {
        Self
    }
    fn render(&self) -> CounterSignals {
        CounterSignals { count: create_rw_signal(0).into() }
    }
}

struct RefusingChild;

#[store]
impl RefusingChild {
    fn mount() -> Result<Self, Refusal> {
        Ok(Self)
    }
    fn render(&self) -> CounterSignals {
        CounterSignals { count: create_rw_signal(0).into() }
    }
}

fn main() {}
