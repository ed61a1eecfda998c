use musubi::prelude::*;
use musubi::List;

#[state]
struct Line {
    sku: String,
}

#[state]
struct Cart {
    #[state(nested, each)]
    both: Line,
    #[state(nested, key = "sku")]
    nested_by_key: Line,
    #[state(nested)]
    nested_list: Vec<Line>,
    #[state(nested)]
    nested_option: Option<Line>,
    #[state(nested)]
    nested_tuple: (Line, Line),
    #[state(each, key = "sku")]
    each_of_one: Line,
    #[state(each)]
    each_without_key: Vec<Line>,
    #[state(each, key = "sku")]
    each_of_tuples: Vec<(Line, Line)>,
    #[state(key = "sku")]
    key_of_one: Line,
    #[state(key = "sku.text")]
    key_is_a_path: Vec<Line>,
    list_without_key: List<String, Line>,
    #[state(nested, type = "string")]
    opaque_and_nested: Line,
}

fn main() {}
