//! A command error in Musubi's own words.

use std::collections::HashSet;

use proc_macro2::TokenStream;
use syn::{Attribute, Fields, Ident, ItemEnum, LitStr};

use crate::errors::Errors;
use crate::{docs, meta, names, serde};

/// The enum.
pub struct CommandError {
    pub ident: Ident,
    pub variants: Vec<Variant>,
    /// The enum as it was written, without our attributes.
    pub input: ItemEnum,
}

/// One error.
pub struct Variant {
    pub ident: Ident,
    /// What identifies it on the wire.
    pub code: String,
    /// The sentence for people: a format string of the fields' names.
    pub reason: Reason,
    pub docs: String,
    pub fields: Fields,
}

/// Where the sentence for people comes from.
pub enum Reason {
    /// `#[reason("…")]`, with `{field}`s in it.
    Format(LitStr),
    /// The documentation.
    Docs(String),
}

impl CommandError {
    /// Reads the enum, and takes our attributes off it.
    pub fn read(arguments: TokenStream, mut input: ItemEnum, errors: &mut Errors) -> Self {
        for argument in errors.ok(meta::arguments(arguments)).unwrap_or_default() {
            errors.at(&argument, "`#[command_error]` takes no arguments");
        }
        if !input.generics.params.is_empty() {
            errors.at(&input.generics, "`#[command_error]` types are concrete");
        }
        for meta in serde::metas(&input.attrs) {
            errors.at(
                &meta,
                "an error's form on the wire is fixed: a code, and the fields as its detail",
            );
        }
        let mut codes = HashSet::new();
        let mut variants = Vec::new();
        for variant in &mut input.variants {
            let code = names::snake(&variant.ident.to_string());
            if !codes.insert(code.clone()) {
                errors.at(
                    &variant.ident,
                    format!("two variants have the code `{code}`"),
                );
            }
            if serde::metas(&variant.attrs)
                .iter()
                .any(|meta| meta::name(meta) == "rename")
            {
                errors.at(
                    &variant.ident,
                    "the code is the variant's name: rename the variant",
                );
            }
            if let Fields::Unnamed(fields) = &variant.fields
                && fields.unnamed.len() > 1
            {
                errors.at(
                    &variant.fields,
                    "give the fields names: they are the members of the error's detail",
                );
            }
            let reasons = meta::take(&mut variant.attrs, "reason");
            let docs = docs::text(&variant.attrs);
            let reason = Self::reason(&variant.ident, &reasons, &docs, errors);
            variants.push(Variant {
                ident: variant.ident.clone(),
                code,
                reason,
                docs,
                fields: variant.fields.clone(),
            });
        }
        Self {
            ident: input.ident.clone(),
            variants,
            input,
        }
    }

    fn reason(ident: &Ident, reasons: &[Attribute], docs: &str, errors: &mut Errors) -> Reason {
        if let Some(second) = reasons.get(1) {
            errors.at(second, "a variant has one reason");
        }
        if let Some(reason) = reasons.first() {
            match reason.parse_args::<LitStr>() {
                Ok(text) => return Reason::Format(text),
                Err(_) => errors.at(
                    reason,
                    "write a sentence for people: `#[reason(\"… {field} …\")]`",
                ),
            }
            return Reason::Docs(String::new());
        }
        Reason::Docs(docs::first_sentence(docs).unwrap_or_else(|| {
            errors.at(
                ident,
                "say what went wrong, for people: a `///` comment whose first sentence they read, \
                 or `#[reason(\"… {field} …\")]`",
            );
            String::new()
        }))
    }
}
