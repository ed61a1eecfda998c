//! What serde's attributes say about the shape of a type.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Attribute, ExprPath, Meta, Type};

use crate::errors::Errors;
use crate::meta;
use crate::names::Rule;

/// Serde's attributes on a type.
pub struct Container {
    pub rename_all: Rule,
    /// The type that stands in when the value is written.
    pub into: Option<Type>,
    /// The value is written as its only field.
    pub transparent: bool,
    /// `tag`, `content` or `untagged` is there.
    pub tag: bool,
    pub metas: Vec<Meta>,
}

/// Serde's attributes on a field.
#[derive(Default)]
pub struct Field {
    pub rename: Option<String>,
    /// The field is not written at all.
    pub skip: bool,
    pub skip_if: Option<ExprPath>,
    pub serialize_with: Option<ExprPath>,
    pub flatten: bool,
    pub default: bool,
    /// The function of `default = "…"`.
    pub default_fn: Option<ExprPath>,
    /// The value is read in another way than its type reads itself.
    pub deserialize_with: bool,
    pub metas: Vec<Meta>,
}

impl Container {
    /// Reads the attributes. Serde itself reports what it does not know.
    pub fn read(attributes: &[Attribute], errors: &mut Errors) -> Self {
        let mut container = Self {
            rename_all: Rule::None,
            into: None,
            transparent: false,
            tag: false,
            metas: metas(attributes),
        };
        for meta in &container.metas {
            match &*meta::name(meta) {
                "rename_all" => {
                    let rule = serialize_name(meta).and_then(|name| Rule::named(&name));
                    container.rename_all = rule.unwrap_or(Rule::None);
                }
                "into" => {
                    container.into = errors.ok(meta::text(meta).and_then(|text| text.parse()));
                }
                "transparent" => container.transparent = true,
                "tag" | "content" | "untagged" => container.tag = true,
                "remote" => errors.at(
                    meta,
                    "a remote definition is not a state type; put `#[state]` on a type of your \
                     own, or `#[state(type = \"…\")]` on the field that holds the remote one",
                ),
                _ => {}
            }
        }
        container
    }
}

impl Field {
    /// Reads the attributes. Serde itself reports what it does not know.
    pub fn read(attributes: &[Attribute], errors: &mut Errors) -> Self {
        let mut field = Self {
            metas: metas(attributes),
            ..Self::default()
        };
        for meta in &field.metas {
            match &*meta::name(meta) {
                "rename" => field.rename = serialize_name(meta),
                "skip" | "skip_serializing" => field.skip = true,
                "skip_serializing_if" => field.skip_if = path(meta, errors),
                "serialize_with" => field.serialize_with = path(meta, errors),
                "with" => {
                    field.serialize_with = path(meta, errors).map(|mut module| {
                        module.path.segments.push(syn::parse_quote!(serialize));
                        module
                    });
                }
                "flatten" => field.flatten = true,
                "default" => {
                    field.default = true;
                    if let Meta::NameValue(_) = meta {
                        field.default_fn = path(meta, errors);
                    }
                }
                "deserialize_with" => field.deserialize_with = true,
                "getter" => errors.at(
                    meta,
                    "a getter belongs to a remote definition, which is not a state type",
                ),
                _ => {}
            }
        }
        field
    }

    /// Whether the member is written, and read, as the field's own type does both.
    pub fn is_plain_both_ways(&self) -> bool {
        self.is_plain() && !self.deserialize_with
    }

    /// The value of a field that is not on the wire.
    pub fn default_value(&self) -> TokenStream {
        match &self.default_fn {
            Some(default) => quote!(#default()),
            None => quote!(::std::default::Default::default()),
        }
    }

    /// Whether the member is written as the field's own type writes itself.
    pub fn is_plain(&self) -> bool {
        self.skip_if.is_none() && self.serialize_with.is_none()
    }
}

/// The serde attribute for the hidden mirror of a type, with those of `metas` that shape
/// TypeScript and are not left out.
pub fn mirrored(metas: &[Meta], keep: &[&str]) -> TokenStream {
    let kept: Vec<&Meta> = metas
        .iter()
        .filter(|meta| keep.contains(&&*meta::name(meta)))
        .collect();
    if kept.is_empty() {
        TokenStream::new()
    } else {
        quote!(#[serde(#(#kept),*)])
    }
}

/// All arguments of all `#[serde(…)]`. What cannot be read is left to serde to report.
pub fn metas(attributes: &[Attribute]) -> Vec<Meta> {
    attributes
        .iter()
        .filter(|attribute| attribute.path().is_ident("serde"))
        .filter_map(|attribute| meta::attribute_arguments(attribute).ok())
        .flatten()
        .collect()
}

/// The name that `rename` gives.
pub fn renamed(metas: &[Meta]) -> Option<String> {
    metas
        .iter()
        .find(|meta| meta::name(meta) == "rename")
        .and_then(serialize_name)
}

/// The name for writing in `rename = "…"` or `rename(serialize = "…")`.
fn serialize_name(meta: &Meta) -> Option<String> {
    match meta {
        Meta::List(list) => meta::arguments(list.tokens.clone())
            .ok()?
            .iter()
            .find(|argument| meta::name(argument) == "serialize")
            .and_then(|argument| meta::text(argument).ok())
            .map(|text| text.value()),
        meta => meta::text(meta).ok().map(|text| text.value()),
    }
}

fn path(meta: &Meta, errors: &mut Errors) -> Option<ExprPath> {
    errors.ok(meta::text(meta).and_then(|text| text.parse()))
}
