use musubi_wire::Envelope;
use musubi_wire::names::event;
use serde_json::Value;

/// A frame as it came from the server.
#[derive(Debug, Clone, PartialEq)]
pub struct Frame {
    pub join_ref: Option<String>,
    pub msg_ref: Option<String>,
    pub topic: String,
    pub event: String,
    pub payload: Value,
}

/// The payload of a `phx_reply`.
#[derive(Debug, Clone, PartialEq)]
pub struct Reply {
    pub ok: bool,
    pub response: Value,
}

impl Frame {
    pub fn parse(text: &str) -> Self {
        let (join_ref, msg_ref, topic, event, payload) = serde_json::from_str(text)
            .unwrap_or_else(|error| panic!("{text} is not a frame: {error}"));
        Self {
            join_ref,
            msg_ref,
            topic,
            event,
            payload,
        }
    }

    pub fn is_reply(&self) -> bool {
        self.event == event::REPLY
    }

    pub fn is_patch(&self) -> bool {
        self.event == event::PATCH
    }

    pub fn is_reply_to(&self, msg_ref: &str) -> bool {
        self.is_reply() && self.msg_ref.as_deref() == Some(msg_ref)
    }

    #[track_caller]
    pub fn reply(&self) -> Reply {
        assert!(self.is_reply(), "{self:?} is not a reply");
        let members = self.payload.as_object().expect("a reply is an object");
        assert_eq!(members.len(), 2, "{members:?}");
        let ok = match members["status"].as_str() {
            Some("ok") => true,
            Some("error") => false,
            _ => panic!("{members:?} has no status"),
        };
        Reply {
            ok,
            response: members["response"].clone(),
        }
    }

    #[track_caller]
    pub fn envelope(&self) -> Envelope {
        assert!(self.is_patch(), "{self:?} is not a patch");
        assert_eq!(self.msg_ref, None, "a push answers nothing");
        Envelope::decode(&self.payload.to_string()).expect("a patch is an envelope")
    }
}

impl Reply {
    #[track_caller]
    pub fn ok(self) -> Value {
        assert!(self.ok, "{self:?}");
        self.response
    }

    #[track_caller]
    pub fn error(self) -> Value {
        assert!(!self.ok, "{self:?}");
        self.response
    }
}
