//! Laying types out in lines of at most 100 columns, as the usual formatters do.

use super::syntax::{Body, Declaration, Member, Type};

/// How long a line may be.
const WIDTH: usize = 100;

/// Writes lines, each indented as deep as it stands.
#[derive(Default)]
pub(super) struct Printer {
    out: String,
    depth: usize,
}

impl Printer {
    /// The text so far.
    pub(super) fn finish(self) -> String {
        self.out
    }

    /// Writes one line.
    pub(super) fn line(&mut self, text: &str) {
        if !text.is_empty() {
            self.out.extend(std::iter::repeat_n("  ", self.depth));
            self.out.push_str(text);
        }
        self.out.push('\n');
    }

    /// Runs `f` one level deeper.
    pub(super) fn indented(&mut self, f: impl FnOnce(&mut Self)) {
        self.depth += 1;
        f(self);
        self.depth -= 1;
    }

    /// Writes a documentation comment; nothing where there is no text.
    pub(super) fn docs(&mut self, lines: &[String]) {
        match lines {
            [] => {}
            [line] if self.fits(&format!("/** {line} */")) => self.line(&format!("/** {line} */")),
            lines => {
                self.line("/**");
                for line in lines {
                    self.line(format!(" * {line}").trim_end());
                }
                self.line(" */");
            }
        }
    }

    /// Writes a named type.
    pub(super) fn declaration(&mut self, declaration: &Declaration) {
        self.docs(&declaration.docs);
        match &declaration.body {
            Body::Interface { head, members } if members.is_empty() => {
                self.line(&format!("interface {head} {{}}"));
            }
            Body::Interface { head, members } => {
                self.line(&format!("interface {head} {{"));
                self.members(members);
                self.line("}");
            }
            Body::Alias { name, ty } => self.assigned(&format!("type {name} ="), ty, ";"),
            Body::Text(text) => {
                for line in text.lines() {
                    self.line(line);
                }
            }
        }
    }

    /// Writes the members of an object type, one level deeper.
    pub(super) fn members(&mut self, members: &[Member]) {
        self.indented(|printer| {
            for member in members {
                printer.docs(&member.docs);
                printer.assigned(&format!("{}:", member.key), &member.ty, ";");
            }
        });
    }

    /// Writes a type after `head`, on the same line as far as it fits.
    fn assigned(&mut self, head: &str, ty: &Type, tail: &str) {
        if let Type::Union(parts) = ty {
            let flat = format!("{head} {}{tail}", flat(ty));
            if self.fits(&flat) && !has_docs(ty) {
                self.line(&flat);
                return;
            }
            self.line(head);
            self.indented(|printer| {
                for (index, part) in parts.iter().enumerate() {
                    let tail = if index + 1 == parts.len() { tail } else { "" };
                    printer.part("| ", part, tail);
                }
            });
            return;
        }
        self.ty(&format!("{head} "), ty, tail);
    }

    /// Writes a type between `head` and `tail`.
    fn ty(&mut self, head: &str, ty: &Type, tail: &str) {
        let flat = format!("{head}{}{tail}", flat(ty));
        if self.fits(&flat) && !has_docs(ty) {
            self.line(&flat);
            return;
        }
        match ty {
            Type::Object(members) if !members.is_empty() => {
                self.line(&format!("{head}{{"));
                self.members(members);
                self.line(&format!("}}{tail}"));
            }
            Type::Generic(name, arguments) => {
                self.listed(&format!("{head}{name}<"), arguments, &format!(">{tail}"));
            }
            Type::Tuple(elements) => {
                self.listed(&format!("{head}["), elements, &format!("]{tail}"));
            }
            Type::Array(element) => match &**element {
                Type::Union(_) | Type::Intersection(_) => {
                    self.line(&format!("{head}("));
                    self.indented(|printer| printer.assigned("", element, ""));
                    self.line(&format!(")[]{tail}"));
                }
                element => self.ty(head, element, &format!("[]{tail}")),
            },
            Type::Union(_) => {
                self.line(&format!("{head}("));
                self.indented(|printer| printer.assigned("", ty, ""));
                self.line(&format!("){tail}"));
            }
            Type::Intersection(parts) => {
                for (index, part) in parts.iter().enumerate() {
                    let head = if index == 0 { head } else { "  & " };
                    let tail = if index + 1 == parts.len() { tail } else { "" };
                    self.part(head, part, tail);
                }
            }
            Type::Text(_) | Type::Object(_) => self.line(&flat),
        }
    }

    /// Writes a part of a union or an intersection, in parentheses where it is one of these itself.
    fn part(&mut self, head: &str, part: &Type, tail: &str) {
        match part {
            Type::Union(_) | Type::Intersection(_) => {
                self.line(&format!("{head}{}{tail}", operand(part)));
            }
            part => self.ty(head, part, tail),
        }
    }

    fn listed(&mut self, head: &str, parts: &[Type], tail: &str) {
        self.line(head);
        self.indented(|printer| {
            for (index, part) in parts.iter().enumerate() {
                let comma = if index + 1 == parts.len() { "" } else { "," };
                printer.ty("", part, comma);
            }
        });
        self.line(tail);
    }

    fn fits(&self, line: &str) -> bool {
        2 * self.depth + line.chars().count() <= WIDTH
    }
}

/// A type in one line.
pub(super) fn flat(ty: &Type) -> String {
    let list = |parts: &[Type], separator: &str| {
        parts.iter().map(flat).collect::<Vec<_>>().join(separator)
    };
    match ty {
        Type::Text(text) => text.clone(),
        Type::Union(parts) => parts.iter().map(operand).collect::<Vec<_>>().join(" | "),
        Type::Intersection(parts) => parts.iter().map(operand).collect::<Vec<_>>().join(" & "),
        Type::Array(element) => match &**element {
            Type::Union(_) | Type::Intersection(_) => format!("({})[]", flat(element)),
            // A text may be anything, so it is not taken apart by what follows.
            Type::Text(text) if text.contains(' ') => format!("({text})[]"),
            element => format!("{}[]", flat(element)),
        },
        Type::Tuple(elements) => format!("[{}]", list(elements, ", ")),
        Type::Generic(name, arguments) => format!("{name}<{}>", list(arguments, ", ")),
        Type::Object(members) if members.is_empty() => "{}".into(),
        Type::Object(members) => {
            let members: Vec<String> = members
                .iter()
                .map(|member| format!("{}: {}", member.key, flat(&member.ty)))
                .collect();
            format!("{{ {} }}", members.join("; "))
        }
    }
}

/// A type in one line, in parentheses where it has parts itself.
fn operand(ty: &Type) -> String {
    match ty {
        Type::Union(_) | Type::Intersection(_) => format!("({})", flat(ty)),
        ty => flat(ty),
    }
}

/// Whether a type has documentation within, for which one line is no place.
fn has_docs(ty: &Type) -> bool {
    match ty {
        Type::Text(_) => false,
        Type::Array(element) => has_docs(element),
        Type::Union(parts)
        | Type::Intersection(parts)
        | Type::Tuple(parts)
        | Type::Generic(_, parts) => parts.iter().any(has_docs),
        Type::Object(members) => members
            .iter()
            .any(|member| !member.docs.is_empty() || has_docs(&member.ty)),
    }
}
