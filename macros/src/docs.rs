//! Documentation comments as text.

use syn::{Attribute, Expr, ExprLit, Lit, Meta};

/// The text of the `///` comments among `attributes`, one line each, without their first space.
pub fn text(attributes: &[Attribute]) -> String {
    let lines: Vec<String> = attributes.iter().filter_map(line).collect();
    let lines: Vec<&str> = lines.iter().flat_map(|line| line.split('\n')).collect();
    let lines: Vec<&str> = lines
        .into_iter()
        .map(|line| line.strip_prefix(' ').unwrap_or(line).trim_end())
        .collect();
    lines.join("\n").trim_matches('\n').to_owned()
}

/// The first paragraph of a documentation, on one line.
pub fn first_paragraph(docs: &str) -> Option<String> {
    let paragraph = docs.split("\n\n").next()?.replace('\n', " ");
    let paragraph = paragraph.trim();
    (!paragraph.is_empty()).then(|| paragraph.to_owned())
}

/// The first sentence of a documentation, on one line and without its full stop's successors.
pub fn first_sentence(docs: &str) -> Option<String> {
    let paragraph = first_paragraph(docs)?;
    let end = paragraph
        .match_indices(". ")
        .next()
        .map_or(paragraph.len(), |(at, _)| at + 1);
    Some(paragraph[..end].to_owned())
}

/// Whether an attribute is a documentation comment.
pub fn is_doc(attribute: &Attribute) -> bool {
    attribute.path().is_ident("doc")
}

fn line(attribute: &Attribute) -> Option<String> {
    match &attribute.meta {
        Meta::NameValue(meta) if meta.path.is_ident("doc") => match &meta.value {
            Expr::Lit(ExprLit {
                lit: Lit::Str(text),
                ..
            }) => Some(text.value()),
            _ => None,
        },
        _ => None,
    }
}
