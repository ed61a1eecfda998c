//! Reading what clients send: the reader that servers and clients share, beside serde_json.

#![allow(missing_docs, reason = "a program, not a library")]

#[allow(dead_code, reason = "every benchmark uses a part of it")]
mod support;

use std::hint::black_box;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use support::{Report, Work, compare};

/// What a command takes.
#[derive(Serialize, Deserialize)]
struct SetQuantity {
    sku: String,
    quantity: u32,
    note: Option<String>,
}

#[derive(Serialize, Deserialize)]
struct Row {
    id: u64,
    name: String,
    note: Option<String>,
    is_done: bool,
    tags: Vec<String>,
    price: f64,
}

/// Prints and returns the time of ours over that of serde_json, as the ratio of their medians.
fn ratio<T: DeserializeOwned>(name: &str, text: &str) -> f64 {
    let ours = |n: u32| {
        for _ in 0..n {
            let value = musubi_wire::json::read::<T>(black_box(text));
            drop(black_box(value.expect("the text is of the type")));
        }
    };
    let theirs = |n: u32| {
        for _ in 0..n {
            let value = serde_json::from_str::<T>(black_box(text));
            drop(black_box(value.expect("the text is of the type")));
        }
    };
    let [ours, theirs] = compare([Box::new(ours) as Work<'_>, Box::new(theirs)]);
    println!(
        "{name}, {} bytes: {ours:.0} ns, with serde_json {theirs:.0} ns",
        text.len()
    );
    ours / theirs
}

fn text_of(value: &impl Serialize) -> String {
    serde_json::to_string(value).expect("it is JSON")
}

fn main() {
    let command = text_of(&SetQuantity {
        sku: "tea-sencha".to_owned(),
        quantity: 3,
        note: None,
    });
    let row = |id: u64| Row {
        id,
        name: format!("row {id} with a \"quoted\" name"),
        note: id
            .is_multiple_of(3)
            .then(|| "a note that is a sentence of some length".to_owned()),
        is_done: id.is_multiple_of(2),
        tags: vec!["tea".to_owned(), "paper".to_owned()],
        price: id as f64 / 7.0,
    };
    let rows = text_of(&(0..1_000).map(row).collect::<Vec<_>>());
    let long = text_of(&"A text without anything to escape. ".repeat(1_000));
    let floats: Vec<f64> = (0..1_000).map(|number| f64::from(number) / 7.0).collect();

    let mut report = Report::default();
    report.add(
        "read.command_vs_serde_json",
        ratio::<SetQuantity>("what a command takes", &command),
    );
    report.add(
        "read.rows_vs_serde_json",
        ratio::<Vec<Row>>("1,000 rows", &rows),
    );
    report.add(
        "read.text_vs_serde_json",
        ratio::<String>("a long text", &long),
    );
    report.add(
        "read.floats_vs_serde_json",
        ratio::<Vec<f64>>("1,000 floats", &text_of(&floats)),
    );
    report.write("read");
}
