//! The path to a fault in JSON, which is found from how far the reader had come.

use std::collections::BTreeMap;

use musubi_wire::json;
use proptest::prelude::*;
use proptest::sample::Index;
use serde::de::{Deserialize, DeserializeOwned, Deserializer, Error};
use serde_json::{Value, json};

use crate::arbitrary;

/// A type with a part of each kind that is read in a way of its own.
#[derive(Debug, serde::Deserialize)]
#[expect(dead_code, reason = "only read")]
struct Order {
    id: u8,
    #[serde(default)]
    note: Option<String>,
    lines: Vec<Line>,
    by_sku: BTreeMap<String, Line>,
    pair: (u8, Even),
    kind: Kind,
    #[serde(deserialize_with = "short")]
    name: String,
}

#[derive(Debug, serde::Deserialize)]
#[expect(dead_code, reason = "only read")]
struct Line {
    count: Even,
    tags: [String; 2],
    #[serde(default)]
    inner: Option<Box<Line>>,
}

/// What is wrong with it is known only after it was read.
#[derive(Debug, serde::Deserialize)]
#[serde(try_from = "u8")]
struct Even;

impl TryFrom<u8> for Even {
    type Error = &'static str;

    fn try_from(number: u8) -> Result<Self, Self::Error> {
        match number % 2 {
            0 => Ok(Self),
            _ => Err("expected an even number"),
        }
    }
}

#[derive(Debug, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
#[expect(dead_code, reason = "only read")]
enum Kind {
    Plain,
    Gift { to: String, at: Even },
}

fn short<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    let text = String::deserialize(deserializer)?;
    if text.len() < 8 {
        return Ok(text);
    }
    Err(D::Error::custom("expected a short text"))
}

fn order() -> Value {
    let line =
        json!({ "tags": ["a", "}]"], "inner": { "tags": ["b", ""], "count": 4 }, "count": 2 });
    json!({
        "id": 7,
        "note": "\"{[,\\",
        "lines": [line, line],
        "by_sku": { "a\"b": line, "": line },
        "pair": [1, 2],
        "kind": { "gift": { "to": "x", "at": 6 } },
        "name": "short",
    })
}

/// Every place of a document, the deepest last.
fn places(value: &Value, at: &str, found: &mut Vec<String>) {
    found.push(at.to_owned());
    match value {
        Value::Object(members) => {
            for (key, value) in members {
                let key = key.replace('~', "~0").replace('/', "~1");
                places(value, &format!("{at}/{key}"), found);
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                places(item, &format!("{at}/{index}"), found);
            }
        }
        _ => {}
    }
}

/// The path as `serde_path_to_error` finds it, which follows the reader on its whole way.
fn followed<T: DeserializeOwned>(text: &str) -> Option<String> {
    let error =
        serde_path_to_error::deserialize::<_, T>(&mut serde_json::Deserializer::from_str(text))
            .err()?;
    let has_path = error.inner().is_data() && error.path().iter().next().is_some();
    Some(match has_path {
        true => error.path().to_string(),
        false => String::new(),
    })
}

proptest! {
    #[test]
    fn the_path_to_a_fault_is_that_of_a_reader_that_was_followed(
        place in any::<Index>(),
        wrong in prop_oneof![
            arbitrary::json(),
            (0..12u8).prop_map(Value::from),
            Just(json!("long enough")),
        ],
        is_pretty in any::<bool>(),
    ) {
        let mut document = order();
        let mut found = Vec::new();
        places(&document, "", &mut found);
        *document.pointer_mut(place.get::<String>(&found)).unwrap() = wrong;
        let text = match is_pretty {
            true => serde_json::to_string_pretty(&document).unwrap(),
            false => document.to_string(),
        };
        let fault = json::read::<Order>(&text).err();
        // serde_json goes into an array where a struct is wanted, which is an object here; and where an
        // enum is wanted, what is none is no JSON to it.
        prop_assume!(!fault.as_ref().is_some_and(|fault| {
            let message = fault.message();
            message.starts_with("invalid type: sequence, expected struct")
                || message.contains(", expected enum")
        }));
        let path = fault.map(|fault| fault.path().to_owned());
        prop_assert_eq!(path, followed::<Order>(&text), "{}", text);
    }
}

#[track_caller]
fn is_at<T: DeserializeOwned + std::fmt::Debug>(text: &str, path: &str) {
    assert_eq!(json::read::<T>(text).unwrap_err().path(), path, "{text}");
}

#[test]
fn a_fault_that_is_known_late_is_that_of_the_value_and_not_of_what_ends_behind_it() {
    is_at::<Vec<Vec<Even>>>("[[0],[2,3]]", "[1][1]");
    is_at::<Vec<Vec<Even>>>("[[0],[3 ] ,[2]]", "[1][0]");
    is_at::<BTreeMap<String, Vec<Even>>>(r#"{"a": [1]}"#, "a[0]");
    is_at::<Line>(r#"{"tags":["a","b"],"count":1}"#, "count");
}

#[test]
fn a_value_of_another_kind_than_its_type_has_its_own_path() {
    is_at::<Vec<Kind>>(r#"["plain",7]"#, "[1]");
    is_at::<BTreeMap<String, Line>>(r#"{"a":[]}"#, "a");
}

#[test]
fn a_member_that_is_missing_is_a_fault_of_the_object() {
    is_at::<Vec<Line>>(r#"[{"tags":["a","b"]}]"#, "[0]");
    is_at::<Line>(r#"{"count":2}"#, "");
}

#[test]
fn an_array_that_is_too_short_is_a_fault_of_the_array() {
    is_at::<Line>(r#"{"count":2,"tags":["a"]}"#, "tags");
}

#[test]
fn text_that_is_no_json_has_no_path() {
    is_at::<Order>(r#"{"id":7,"lines":[}"#, "");
    is_at::<Order>("", "");
}

#[test]
fn a_fault_of_the_whole_has_no_path() {
    is_at::<Even>("1", "");
    is_at::<Even>("[]", "");
}
