use musubi_wire::payload::Features;
use serde::Serialize;

use super::{Field, State};
use crate::json;

/// Writes RFC 6902 operations as bytes, under a path that grows and shrinks with the walk.
///
/// The path is kept escaped, both as a JSON Pointer and as the inside of a JSON string, so an
/// operation copies it.
#[doc(hidden)]
pub struct Ops<'a> {
    out: &'a mut Vec<u8>,
    path: Vec<u8>,
    features: Features,
    count: usize,
    error: Option<EncodeError>,
}

/// A value of the state that has no JSON, with the pointer to it.
#[derive(Debug)]
pub(crate) struct EncodeError {
    pub(crate) path: String,
    pub(crate) source: serde_json::Error,
}

impl<'a> Ops<'a> {
    /// Operations for a client with these features are appended to `out`, separated by commas.
    pub(crate) fn new(out: &'a mut Vec<u8>, features: Features) -> Self {
        Self {
            out,
            path: Vec::with_capacity(64),
            features,
            count: 0,
            error: None,
        }
    }

    /// How many operations were written, or the first value that could not be.
    pub(crate) fn finish(self) -> Result<usize, EncodeError> {
        match self.error {
            Some(error) => Err(error),
            None => Ok(self.count),
        }
    }

    /// Replaces the value at the current path.
    pub fn replace<T: Serialize + ?Sized>(&mut self, value: &T) {
        self.open("replace");
        self.value(value);
    }

    /// Adds the value at the current path, as a member or before an element.
    pub fn add<T: Serialize + ?Sized>(&mut self, value: &T) {
        self.open("add");
        self.value(value);
    }

    /// Removes the value at the current path.
    pub fn remove(&mut self) {
        self.open("remove");
        self.out.push(b'}');
    }

    /// Whether the client understands [`Ops::move_row`].
    pub(crate) fn can_move(&self) -> bool {
        self.features.moves
    }

    /// Moves a row of the list at the current path so that it stands at `to`.
    pub(crate) fn move_row(&mut self, from: usize, to: usize) {
        self.index(to, |ops| ops.open("move"));
        self.out.extend_from_slice(b",\"from\":\"");
        self.index(from, |ops| ops.out.extend_from_slice(&ops.path));
        self.out.extend_from_slice(b"\"}");
    }

    /// Like [`Ops::replace`] or [`Ops::add`] with a value that `write` writes itself.
    pub(crate) fn written(
        &mut self,
        op: &'static str,
        write: impl FnOnce(&mut Vec<u8>) -> Written,
    ) {
        self.open(op);
        self.out.extend_from_slice(b",\"value\":");
        if let Err(error) = write(self.out) {
            self.fail(error);
        }
        self.out.push(b'}');
    }

    /// Runs `f` one level deeper, at a member.
    pub fn member<R>(&mut self, field: &Field, f: impl FnOnce(&mut Self) -> R) -> R {
        let length = self.path.len();
        self.path.extend_from_slice(field.token.as_bytes());
        let result = f(self);
        self.path.truncate(length);
        result
    }

    /// Runs `f` one level deeper, at an index of a list.
    pub fn index<R>(&mut self, index: usize, f: impl FnOnce(&mut Self) -> R) -> R {
        let length = self.path.len();
        self.path.push(b'/');
        self.path
            .extend_from_slice(itoa::Buffer::new().format(index).as_bytes());
        let result = f(self);
        self.path.truncate(length);
        result
    }

    /// Runs `f` one level deeper, at a member whose name is data.
    pub fn key<R>(&mut self, name: &str, f: impl FnOnce(&mut Self) -> R) -> R {
        let length = self.path.len();
        let mut token = String::new();
        musubi_wire::pointer::push_token(&mut token, name);
        json::escape_into(&mut self.path, &token);
        let result = f(self);
        self.path.truncate(length);
        result
    }

    /// The operations for one member of a struct, none if it is equal.
    pub fn changed<T: State>(&mut self, field: &Field, last: &T, next: &T) {
        if last != next {
            self.member(field, |ops| last.diff(next, ops));
        }
    }

    /// The operations for one member of a struct whose type is not a [`State`], none if it is equal.
    pub fn changed_opaque<T: Serialize + PartialEq>(&mut self, field: &Field, last: &T, next: &T) {
        if last != next {
            self.member(field, |ops| ops.difference(last, next));
        }
    }

    /// The operations between the JSON of two values, for types whose shape only serde knows, or
    /// one that replaces the value where that is shorter.
    pub fn difference<T: Serialize + ?Sized>(&mut self, last: &T, next: &T) {
        let (Some(last_json), Some(next_json)) = (as_written(last), as_written(next)) else {
            // It tells what is wrong with the value, if that is what it was.
            self.replace(next);
            return;
        };
        let (start, count) = (self.out.len(), self.count);
        self.value_difference(&last_json, &next_json);
        if self.count < count + 2 {
            return;
        }
        let end = self.out.len();
        let difference = std::mem::replace(&mut self.count, count);
        self.replace(next);
        if self.out.len() - end <= end - start {
            self.out.drain(start..end);
        } else {
            self.out.truncate(end);
            self.count = difference;
        }
    }

    fn value_difference(&mut self, last: &serde_json::Value, next: &serde_json::Value) {
        use json_patch::PatchOperation as Op;

        for operation in json_patch::diff(last, next).0 {
            let pointer = operation.path().as_str().to_owned();
            let length = self.path.len();
            json::escape_into(&mut self.path, &pointer);
            match operation {
                Op::Add(add) => self.add(&add.value),
                Op::Replace(replace) => self.replace(&replace.value),
                Op::Remove(_) => self.remove(),
                Op::Move(_) | Op::Copy(_) | Op::Test(_) => {
                    unreachable!("json_patch::diff yields add, remove and replace")
                }
            }
            self.path.truncate(length);
        }
    }

    fn open(&mut self, op: &str) {
        if self.count > 0 {
            self.out.push(b',');
        }
        self.count += 1;
        self.out.extend_from_slice(b"{\"op\":\"");
        self.out.extend_from_slice(op.as_bytes());
        self.out.extend_from_slice(b"\",\"path\":\"");
        self.out.extend_from_slice(&self.path);
        self.out.push(b'"');
    }

    fn value<T: Serialize + ?Sized>(&mut self, value: &T) {
        self.out.extend_from_slice(b",\"value\":");
        if let Err(error) = json::write(self.out, value) {
            self.fail_here(error);
        }
        self.out.push(b'}');
    }

    fn fail_here(&mut self, source: serde_json::Error) {
        self.fail(EncodeError {
            path: String::new(),
            source,
        });
    }

    pub(crate) fn fail(&mut self, mut error: EncodeError) {
        error
            .path
            .insert_str(0, &String::from_utf8_lossy(&self.path));
        self.error.get_or_insert(error);
    }
}

/// The JSON of a value as a client reads it, `None` if it has none or nests too deep.
///
/// `serde_json::to_value` is no way to it: it gives an `f32` digits that its text does not have.
fn as_written<T: Serialize + ?Sized>(value: &T) -> Option<serde_json::Value> {
    let mut text = Vec::new();
    json::write(&mut text, value).ok()?;
    serde_json::from_slice(&text).ok()
}

/// What writing a part of the tree gives: nothing, or the value that has no JSON.
pub(crate) type Written = Result<(), EncodeError>;
