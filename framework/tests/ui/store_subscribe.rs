use futures_util::{Stream, stream};
use musubi::prelude::*;

#[state]
struct Counter {
    count: i64,
}

struct First;

#[store]
impl First {
    fn mount() -> Self {
        Self
    }
    fn render(&self) -> CounterSignals {
        CounterSignals { count: create_rw_signal(0).into() }
    }
    #[subscribe]
    fn no_stream(&self, item: u32) {}
    #[subscribe()]
    fn empty(&self, item: u32) {}
    #[subscribe(stream::iter([1, 2]), 3)]
    fn two_arguments(&self, item: u32) {}
    #[subscribe(stream::empty())]
    #[subscribe(stream::empty())]
    fn two_streams(&self, item: u32) {}
    #[subscribe(stream::empty())]
    fn nothing_taken(&self) {}
    #[subscribe(stream::empty())]
    fn too_much_taken(&self, item: u32, other: u32) {}
    #[subscribe(stream::empty())]
    fn borrowed(&self, item: &str) {}
    #[subscribe(stream::empty())]
    fn returns(&self, item: u32) -> u32 {
        item
    }
    #[subscribe(stream::empty())]
    fn changes(&mut self, item: u32) {}
    #[subscribe(stream::empty())]
    fn generic<T>(&self, item: T) {}
    #[subscribe(stream::empty())]
    #[command]
    fn both(&self, item: u32) {}
}

struct Second {
    items: Vec<u32>,
}

impl Second {
    fn borrowed(&self) -> impl Stream<Item = u32> {
        stream::iter(self.items.iter().copied())
    }
}

#[store]
impl Second {
    fn mount() -> Self {
        Self { items: Vec::new() }
    }
    fn render(&self) -> CounterSignals {
        CounterSignals { count: create_rw_signal(0).into() }
    }
    #[subscribe(self.items.len())]
    fn not_a_stream(&self, item: u32) {}
    #[subscribe(stream::iter(self.items.clone()))]
    fn other_items(&self, item: String) {}
    #[subscribe(self.borrowed())]
    fn from_self(&self, item: u32) {}
    #[subscribe(self.nothing())]
    fn unknown(&self, item: u32) {}
}

fn main() {}
