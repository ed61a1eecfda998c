use musubi::prelude::*;

#[state]
struct Counter {
    count: i64,
}

struct CounterStore;

#[store(root)]
impl CounterStore {
    fn mount() -> Self {
        Self
    }
    fn render(&self) -> CounterSignals {
        CounterSignals { count: create_rw_signal(0).into() }
    }
    #[command(rename = "up")]
    fn unknown_argument(&self) {}
    #[command(name = "musubi:up")]
    fn reserved(&self) {}
    #[command(name = "")]
    fn nameless(&self) {}
    #[command]
    fn up(&self) {}
    #[command(name = "up")]
    fn twice(&self) {}
    #[command]
    fn mutable(&mut self) {}
    #[command]
    fn owned(self) {}
    #[command]
    fn boxed(self: Box<Self>) {}
    #[command]
    fn free(amount: i64) {}
    #[command]
    fn generic<T>(&self, amount: T) {}
    #[command]
    fn borrowed(&self, name: &str, rows: &[i64], list: &Vec<i64>) {}
    #[command]
    fn anonymous(&self, amount: impl Into<i64>) {}
    #[command]
    fn pattern(&self, (x, y): (i64, i64)) {}
    #[command]
    fn unused(&self, _amount: i64) {}
    #[command]
    fn flat(&self, #[serde(flatten)] counter: Counter) {}
    #[command]
    fn same(&self, x: i64, #[serde(rename = "x")] y: i64) {}
    #[command]
    fn reference(&self) -> &Counter {
        unreachable!()
    }
    #[command]
    fn future(&self) -> impl Future<Output = i64> {
        async { 1 }
    }
}

struct Renders;

#[store]
impl Renders {
    fn mount() -> Self {
        Self
    }
    #[command]
    fn render(&self) {}
}

fn main() {}
