use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserializer, MapAccess, Visitor};
use serde::ser::SerializeMap;
use serde::{Deserialize, Serialize, Serializer};
use serde_json::value::RawValue;

use super::PayloadError;
use crate::StoreId;
use crate::json::{self, BorrowedStr, Kind};
use crate::names::Reason;

/// The members of a JSON object, each still as JSON text, in their order.
///
/// Payloads keep what they do not know in one of these, so that an addition to the protocol can be
/// read without changing the payload's type. Of two members with one name the last counts.
#[derive(Clone, Debug, Default)]
pub struct Members<'a>(Vec<(Cow<'a, str>, &'a RawValue)>);

impl<'a> Members<'a> {
    /// Reads an object.
    ///
    /// # Errors
    ///
    /// When `payload` is not an object, or when a member's name is not Unicode.
    pub fn parse(payload: &'a RawValue) -> Result<Self, PayloadError> {
        json::parse(payload.get()).map_err(|error| {
            let kind = Kind::of(payload.get());
            let reason = Some(Reason::MissingRequiredField);
            if kind == Kind::Object {
                PayloadError::new("payload", "an object", error, reason)
            } else {
                PayloadError::new("payload", "an object", kind, reason)
            }
        })
    }

    /// The member called `name`.
    pub fn get(&self, name: &str) -> Option<&'a RawValue> {
        let (_, value) = self.0.iter().rev().find(|(key, _)| key == name)?;
        Some(value)
    }

    /// Puts a member at the end, in place of any other of that name.
    pub fn insert(&mut self, name: impl Into<Cow<'a, str>>, value: &'a RawValue) {
        let name = name.into();
        self.0.retain(|(key, _)| *key != name);
        self.0.push((name, value));
    }

    /// The members, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &'a RawValue)> {
        self.0.iter().map(|(key, value)| (&**key, *value))
    }

    /// Writes the members into a map that has begun.
    pub(super) fn serialize_into<M: SerializeMap>(&self, map: &mut M) -> Result<(), M::Error> {
        self.iter()
            .try_for_each(|(name, value)| map.serialize_entry(name, value))
    }

    /// Takes a member out.
    pub(super) fn take(&mut self, name: &str) -> Option<&'a RawValue> {
        let value = self.get(name)?;
        self.0.retain(|(key, _)| key != name);
        Some(value)
    }

    /// Takes out a string that may not be missing or empty.
    pub(super) fn take_string(
        &mut self,
        name: &str,
        reason: Reason,
    ) -> Result<Cow<'a, str>, PayloadError> {
        const EXPECTED: &str = "a non-empty string";
        let fault =
            |found: &dyn fmt::Display| PayloadError::new(name, EXPECTED, found, Some(reason));
        let raw = self.take(name).ok_or_else(|| fault(&Kind::Nothing))?;
        match json::string(raw) {
            Ok(text) if text.is_empty() => Err(fault(&"\"\"")),
            Ok(text) => Ok(text),
            Err(_) => Err(fault(&Kind::of(raw.get()))),
        }
    }

    /// Takes out an object, `{}` when missing.
    pub(super) fn take_object(
        &mut self,
        name: &str,
        reason: Option<Reason>,
    ) -> Result<&'a RawValue, PayloadError> {
        let Some(raw) = self.take(name) else {
            return Ok(json::empty_object());
        };
        match Kind::of(raw.get()) {
            Kind::Object => Ok(raw),
            kind => Err(PayloadError::new(name, "an object", kind, reason)),
        }
    }

    /// Takes out a store id, the root's when missing.
    pub(super) fn take_store_id(&mut self) -> Result<StoreId, PayloadError> {
        let Some(raw) = self.take("store_id") else {
            return Ok(StoreId::root());
        };
        let fault = |path: String, expected, found| PayloadError::new(path, expected, found, None);
        let parts: Vec<&RawValue> = json::parse(raw.get()).map_err(|_| {
            let found = Kind::of(raw.get());
            fault("store_id".to_owned(), "an array of strings", found)
        })?;
        let part = |(index, part): (usize, &RawValue)| {
            json::string(part).map(Cow::into_owned).map_err(|_| {
                let found = Kind::of(part.get());
                fault(format!("store_id[{index}]"), "a string", found)
            })
        };
        parts
            .into_iter()
            .enumerate()
            .map(part)
            .collect::<Result<Vec<_>, _>>()
            .map(StoreId::from)
    }

    /// Takes out a store id as upload messages have it: what is not a list is the root, and parts
    /// that are not strings become their text.
    pub(super) fn take_lenient_store_id(&mut self) -> StoreId {
        let parts: Vec<&RawValue> = self
            .take("store_id")
            .and_then(|raw| json::parse(raw.get()).ok())
            .unwrap_or_default();
        let text = |part: &RawValue| match Kind::of(part.get()) {
            Kind::Null => String::new(),
            _ => json::string(part).map_or_else(|_| part.get().to_owned(), Cow::into_owned),
        };
        parts.into_iter().map(text).collect()
    }
}

impl Serialize for Members<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.iter())
    }
}

impl<'de> Deserialize<'de> for Members<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct MembersVisitor;

        impl<'de> Visitor<'de> for MembersVisitor {
            type Value = Members<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::new();
                while let Some((BorrowedStr(name), value)) = map.next_entry()? {
                    members.push((name, value));
                }
                Ok(Members(members))
            }
        }

        deserializer.deserialize_map(MembersVisitor)
    }
}
