use std::borrow::Cow;
use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny, SeqAccess, Visitor};
use serde_json::value::RawValue;

use super::{FrameError, ReplyStatus};
use crate::json::{self, Kind, Reader};

/// One text frame, borrowed from its text.
///
/// ```
/// use musubi_wire::frame::TextFrame;
///
/// let frame = TextFrame::parse(r#"["1","7","musubi:connection:Counter:a","command",{"name":"increment"}]"#)?;
/// assert_eq!(frame.event, "command");
/// assert_eq!(frame.msg_ref.as_deref(), Some("7"));
/// assert_eq!(frame.payload.get(), r#"{"name":"increment"}"#);
/// # Ok::<(), musubi_wire::frame::FrameError>(())
/// ```
#[derive(Clone, Debug)]
pub struct TextFrame<'a> {
    /// The ref of the join that this message belongs to; `None` outside channels.
    pub join_ref: Option<Cow<'a, str>>,
    /// The ref that the reply will carry; `None` in pushes of the server.
    pub msg_ref: Option<Cow<'a, str>>,
    /// See [`names::topic`](crate::names::topic).
    pub topic: Cow<'a, str>,
    /// See [`names::event`](crate::names::event).
    pub event: Cow<'a, str>,
    /// The payload, still as JSON text. It is one whole JSON value, of any kind.
    pub payload: &'a RawValue,
}

impl<'a> TextFrame<'a> {
    /// Reads one text frame. Copies only strings that contain escapes.
    ///
    /// Elements after the fifth are ignored, as Phoenix does.
    ///
    /// # Errors
    ///
    /// When the text is not a JSON array of at least five elements, when a ref is neither a string
    /// nor null, or when topic or event is not a string.
    pub fn parse(text: &'a str) -> Result<Self, FrameError> {
        const SHAPE: &str = "an array of 5 elements";
        let Elements { values, count } =
            json::parse(text).map_err(|error| FrameError::json("frame", SHAPE, text, &error))?;
        let [
            Some(join_ref),
            Some(msg_ref),
            Some(topic),
            Some(event),
            Some(payload),
        ] = values
        else {
            return Err(FrameError::new("frame", SHAPE, count));
        };
        let TextHead {
            join_ref,
            msg_ref,
            topic,
            event,
        } = TextHead::of([join_ref, msg_ref, topic, event])?;
        Ok(Self {
            join_ref,
            msg_ref,
            topic,
            event,
            payload,
        })
    }
}

/// The first four elements of a text frame, borrowed from its text, with the payload left unread.
///
/// ```
/// use musubi_wire::frame::TextHead;
///
/// let head = TextHead::parse(r#"["1","7","musubi:connection:Counter:a","command",{"name""#)?;
/// assert_eq!(head.msg_ref.as_deref(), Some("7"));
/// # Ok::<(), musubi_wire::frame::FrameError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextHead<'a> {
    /// As [`TextFrame::join_ref`].
    pub join_ref: Option<Cow<'a, str>>,
    /// As [`TextFrame::msg_ref`].
    pub msg_ref: Option<Cow<'a, str>>,
    /// As [`TextFrame::topic`].
    pub topic: Cow<'a, str>,
    /// As [`TextFrame::event`].
    pub event: Cow<'a, str>,
}

impl<'a> TextHead<'a> {
    /// Reads the head of a text frame. What follows is not looked at, so the cost does not depend
    /// on it, and it need not even be JSON.
    ///
    /// # Errors
    ///
    /// When the text does not begin as an array of at least four elements, when a ref is neither a
    /// string nor null, or when topic or event is not a string.
    pub fn parse(text: &'a str) -> Result<Self, FrameError> {
        const SHAPE: &str = "an array of 5 elements";
        let mut values = [None; 4];
        // An array with more elements than the visitor takes is a fault of its end.
        let read = Reader::new(text).deserialize_seq(HeadVisitor(&mut values));
        let [Some(join_ref), Some(msg_ref), Some(topic), Some(event)] = values else {
            let count = values.iter().flatten().count();
            return Err(match read {
                Ok(()) => FrameError::new("frame", SHAPE, count),
                Err(fault) => FrameError::json("frame", SHAPE, text, &fault),
            });
        };
        Self::of([join_ref, msg_ref, topic, event])
    }

    fn of([join_ref, msg_ref, topic, event]: [&'a RawValue; 4]) -> Result<Self, FrameError> {
        Ok(Self {
            join_ref: opt_string(join_ref, "frame[0] (join_ref)")?,
            msg_ref: opt_string(msg_ref, "frame[1] (ref)")?,
            topic: string(topic, "frame[2] (topic)", "a string")?,
            event: string(event, "frame[3] (event)", "a string")?,
        })
    }
}

/// The payload of a `phx_reply`, borrowed from it.
#[derive(Clone, Copy, Debug)]
pub struct Reply<'a> {
    /// Whether the message was carried out.
    pub status: ReplyStatus,
    /// The reply itself when `Ok`, `{"reason": …}` when `Error`; still as JSON text.
    pub response: &'a RawValue,
}

impl<'a> Reply<'a> {
    /// Reads the payload of a `phx_reply` frame.
    ///
    /// # Errors
    ///
    /// When it is not an object with a `status` of `"ok"` or `"error"` and a `response`.
    pub fn parse(payload: &'a RawValue) -> Result<Self, FrameError> {
        struct Members<'a> {
            status: Option<&'a RawValue>,
            response: Option<&'a RawValue>,
        }

        json::object! {
            Members {
                status: "status" as &'de RawValue = None,
                response: "response" as &'de RawValue = None,
            }
        }
        const STATUS: &str = "\"ok\" or \"error\"";

        let text = payload.get();
        if Kind::of(text) != Kind::Object {
            return Err(FrameError::new("reply", "an object", Kind::of(text)));
        }
        let members: Members<'a> =
            json::parse(text).map_err(|error| FrameError::new("reply", "an object", error))?;
        let status = members
            .status
            .ok_or_else(|| FrameError::new("reply.status", STATUS, Kind::Nothing))?;
        let status = match &*string(status, "reply.status", STATUS)? {
            "ok" => ReplyStatus::Ok,
            "error" => ReplyStatus::Error,
            other => {
                return Err(FrameError::new(
                    "reply.status",
                    STATUS,
                    format_args!("{other:?}"),
                ));
            }
        };
        let response = members
            .response
            .ok_or_else(|| FrameError::new("reply.response", "a value", Kind::Nothing))?;
        Ok(Self { status, response })
    }
}

fn opt_string<'a>(raw: &'a RawValue, place: &str) -> Result<Option<Cow<'a, str>>, FrameError> {
    match Kind::of(raw.get()) {
        Kind::Null => Ok(None),
        _ => string(raw, place, "a string or null").map(Some),
    }
}

fn string<'a>(
    raw: &'a RawValue,
    place: &str,
    expected: &'static str,
) -> Result<Cow<'a, str>, FrameError> {
    json::string(raw).map_err(|error| FrameError::json(place, expected, raw.get(), &error))
}

/// The first five elements of an array, and how many there are.
struct Elements<'a> {
    values: [Option<&'a RawValue>; 5],
    count: usize,
}

impl<'de> Deserialize<'de> for Elements<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct ElementsVisitor;

        impl<'de> Visitor<'de> for ElementsVisitor {
            type Value = Elements<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an array")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
                let mut values = [None; 5];
                let mut count = 0;
                for value in &mut values {
                    *value = seq.next_element::<&'de RawValue>()?;
                    if value.is_none() {
                        break;
                    }
                    count += 1;
                }
                if count == values.len() {
                    while seq.next_element::<IgnoredAny>()?.is_some() {}
                }
                Ok(Elements { values, count })
            }
        }

        deserializer.deserialize_seq(ElementsVisitor)
    }
}

/// Takes the elements that there is room for.
struct HeadVisitor<'v, 'a>(&'v mut [Option<&'a RawValue>; 4]);

impl<'de> Visitor<'de> for HeadVisitor<'_, 'de> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        for value in self.0 {
            *value = seq.next_element()?;
        }
        Ok(())
    }
}
