//! The reader of JSON, held equal to serde_json's.

use std::collections::BTreeMap;
use std::fmt::Debug;

use musubi_wire::json;
use proptest::prelude::*;
use proptest::sample::Index;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use serde_json::value::RawValue;

use crate::{arbitrary, properties};

/// Text that is JSON, or nearly.
fn nearly_json() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "",
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        "\"",
        "\\",
        "\\u12",
        "\\ud800",
        "\\udc00",
        "\\n",
        "\n",
        " ",
        "0",
        "1",
        "-",
        ".",
        "e",
        "E+",
        "null",
        "true",
        "falsy",
        "é",
        "\u{1}",
        "18446744073709551616",
    ]);
    let change = (any::<Index>(), any::<bool>(), piece);
    (arbitrary::json(), prop::collection::vec(change, 0..3)).prop_map(|(value, changes)| {
        let mut text: Vec<char> = value.to_string().chars().collect();
        for (at, replaces, piece) in changes {
            let at = at.index(text.len().max(1)).min(text.len());
            let end = (at + usize::from(replaces)).min(text.len());
            text.splice(at..end, piece.chars());
        }
        text.into_iter().collect()
    })
}

/// The words of a fault, without line and column.
fn words(fault: impl ToString) -> String {
    let text = fault.to_string();
    text.split(" at line ")
        .next()
        .unwrap_or_default()
        .to_owned()
}

/// What both readers make of `text`, written again.
fn read_by_both<T: DeserializeOwned + Serialize>(text: &str) -> [Result<String, String>; 2] {
    let ours = json::read::<T>(text).map_err(|fault| words(fault.message()));
    let theirs = serde_json::from_str::<T>(text).map_err(words);
    let written = |value: T| serde_json::to_string(&value).unwrap();
    [ours.map(written), theirs.map(written)]
}

/// Both readers make the same of `text`, in the same words.
#[track_caller]
fn same<T: DeserializeOwned + Serialize>(text: &str) {
    let [ours, theirs] = read_by_both::<T>(text);
    assert_eq!(ours, theirs, "{text}");
}

/// Both readers make the same of `text`, or refuse it. What is wrong with text that is no JSON can be
/// said in several ways.
#[track_caller]
fn same_value<T: DeserializeOwned + Serialize>(text: &str) {
    let [ours, theirs] = read_by_both::<T>(text);
    assert_eq!(ours.ok(), theirs.ok(), "{text}");
}

proptest! {
    #[test]
    fn what_is_nearly_json_reads_as_in_serde_json(text in nearly_json()) {
        properties::json(text.as_bytes());
    }

    #[test]
    fn every_double_is_read_bit_for_bit(bits in any::<u64>()) {
        let double = f64::from_bits(bits);
        prop_assume!(double.is_finite());
        let text = serde_json::to_string(&double).unwrap();
        prop_assert_eq!(json::read::<f64>(&text).unwrap().to_bits(), bits);
        let value = json::read::<Value>(&text).unwrap();
        prop_assert_eq!(value.as_f64().unwrap().to_bits(), bits);
    }

    #[test]
    fn digits_that_no_double_has_are_read_as_the_nearest(
        digits in "-?(0|[1-9][0-9]{0,40})(\\.[0-9]{1,40})?([eE][+-]?[0-9]{1,3})?",
    ) {
        same_value::<f64>(&digits);
        same_value::<f32>(&digits);
        same_value::<Value>(&digits);
        same_value::<i64>(&digits);
        same_value::<u128>(&digits);
        same_value::<i128>(&digits);
    }

    #[test]
    fn a_float_of_four_bytes_is_read_bit_for_bit(bits in any::<u32>()) {
        let float = f32::from_bits(bits);
        prop_assume!(float.is_finite());
        let text = serde_json::to_string(&float).unwrap();
        prop_assert_eq!(json::read::<f32>(&text).unwrap().to_bits(), bits);
    }
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
enum Shape {
    Empty,
    Round(f64),
    Corners(u8, u8),
    Named { name: char, of: Option<()> },
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind")]
enum Tagged {
    Whole { number: f64, rest: Value },
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Id(u32);

#[derive(Debug, PartialEq, PartialOrd, Eq, Ord, Serialize, Deserialize)]
enum Name {
    First,
}

#[test]
fn types_of_every_kind_read_as_in_serde_json() {
    for text in [
        r#""Empty""#,
        r#"{"Empty":null}"#,
        r#"{"Round":1.5}"#,
        r#"{"Corners":[1,2]}"#,
        r#"{"Named":{"name":"é","of":null}}"#,
        r#"{"Named":{"name":"two","of":null}}"#,
        r#""Round""#,
        r#""Other""#,
        "{}",
    ] {
        same::<Shape>(text);
    }
    same_value::<Shape>("[]");
    same_value::<Shape>("7");
    same_value::<Shape>(r#"{"Round":1,"Empty":null}"#);
    same::<Tagged>(r#"{"number":0.30000000000000004,"rest":[1e-7,{}],"kind":"Whole"}"#);
    same::<Vec<Id>>("[1,2,-3]");
    same::<Vec<Id>>("[1.0]");
    same::<(bool, i8, String)>(r#"[true,-128,"a\"b\ud83d\ude00"]"#);
    same::<(bool, i8)>("[true,1,2]");
    same::<(bool, i8)>("[true]");
    same::<u64>("-0");
    same::<u64>("18446744073709551616");
    same_value::<()>("nul");
}

#[test]
fn keys_that_are_no_text_are_in_quotes() {
    same::<BTreeMap<i32, u8>>(r#"{"-3":1,"4":2}"#);
    same_value::<BTreeMap<i32, u8>>(r#"{"-3a":1}"#);
    same::<BTreeMap<bool, u8>>(r#"{"true":1}"#);
    same::<BTreeMap<Name, u8>>(r#"{"First":1}"#);
    same::<BTreeMap<Name, u8>>(r#"{"Last":1}"#);
    same::<BTreeMap<char, u8>>(r#"{"x":1}"#);
}

#[track_caller]
fn refused<T: DeserializeOwned + Debug>(text: &str, message: &str) {
    assert_eq!(json::read::<T>(text).unwrap_err().message(), message);
}

#[test]
fn a_fault_says_what_was_found_and_where() {
    refused::<u8>(
        "\n [1]",
        "invalid type: sequence, expected u8 at line 2 column 1",
    );
    refused::<u8>(
        "1.50",
        "invalid type: floating point `1.5`, expected u8 at line 1 column 4",
    );
    refused::<u8>(
        "256",
        "invalid value: integer `256`, expected u8 at line 1 column 3",
    );
    refused::<Vec<u8>>("[1,]", "trailing comma at line 1 column 4");
    refused::<bool>(
        "null",
        "invalid type: null, expected a boolean at line 1 column 4",
    );
}

#[test]
fn a_struct_is_an_object_and_no_array() {
    #[derive(Debug, Deserialize)]
    #[expect(dead_code, reason = "only read")]
    struct Point {
        x: u8,
    }

    refused::<Point>(
        "[1]",
        "invalid type: sequence, expected struct Point at line 1 column 0",
    );
}

#[test]
fn what_nests_without_end_is_refused_where_it_is_read_and_passed_where_it_is_not() {
    let nested = |depth: usize| ["[".repeat(depth), "]".repeat(depth)].concat();
    assert!(json::read::<Value>(&nested(128)).is_ok());
    let fault = json::read::<Value>(&nested(129)).unwrap_err();
    assert_eq!(
        fault.message(),
        "recursion limit exceeded at line 1 column 129"
    );
    let deep = nested(1_000_000);
    assert_eq!(json::read::<Box<RawValue>>(&deep).unwrap().get(), deep);
}

#[test]
fn half_a_character_is_refused_where_it_is_read_and_passed_where_it_is_not() {
    let text = r#"["\ud800"]"#;
    assert_eq!(json::read::<Box<RawValue>>(text).unwrap().get(), text);
    refused::<Vec<String>>(text, "unexpected end of hex escape at line 1 column 9");
    refused::<Vec<String>>(
        r#"["\udc00"]"#,
        "lone leading surrogate in hex escape at line 1 column 9",
    );
}
