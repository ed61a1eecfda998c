//! A state, params or event type in Musubi's own words.

use std::fmt;

use proc_macro2::TokenStream;
use syn::ext::IdentExt;
use syn::{Attribute, Data, DeriveInput, Ident, LitStr, Meta, Type, Visibility};

use super::field::Kind;
use crate::errors::Errors;
use crate::{meta, names, serde, types};

/// What the type is for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Clients see it.
    State,
    /// Clients send it.
    Params,
    /// Only parents hand it to children: it need not cross the wire.
    LocalParams,
    /// Stores push it to clients.
    Event,
}

/// The type.
pub struct Item {
    pub purpose: Purpose,
    /// All attributes but ours.
    pub attributes: Vec<Attribute>,
    pub visibility: Visibility,
    pub ident: Ident,
    /// The name in TypeScript.
    pub name: String,
    /// The name of an event on the wire.
    pub event: String,
    pub serde: serde::Container,
    pub shape: Shape,
    /// The item as it was written, without our attributes.
    pub input: DeriveInput,
}

/// What the type is made of.
pub enum Shape {
    Struct(Fields),
    Enum(Vec<Variant>),
}

/// One variant of an enum.
pub struct Variant {
    pub ident: Ident,
    pub attributes: Vec<Attribute>,
    pub metas: Vec<Meta>,
    pub fields: Fields,
}

/// The fields of a struct or a variant.
pub enum Fields {
    Named(Vec<Field>),
    Unnamed(Vec<Field>),
    Unit,
}

/// One field.
pub struct Field {
    pub ident: Option<Ident>,
    pub visibility: Visibility,
    pub attributes: Vec<Attribute>,
    pub ty: Type,
    pub serde: serde::Field,
    pub kind: Kind,
    /// What TypeScript sees, where the type itself cannot say.
    pub typescript: Option<LitStr>,
}

impl Item {
    /// Reads the item, and takes our attributes off it.
    pub fn read(
        purpose: Purpose,
        arguments: TokenStream,
        mut input: DeriveInput,
        errors: &mut Errors,
    ) -> Self {
        let mut purpose = purpose;
        let mut name = input.ident.to_string();
        let mut event = names::snake(&input.ident.unraw().to_string());
        for argument in errors.ok(meta::arguments(arguments)).unwrap_or_default() {
            match &*meta::name(&argument) {
                "name" => {
                    let Some(text) = errors.ok(meta::text(&argument)) else {
                        continue;
                    };
                    if purpose == Purpose::Event {
                        check_event_name(&text, errors);
                        event = text.value();
                    } else if is_identifier(&text.value()) {
                        name = text.value();
                    } else {
                        errors.at(
                            &text,
                            "this cannot be the name of a type in TypeScript: take letters, digits and `_`",
                        );
                    }
                }
                "local" if matches!(purpose, Purpose::Params | Purpose::LocalParams) => {
                    if errors.ok(meta::word(&argument)).is_some() {
                        purpose = Purpose::LocalParams;
                    }
                }
                _ => errors.at(&argument, purpose.arguments()),
            }
        }
        let serde = serde::Container::read(&input.attrs, errors);
        let ident = input.ident.clone();
        let this = Type::Path(syn::parse_quote!(#ident));
        let read = |fields: &mut syn::Fields, errors: &mut Errors| {
            Fields::read(purpose, fields, &this, errors)
        };
        let shape = match &mut input.data {
            Data::Struct(data) => Shape::Struct(read(&mut data.fields, errors)),
            Data::Enum(data) => Shape::Enum(
                data.variants
                    .iter_mut()
                    .map(|variant| Variant {
                        ident: variant.ident.clone(),
                        attributes: variant.attrs.clone(),
                        metas: serde::metas(&variant.attrs),
                        fields: read(&mut variant.fields, errors),
                    })
                    .collect(),
            ),
            Data::Union(data) => {
                errors.at(&data.union_token, "a union has no JSON; write an enum");
                Shape::Struct(Fields::Unit)
            }
        };
        Self {
            purpose,
            attributes: input.attrs.clone(),
            visibility: input.vis.clone(),
            ident,
            name,
            event,
            serde,
            shape,
            input,
        }
    }

    /// Whether serde's traits come from a `#[derive]` on the type itself: because it has one, or
    /// because another type stands in for it.
    pub fn derives_serde(&self) -> bool {
        let has = |name: &str| meta::derives(&self.attributes, name);
        let converts =
            |meta: &Meta| ["from", "try_from", "into", "transparent"].contains(&&*meta::name(meta));
        has("Serialize") || has("Deserialize") || self.serde.metas.iter().any(converts)
    }

    /// The named fields of a struct.
    pub fn named_fields(&self) -> Option<&[Field]> {
        match &self.shape {
            Shape::Struct(Fields::Named(fields)) => Some(fields),
            _ => None,
        }
    }

    /// Every field, those of variants too.
    pub fn all_fields(&self) -> impl Iterator<Item = &Field> {
        let (own, variants) = match &self.shape {
            Shape::Struct(fields) => (Some(fields), &[][..]),
            Shape::Enum(variants) => (None, &variants[..]),
        };
        own.into_iter()
            .chain(variants.iter().map(|variant| &variant.fields))
            .flat_map(|fields| fields.iter())
    }

    /// Whether each field is one member of the object, so that a reactive form can stand for it.
    pub fn is_object(&self) -> bool {
        let serde = &self.serde;
        let is_plain = serde.into.is_none() && !serde.transparent && !serde.tag;
        is_plain
            && self
                .named_fields()
                .is_some_and(|fields| fields.iter().all(|field| !field.serde.flatten))
    }
}

impl Fields {
    fn read(purpose: Purpose, fields: &mut syn::Fields, this: &Type, errors: &mut Errors) -> Self {
        let read = |field| Field::read(purpose, field, this, errors);
        match fields {
            syn::Fields::Named(fields) => Self::Named(fields.named.iter_mut().map(read).collect()),
            syn::Fields::Unnamed(fields) => {
                Self::Unnamed(fields.unnamed.iter_mut().map(read).collect())
            }
            syn::Fields::Unit => Self::Unit,
        }
    }

    /// The fields in their order.
    pub fn iter(&self) -> std::slice::Iter<'_, Field> {
        match self {
            Self::Named(fields) | Self::Unnamed(fields) => fields.iter(),
            Self::Unit => [].iter(),
        }
    }
}

impl Field {
    fn read(purpose: Purpose, field: &mut syn::Field, this: &Type, errors: &mut Errors) -> Self {
        let ours = meta::take(&mut field.attrs, "state");
        let (kind, typescript) = Kind::read(purpose, field, &ours, errors);
        Self {
            ident: field.ident.clone(),
            visibility: field.vis.clone(),
            attributes: field.attrs.clone(),
            ty: types::with_self(&field.ty, this),
            serde: serde::Field::read(&field.attrs, errors),
            kind,
            typescript,
        }
    }

    /// The name on the wire.
    pub fn wire_name(&self, container: &serde::Container) -> String {
        let own = self.ident.as_ref().map(|ident| ident.unraw().to_string());
        let own = own.unwrap_or_default();
        self.serde
            .rename
            .clone()
            .unwrap_or_else(|| container.rename_all.field(&own))
    }
}

impl Purpose {
    /// The macro's arguments, for an error.
    fn arguments(self) -> &'static str {
        match self {
            Self::State => "`#[state]` on a type takes `name = \"…\"` only",
            Self::Event => "`#[event]` takes `name = \"…\"` only",
            Self::Params | Self::LocalParams => {
                "`#[params]` takes `name = \"…\"`, or `local` for props that only a parent store \
                 hands on"
            }
        }
    }

    /// Ends a sentence about where the macro goes.
    pub fn or_an_enum(self) -> &'static str {
        if matches!(self, Self::State | Self::Event) {
            " or an enum"
        } else {
            ""
        }
    }
}

impl fmt::Display for Purpose {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::State => "state",
            Self::Params | Self::LocalParams => "params",
            Self::Event => "event",
        })
    }
}

fn check_event_name(name: &LitStr, errors: &mut Errors) {
    let text = name.value();
    if text.trim().is_empty() {
        errors.at(name, "an event needs a name");
    } else if text.starts_with("musubi:") {
        errors.at(
            name,
            "names that begin with `musubi:` belong to the protocol",
        );
    }
}

fn is_identifier(name: &str) -> bool {
    // What TypeScript does not let a program declare a type as.
    const TAKEN: &[&str] = &[
        "any",
        "bigint",
        "boolean",
        "never",
        "null",
        "number",
        "object",
        "string",
        "symbol",
        "undefined",
        "unknown",
        "void",
    ];
    name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
        && name
            .chars()
            .all(|character| character.is_ascii_alphanumeric() || character == '_')
        && !TAKEN.contains(&name)
}
