//! `#[state]`: what a change of a value sends, for every shape that serde knows.

#![allow(missing_docs)]
#![cfg(feature = "server")]

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr};

use musubi::prelude::*;
use musubi::testing::TestPage;
use serde_json::{Value, json};

/// The operations that a page sends when its member `value` changes from one value to another.
///
/// The page's imaginary client takes them, so they are known to give the next value.
macro_rules! ops {
    ($ty:ty: $last:expr => $next:expr) => {{
        #[params]
        struct Start {
            value: $ty,
        }

        #[state]
        struct Holder {
            value: $ty,
        }

        struct HolderStore {
            value: RwSignal<$ty>,
        }

        #[store(root)]
        impl HolderStore {
            fn mount(start: Start) -> Self {
                Self { value: create_rw_signal(start.value) }
            }

            fn render(&self) -> HolderSignals {
                HolderSignals { value: self.value.into() }
            }

            #[command]
            fn set(&self, value: $ty) {
                self.value.set(value);
            }
        }

        let (last, next): ($ty, $ty) = ($last, $next);
        assert_eq!(last.clone() == next, serde_json::to_value(&last).unwrap() == serde_json::to_value(&next).unwrap());
        run(async move {
            let mut page = TestPage::mount::<HolderStore>(Start { value: last }).await.unwrap();
            page.command("set", json!({ "value": next })).await.unwrap();
            let envelope = page.flush();
            assert_eq!(page.state()["value"], serde_json::to_value(&next).unwrap());
            envelope.map_or_else(Vec::new, |envelope| {
                let ops = serde_json::to_value(&envelope.ops).unwrap();
                ops.as_array().unwrap().iter().map(short).collect()
            })
        })
    }};
}

fn run<T>(test: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap()
        .block_on(test)
}

/// `replace /value/a 1`
fn short(op: &Value) -> String {
    let (name, path) = (op["op"].as_str().unwrap(), op["path"].as_str().unwrap());
    match op.get("value") {
        Some(value) => format!("{name} {path} {value}"),
        None => format!("{name} {path}"),
    }
}

#[state]
#[derive(Debug)]
struct Point {
    x: i64,
    y: i64,
}

#[state]
struct Line {
    from: Point,
    to: Point,
    label: Option<String>,
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
enum External {
    Open,
    Named { point: Point },
    Wrapped(Point),
    Pair(u32, u32),
}

#[state]
#[serde(tag = "type", rename_all = "snake_case")]
enum Internal {
    StillOpen,
    Named { point: Point },
}

#[state]
#[serde(tag = "t", content = "c")]
enum Adjacent {
    Open,
    Wrapped(Point),
}

#[state]
#[serde(untagged)]
enum Untagged {
    Text(String),
    Number(i64),
}

#[test]
fn enums_send_what_differs_in_the_same_variant() {
    let named = |x| External::Named {
        point: Point { x, y: 0 },
    };
    assert_eq!(
        ops!(External: named(1) => named(2)),
        ["replace /value/Named/point/x 2"]
    );
    let wrapped = |x| External::Wrapped(Point { x, y: 0 });
    assert_eq!(
        ops!(External: wrapped(1) => wrapped(2)),
        ["replace /value/Wrapped/x 2"]
    );
    assert_eq!(
        ops!(External: External::Pair(1, 2) => External::Pair(1, 3)),
        ["replace /value/Pair/1 3"]
    );
    let named = |x| Internal::Named {
        point: Point { x, y: 0 },
    };
    assert_eq!(
        ops!(Internal: named(1) => named(2)),
        ["replace /value/point/x 2"]
    );
    let wrapped = |x| Adjacent::Wrapped(Point { x, y: 0 });
    assert_eq!(
        ops!(Adjacent: wrapped(1) => wrapped(2)),
        ["replace /value/c/x 2"]
    );
}

#[test]
fn enums_change_their_variant() {
    assert_eq!(
        ops!(External: External::Open => External::Pair(1, 2)),
        ["replace /value {\"Pair\":[1,2]}"]
    );
    assert_eq!(
        ops!(Internal: Internal::StillOpen => Internal::Named { point: Point { x: 1, y: 1 } }),
        ["replace /value {\"point\":{\"x\":1,\"y\":1},\"type\":\"named\"}"]
    );
    assert_eq!(
        ops!(Adjacent: Adjacent::Wrapped(Point { x: 1, y: 1 }) => Adjacent::Open),
        ["replace /value {\"t\":\"Open\"}"]
    );
    assert_eq!(
        ops!(Untagged: Untagged::Text("a".into()) => Untagged::Number(1)),
        ["replace /value 1"]
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

#[state]
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Copy, Default)]
enum Derived {
    #[default]
    One,
    Two,
}

#[state]
#[derive(Debug, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "UPPERCASE")]
struct DerivesSerde {
    name: Derived,
}

#[test]
fn traits_that_a_type_derives_itself_are_its_own() {
    let copied = Derived::default();
    assert_eq!(copied, Derived::One);
    assert!(Derived::One < Derived::Two);
    assert_eq!(
        ops!(Derived: Derived::One => Derived::Two),
        ["replace /value \"Two\""]
    );
    assert_eq!(
        ops!(DerivesSerde: DerivesSerde { name: Derived::One } => DerivesSerde { name: Derived::Two }),
        ["replace /value/NAME \"Two\""]
    );
}

#[state]
struct Session {
    user: String,
    #[serde(skip)]
    secret: Secret,
}

/// Stays on the server.
#[derive(Clone, PartialEq, Default)]
struct Secret(u32);

mod names {
    use musubi::prelude::*;

    #[state]
    pub struct Members(pub u32);

    #[state]
    pub struct Result {
        pub members: Members,
        pub string: String,
        #[serde(skip_serializing_if = "Written::is_unit")]
        pub written: Written,
    }

    #[state]
    pub enum String {
        Ok(Members),
        Err,
    }

    #[state]
    pub struct Written;

    impl Written {
        fn is_unit(&self) -> bool {
            false
        }
    }
}

#[test]
fn types_may_have_names_that_other_code_uses() {
    use names::{Members, Result, String, Written};

    let result = |members| Result {
        members: Members(members),
        string: String::Ok(Members(1)),
        written: Written,
    };
    assert_eq!(
        ops!(Result: result(1) => result(2)),
        ["replace /value/members 2"]
    );
    assert!(result(1).string != String::Err);
}

#[test]
fn a_skipped_field_stays_on_the_server() {
    let session = |secret| Session {
        user: "a".into(),
        secret: Secret(secret),
    };
    assert_eq!(
        serde_json::to_value(session(1)).unwrap(),
        json!({ "user": "a" })
    );
    assert!(session(1) != session(2));
    let names: Vec<_> = <SessionSignals as musubi::Signals>::FIELDS
        .iter()
        .map(|field| field.name)
        .collect();
    assert_eq!(names, ["user"]);
}

#[test]
fn a_value_comes_back_from_its_json() {
    let line: Line = serde_json::from_value(json!({
        "from": { "x": 1, "y": 2 },
        "to": { "x": 3, "y": 4 },
    }))
    .unwrap();
    assert_eq!((line.from.y, line.to.x, line.label), (2, 3, None));
    let error = serde_json::from_value::<Line>(json!({ "from": { "x": 1 } })).map(drop);
    assert_eq!(error.unwrap_err().to_string(), "missing field `y`");
}
