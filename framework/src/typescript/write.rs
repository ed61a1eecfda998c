//! What the macros' output calls to put TypeScript together.

use std::any::TypeId;

use super::{Types, Wire};
use crate::contract::{Event, EventShape, StateOf, StoreContract};

/// The declaration that `tsify` gave, with each `__Musubi0__` as the type it stands for.
///
/// Declarations stand in an ambient namespace, where everything is exported.
pub fn declaration(shape: &str, types: &[String]) -> String {
    let shape = shape.strip_prefix("export ").unwrap_or(shape);
    let shape = shape.replace("\nexport ", "\n");
    let mut out = String::with_capacity(shape.len());
    let mut rest = &*shape;
    while let Some((before, after)) = rest.split_once("__Musubi") {
        let Some((number, after)) = after.split_once("__") else {
            break;
        };
        let ty = number
            .parse()
            .ok()
            .and_then(|index: usize| types.get(index));
        out.push_str(before);
        let is_operand = before.ends_with("& ") || after.starts_with(" &");
        match ty {
            Some(ty) if is_operand && is_compound(ty) => {
                out.push('(');
                out.push_str(ty);
                out.push(')');
            }
            Some(ty) => out.push_str(ty),
            None => out.push_str("unknown"),
        }
        rest = after;
    }
    out.push_str(rest);
    out
}

/// The type of a flattened `Option`: its members, or none of them.
pub fn flattened_option(option: &str) -> String {
    match option.strip_suffix(" | null") {
        Some(some) => format!("{some} | {{}}"),
        None => option.to_owned(),
    }
}

/// An object type of these members, in one line.
pub fn object_type(members: &[(&str, String)]) -> String {
    let members: Vec<String> = members
        .iter()
        .map(|(name, ty)| format!("{}: {ty}", member_name(name)))
        .collect();
    if members.is_empty() {
        "{}".into()
    } else {
        format!("{{ {} }}", members.join("; "))
    }
}

/// The type of a reply, `None` for a command that replies with `{}`.
pub fn reply<R: Wire>(types: &mut Types) -> Option<String> {
    (TypeId::of::<R>() != TypeId::of::<()>()).then(|| R::typescript(types))
}

/// An event of a store.
pub fn event<E: Event>(types: &mut Types) -> EventShape {
    EventShape {
        name: E::NAME.to_owned(),
        payload: E::typescript(types),
    }
}

/// The type of a store's state.
pub fn state_type<S: StoreContract>(types: &mut Types) -> String {
    StateOf::<S>::typescript(types)
}

/// Whether a type is more than one operand: a union or an intersection outside of all brackets.
pub(crate) fn is_compound(ty: &str) -> bool {
    let mut depth = 0_usize;
    let mut quoted = None;
    for byte in ty.bytes() {
        match (quoted, byte) {
            (Some(quote), _) if byte == quote => quoted = None,
            (Some(_), _) => {}
            (None, b'"' | b'\'' | b'`') => quoted = Some(byte),
            (None, b'(' | b'[' | b'{' | b'<') => depth += 1,
            (None, b')' | b']' | b'}' | b'>') => depth = depth.saturating_sub(1),
            (None, b'|' | b'&') if depth == 0 => return true,
            _ => {}
        }
    }
    false
}

/// The name of a member as it stands before a colon: as it is, or quoted.
pub(crate) fn member_name(name: &str) -> String {
    let is_identifier = name
        .starts_with(|first: char| first.is_ascii_alphabetic() || "_$".contains(first))
        && name
            .chars()
            .all(|character| character.is_ascii_alphanumeric() || "_$".contains(character));
    if is_identifier {
        name.to_owned()
    } else {
        format!("{name:?}")
    }
}
