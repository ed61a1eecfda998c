use serde::Serialize;

use super::ReplyStatus;
use crate::json;
use crate::names::event;

/// Appends a `phx_reply` frame whose response is serialised in place.
///
/// # Errors
///
/// When the response refuses to be serialised; `out` is then as before.
///
/// # Examples
///
/// ```
/// use musubi_wire::frame::{ReplyStatus, write_reply};
///
/// let mut out = String::new();
/// write_reply(&mut out, None, Some("4"), "phoenix", ReplyStatus::Ok, &serde_json::json!({}))?;
/// assert_eq!(out, r#"[null,"4","phoenix","phx_reply",{"status":"ok","response":{}}]"#);
/// # Ok::<(), serde_json::Error>(())
/// ```
pub fn write_reply(
    out: &mut String,
    join_ref: Option<&str>,
    msg_ref: Option<&str>,
    topic: &str,
    status: ReplyStatus,
    response: &impl Serialize,
) -> Result<(), serde_json::Error> {
    let start = out.len();
    open_reply(out, join_ref, msg_ref, topic, status);
    if let Err(error) = json::write(out, response) {
        out.truncate(start);
        return Err(error);
    }
    out.push_str("}]");
    Ok(())
}

/// Appends a `phx_reply` frame whose response is JSON text already.
///
/// `response_json` must be one JSON value: it is not checked.
pub fn write_raw_reply(
    out: &mut String,
    join_ref: Option<&str>,
    msg_ref: Option<&str>,
    topic: &str,
    status: ReplyStatus,
    response_json: &str,
) {
    open_reply(out, join_ref, msg_ref, topic, status);
    out.push_str(response_json);
    out.push_str("}]");
}

/// Appends a frame whose payload is JSON text already: a push of the server (`msg_ref` is `None`),
/// or any message of a client.
///
/// `payload_json` must be one JSON value: it is not checked.
pub fn write_push(
    out: &mut String,
    join_ref: Option<&str>,
    msg_ref: Option<&str>,
    topic: &str,
    event: &str,
    payload_json: &str,
) {
    open_push(out, join_ref, msg_ref, topic, event);
    out.push_str(payload_json);
    close(out);
}

/// Appends the head of a frame, up to where its payload belongs. Write one JSON value to `out`, then
/// call [`close`].
///
/// This is how an envelope of any size gets into a frame without being copied:
///
/// ```
/// use musubi_wire::frame::{close, open_push};
/// use musubi_wire::names::event;
///
/// let mut out = String::new();
/// open_push(&mut out, Some("1"), None, "musubi:connection:Counter:a", event::PATCH);
/// out.push_str(r#"{"type":"patch"}"#);
/// close(&mut out);
/// assert_eq!(out, r#"["1",null,"musubi:connection:Counter:a","patch",{"type":"patch"}]"#);
/// ```
pub fn open_push(
    out: &mut String,
    join_ref: Option<&str>,
    msg_ref: Option<&str>,
    topic: &str,
    event: &str,
) {
    out.push('[');
    json::write_opt_str(out, join_ref);
    out.push(',');
    json::write_opt_str(out, msg_ref);
    out.push(',');
    json::write_str(out, topic);
    out.push(',');
    json::write_str(out, event);
    out.push(',');
}

/// Appends the end of a frame that [`open_push`] began.
pub fn close(out: &mut String) {
    out.push(']');
}

fn open_reply(
    out: &mut String,
    join_ref: Option<&str>,
    msg_ref: Option<&str>,
    topic: &str,
    status: ReplyStatus,
) {
    open_push(out, join_ref, msg_ref, topic, event::REPLY);
    out.push_str(match status {
        ReplyStatus::Ok => r#"{"status":"ok","response":"#,
        ReplyStatus::Error => r#"{"status":"error","response":"#,
    });
}
