//! As much of TypeScript's types as a generated file is made of.

/// A type.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Type {
    /// A name, a literal, or a text that is kept as it is.
    Text(String),
    /// `A | B`.
    Union(Vec<Type>),
    /// `A & B`.
    Intersection(Vec<Type>),
    /// `T[]`.
    Array(Box<Type>),
    /// `[A, B]`.
    Tuple(Vec<Type>),
    /// `Name<A, B>`.
    Generic(String, Vec<Type>),
    /// `{ a: A; b?: B }`.
    Object(Vec<Member>),
}

/// A member of an object type or an interface.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Member {
    /// The documentation, a line each.
    pub(super) docs: Vec<String>,
    /// What stands before the colon: `name`, `"a name"`, `name?` or `[key: string]`.
    pub(super) key: String,
    pub(super) ty: Type,
}

/// A named type with its documentation.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Declaration {
    pub(super) docs: Vec<String>,
    pub(super) body: Body,
}

/// What is declared.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Body {
    /// `interface Name { … }`; the head is all before the brace.
    Interface { head: String, members: Vec<Member> },
    /// `type Name = …;`
    Alias { name: String, ty: Type },
    /// A text that is kept as it is.
    Text(String),
}

impl Type {
    /// A name, a literal, or a text that is kept as it is.
    pub(super) fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// A union, flat and without repetitions; `never` where it has no part.
    pub(super) fn union(parts: impl IntoIterator<Item = Self>) -> Self {
        let mut flat = Vec::new();
        for part in parts {
            let parts = match part {
                Self::Union(parts) => parts,
                part => vec![part],
            };
            for part in parts {
                if !flat.contains(&part) {
                    flat.push(part);
                }
            }
        }
        match flat.len() {
            0 => Self::text("never"),
            1 => flat.remove(0),
            _ => Self::Union(flat),
        }
    }
}

impl Member {
    /// A member without documentation.
    pub(super) fn new(key: impl Into<String>, ty: Type) -> Self {
        Self {
            docs: Vec::new(),
            key: key.into(),
            ty,
        }
    }
}
