use musubi::prelude::*;

#[state]
struct Line {
    sku: String,
}

#[state]
struct Cart {
    #[state(flat)]
    unknown: i64,
    #[state(name = "lines")]
    renamed: i64,
    #[state = "nested"]
    without_parentheses: Line,
    #[state(nested = "Line")]
    not_a_word: Line,
    #[state(key)]
    without_text: Vec<Line>,
    #[state(key = sku)]
    not_a_text: Vec<Line>,
}

fn main() {}
