use musubi::prelude::*;

use crate::Point;

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
