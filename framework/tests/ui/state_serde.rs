use musubi::prelude::*;

#[state]
struct Line {
    sku: String,
}

#[state]
struct Cart {
    #[serde(rename = "__musubi_store_id__")]
    reserved: i64,
    lines: i64,
    #[serde(rename = "lines")]
    twice: i64,
    #[state(key = "sku")]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    skipped: Vec<Line>,
    #[cfg(test)]
    conditional: i64,
}

#[state]
#[serde(remote = "std::time::Duration")]
struct Duration {
    #[serde(getter = "std::time::Duration::as_secs")]
    seconds: u64,
}

#[state]
enum Phase {
    Open,
    #[serde(untagged)]
    Other(String),
}

fn main() {}
