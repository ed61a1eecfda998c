//! The code that a state, params or event type becomes.

use proc_macro2::TokenStream;
use quote::quote;

use super::model::{Fields, Item, Purpose, Shape};
use super::{members, replica, signals};
use crate::typescript;

/// Everything that the item becomes.
pub fn expand(item: &Item) -> TokenStream {
    let definition = definition(item);
    if item.purpose == Purpose::LocalParams {
        return definition;
    }
    let ident = &item.ident;
    let mirror = members::mirror(item);
    let clause = members::requirements(item).clause();
    let bodies = members::bodies(item);
    let traits = members::traits(item);
    let declared = typescript::declared(item);
    let is_state = item.purpose == Purpose::State;
    let changes = is_state.then(|| changes(item));
    let patches = is_state.then(|| replica::patches(item));
    let state = is_state.then(|| state(item));
    let event = event(item);
    let reactive = is_state && item.is_object();
    let signals = reactive.then(|| signals::definition(item));
    let bound = reactive.then(|| signals::bound(item));
    let replica = reactive.then(|| replica::bodies(item));
    let signals_trait = reactive.then(|| signals::implementation(item));
    quote! {
        #definition
        #signals

        #[allow(trivial_bounds, unused_imports, dead_code)]
        const _: () = {
            use ::musubi::__private::Unchecked as _;

            #mirror

            impl ::musubi::__private::Unchecked<#ident> for __Members {}

            #[automatically_derived]
            impl __Members #clause {
                #bodies

                ::musubi::__server! {
                    #declared
                    #changes
                }

                ::musubi::__client! { #patches }
            }

            ::musubi::__server! { #bound }
            ::musubi::__client! { #replica }

            #traits

            #[automatically_derived]
            impl ::musubi::Wire for #ident {
                ::musubi::__server! {
                    fn typescript(types: &mut ::musubi::Types) -> ::std::string::String {
                        __Members::declared(types)
                    }
                }
            }

            #state
            #event
            #signals_trait
        };
    }
}

/// The type itself, with what it has where nothing is hidden.
pub fn definition(item: &Item) -> TokenStream {
    let input = &item.input;
    let has = |name: &str| crate::meta::derives(&input.attrs, name);
    let mut derive = Vec::new();
    let mut serde = None;
    if item.purpose == Purpose::LocalParams {
        derive.extend((!has("Clone")).then(|| quote!(::std::clone::Clone)));
        derive.extend((!has("PartialEq")).then(|| quote!(::std::cmp::PartialEq)));
    } else if item.derives_serde() {
        let serialize = quote!(::musubi::__private::serde::Serialize);
        let deserialize = quote!(::musubi::__private::serde::Deserialize);
        derive.extend((!has("Serialize")).then_some(serialize));
        derive.extend((!has("Deserialize")).then_some(deserialize));
        let names_crate = item
            .serde
            .metas
            .iter()
            .any(|meta| crate::meta::name(meta) == "crate");
        serde = (!derive.is_empty() && !names_crate)
            .then(|| quote!(#[serde(crate = "::musubi::__private::serde")]));
    } else {
        derive.push(quote!(::musubi::__private::SerdeAttributes));
    }
    quote! {
        #[derive(#(#derive),*)]
        #serde
        #input
    }
}

fn state(item: &Item) -> TokenStream {
    let ident = &item.ident;
    let patch = replica::patches(item).map(|_| {
        quote! {
            fn patch(
                &mut self,
                path: ::musubi::__private::replica::Path<'_>,
                op: ::musubi::__private::replica::Op<'_>,
            ) -> ::std::result::Result<(), ::musubi::__private::replica::Mismatch> {
                __Members::patched(self, path, op)
            }
        }
    });
    quote! {
        #[automatically_derived]
        impl ::musubi::State for #ident {
            ::musubi::__server! {
                fn diff(&self, next: &Self, ops: &mut ::musubi::__private::Ops<'_>) {
                    __Members::changes(self, next, ops)
                }
            }

            ::musubi::__client! { #patch }
        }
    }
}

/// The implementation of `Event`, for one.
pub fn event(item: &Item) -> Option<TokenStream> {
    let (ident, name) = (&item.ident, &item.event);
    (item.purpose == Purpose::Event).then(|| {
        quote! {
            #[automatically_derived]
            impl ::musubi::Event for #ident {
                const NAME: &'static str = #name;
            }
        }
    })
}

/// The body of `State::diff`.
fn changes(item: &Item) -> TokenStream {
    let ident = &item.ident;
    let changes = match &item.shape {
        _ if item.serde.into.is_some() => None,
        Shape::Struct(Fields::Named(_)) => typed_changes(item),
        Shape::Struct(Fields::Unnamed(fields)) => match &fields[..] {
            [field] if field.serde.is_plain() && field.typescript.is_none() => {
                Some(quote!(::musubi::State::diff(&last.0, &next.0, ops);))
            }
            _ => None,
        },
        Shape::Struct(Fields::Unit) => Some(quote!(ops.replace(next);)),
        Shape::Enum(variants) => {
            let is_text = variants
                .iter()
                .all(|variant| matches!(variant.fields, Fields::Unit));
            is_text.then(|| quote!(ops.replace(next);))
        }
    };
    let changes = changes.unwrap_or_else(|| quote!(ops.difference(last, next);));
    quote! {
        fn changes(last: &#ident, next: &#ident, ops: &mut ::musubi::__private::Ops<'_>) {
            let _ = last;
            #changes
        }
    }
}

/// The changes of a struct, field by field, where each field is one member.
fn typed_changes(item: &Item) -> Option<TokenStream> {
    let plain = signals::members(item).all(|field| field.serde.is_plain());
    if !(plain && item.is_object()) {
        return None;
    }
    let signals = signals::ident(item);
    let changes = signals::members(item).enumerate().map(|(index, field)| {
        let ident = &field.ident;
        let method = match field.typescript {
            Some(_) => quote!(changed_opaque),
            None => quote!(changed),
        };
        quote!(ops.#method(&fields[#index], &last.#ident, &next.#ident);)
    });
    Some(quote! {
        let fields = <#signals as ::musubi::Signals>::FIELDS;
        let _ = (fields, next, &ops);
        #(#changes)*
    })
}
