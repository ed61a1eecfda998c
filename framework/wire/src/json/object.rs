/// Implements `Deserialize` for a struct whose members are those of a JSON object.
///
/// What serde derives reads arrays and numbered members too, for other formats. That is most of its
/// code, which is a matter where a browser downloads it. Members without a default are required,
/// those that are not listed are ignored, and of two with one name the last counts.
macro_rules! object {
    ($name:ident { $($field:ident: $key:literal as $ty:ty $(= $default:expr)?),* $(,)? }) => {
        impl<'de> serde::Deserialize<'de> for $name<'de> {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                struct ObjectVisitor;

                impl<'de> serde::de::Visitor<'de> for ObjectVisitor {
                    type Value = $name<'de>;

                    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        f.write_str("an object")
                    }

                    fn visit_map<A: serde::de::MapAccess<'de>>(
                        self,
                        mut map: A,
                    ) -> Result<Self::Value, A::Error> {
                        $(let mut $field: Option<$ty> = None;)*
                        while let Some($crate::json::BorrowedStr(key)) = map.next_key()? {
                            match &*key {
                                $($key => $field = Some(map.next_value()?),)*
                                _ => drop(map.next_value::<serde::de::IgnoredAny>()?),
                            }
                        }
                        Ok($name {
                            $($field: match $field {
                                Some(value) => value.into(),
                                None => $crate::json::object!(@missing $key $(, $default)?),
                            },)*
                        })
                    }
                }

                deserializer.deserialize_map(ObjectVisitor)
            }
        }
    };
    (@missing $key:literal, $default:expr) => {
        $default
    };
    (@missing $key:literal) => {
        return Err(serde::de::Error::missing_field($key))
    };
}

/// Implements `Deserialize` for an enum whose variants are names in JSON.
macro_rules! names {
    ($name:ident { $($variant:ident = $text:literal),* $(,)? }) => {
        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let $crate::json::BorrowedStr(text) = serde::Deserialize::deserialize(deserializer)?;
                match &*text {
                    $($text => Ok(Self::$variant),)*
                    _ => Err(serde::de::Error::unknown_variant(&text, &[$($text),*])),
                }
            }
        }
    };
}

pub(crate) use {names, object};
