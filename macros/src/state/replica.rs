//! The client's half of a state: how patches reach the signals of its reactive form.

use proc_macro2::TokenStream;
use quote::quote;

use super::field::Kind;
use super::model::{Field, Item};
use super::signals;
use crate::types;

/// The block with the bodies of what a client needs of `Signals`.
pub fn bodies(item: &Item) -> TokenStream {
    let (state, signals) = (&item.ident, signals::ident(item));
    let receive = signals::members(item).map(|field| {
        let (ident, node, key) = (&field.ident, node(field), key(field));
        quote!(members.receive::<#node>(state.#ident, #key);)
    });
    let form = signals::members(item).map(|field| {
        let (ident, node) = (&field.ident, node(field));
        quote!(#ident: members.form::<#node>())
    });
    let value = item.named_fields().unwrap_or_default().iter().map(|field| {
        let ident = &field.ident;
        if field.serde.skip {
            let default = field.serde.default_value();
            return quote!(#ident: #default);
        }
        let node = node(field);
        quote!(#ident: members.value::<#node>())
    });
    let clause = super::members::requirements(item).clause();
    quote! {
        #[automatically_derived]
        impl __Members #clause {
            fn received(
                state: #state,
                members: &mut ::musubi::__private::replica::Members<'_>,
            ) {
                let _ = (&state, &members);
                #(#receive)*
            }

            fn form(members: &mut ::musubi::__private::replica::Members<'_>) -> #signals {
                let _ = &members;
                #signals { #(#form),* }
            }

            fn value(members: &mut ::musubi::__private::replica::Members<'_>) -> #state {
                let _ = &members;
                #state { #(#value),* }
            }
        }
    }
}

/// The methods of `Signals` that a client needs.
pub fn methods(item: &Item) -> TokenStream {
    let has_opaque = signals::members(item).any(is_opaque);
    quote! {
        const HAS_OPAQUE: bool = #has_opaque;

        fn receive(state: Self::State, members: &mut ::musubi::__private::replica::Members<'_>) {
            __Members::received(state, members)
        }

        fn form(members: &mut ::musubi::__private::replica::Members<'_>) -> Self {
            __Members::form(members)
        }

        fn value(members: &mut ::musubi::__private::replica::Members<'_>) -> Self::State {
            __Members::value(members)
        }
    }
}

/// The same methods with nothing behind them, where something is wrong with the item.
pub fn fallback() -> TokenStream {
    quote! {
        const HAS_OPAQUE: bool = false;

        fn receive(_: Self::State, _: &mut ::musubi::__private::replica::Members<'_>) {}

        fn form(_: &mut ::musubi::__private::replica::Members<'_>) -> Self {
            ::std::unreachable!()
        }

        fn value(_: &mut ::musubi::__private::replica::Members<'_>) -> Self::State {
            ::std::unreachable!()
        }
    }
}

/// Whether the attributes of a field, and not only its type, say what its JSON is.
fn is_opaque(field: &Field) -> bool {
    let is_plain = field.serde.is_plain_both_ways() && field.typescript.is_none();
    matches!(field.kind, Kind::Leaf) && !is_plain
}

/// The type of the node behind a member.
fn node(field: &Field) -> TokenStream {
    let ty = &field.ty;
    let node = match &field.kind {
        Kind::Leaf if is_opaque(field) => quote!(Opaque<#ty>),
        Kind::Leaf => quote!(Leaf<#ty>),
        Kind::Keyed { .. } => quote!(Leaf<#ty>),
        Kind::Nested { signals } => quote!(Object<#signals>),
        Kind::Each { signals, .. } => quote!(EachRows<#signals>),
        Kind::List { .. } => {
            let arguments = types::last_segment(ty).map(|segment| &segment.arguments);
            quote!(ListRows #arguments)
        }
        Kind::Async { value } => quote!(AsyncLeaf<#value>),
        Kind::AsyncStream { item } => quote!(AsyncStreamRows<#item>),
        Kind::Stream { item } => quote!(StreamRows<#item>),
        Kind::Upload => quote!(UploadMember),
        Kind::Child { store } => quote!(ChildMember<#store>),
        Kind::OptionalChild { store } => quote!(OptionalChild<#store>),
        Kind::Children { store } => quote!(Children<#store>),
    };
    quote!(::musubi::__private::replica::#node)
}

/// What tells the rows of a member apart.
fn key(field: &Field) -> TokenStream {
    match &field.kind {
        Kind::Each { key, .. } => {
            quote!(|row| ::musubi::__private::replica::key_text(&row.#key))
        }
        Kind::List { key } => quote!(|row| ::std::clone::Clone::clone(&row.#key)),
        _ => quote!(()),
    }
}

/// The body of `State::patch`, where each field is one member.
pub fn patches(item: &Item) -> Option<TokenStream> {
    if !item.is_object() {
        return None;
    }
    let names = signals::members(item).map(|field| {
        let (ident, name) = (&field.ident, field.wire_name(&item.serde));
        if field.serde.is_plain_both_ways() && field.typescript.is_none() {
            quote! {
                #name => ::musubi::__private::replica::patch(&mut value.#ident, rest, op),
            }
        } else {
            quote!(#name => ::musubi::__private::replica::patch_json(value, path, op),)
        }
    });
    let ident = &item.ident;
    Some(quote! {
        fn patched(
            value: &mut #ident,
            path: ::musubi::__private::replica::Path<'_>,
            op: ::musubi::__private::replica::Op<'_>,
        ) -> ::std::result::Result<(), ::musubi::__private::replica::Mismatch> {
            let _ = &value;
            let ::std::option::Option::Some((name, rest)) = path.split() else {
                return ::musubi::__private::replica::patch_json(value, path, op);
            };
            let _ = rest;
            match &*name {
                #(#names)*
                // What a newer server adds is not for this client.
                _ => ::std::result::Result::Ok(()),
            }
        }
    })
}
