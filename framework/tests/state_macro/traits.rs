use musubi::prelude::*;
use serde_json::json;

use crate::structs::Line;

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
