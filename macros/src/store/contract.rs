//! What both sides know of a store.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};

use super::model::Store;
use super::{client, payload};
use crate::checked::{self, Requirements};
use crate::types;

/// The implementation of `StoreContract`.
pub fn implementation(store: &Store) -> TokenStream {
    let (ty, name) = (&store.ty, &store.name);
    let params = associated("Params", &params(store));
    let returns = store
        .render
        .as_ref()
        .and_then(|render| render.returns.as_ref());
    let signals = returns.map(|returns| associated("Signals", &quote!(#returns)));
    let shape = shape(store);
    let commands = client::ident(store);
    let mount_error = associated("MountError", &mount_error(store));
    quote! {
        #[automatically_derived]
        impl ::musubi::StoreContract for #ty {
            const NAME: &'static str = #name;
            #params
            #signals

            ::musubi::__client! {
                type Commands = #commands;
                #mount_error
            }

            ::musubi::__server! {
                fn shape(types: &mut ::musubi::Types) -> ::musubi::StoreShape {
                    #shape
                }
            }
        }
    }
}

/// An associated type, at the place of the type that it is: an error about its privacy belongs there.
fn associated(name: &str, ty: &TokenStream) -> TokenStream {
    let span = ty
        .clone()
        .into_iter()
        .next()
        .map_or_else(Span::call_site, |token| token.span());
    let name = Ident::new(name, span);
    quote_spanned!(span=> type #name = #ty;)
}

/// The type of the params.
pub fn params(store: &Store) -> TokenStream {
    match store
        .mount
        .as_ref()
        .and_then(|mount| mount.argument.params())
    {
        Some(ty) => quote!(#ty),
        None => quote!(::musubi::NoParams),
    }
}

/// The type that `mount` may refuse with.
fn mount_error(store: &Store) -> TokenStream {
    let mount = store.mount.as_ref().filter(|mount| mount.can_refuse);
    let Some(returns) = mount.and_then(|mount| mount.returns.as_ref()) else {
        return quote!(::std::convert::Infallible);
    };
    match &types::arguments(returns)[..] {
        [_, error] => quote!(#error),
        _ => {
            let span = checked::span(returns);
            quote_spanned!(span=> <#returns as ::musubi::__private::MountResult>::Error)
        }
    }
}

/// What the params must be: clients send those of a root, a parent keeps those of a child.
pub fn requirements(store: &Store) -> Requirements {
    let mut requirements = Requirements::default();
    if let Some(ty) = store
        .mount
        .as_ref()
        .and_then(|mount| mount.argument.params())
    {
        requirements.add(ty, if store.is_root { "Wire" } else { "Props" });
    }
    requirements
}

fn shape(store: &Store) -> TokenStream {
    let (root, docs) = (store.is_root, &store.docs);
    let params = if root {
        quote!(__Members::declared(types))
    } else {
        quote!(::std::string::String::from("never"))
    };
    let events = if store.events.is_empty() {
        quote!(::std::vec::Vec::new())
    } else {
        quote!(__Members::events(types))
    };
    let commands = store
        .commands
        .iter()
        .map(|command| payload::shape(store, command));
    quote! {
        ::musubi::StoreShape {
            module: ::std::string::String::from(<Self as ::musubi::StoreContract>::NAME),
            root: #root,
            doc: ::std::string::String::from(#docs),
            params: #params,
            state: ::musubi::__private::state_type::<Self>(types),
            commands: ::std::vec![#(#commands),*],
            events: #events,
        }
    }
}
