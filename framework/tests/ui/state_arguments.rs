use musubi::prelude::*;

#[state(rename = "Total")]
struct Totals {
    cents: i64,
}

#[state(name = "Shop.Line")]
struct Line {
    sku: String,
}

#[state(name = string)]
struct Product {
    sku: String,
}

#[state(name = "undefined")]
enum Phase {
    Open,
}

fn main() {}
