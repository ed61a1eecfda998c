//! The code that a state or params type becomes.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;

use super::model::{Fields, Item, Purpose, Shape};
use super::signals;
use crate::{meta, typescript};

/// Everything that the item becomes.
pub fn expand(item: &Item) -> TokenStream {
    let definition = definition(item);
    if item.purpose == Purpose::LocalParams {
        return definition;
    }
    let wire = typescript::wire(item);
    let assertions = assertions(item);
    let state = (item.purpose == Purpose::State).then(|| state(item));
    let reactive = (item.purpose == Purpose::State && item.is_object()).then(|| {
        let definition = signals::definition(item);
        let implementation = signals::implementation(item);
        quote!(#definition #implementation)
    });
    quote! {
        #definition
        #wire
        #state
        #reactive
        #assertions
    }
}

/// The type itself, with the traits that it lacks.
pub fn definition(item: &Item) -> TokenStream {
    let input = &item.input;
    let has = |name: &str| meta::derives(&input.attrs, name);
    let mut derive = Vec::new();
    if !has("Clone") {
        derive.push(quote!(::std::clone::Clone));
    }
    if !has("PartialEq") {
        derive.push(quote!(::std::cmp::PartialEq));
    }
    let mut serde = None;
    if item.purpose != Purpose::LocalParams {
        for name in ["Serialize", "Deserialize"] {
            if !has(name) {
                let name = syn::Ident::new(name, proc_macro2::Span::call_site());
                derive.push(quote!(::musubi::__private::serde::#name));
                serde = Some(quote!(#[serde(crate = "::musubi::__private::serde")]));
            }
        }
    }
    quote! {
        #[derive(#(#derive),*)]
        #serde
        #input
    }
}

fn state(item: &Item) -> TokenStream {
    let ident = &item.ident;
    let diff = diff(item).map(|body| {
        quote! {
            ::musubi::__server! {
                fn diff(&self, next: &Self, ops: &mut ::musubi::__private::Ops<'_>) {
                    #body
                }
            }
        }
    });
    quote! {
        #[automatically_derived]
        impl ::musubi::State for #ident {
            #diff
        }
    }
}

/// The body of `State::diff`, `None` where the whole value is replaced.
fn diff(item: &Item) -> Option<TokenStream> {
    let serde_decides = quote!(ops.difference(self, next););
    if item.serde.into.is_some() {
        return Some(serde_decides);
    }
    match &item.shape {
        Shape::Struct(Fields::Named(_)) => {
            let plain = signals::members(item).all(|field| field.serde.is_plain());
            if !(plain && item.is_object()) {
                return Some(serde_decides);
            }
            let signals = signals::ident(item);
            let changes = signals::members(item).enumerate().map(|(index, field)| {
                let ident = &field.ident;
                let span = field.ty.span();
                let method = match field.typescript {
                    Some(_) => quote_spanned!(span=> changed_opaque),
                    None => quote_spanned!(span=> changed),
                };
                quote!(ops.#method(&fields[#index], &self.#ident, &next.#ident);)
            });
            Some(quote! {
                let fields = <#signals as ::musubi::Signals>::FIELDS;
                let _ = (fields, next, &ops);
                #(#changes)*
            })
        }
        Shape::Struct(Fields::Unnamed(fields)) => match &fields[..] {
            [field] if field.serde.is_plain() && field.typescript.is_none() => {
                Some(quote!(::musubi::State::diff(&self.0, &next.0, ops);))
            }
            _ => Some(serde_decides),
        },
        Shape::Struct(Fields::Unit) => None,
        Shape::Enum(variants) => {
            let is_text = variants
                .iter()
                .all(|variant| matches!(variant.fields, Fields::Unit));
            (!is_text).then_some(serde_decides)
        }
    }
}

/// Names the trait that each field's type must have, at that type.
fn assertions(item: &Item) -> TokenStream {
    let bound = match item.purpose {
        Purpose::State => quote!(::musubi::State),
        _ => quote!(::musubi::Wire),
    };
    let checks = item
        .all_fields()
        .filter(|field| !field.serde.skip && field.typescript.is_none())
        .map(|field| {
            let ty = &field.ty;
            quote_spanned!(ty.span()=> crosses_the_wire::<#ty>();)
        });
    quote! {
        const _: fn() = || {
            #[allow(dead_code)]
            fn crosses_the_wire<T: #bound>() {}
            #(#checks)*
        };
    }
}
