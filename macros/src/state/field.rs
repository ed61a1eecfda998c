//! What a field becomes in the reactive form.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Attribute, Ident, LitStr, Meta, Type};

use super::model::Purpose;
use crate::errors::Errors;
use crate::{meta, types};

/// What a field becomes in the reactive form.
#[derive(Clone)]
pub enum Kind {
    /// One signal.
    Leaf,
    /// The reactive form of the field's type.
    Nested { signals: Type },
    /// One signal of a list, compared by key.
    Keyed { key: Ident },
    /// A list of reactive rows.
    Each { signals: Type, key: Ident },
    /// A list that records its edits.
    List { key: Ident },
    /// A value that a store is still getting.
    Async { value: Type },
    /// A list that only clients keep.
    Stream { item: Type },
    /// A stream whose first items a store is still getting.
    AsyncStream { item: Type },
    /// A place that takes files.
    Upload,
    /// A child store.
    Child { store: Type },
    /// A child store or `null`.
    OptionalChild { store: Type },
    /// A list of child stores.
    Children { store: Type },
}

/// The arguments of `#[state(…)]` on a field, as they were written.
#[derive(Default)]
struct Arguments {
    nested: Option<Meta>,
    each: Option<Meta>,
    key: Option<LitStr>,
    typescript: Option<LitStr>,
}

impl Kind {
    /// Reads `#[state(…)]` on a field. A field with a mistake becomes a leaf.
    pub fn read(
        purpose: Purpose,
        field: &syn::Field,
        attributes: &[Attribute],
        errors: &mut Errors,
    ) -> (Self, Option<LitStr>) {
        let mut arguments = Arguments::default();
        for attribute in attributes {
            if purpose == Purpose::LocalParams {
                errors.at(
                    attribute,
                    "local params do not cross the wire: take this attribute off",
                );
                continue;
            }
            for meta in errors
                .ok(meta::attribute_arguments(attribute))
                .unwrap_or_default()
            {
                arguments.add(meta, errors);
            }
        }
        let typescript = arguments.typescript.clone();
        (
            Self::of(&field.ty, &arguments, errors).unwrap_or(Self::Leaf),
            typescript,
        )
    }

    fn of(ty: &Type, arguments: &Arguments, errors: &mut Errors) -> Option<Self> {
        let Arguments {
            nested,
            each,
            key,
            typescript,
        } = arguments;
        let kind = match (nested, each, key) {
            (Some(nested), Some(_), _) => {
                errors.at(
                    nested,
                    "a field is either `nested` (one object) or `each` (a list)",
                );
                return None;
            }
            (Some(_), None, Some(key)) => {
                errors.at(key, "a nested object has no key; `key` belongs to a list");
                return None;
            }
            (Some(_), None, None) => Self::nested(ty, errors)?,
            (None, Some(each), key) => Self::each(ty, each, key.as_ref(), errors)?,
            (None, None, Some(key)) => Self::keyed(ty, key, errors)?,
            (None, None, None) if typescript.is_some() => Self::Leaf,
            (None, None, None) if types::is_named(ty, "List") => {
                errors.at(
                    ty,
                    "rows need a key: `#[state(key = \"…\")]` names its field",
                );
                return None;
            }
            (None, None, None) => Self::from_type(ty, errors)?,
        };
        if let (false, Some(text)) = (matches!(kind, Self::Leaf), typescript) {
            errors.at(text, "`type` is for a field that is one opaque value");
            return None;
        }
        Some(kind)
    }

    fn nested(ty: &Type, errors: &mut Errors) -> Option<Self> {
        if let Some(name) = ["Vec", "Option"]
            .into_iter()
            .find(|name| types::is_named(ty, name))
        {
            let instead = match name {
                "Vec" => "for a list of them write `#[state(each, key = \"…\")]`",
                _ => "leave it off, and an optional value is one signal",
            };
            errors.at(ty, format!("`nested` is for one struct; {instead}"));
            return None;
        }
        let signals = types::suffixed(ty, "Signals");
        if signals.is_none() {
            errors.at(ty, "`nested` needs the name of a `#[state]` struct here");
        }
        signals.map(|signals| Self::Nested { signals })
    }

    fn each(ty: &Type, each: &Meta, key: Option<&LitStr>, errors: &mut Errors) -> Option<Self> {
        let Some(row) = types::argument_of(ty, "Vec") else {
            errors.at(
                ty,
                "`each` is for a list: write `Vec<…>` of a `#[state]` struct",
            );
            return None;
        };
        let Some(key) = key else {
            errors.at(
                each,
                "rows need a key: `#[state(each, key = \"…\")]` names its field",
            );
            return None;
        };
        let signals = types::suffixed(row, "Signals");
        if signals.is_none() {
            errors.at(row, "`each` needs the name of a `#[state]` struct here");
        }
        Some(Self::Each {
            signals: signals?,
            key: field_name(key, errors)?,
        })
    }

    fn keyed(ty: &Type, key: &LitStr, errors: &mut Errors) -> Option<Self> {
        let key = field_name(key, errors)?;
        match types::last_segment(ty)
            .map(|last| last.ident.to_string())
            .as_deref()
        {
            Some("Vec") => Some(Self::Keyed { key }),
            Some("List") => Some(Self::List { key }),
            _ => {
                errors.at(ty, "`key` is for a list: write `Vec<…>` or `List<…>` here");
                None
            }
        }
    }

    /// What a field without attributes becomes.
    fn from_type(ty: &Type, errors: &mut Errors) -> Option<Self> {
        if types::is_named(ty, "Upload") {
            return Some(Self::Upload);
        }
        let stream = |ty: &Type| types::argument_of(ty, "Stream").cloned();
        if let Some(item) = stream(ty) {
            return Some(Self::Stream { item });
        }
        let wrapped = ["Option", "Vec"]
            .into_iter()
            .find_map(|name| types::argument_of(ty, name));
        if let Some(value) = types::argument_of(ty, "AsyncValue") {
            if let Some(item) = stream(value) {
                return Some(Self::AsyncStream { item });
            }
            let value = value.clone();
            return Some(Self::Async { value });
        }
        if wrapped.is_some_and(|ty| types::is_named(ty, "Upload")) {
            errors.at(
                ty,
                "an upload is there as long as its store, and takes as many files as its options \
                 say: write `Upload`",
            );
            return None;
        }
        if wrapped.and_then(stream).is_some() {
            errors.at(
                ty,
                "a stream is there as long as its store, and stands alone: write `Stream<…>`",
            );
            return None;
        }
        Some(Self::child_or_leaf(ty))
    }

    fn child_or_leaf(ty: &Type) -> Self {
        let store = |ty: &Type| types::argument_of(ty, "Child").cloned();
        if let Some(store) = store(ty) {
            return Self::Child { store };
        }
        if let Some(store) = types::argument_of(ty, "Option").and_then(store) {
            return Self::OptionalChild { store };
        }
        if let Some(store) = types::argument_of(ty, "Vec").and_then(store) {
            return Self::Children { store };
        }
        Self::Leaf
    }

    /// The type of the rows, where they are compared one by one.
    pub fn row<'a>(&'a self, ty: &'a Type) -> Option<&'a Type> {
        match self {
            Self::Keyed { .. } | Self::Each { .. } => types::arguments(ty).into_iter().next(),
            Self::List { .. } => types::arguments(ty).into_iter().nth(1),
            Self::Stream { .. } | Self::Async { .. } => types::arguments(ty).into_iter().next(),
            Self::AsyncStream { item } => Some(item),
            _ => None,
        }
    }

    /// The child store.
    pub fn child(&self) -> Option<&Type> {
        match self {
            Self::Child { store } | Self::OptionalChild { store } | Self::Children { store } => {
                Some(store)
            }
            _ => None,
        }
    }

    /// The field's type in the reactive form.
    pub fn signals_type(&self, ty: &Type) -> TokenStream {
        match self {
            Self::Leaf | Self::Keyed { .. } => quote!(::musubi::reactive::Signal<#ty>),
            Self::Nested { signals } => quote!(#signals),
            Self::Each { signals, .. } => quote!(::musubi::Each<#signals>),
            Self::List { .. } => {
                let arguments = types::last_segment(ty).map(|segment| &segment.arguments);
                quote!(::musubi::ListSignal #arguments)
            }
            Self::Async { value } => quote!(::musubi::AsyncSignal<#value>),
            Self::Stream { item } => quote!(::musubi::StreamSignal<#item>),
            Self::AsyncStream { item } => quote!(::musubi::AsyncStreamSignal<#item>),
            Self::Upload => quote!(::musubi::UploadSlot),
            Self::Child { store } => quote!(::musubi::ChildSlot<#store>),
            Self::OptionalChild { store } => {
                quote!(::std::option::Option<::musubi::ChildSlot<#store>>)
            }
            Self::Children { store } => quote!(::std::vec::Vec<::musubi::ChildSlot<#store>>),
        }
    }
}

impl Arguments {
    fn add(&mut self, meta: Meta, errors: &mut Errors) {
        match &*meta::name(&meta) {
            "nested" => {
                errors.ok(meta::word(&meta));
                self.nested = Some(meta);
            }
            "each" => {
                errors.ok(meta::word(&meta));
                self.each = Some(meta);
            }
            "key" => self.key = errors.ok(meta::text(&meta)),
            "type" => self.typescript = errors.ok(meta::text(&meta)),
            "name" => errors.at(
                &meta,
                "a member is renamed with `#[serde(rename = \"…\")]`; `name` goes on the type",
            ),
            _ => errors.at(
                &meta,
                "`#[state]` on a field takes `nested`, `key = \"…\"`, `each, key = \"…\"` or \
                 `type = \"…\"`",
            ),
        }
    }
}

fn field_name(key: &LitStr, errors: &mut Errors) -> Option<Ident> {
    let name = key.parse().ok();
    if name.is_none() {
        errors.at(key, "`key` names a field of the list's rows");
    }
    name
}
