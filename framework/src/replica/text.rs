//! How an operation changes the text of a value, whose shape only serde knows.
//!
//! What is not on the way stays text: a tree of `serde_json::Value`, and what patches one, would be code
//! that a browser downloads for nothing else.

use std::borrow::Cow;

use musubi_wire::json::{self, Kind, Reader};
use musubi_wire::payload::Members;
use serde::Deserialize;
use serde_json::value::RawValue;

use super::{Mismatch, Op, Path};

/// The text of the value that `json` is after `op`, which `path` leads to from the value on. The order of
/// members, which means nothing, may differ.
///
/// # Errors
/// Fails where the path does not exist.
pub(super) fn patch_text(json: &RawValue, path: Path<'_>, op: Op<'_>) -> Result<String, Mismatch> {
    if path.is_empty() {
        return Ok(op.value()?.get().to_owned());
    }
    match Kind::of(json.get()) {
        Kind::Object => patch_object(json, path, op),
        Kind::Array => patch_array(json, path, op),
        _ => Err(Mismatch::in_scalar(path)),
    }
}

fn patch_object(json: &RawValue, path: Path<'_>, op: Op<'_>) -> Result<String, Mismatch> {
    let members = Members::parse(json).map_err(Mismatch::new)?;
    let (name, rest) = path
        .split()
        .ok_or_else(|| Mismatch::new("expected a name"))?;
    let value = match (op, members.get(&name)) {
        (Op::Add(value), _) if rest.is_empty() => Some(Cow::Borrowed(value.get())),
        (_, None) => {
            return Err(Mismatch::new(format_args!(
                "expected a member called {name}"
            )));
        }
        (Op::Remove, _) if rest.is_empty() => None,
        (_, Some(value)) => Some(Cow::Owned(patch_text(value, rest, op)?)),
    };
    let others = members.iter().filter(|(other, _)| *other != name);
    let others = others.map(|(name, value)| (name, value.get()));
    let mut text = String::new();
    for (name, value) in others.chain(value.as_deref().map(|value| (&*name, value))) {
        text.push(if text.is_empty() { '{' } else { ',' });
        json::write_str(&mut text, name);
        text.push(':');
        text.push_str(value);
    }
    if text.is_empty() {
        text.push('{');
    }
    text.push('}');
    Ok(text)
}

fn patch_array(json: &RawValue, path: Path<'_>, op: Op<'_>) -> Result<String, Mismatch> {
    let items = Vec::<&RawValue>::deserialize(&mut Reader::new(json.get()));
    let mut items = items.map_err(Mismatch::new)?;
    let adds = matches!(op, Op::Add(_)) && path.split().is_some_and(|(_, rest)| rest.is_empty());
    let (index, rest) = path.index(items.len() + usize::from(adds))?;
    let mut patched = None;
    match op {
        Op::Add(value) if adds => items.insert(index, value),
        Op::Remove if rest.is_empty() => drop(items.remove(index)),
        Op::Move(from) if rest.is_empty() && from < items.len() => {
            let item = items.remove(from);
            items.insert(index, item);
        }
        _ => patched = Some(patch_text(items[index], rest, op)?),
    }
    let text = |(at, item): (usize, &&'_ RawValue)| match &patched {
        Some(patched) if at == index => patched.clone(),
        _ => item.get().to_owned(),
    };
    let items: Vec<String> = items.iter().enumerate().map(text).collect();
    Ok(["[", &items.join(","), "]"].concat())
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::patch::patch_value;
    use super::*;

    /// What the operation makes of the text, and of the same value as a tree.
    fn both(json: &Value, path: &str, op: Op<'_>) -> [Option<Value>; 2] {
        let path = Path::new(path).unwrap();
        let raw = serde_json::value::to_raw_value(json).unwrap();
        let text = patch_text(&raw, path, op).ok();
        let mut tree = json.clone();
        let done = patch_value(&mut tree, path, op);
        [
            text.map(|text| serde_json::from_str(&text).unwrap()),
            done.ok().map(|()| tree),
        ]
    }

    #[test]
    fn text_becomes_what_a_tree_becomes() {
        let json = json!({
            "a": [1, { "b": "x,\"]}" }, [], null],
            "~/": { "c\"": { "d": 1.5 } },
            "one": { "e": 1 },
        });
        let value: &RawValue = serde_json::from_str(r#"{"new":[1]}"#).unwrap();
        let paths = [
            "/a",
            "/a/0",
            "/a/1",
            "/a/1/b",
            "/a/1/c",
            "/a/2/0",
            "/a/3",
            "/a/4",
            "/a/5",
            "/a/0/x",
            "/a/x",
            "/~0~1",
            "/~0~1/c\"/d",
            "/~0~1/c\"/e",
            "/one/e",
            "/two",
            "/two/f",
            "/a/01",
        ];
        for path in paths {
            for op in [Op::Add(value), Op::Replace(value), Op::Remove] {
                let [text, tree] = both(&json, path, op);
                assert_eq!(text, tree, "{op:?} at {path}");
            }
        }
        for (from, to) in [(0, 3), (3, 0), (1, 1), (2, 1)] {
            let [text, tree] = both(&json, &format!("/a/{to}"), Op::Move(from));
            assert!(text.is_some());
            assert_eq!(text, tree, "from {from} to {to}");
        }
    }

    #[test]
    fn an_element_is_added_at_the_end() {
        let value: &RawValue = serde_json::from_str("2").unwrap();
        let [text, tree] = both(&json!([1]), "/-", Op::Add(value));
        assert_eq!(text, Some(json!([1, 2])));
        assert_eq!(text, tree);
    }
}
