//! What a state or params type may not be.

use super::field::Kind;
use super::model::{Field, Fields, Item, Purpose, Shape};
use crate::errors::Errors;
use crate::meta;

/// Notes what is wrong with a type that could be read.
pub fn check(item: &Item, errors: &mut Errors) {
    if !item.input.generics.params.is_empty() {
        errors.at(
            &item.input.generics,
            format!(
                "`#[{}]` types are concrete: write one type for each use",
                item.purpose
            ),
        );
    }
    let is_params = matches!(item.purpose, Purpose::Params | Purpose::LocalParams);
    if is_params && item.named_fields().is_none() {
        errors.at(
            &item.ident,
            "`#[params]` goes on a struct with named fields: params are an object on the wire",
        );
    }
    if let Some(fields) = item.named_fields() {
        check_names(item, fields, errors);
    }
    if let Shape::Enum(variants) = &item.shape {
        let metas = variants.iter().flat_map(|variant| &variant.metas);
        for meta in metas.filter(|meta| meta::name(meta) == "untagged") {
            errors.at(
                meta,
                "either all variants are untagged or none: put this on the enum",
            );
        }
    }
    for field in item.all_fields() {
        check_field(item, field, errors);
        let cfg = field
            .attributes
            .iter()
            .find(|attribute| attribute.path().is_ident("cfg"));
        if let Some(cfg) = cfg {
            errors.at(
                cfg,
                "both sides of the wire have all fields: take the condition off",
            );
        }
    }
}

fn check_names(item: &Item, fields: &[Field], errors: &mut Errors) {
    let mut known = std::collections::HashMap::new();
    for field in fields
        .iter()
        .filter(|field| !field.serde.skip && !field.serde.flatten)
    {
        let name = field.wire_name(&item.serde);
        if name.starts_with("__musubi_") {
            errors.at(
                &field.ident,
                "names that begin with `__musubi_` belong to the protocol",
            );
        }
        if known.insert(name.clone(), ()).is_some() {
            errors.at(
                &field.ident,
                format!("two fields have the name `{name}` on the wire"),
            );
        }
    }
}

fn check_field(item: &Item, field: &Field, errors: &mut Errors) {
    let is_member = item.is_object() && item.purpose == Purpose::State;
    if !is_member && !matches!(field.kind, Kind::Leaf) {
        errors.at(
            &field.ty,
            match (&item.purpose, &item.shape) {
                (Purpose::State, Shape::Enum(_)) => {
                    "an enum has no reactive form, so its fields are plain values: take the \
                     attribute off, and keep child stores in a struct"
                }
                (Purpose::State, Shape::Struct(Fields::Named(_))) => {
                    "with these serde attributes the type has no reactive form, so its fields are \
                     plain values"
                }
                (Purpose::State, _) => {
                    "only a struct with named fields has a reactive form; give the field a name"
                }
                (Purpose::Event, _) => "an event has no reactive form: take the attribute off",
                _ => "params have no reactive form: take the attribute off",
            },
        );
        return;
    }
    if !field.serde.is_plain() && !matches!(field.kind, Kind::Leaf) {
        errors.at(
            &field.ty,
            "`skip_serializing_if`, `with` and `serialize_with` work for plain values only: take \
             them off, or take `#[state(…)]` off",
        );
    }
}
