use musubi::prelude::*;

#[params]
fn params() {}

#[params]
enum Filter {
    All,
}

#[params]
struct Id(u32);

#[params(remote)]
struct Search {
    text: String,
}

#[params(local = "yes")]
struct Props {
    text: String,
}

#[params]
struct Range<T> {
    from: T,
}

fn main() {}
