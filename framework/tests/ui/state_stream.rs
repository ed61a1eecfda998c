use musubi::prelude::*;

struct Unmarked;

#[state]
struct Room {
    maybe: Option<Stream<String>>,
    many: Vec<Stream<String>>,
}

#[state]
struct Search {
    results: AsyncValue<Stream<Unmarked>>,
}

#[state]
struct Feed {
    items: Stream<Unmarked>,
}

fn main() {}
