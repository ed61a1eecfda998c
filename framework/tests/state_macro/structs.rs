use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr};

use musubi::prelude::*;

use crate::Point;

#[state]
pub(crate) struct Line {
    pub(crate) from: Point,
    pub(crate) to: Point,
    pub(crate) label: Option<String>,
}

fn line(to: i64, label: Option<&str>) -> Line {
    Line {
        from: Point { x: 0, y: 0 },
        to: Point { x: to, y: to },
        label: label.map(str::to_owned),
    }
}

#[test]
fn a_struct_sends_the_fields_that_differ() {
    assert_eq!(
        ops!(Line: line(1, Some("a")) => line(2, Some("a"))),
        ["replace /value/to/x 2", "replace /value/to/y 2"]
    );
    assert_eq!(
        ops!(Line: line(1, Some("a")) => line(1, None)),
        ["replace /value/label null"]
    );
}

#[test]
fn an_equal_value_sends_nothing() {
    assert!(ops!(Line: line(1, None) => line(1, None)).is_empty());
}

#[state]
#[serde(rename_all = "camelCase")]
struct Renamed {
    first_name: String,
    #[serde(rename = "last/name~")]
    last_name: String,
    #[serde(rename(serialize = "birth year", deserialize = "birth year"))]
    born: u32,
    r#type: u32,
}

#[test]
fn members_have_their_names_of_the_wire() {
    let person = |name: &str, born| Renamed {
        first_name: name.into(),
        last_name: name.into(),
        born,
        r#type: born,
    };
    assert_eq!(
        ops!(Renamed: person("a", 1) => person("b", 2)),
        [
            "replace /value/firstName \"b\"",
            "replace /value/last~1name~0 \"b\"",
            "replace /value/birth year 2",
            "replace /value/type 2",
        ]
    );
}

#[state]
struct Partial {
    shown: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<String>,
}

#[test]
fn a_member_that_is_left_out_is_added_and_removed() {
    let partial = |note: Option<&str>| Partial {
        shown: 1,
        note: note.map(str::to_owned),
    };
    assert_eq!(
        ops!(Partial: partial(None) => partial(Some("a"))),
        ["add /value/note \"a\""]
    );
    assert_eq!(
        ops!(Partial: partial(Some("a")) => partial(None)),
        ["remove /value/note"]
    );
}

#[state]
struct Flat {
    #[serde(flatten)]
    point: Point,
    z: i64,
}

#[test]
fn flattened_fields_are_members_of_the_object_around_them() {
    let flat = |x, z| Flat {
        point: Point { x, y: 0 },
        z,
    };
    assert_eq!(ops!(Flat: flat(1, 1) => flat(2, 1)), ["replace /value/x 2"]);
}

mod doubled {
    use serde::{Deserialize, Deserializer, Serializer};

    pub fn serialize<S: Serializer>(value: &i64, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_i64(value * 2)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<i64, D::Error> {
        i64::deserialize(deserializer).map(|value| value / 2)
    }
}

#[state]
struct Custom {
    #[serde(with = "doubled")]
    half: i64,
    #[state(type = "string")]
    address: IpAddr,
}

fn custom(half: i64, last_octet: u8) -> Custom {
    Custom {
        half,
        address: IpAddr::V4(Ipv4Addr::new(10, 0, 0, last_octet)),
    }
}

#[test]
fn values_that_write_themselves_are_sent_as_written() {
    assert_eq!(
        ops!(Custom: custom(1, 1) => custom(2, 1)),
        ["replace /value/half 4"]
    );
    assert_eq!(
        ops!(Custom: custom(1, 1) => custom(1, 2)),
        ["replace /value/address \"10.0.0.2\""]
    );
}

#[state]
struct Newtype(Point);

#[state]
struct Pair(u32, Point);

#[state]
struct Unit;

#[state]
#[serde(transparent)]
struct Transparent {
    point: Point,
}

#[state]
#[derive(Debug)]
#[serde(into = "String", try_from = "String")]
struct Code(u32);

impl From<Code> for String {
    fn from(code: Code) -> Self {
        format!("C{}", code.0)
    }
}

impl TryFrom<String> for Code {
    type Error = std::num::ParseIntError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.trim_start_matches('C').parse().map(Code)
    }
}

#[test]
fn structs_without_named_fields_are_what_serde_makes_of_them() {
    let newtype = |x| Newtype(Point { x, y: 0 });
    assert_eq!(
        ops!(Newtype: newtype(1) => newtype(2)),
        ["replace /value/x 2"]
    );
    let pair = |x| Pair(1, Point { x, y: 0 });
    assert_eq!(ops!(Pair: pair(1) => pair(2)), ["replace /value/1/x 2"]);
    assert!(ops!(Unit: Unit => Unit).is_empty());
    let transparent = |x| Transparent {
        point: Point { x, y: 0 },
    };
    assert_eq!(
        ops!(Transparent: transparent(1) => transparent(2)),
        ["replace /value/x 2"]
    );
    assert_eq!(ops!(Code: Code(1) => Code(2)), ["replace /value \"C2\""]);
}

#[test]
fn collections_send_what_differs_within() {
    let map = |y| BTreeMap::from([("a/b".to_owned(), Point { x: 1, y })]);
    assert_eq!(
        ops!(BTreeMap<String, Point>: map(1) => map(2)),
        ["replace /value/a~1b/y 2"]
    );
    let list = |y| vec![Point { x: 1, y: 1 }, Point { x: 1, y }];
    assert_eq!(
        ops!(Vec<Point>: list(1) => list(2)),
        ["replace /value/1/y 2"]
    );
}

/// A type may hold itself.
#[state]
#[derive(Debug)]
struct Tree {
    label: u32,
    children: Vec<Self>,
}

#[test]
fn a_type_may_hold_itself() {
    let tree = |label| Tree {
        label: 0,
        children: vec![Tree {
            label,
            children: Vec::new(),
        }],
    };
    assert_eq!(
        ops!(Tree: tree(1) => tree(2)),
        ["replace /value/children/0/label 2"]
    );
}
