use musubi::prelude::*;

struct Price(f64);

#[params]
struct Search {
    text: String,
    below: Option<Price>,
}

fn main() {}
