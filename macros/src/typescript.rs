//! The TypeScript of a type, as `tsify` sees it.
//!
//! `tsify` reads types by their names, and cannot know that a name is an alias, a store or renamed.
//! So it is given a mirror of the type, whose fields have placeholders for types: it decides the
//! shape (tags, renames, optional members, documentation), and at run time each placeholder becomes
//! what `Wire` says of the field's real type.

use proc_macro2::TokenStream;
use quote::quote;
use syn::Type;
use syn::ext::IdentExt;

use crate::docs;
use crate::serde;
use crate::state::model::{Field, Fields, Item, Purpose, Shape};
use crate::types;

const CONTAINER: &[&str] = &[
    "rename",
    "rename_all",
    "rename_all_fields",
    "tag",
    "content",
    "untagged",
    "transparent",
];
const VARIANT: &[&str] = &["rename", "rename_all", "skip", "skip_serializing", "other"];
const FIELD: &[&str] = &["rename", "skip", "skip_serializing", "flatten"];

/// The function that gives the TypeScript expression for a type.
pub fn declared(item: &Item) -> TokenStream {
    let body = match &item.serde.into {
        Some(into) => quote!(<#into as ::musubi::Wire>::typescript(types)),
        None => declaration(item),
    };
    quote! {
        fn declared(types: &mut ::musubi::Types) -> ::std::string::String {
            #body
        }
    }
}

fn declaration(item: &Item) -> TokenStream {
    if matches!(&item.shape, Shape::Enum(variants) if variants.is_empty()) {
        let (ident, name) = (&item.ident, &item.name);
        let text = format!("type {name} = never;");
        return quote!(types.declare::<#ident>(#name, |_| ::std::string::String::from(#text)));
    }
    let mut mirror = Mirror {
        purpose: item.purpose,
        types: Vec::new(),
    };
    let definition = mirror.definition(item);
    let (ident, name) = (&item.ident, &item.name);
    let types = &mirror.types;
    quote! {
        fn shape() -> &'static str {
            use ::musubi::__private::{tsify, wasm_bindgen};
            #definition
            <#ident as tsify::Tsify>::DECL
        }
        types.declare::<#ident>(#name, |types| {
            let members: &[::std::string::String] = &[#(#types),*];
            ::musubi::__private::declaration(shape(), members)
        })
    }
}

/// The mirror of one type, and the expressions for the types that its placeholders stand for.
struct Mirror {
    purpose: Purpose,
    types: Vec<TokenStream>,
}

impl Mirror {
    fn definition(&mut self, item: &Item) -> TokenStream {
        let (ident, name) = (&item.ident, &item.name);
        let docs = documentation(&enum_docs(item));
        let serde = serde::mirrored(&item.serde.metas, &self.keep(CONTAINER));
        let head = quote! {
            #docs
            #[derive(tsify::Tsify)]
            #[tsify(rename = #name, missing_as_null)]
            #serde
            #[allow(dead_code)]
        };
        match &item.shape {
            Shape::Struct(fields) => {
                let semicolon = (!matches!(fields, Fields::Named(_))).then(|| quote!(;));
                let fields = self.fields(fields);
                quote!(#head struct #ident #fields #semicolon)
            }
            Shape::Enum(variants) => {
                let variants = variants.iter().map(|variant| {
                    let ident = &variant.ident;
                    let docs = documentation(&docs::text(&variant.attributes));
                    let serde = serde::mirrored(&variant.metas, VARIANT);
                    let fields = self.fields(&variant.fields);
                    quote!(#docs #serde #ident #fields)
                });
                let variants: Vec<_> = variants.collect();
                quote!(#head enum #ident { #(#variants),* })
            }
        }
    }

    fn fields(&mut self, fields: &Fields) -> TokenStream {
        match fields {
            Fields::Named(fields) => {
                let fields: Vec<_> = fields.iter().map(|field| self.field(field)).collect();
                quote!({ #(#fields),* })
            }
            Fields::Unnamed(fields) => {
                let fields: Vec<_> = fields.iter().map(|field| self.field(field)).collect();
                quote!((#(#fields),*))
            }
            Fields::Unit => TokenStream::new(),
        }
    }

    fn field(&mut self, field: &Field) -> TokenStream {
        let docs = documentation(&docs::text(&field.attributes));
        let serde = serde::mirrored(&field.serde.metas, &self.keep(FIELD));
        let name = field.ident.as_ref().map(|ident| quote!(#ident:));
        if field.serde.skip {
            return quote!(#docs #serde #name ());
        }
        let placeholder = format!("__Musubi{}__", self.types.len());
        let optional = self.is_optional(field).then(|| quote!(optional,));
        let ty = self.expression(field);
        self.types.push(ty);
        quote!(#docs #serde #[tsify(#optional type = #placeholder)] #name ())
    }

    fn expression(&self, field: &Field) -> TokenStream {
        if let Some(text) = &field.typescript {
            return quote!(::std::string::String::from(#text));
        }
        let ty: &Type = match types::argument_of(&field.ty, "Option") {
            Some(inner) if leaves_none_out(field) => inner,
            _ => &field.ty,
        };
        let expression = quote!(<#ty as ::musubi::Wire>::typescript(types));
        let is_option = types::is_named(&field.ty, "Option");
        if field.serde.flatten && is_option {
            return quote!(::musubi::__private::flattened_option(&#expression));
        }
        expression
    }

    /// Whether the member may be missing: left out by the server, or by a client that sends it.
    fn is_optional(&self, field: &Field) -> bool {
        let can_be_left_out =
            self.purpose == Purpose::Params && types::is_named(&field.ty, "Option");
        field.ident.is_some() && (field.serde.skip_if.is_some() || can_be_left_out)
    }

    /// A state has all its members; what a client sends may lack those with a default.
    fn keep(&self, names: &[&'static str]) -> Vec<&'static str> {
        let default = (self.purpose == Purpose::Params).then_some("default");
        names.iter().copied().chain(default).collect()
    }
}

fn leaves_none_out(field: &Field) -> bool {
    field.serde.skip_if.as_ref().is_some_and(|skip| {
        skip.path
            .segments
            .last()
            .is_some_and(|segment| segment.ident == "is_none")
    })
}

/// The documentation of a type, with that of its variants, which have no place of their own in a
/// union.
fn enum_docs(item: &Item) -> String {
    let mut text = docs::text(&item.attributes);
    let Shape::Enum(variants) = &item.shape else {
        return text;
    };
    let documented = variants.iter().filter_map(|variant| {
        let docs = docs::first_paragraph(&docs::text(&variant.attributes))?;
        let rename = serde::renamed(&variant.metas);
        let own = || {
            item.serde
                .rename_all
                .variant(&variant.ident.unraw().to_string())
        };
        Some(format!("- `{}`: {docs}", rename.unwrap_or_else(own)))
    });
    let lines: Vec<String> = documented.collect();
    if !lines.is_empty() {
        if !text.is_empty() {
            text.push_str("\n\n");
        }
        text.push_str(&lines.join("\n"));
    }
    text
}

/// Documentation for TSDoc: what would end its comment is taken apart.
fn documentation(text: &str) -> TokenStream {
    if text.is_empty() {
        return TokenStream::new();
    }
    let lines = text.lines().map(|line| {
        let line = line.replace("*/", "*\\/");
        let spaced = if line.is_empty() {
            line
        } else {
            format!(" {line}")
        };
        quote!(#[doc = #spaced])
    });
    quote!(#(#lines)*)
}
