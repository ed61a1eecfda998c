use std::borrow::Cow;

use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::value::RawValue;

use super::{Members, PayloadError, resume};
use crate::StoreId;
use crate::names::Reason;

/// The payload of `command`.
#[derive(Clone, Debug)]
pub struct CommandPayload<'a> {
    /// The store that runs the command; the root's id when the client names none.
    pub store_id: StoreId,
    /// The command's name. Not empty.
    pub name: Cow<'a, str>,
    /// The command's own payload, an object, still as JSON text; `{}` when the client gives none.
    pub payload: &'a RawValue,
    /// For resume: the number of the command, which rises with each command of a mount. A command
    /// that is sent again keeps its number. Our server reads it and does not act on it yet.
    pub cid: Option<u64>,
    /// Whether to answer with a [`VersionedReply`](super::VersionedReply). Anything but `true`
    /// counts as `false`.
    pub version: bool,
    /// All other members.
    pub rest: Members<'a>,
}

impl<'a> CommandPayload<'a> {
    /// Reads a command.
    ///
    /// # Errors
    ///
    /// When the name is missing, empty or not a string (the reason is
    /// [`Reason::MissingRequiredField`]); when `store_id` is not an array of strings or `payload` is
    /// not an object, or `cid` not a whole number (no reason: the reference ends the page at the
    /// first two, and knows no third).
    ///
    /// ```
    /// use musubi_wire::payload::CommandPayload;
    ///
    /// let payload = r#"{"name":"buy","store_id":["rows",7]}"#;
    /// let error = CommandPayload::parse(serde_json::from_str(payload)?).unwrap_err();
    /// assert_eq!(error.to_string(), "store_id[1]: expected a string, found number");
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    pub fn parse(payload: &'a RawValue) -> Result<Self, PayloadError> {
        let mut rest = Members::parse(payload)?;
        Ok(Self {
            name: rest.take_string("name", Reason::MissingRequiredField)?,
            store_id: rest.take_store_id()?,
            payload: rest.take_object("payload", None)?,
            cid: match rest.take("cid") {
                Some(raw) => Some(resume::whole(raw, "cid")?),
                None => None,
            },
            version: rest.take("version").is_some_and(|raw| raw.get() == "true"),
            rest,
        })
    }
}

impl Serialize for CommandPayload<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("store_id", &self.store_id)?;
        map.serialize_entry("name", &self.name)?;
        map.serialize_entry("payload", self.payload)?;
        if let Some(cid) = self.cid {
            map.serialize_entry("cid", &cid)?;
        }
        if self.version {
            map.serialize_entry("version", &true)?;
        }
        self.rest.serialize_into(&mut map)?;
        map.end()
    }
}
