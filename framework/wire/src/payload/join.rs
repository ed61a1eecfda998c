use std::borrow::Cow;

use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::value::RawValue;

use super::{Features, Members, PayloadError, ResumeOffer};
use crate::names::Reason;

/// The payload of `phx_join` on a connection topic: which root store to mount.
#[derive(Clone, Debug)]
pub struct JoinPayload<'a> {
    /// The wire name of the root store. Not empty.
    pub module: Cow<'a, str>,
    /// The caller's name for this root. Not empty.
    pub id: Cow<'a, str>,
    /// The params, an object, still as JSON text.
    pub params: &'a RawValue,
    /// What the client offers so that it can go on after a drop.
    pub resume: Option<ResumeOffer<'a>>,
    /// What the client can do beyond what every client can.
    pub features: Features,
    /// All other members.
    pub rest: Members<'a>,
}

impl<'a> JoinPayload<'a> {
    /// Reads a join payload, checking module, id, params, resume and features in this order.
    ///
    /// # Errors
    ///
    /// At the first check that fails. [`PayloadError::reason`] is given for the first three.
    ///
    /// ```
    /// use musubi_wire::{Reason, payload::JoinPayload};
    ///
    /// let error = JoinPayload::parse(serde_json::from_str(r#"{"module":"Counter"}"#)?).unwrap_err();
    /// assert_eq!(error.reason(), Some(Reason::MissingRootId));
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    pub fn parse(payload: &'a RawValue) -> Result<Self, PayloadError> {
        let mut rest = Members::parse(payload)?;
        Ok(Self {
            module: rest.take_string("module", Reason::MissingRequiredField)?,
            id: rest.take_string("id", Reason::MissingRootId)?,
            params: rest.take_object("params", Some(Reason::ParamsNotAMap))?,
            resume: ResumeOffer::take(&mut rest)?,
            features: Features::take(&mut rest)?,
            rest,
        })
    }

    /// The id of the root: `"<module>:<id>"`.
    pub fn root_id(&self) -> String {
        crate::root_id(&self.module, &self.id)
    }
}

impl Serialize for JoinPayload<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("module", &self.module)?;
        map.serialize_entry("id", &self.id)?;
        map.serialize_entry("params", self.params)?;
        if let Some(resume) = &self.resume {
            map.serialize_entry("resume", resume)?;
        }
        if !self.features.is_empty() {
            map.serialize_entry("features", &self.features)?;
        }
        self.rest.serialize_into(&mut map)?;
        map.end()
    }
}

/// The payload of `phx_join` on an upload topic.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct UploadJoinPayload<'a> {
    /// The token of the preflight reply. Opaque to clients.
    pub token: Cow<'a, str>,
}

impl<'a> UploadJoinPayload<'a> {
    /// Reads an upload join.
    ///
    /// # Errors
    ///
    /// When there is no token; the reason is [`Reason::Unauthorized`], as for a wrong one.
    pub fn parse(payload: &'a RawValue) -> Result<Self, PayloadError> {
        let token = Members::parse(payload)
            .and_then(|mut members| members.take_string("token", Reason::Unauthorized))
            .map_err(|error| error.with_reason(Reason::Unauthorized))?;
        Ok(Self { token })
    }
}
