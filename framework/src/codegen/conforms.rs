//! Whether a value's JSON is of the TypeScript type that clients were promised.
//!
//! Types and serde attributes are read by the macros, so most cannot lie. What can: a `Serialize`
//! or `Wire` written by hand, and `serialize_with`. Debug builds look at what they send.

use std::any::TypeId;
use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::fmt::Write;
use std::rc::Rc;

use serde_json::Value;

use super::parse;
use super::print::flat;
use super::syntax::{Body, Member, Type};
use crate::typescript::{NAMESPACE, Types, Wire};

/// A type with all that it names.
struct Shape {
    ty: Type,
    named: BTreeMap<String, Type>,
}

/// The first place of a value that is not of its type.
struct Fault {
    path: String,
    expected: String,
}

/// What a type is known by: itself, or the text that a member declares in its place.
#[derive(PartialEq, Eq, Hash)]
enum Declared {
    Type(TypeId),
    Text(&'static str),
}

thread_local! {
    static SHAPES: RefCell<HashMap<Declared, Rc<Shape>>> = RefCell::default();
}

/// What is wrong with `json` as a `T`, with the path to it. `None` if nothing is, if it is no JSON,
/// and in release builds.
pub fn fault<T: Wire>(json: &[u8]) -> Option<String> {
    fault_of(Declared::Type(TypeId::of::<T>()), Shape::of::<T>, json)
}

/// The same for a member that declares its type as this text.
pub fn text_fault(text: &'static str, json: &[u8]) -> Option<String> {
    let shape = || Shape {
        ty: parse::ty(text),
        named: BTreeMap::new(),
    };
    fault_of(Declared::Text(text), shape, json)
}

fn fault_of(declared: Declared, shape: impl FnOnce() -> Shape, json: &[u8]) -> Option<String> {
    if !cfg!(debug_assertions) {
        return None;
    }
    let value: Value = serde_json::from_slice(json).ok()?;
    let known = SHAPES.with_borrow(|shapes| shapes.get(&declared).cloned());
    // Made outside of the borrow, as a hand-written `Wire` may do whatever it likes.
    let shape = known.unwrap_or_else(|| {
        let shape = Rc::new(shape());
        SHAPES.with_borrow_mut(|shapes| shapes.insert(declared, Rc::clone(&shape)));
        shape
    });
    let Fault { path, expected } = shape.fault(&shape.ty, &value, &mut String::new())?;
    let found = found(&value, &path);
    let place = if path.is_empty() { "it" } else { &path };
    Some(format!(
        "{place} is {found}, and clients expect `{expected}`"
    ))
}

impl Shape {
    fn of<T: Wire>() -> Self {
        let mut types = Types::default();
        let ty = parse::ty(&T::typescript(&mut types));
        let declared = types.finish().map(|declared| declared.types);
        let named = declared.unwrap_or_default().into_iter();
        let named = named.filter_map(|(name, text)| match parse::declaration(&text).body {
            Body::Interface { members, .. } => Some((name, Type::Object(members))),
            Body::Alias { ty, .. } => Some((name, ty)),
            Body::Text(_) => None,
        });
        Self {
            ty,
            named: named.collect(),
        }
    }

    /// The first fault of `value`, which stands at `path`. What is not understood of a type is taken
    /// to be right.
    fn fault(&self, ty: &Type, value: &Value, path: &mut String) -> Option<Fault> {
        let is_right = match (ty, value) {
            (Type::Text(text), _) => match self.named(text) {
                Some(named) => return self.fault(named, value, path),
                None => accepts(text, value),
            },
            (Type::Union(parts), _) => parts
                .iter()
                .any(|part| self.fault(part, value, path).is_none()),
            (Type::Intersection(parts), _) => {
                return parts.iter().find_map(|part| self.fault(part, value, path));
            }
            (Type::Array(item), Value::Array(items)) => {
                let items = items.iter().map(|value| (&**item, value));
                return self.items(items, path);
            }
            (Type::Tuple(types), Value::Array(items)) if types.len() == items.len() => {
                return self.items(types.iter().zip(items), path);
            }
            (Type::Object(members), Value::Object(_)) => {
                return members
                    .iter()
                    .find_map(|member| self.member(member, value, path));
            }
            (Type::Array(_) | Type::Tuple(_) | Type::Object(_), _) => false,
            (Type::Generic(..), _) => true,
        };
        (!is_right).then(|| Fault {
            path: path.clone(),
            expected: flat(ty),
        })
    }

    fn named(&self, text: &str) -> Option<&Type> {
        let name = text.strip_prefix(NAMESPACE)?.strip_prefix('.')?;
        self.named.get(name)
    }

    fn items<'a>(
        &self,
        items: impl Iterator<Item = (&'a Type, &'a Value)>,
        path: &mut String,
    ) -> Option<Fault> {
        let length = path.len();
        for (index, (ty, value)) in items.enumerate() {
            let _ = write!(path, "[{index}]");
            let fault = self.fault(ty, value, path);
            path.truncate(length);
            if fault.is_some() {
                return fault;
            }
        }
        None
    }

    fn member(&self, member: &Member, object: &Value, path: &mut String) -> Option<Fault> {
        let key = member.key.strip_prefix("readonly ").unwrap_or(&member.key);
        if key.starts_with('[') {
            let mut members = object.as_object()?.iter();
            return members.find_map(|(name, value)| self.at(name, &member.ty, value, path));
        }
        let name = key.strip_suffix('?');
        let (name, is_optional) = (name.unwrap_or(key), name.is_some());
        let unquoted: Option<String> = serde_json::from_str(name).ok();
        let name = unquoted.as_deref().unwrap_or(name);
        match object.get(name) {
            Some(value) => self.at(name, &member.ty, value, path),
            None if is_optional => None,
            None => self.at(name, &member.ty, &Value::Null, path).or_else(|| {
                Some(Fault {
                    path: join(path, name),
                    expected: flat(&member.ty),
                })
            }),
        }
    }

    fn at(&self, name: &str, ty: &Type, value: &Value, path: &mut String) -> Option<Fault> {
        let length = path.len();
        *path = join(path, name);
        let fault = self.fault(ty, value, path);
        path.truncate(length);
        fault
    }
}

/// Whether a value is of a type that is one word or one literal.
fn accepts(text: &str, value: &Value) -> bool {
    match text {
        "string" => value.is_string(),
        "number" => value.is_number(),
        "boolean" => value.is_boolean(),
        "null" => value.is_null(),
        "undefined" | "never" => false,
        _ => match serde_json::from_str::<Value>(text) {
            Ok(literal) => literal == *value,
            Err(_) => true,
        },
    }
}

fn join(path: &str, name: &str) -> String {
    let separator = if path.is_empty() { "" } else { "." };
    [path, separator, name].concat()
}

/// What stands at a path, in a word.
fn found(value: &Value, path: &str) -> &'static str {
    let pointer = path.replace(['[', '.'], "/").replace(']', "");
    let pointer = match pointer.as_str() {
        "" => String::new(),
        rest if rest.starts_with('/') => rest.to_owned(),
        rest => format!("/{rest}"),
    };
    match value.pointer(&pointer) {
        None => "missing",
        Some(Value::Null) => "null",
        Some(Value::Bool(_)) => "a boolean",
        Some(Value::Number(_)) => "a number",
        Some(Value::String(_)) => "a text",
        Some(Value::Array(_)) => "an array",
        Some(Value::Object(_)) => "an object",
    }
}
