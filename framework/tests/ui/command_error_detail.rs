use musubi::prelude::*;

struct Price(f64);

#[command_error]
enum PayError {
    /// It costs more.
    TooLittle { missing: Price },
    /// It costs something else.
    Other(Price),
}

fn main() {}
