//! A value of every kind that one signal can hold.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use musubi::BigInt;
use musubi::prelude::*;
use proptest::collection::{btree_map, btree_set, hash_map, vec};
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use serde::{Deserialize, Serialize, Serializer};
use serde_json::{Value, json};

/// A row with a key.
#[state]
#[derive(Debug, Eq)]
pub struct Row {
    pub id: u8,
    pub name: String,
    pub marks: Vec<u8>,
    pub note: Option<String>,
}

/// A name in JSON.
#[state]
#[derive(Debug)]
pub enum Colour {
    Red,
    #[serde(rename = "sea green")]
    SeaGreen,
}

#[state]
#[derive(Debug)]
pub enum External {
    Unit,
    New(i32),
    Pair(i32, String),
    Fields { a: i32, b: Option<u8> },
}

#[state]
#[derive(Debug)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Internal {
    Unit,
    New(Row),
    Fields { a: i32, b: Option<u8> },
}

#[state]
#[derive(Debug)]
#[serde(tag = "kind", content = "data")]
pub enum Adjacent {
    Unit,
    New(Row),
    Pair(i32, String),
    Fields { a: i32, b: Option<u8> },
}

#[state]
#[derive(Debug)]
#[serde(untagged)]
pub enum Untagged {
    Number(i32),
    Text(String),
    Fields { a: i32, b: Option<u8> },
}

#[state]
#[derive(Debug)]
pub struct Wrapped(pub Row);

#[state]
#[derive(Debug)]
pub struct Pair(pub i32, pub f32);

/// A type that only serde knows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Foreign {
    pub ratio: f32,
    pub list: Vec<i32>,
    pub text: String,
}

/// A struct whose shape serde decides.
#[state]
#[derive(Debug)]
pub struct Flattened {
    pub first: i32,
    #[serde(flatten)]
    pub rest: Row,
}

fn shouted<S: Serializer>(text: &str, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&text.to_uppercase())
}

/// One value of every kind.
#[state]
#[derive(Debug)]
#[serde(rename_all = "camelCase")]
pub struct Values {
    pub flag: bool,
    pub count: i64,
    pub small: u8,
    pub ratio: f64,
    pub single: f32,
    pub letter: char,
    pub text: String,
    pub big: BigInt<u64>,
    pub option: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub skipped: Option<Row>,
    #[serde(rename = "a/b~c \"d\"\n\u{e9}")]
    pub odd_name: Row,
    #[serde(serialize_with = "shouted")]
    pub loud: String,
    pub colour: Colour,
    pub external: External,
    pub internal: Internal,
    pub adjacent: Adjacent,
    pub untagged: Untagged,
    pub wrapped: Wrapped,
    pub pair: Pair,
    pub flattened: Flattened,
    pub row: Row,
    pub boxed: Box<Row>,
    pub rows: Vec<Row>,
    pub optional_rows: Option<Vec<Row>>,
    pub set: BTreeSet<u8>,
    pub map: BTreeMap<String, Row>,
    pub numbered: HashMap<i16, Vec<u8>>,
    pub coloured: BTreeMap<bool, Option<Row>>,
    pub wide: BTreeMap<u128, u8>,
    pub tuple: (i32, Row, Option<bool>),
    #[state(type = "unknown")]
    pub foreign: Foreign,
    #[state(key = "id")]
    pub plain_list: Vec<Row>,
    pub json: Value,
}

/// Writes for each member what would be written by hand.
macro_rules! members {
    ($($name:ident)*) => {
        impl Values {
            /// Takes from `other` the members whose bits are set in `mask`.
            pub fn take(&mut self, other: &Self, mask: u64) {
                let mut bits = mask;
                $(
                    if bits & 1 != 0 {
                        self.$name = other.$name.clone();
                    }
                    bits >>= 1;
                )*
                let _ = bits;
            }
        }

        impl ValuesSignals {
            /// The form in which each member is a signal of its own.
            pub fn of(values: RwSignal<Values>) -> Self {
                Self {
                    $($name: Signal::derive(move || values.with(|values| values.$name.clone())),)*
                }
            }
        }
    };
}

members! {
    flag count small ratio single letter text big option skipped odd_name loud colour external
    internal adjacent untagged wrapped pair flattened row boxed rows optional_rows set map
    numbered coloured wide tuple foreign plain_list json
}

impl Values {
    /// Some values to start from.
    pub fn first() -> Self {
        let tree = values().new_tree(&mut TestRunner::deterministic());
        tree.expect("nothing is filtered out").current()
    }
}

/// Values that are often equal, so that some members change and others do not.
pub fn values() -> impl Strategy<Value = Values> {
    (scalars(), enums(), compounds()).prop_map(|(scalars, enums, compounds)| Values {
        flag: scalars.0,
        count: scalars.1,
        small: scalars.2,
        ratio: scalars.3,
        single: scalars.4,
        letter: scalars.5,
        text: scalars.6,
        big: BigInt(scalars.7),
        option: scalars.8,
        loud: scalars.9,
        colour: enums.0,
        external: enums.1,
        internal: enums.2,
        adjacent: enums.3,
        untagged: enums.4,
        wrapped: Wrapped(enums.5),
        pair: Pair(enums.6, enums.7),
        flattened: enums.8,
        wide: enums.9,
        skipped: compounds.0,
        odd_name: compounds.1.0,
        row: compounds.1.1,
        boxed: Box::new(compounds.1.2),
        rows: compounds.2,
        optional_rows: compounds.3,
        set: compounds.4,
        map: compounds.5,
        numbered: compounds.6,
        coloured: compounds.7,
        tuple: compounds.8,
        foreign: compounds.9,
        plain_list: compounds.10,
        json: compounds.11,
    })
}

fn scalars() -> impl Strategy<
    Value = (
        bool,
        i64,
        u8,
        f64,
        f32,
        char,
        String,
        u64,
        Option<String>,
        String,
    ),
> {
    (
        any::<bool>(),
        prop_oneof![0..3i64, -9_007_199_254_740_991..=9_007_199_254_740_991i64],
        0..4u8,
        prop_oneof![select(vec![0.0, -0.0, 0.1, 1e300]), -1e9..1e9f64],
        prop_oneof![select(vec![0.1f32, 16_777_216.0]), -1e9..1e9f32],
        select(vec!['a', '"', '\\', '\u{0}', '字']),
        text(),
        any::<u64>(),
        option::of(text()),
        text(),
    )
}

#[expect(
    clippy::type_complexity,
    reason = "a tuple of members, taken apart in one place"
)]
fn enums() -> impl Strategy<
    Value = (
        Colour,
        External,
        Internal,
        Adjacent,
        Untagged,
        Row,
        i32,
        f32,
        Flattened,
        BTreeMap<u128, u8>,
    ),
> {
    (
        prop_oneof![Just(Colour::Red), Just(Colour::SeaGreen)],
        prop_oneof![
            Just(External::Unit),
            (0..3i32).prop_map(External::New),
            (0..3i32, text()).prop_map(|(a, b)| External::Pair(a, b)),
            (0..3i32, small()).prop_map(|(a, b)| External::Fields { a, b }),
        ],
        prop_oneof![
            Just(Internal::Unit),
            row().prop_map(Internal::New),
            (0..3i32, small()).prop_map(|(a, b)| Internal::Fields { a, b }),
        ],
        prop_oneof![
            Just(Adjacent::Unit),
            row().prop_map(Adjacent::New),
            (0..3i32, text()).prop_map(|(a, b)| Adjacent::Pair(a, b)),
            (0..3i32, small()).prop_map(|(a, b)| Adjacent::Fields { a, b }),
        ],
        prop_oneof![
            (0..3i32).prop_map(Untagged::Number),
            text().prop_map(Untagged::Text),
            (0..3i32, small()).prop_map(|(a, b)| Untagged::Fields { a, b }),
        ],
        row(),
        0..3i32,
        select(vec![0.1f32, 0.2, 3.0]),
        (0..3i32, row()).prop_map(|(first, rest)| Flattened { first, rest }),
        btree_map(select(vec![0, u128::MAX]), 0..3u8, 0..3),
    )
}

#[expect(
    clippy::type_complexity,
    reason = "a tuple of members, taken apart in one place"
)]
fn compounds() -> impl Strategy<
    Value = (
        Option<Row>,
        (Row, Row, Row),
        Vec<Row>,
        Option<Vec<Row>>,
        BTreeSet<u8>,
        BTreeMap<String, Row>,
        HashMap<i16, Vec<u8>>,
        BTreeMap<bool, Option<Row>>,
        (i32, Row, Option<bool>),
        Foreign,
        Vec<Row>,
        Value,
    ),
> {
    (
        option::of(row()),
        (row(), row(), row()),
        vec(row(), 0..5),
        option::of(vec(row(), 0..3)),
        btree_set(0..6u8, 0..4),
        btree_map(text(), row(), 0..4),
        hash_map(-2..3i16, vec(0..3u8, 0..3), 0..4),
        btree_map(any::<bool>(), option::of(row()), 0..3),
        (0..2i32, row(), option::of(any::<bool>())),
        (select(vec![0.1f32, 0.2, 3.0]), vec(0..3i32, 0..4), text())
            .prop_map(|(ratio, list, text)| Foreign { ratio, list, text }),
        rows(),
        any_json(),
    )
}

fn small() -> impl Strategy<Value = Option<u8>> {
    option::of(0..3u8)
}

/// Text, as values and as names of members, with what JSON and JSON Pointer escape.
fn text() -> impl Strategy<Value = String> {
    select(vec![
        "",
        "a",
        "b",
        "~",
        "/",
        "a/b~1",
        "0",
        "\"",
        "\\",
        "\n\u{1}",
        "\u{e9}字",
        "-",
    ])
    .prop_map(String::from)
}

pub fn row() -> impl Strategy<Value = Row> {
    (0..8u8, text(), vec(0..3u8, 0..3), option::of(text())).prop_map(|(id, name, marks, note)| {
        Row {
            id,
            name,
            marks,
            note,
        }
    })
}

/// Rows whose keys may repeat.
pub fn rows() -> impl Strategy<Value = Vec<Row>> {
    vec(row(), 0..7)
}

fn any_json() -> impl Strategy<Value = Value> {
    let scalar = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        (0..3i32).prop_map(Value::from),
        select(vec![0.1, -2.5, 1e300]).prop_map(|number: f64| json!(number)),
        text().prop_map(Value::from),
    ];
    scalar.prop_recursive(3, 16, 4, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Value::from),
            btree_map(text(), inner, 0..4).prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}
