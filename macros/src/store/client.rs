//! The client's half of a store: its commands as methods.

use proc_macro2::{Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::Ident;

use super::command::Command;
use super::model::Store;
use super::payload;
use crate::checked;

/// The name of the type whose methods are the commands.
pub fn ident(store: &Store) -> Ident {
    format_ident!("{}Commands", store.ident)
}

/// The type whose methods are the commands.
///
/// It is public in the module of the store, and names no type of the store but those of its
/// commands, as the macro cannot see how visible the store is.
pub fn definition(store: &Store) -> TokenStream {
    let (ident, doc) = (
        ident(store),
        format!("The commands of `{}`, for its clients.", store.ident),
    );
    let commands = store.commands.iter().map(|command| method(store, command));
    quote! {
        #[doc = #doc]
        #[allow(missing_docs, private_interfaces, dead_code)]
        #[derive(::std::fmt::Debug)]
        pub struct #ident(::musubi::__private::replica::Caller);

        #[allow(missing_docs, private_interfaces, dead_code)]
        impl #ident {
            #(#commands)*
        }

        #[automatically_derived]
        impl ::std::convert::From<::musubi::__private::replica::Caller> for #ident {
            fn from(caller: ::musubi::__private::replica::Caller) -> Self {
                Self(caller)
            }
        }

        #[automatically_derived]
        impl ::musubi::__private::replica::Commands for #ident {}
    }
}

fn method(store: &Store, command: &Command) -> TokenStream {
    let (ident, docs, payload) = (
        &command.ident,
        &command.docs,
        payload::ident(store, command),
    );
    let (reply, error) = payload::reply_and_error(command);
    let arguments = command.arguments.iter().map(|argument| {
        let (ident, ty) = (&argument.ident, &argument.ty);
        quote!(#ident: #ty)
    });
    let names = command.arguments.iter().map(|argument| &argument.ident);
    let docs = (!docs.is_empty()).then(|| quote!(#[doc = #docs]));
    // A type that is wrong is told of once: where it stands.
    let span = command
        .returns
        .as_ref()
        .map_or_else(Span::call_site, checked::span);
    quote_spanned! {span=>
        #docs
        pub fn #ident(&self, #(#arguments),*) -> ::musubi::Reply<#reply, #error> {
            self.0.call(&#payload { #(#names),* })
        }
    }
}
