use musubi::prelude::*;
use musubi::replica::{ErrorReply, ReplyError};
use serde_json::value::to_raw_value;
use serde_json::{Value, json};

#[command_error]
#[derive(Debug, PartialEq)]
enum OrderError {
    /// Nothing is in the cart.
    Empty,
    /// There is less of it.
    TooMuch { most: i64 },
    /// It is gone.
    Gone(Option<String>),
    /// What was asked for may be known.
    Unknown { what: Option<String> },
}

fn received(code: &str, detail: Value) -> Option<OrderError> {
    <OrderError as ReplyError>::received(&ErrorReply {
        reason: "no".to_owned(),
        code: Some(code.to_owned()),
        error: Some(to_raw_value(&detail).unwrap()),
    })
}

#[test]
fn an_error_is_read_by_its_code_and_its_detail() {
    assert_eq!(received("empty", Value::Null), Some(OrderError::Empty));
    assert_eq!(
        received("too_much", json!({ "most": 3 })),
        Some(OrderError::TooMuch { most: 3 })
    );
    assert_eq!(
        received("gone", json!("a")),
        Some(OrderError::Gone(Some("a".to_owned())))
    );
    assert_eq!(received("gone", Value::Null), Some(OrderError::Gone(None)));
    assert_eq!(
        received("unknown", json!({ "what": null })),
        Some(OrderError::Unknown { what: None })
    );
}

#[test]
fn what_the_server_sends_is_what_the_client_reads() {
    let error = OrderError::TooMuch { most: -1 };
    let detail = musubi::CommandError::detail(&error).unwrap();
    let detail = serde_json::from_str(&detail).unwrap();
    let code = musubi::CommandError::code(&error);
    assert_eq!(received(code, detail), Some(error));
}

#[test]
fn an_error_of_another_kind_or_shape_is_none_of_the_type() {
    assert_eq!(received("full", Value::Null), None);
    assert_eq!(received("too_much", Value::Null), None);
    assert_eq!(received("em\"pty", Value::Null), None);
    assert_eq!(
        <OrderError as ReplyError>::received(&ErrorReply::new("empty")),
        None
    );
}

#[test]
fn an_error_without_a_type_of_its_own_has_a_code_and_a_reason() {
    let mut reply = ErrorReply::new("Only the owner can do that.");
    reply.code = Some("forbidden".to_owned());
    let refusal = Refusal::new("forbidden", "Only the owner can do that.");
    assert_eq!(<Refusal as ReplyError>::received(&reply), Some(refusal));
}
