use musubi::prelude::*;

#[state]
struct Counter {
    count: i64,
}

struct First;

#[store]
impl First {
    fn mount(count: i64) -> Self {
        Self
    }
    fn render(&self) -> CounterSignals {
        CounterSignals { count: create_rw_signal(0).into() }
    }
    #[update(now)]
    async fn update(&self, count: &i64, step: i64) -> i64 {
        0
    }
    #[cleanup(now)]
    async fn cleanup(&mut self, count: i64) -> i64 {
        0
    }
}

struct Second;

#[store]
impl Second {
    fn mount(count: Signal<i64>) -> Self {
        Self
    }
    fn render(&self) -> CounterSignals {
        CounterSignals { count: create_rw_signal(0).into() }
    }
    #[update]
    fn update(&self, count: i64) {}
}

struct Third;

#[store]
impl Third {
    fn mount() -> Self {
        Self
    }
    fn render(&self) -> CounterSignals {
        CounterSignals { count: create_rw_signal(0).into() }
    }
    #[update]
    fn update(&self, count: i64) {}
    #[update]
    fn again(&self, count: i64) {}
    #[cleanup]
    fn stop(&self) {}
    #[cleanup]
    fn stop_again(&self) {}
}

struct Fourth;

#[store]
impl Fourth {
    fn mount(count: i64) -> Self {
        Self
    }
    fn render(&self) -> CounterSignals {
        CounterSignals { count: create_rw_signal(0).into() }
    }
    #[update]
    fn update(&self, count: u64) {}
}

struct Fifth;

#[store(root)]
impl Fifth {
    async fn mount(count: i64) -> Self {
        Self
    }
    fn render(&self) -> CounterSignals {
        CounterSignals { count: create_rw_signal(0).into() }
    }
    #[update]
    fn update(&self, count: i64) {}
}

struct Sixth;

#[store]
impl Sixth {
    fn mount(count: i64) -> Self {
        Self
    }
    fn render(&self) -> CounterSignals {
        CounterSignals { count: create_rw_signal(0).into() }
    }
    #[update]
    fn update(&self) {}
    #[command]
    #[cleanup]
    fn both(&self) {}
}

fn main() {}
