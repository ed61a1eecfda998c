//! Reading types that `tsify`, the macros and applications have written, to lay them out alike.
//!
//! What is not understood (an application may give any text with `#[state(type = "…")]`) is kept as
//! it is.

use super::syntax::{Body, Declaration, Member, Type};

/// Reads a type.
pub(super) fn ty(text: &str) -> Type {
    let mut parser = Parser::new(text);
    match parser.ty() {
        Some(ty) if parser.is_done() => ty,
        _ => Type::text(text.trim()),
    }
}

/// Reads a documented `interface` or `type`.
pub(super) fn declaration(text: &str) -> Declaration {
    let mut parser = Parser::new(text);
    let docs = parser.docs();
    let rest = parser.rest.trim();
    let body = parser.body().filter(|_| parser.is_done());
    Declaration {
        docs,
        body: body.unwrap_or_else(|| Body::Text(rest.to_owned())),
    }
}

struct Parser<'a> {
    rest: &'a str,
}

impl<'a> Parser<'a> {
    fn new(text: &'a str) -> Self {
        Self { rest: text }
    }

    fn is_done(&mut self) -> bool {
        self.space();
        self.rest.is_empty()
    }

    fn space(&mut self) {
        self.rest = self.rest.trim_start();
    }

    /// Takes `token` if it comes next.
    fn take(&mut self, token: &str) -> Option<()> {
        self.space();
        self.rest = self.rest.strip_prefix(token)?;
        Some(())
    }

    fn docs(&mut self) -> Vec<String> {
        self.space();
        let Some((comment, rest)) = self
            .rest
            .strip_prefix("/**")
            .and_then(|rest| rest.split_once("*/"))
        else {
            return Vec::new();
        };
        self.rest = rest;
        let lines = comment.trim().lines().map(|line| {
            let line = line.trim();
            let line = line.strip_prefix('*').unwrap_or(line);
            line.strip_prefix(' ').unwrap_or(line).trim_end().to_owned()
        });
        lines.collect()
    }

    fn body(&mut self) -> Option<Body> {
        if self.take("interface ").is_some() {
            let brace = self.rest.find('{')?;
            let head = self.rest[..brace].trim().to_owned();
            self.rest = &self.rest[brace..];
            let Type::Object(members) = self.object()? else {
                return None;
            };
            return Some(Body::Interface { head, members });
        }
        self.take("type ")?;
        let equals = self.rest.find('=')?;
        let name = self.rest[..equals].trim().to_owned();
        self.rest = &self.rest[equals + 1..];
        let ty = self.ty()?;
        self.take(";")?;
        Some(Body::Alias { name, ty })
    }

    fn ty(&mut self) -> Option<Type> {
        let _ = self.take("|");
        let parts = self.separated("|", Self::intersection)?;
        Some(if parts.len() == 1 {
            parts.into_iter().next()?
        } else {
            Type::union(parts)
        })
    }

    fn intersection(&mut self) -> Option<Type> {
        let mut parts = self.separated("&", Self::postfix)?;
        Some(if parts.len() == 1 {
            parts.remove(0)
        } else {
            Type::Intersection(parts)
        })
    }

    fn postfix(&mut self) -> Option<Type> {
        let mut ty = self.primary()?;
        while self.take("[]").is_some() {
            ty = Type::Array(Box::new(ty));
        }
        Some(ty)
    }

    fn primary(&mut self) -> Option<Type> {
        self.space();
        match self.rest.chars().next()? {
            '{' => self.object(),
            '(' => {
                self.take("(")?;
                let ty = self.ty()?;
                self.take(")")?;
                Some(ty)
            }
            '[' => {
                self.take("[")?;
                if self.take("]").is_some() {
                    return Some(Type::Tuple(Vec::new()));
                }
                let elements = self.separated(",", Self::ty)?;
                self.take("]")?;
                Some(Type::Tuple(elements))
            }
            quote @ ('"' | '\'' | '`') => self.quoted(quote).map(Type::Text),
            _ => {
                let name = self.name()?;
                if self.take("<").is_none() {
                    return Some(Type::Text(name));
                }
                let arguments = self.separated(",", Self::ty)?;
                self.take(">")?;
                Some(Type::Generic(name, arguments))
            }
        }
    }

    fn separated(
        &mut self,
        separator: &str,
        part: impl Fn(&mut Self) -> Option<Type>,
    ) -> Option<Vec<Type>> {
        let mut parts = vec![part(self)?];
        while self.take(separator).is_some() {
            parts.push(part(self)?);
        }
        Some(parts)
    }

    fn object(&mut self) -> Option<Type> {
        self.take("{")?;
        let mut members = Vec::new();
        while self.take("}").is_none() {
            let docs = self.docs();
            let key = self.key()?;
            let ty = self.ty()?;
            members.push(Member { docs, key, ty });
            if self.take(";").is_none() {
                let _ = self.take(",");
            }
        }
        Some(Type::Object(members))
    }

    /// What stands before the colon of a member.
    fn key(&mut self) -> Option<String> {
        self.space();
        let mut key = match self.rest.chars().next()? {
            quote @ ('"' | '\'') => self.quoted(quote)?,
            '[' => {
                let end = self.rest.find(']')? + 1;
                let (key, rest) = self.rest.split_at(end);
                self.rest = rest;
                key.to_owned()
            }
            _ => self.name()?,
        };
        if self.take("?").is_some() {
            key.push('?');
        }
        self.take(":")?;
        Some(key)
    }

    fn quoted(&mut self, quote: char) -> Option<String> {
        let mut escaped = false;
        let inner = self.rest.char_indices().skip(1);
        let (end, _) = inner.into_iter().find(|(_, character)| {
            let ends = *character == quote && !escaped;
            escaped = *character == '\\' && !escaped;
            ends
        })?;
        let (text, rest) = self.rest.split_at(end + 1);
        self.rest = rest;
        Some(text.to_owned())
    }

    /// A name with dots, or a number.
    fn name(&mut self) -> Option<String> {
        self.space();
        let is_part = |character: char| character.is_alphanumeric() || "_$.-".contains(character);
        let end = self
            .rest
            .find(|character| !is_part(character))
            .unwrap_or(self.rest.len());
        let (name, rest) = self.rest.split_at(end);
        self.rest = rest;
        (!name.is_empty()).then(|| name.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_read_with_their_structure() {
        let name = |text: &str| Type::text(text);
        assert_eq!(ty("A | null"), Type::Union(vec![name("A"), name("null")]));
        assert_eq!(
            ty("(A & { \"b c\"?: \"x;|\" })[]"),
            Type::Array(Box::new(Type::Intersection(vec![
                name("A"),
                Type::Object(vec![Member::new("\"b c\"?", name("\"x;|\""))]),
            ])))
        );
        assert_eq!(
            ty("Musubi.AsyncField<[A, `${bigint}`]>"),
            Type::Generic(
                "Musubi.AsyncField".into(),
                vec![Type::Tuple(vec![name("A"), name("`${bigint}`")])]
            )
        );
        assert_eq!(
            ty("{ [key: string]: A }"),
            Type::Object(vec![Member::new("[key: string]", name("A"))])
        );
    }

    #[test]
    fn what_is_not_understood_is_kept() {
        for text in [
            "(a: number) => void",
            "T extends U ? A : B",
            "typeof x[",
            "\"open",
        ] {
            assert_eq!(ty(text), Type::text(text));
        }
    }
}
