use std::borrow::Cow;

use serde::Serialize;
use serde_json::value::RawValue;

use super::{Members, PayloadError};
use crate::json::{self, Kind};

/// What a client offers at a join, so that a drop of the connection loses nothing.
///
/// It is the member `resume` of a join. A server that does not know it mounts the root as always, and
/// gives no token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ResumeOffer<'a> {
    /// The token of the page to go on with, `None` for a new one.
    pub token: Option<Cow<'a, str>>,
    /// The version of the last envelope that the client has applied.
    pub version: u64,
}

impl<'a> ResumeOffer<'a> {
    /// Takes the offer out of the members of a join.
    pub(super) fn take(members: &mut Members<'a>) -> Result<Option<Self>, PayloadError> {
        let Some(raw) = members.take("resume") else {
            return Ok(None);
        };
        if Kind::of(raw.get()) == Kind::Null {
            return Ok(None);
        }
        let mut offer = Members::parse(raw).map_err(|_| fault("resume", "an object", raw))?;
        let token = match offer.take("token") {
            Some(raw) if Kind::of(raw.get()) != Kind::Null => {
                let text = json::string(raw);
                Some(text.map_err(|_| fault("resume.token", "a string or null", raw))?)
            }
            _ => None,
        };
        let version = match offer.take("version") {
            Some(raw) => whole(raw, "resume.version")?,
            None => 0,
        };
        Ok(Some(Self { token, version }))
    }
}

/// The whole number that `raw` is.
pub(super) fn whole(raw: &RawValue, path: &str) -> Result<u64, PayloadError> {
    json::parse(raw.get()).map_err(|_| fault(path, "a whole number", raw))
}

fn fault(path: &str, expected: &'static str, raw: &RawValue) -> PayloadError {
    PayloadError::new(path, expected, Kind::of(raw.get()), None)
}
