use musubi::prelude::*;

#[state]
struct Line {
    sku: String,
}

#[state]
enum Phase {
    Open(#[state(nested)] Line),
}

#[state]
struct Wrapper(#[state(key = "sku")] Vec<Line>);

#[state]
struct Merged {
    #[serde(flatten)]
    line: Line,
    #[state(nested)]
    other: Line,
}

#[params]
struct Params {
    #[state(nested)]
    line: Line,
}

#[params(local)]
struct Props {
    #[state(type = "string")]
    line: Signal<i64>,
}

fn main() {}
