use musubi::prelude::*;

#[command_error]
struct NotFound;

#[command_error(code = "gone")]
enum Gone {
    /// It is gone.
    Gone,
}

#[command_error]
enum Failed<T> {
    /// It failed.
    With { cause: T },
}

#[command_error]
#[serde(tag = "kind")]
enum Refused {
    /// It was refused.
    Refused,
}

fn main() {}
