use musubi::prelude::*;

#[state]
fn counter() {}

#[state]
union Bits {
    signed: i32,
    unsigned: u32,
}

#[state]
struct Page<T> {
    rows: Vec<T>,
}

fn main() {}
