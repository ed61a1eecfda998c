use musubi::prelude::*;

#[state]
struct Counter {
    count: i64,
}

struct Empty;

#[store(root)]
impl Empty {}

struct EmptyChild;

#[store]
impl EmptyChild {}

fn main() {
    musubi::Socket::new().root::<Empty>();
}
