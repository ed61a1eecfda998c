//! The payloads of commands: a hidden struct for each, which a client writes and the server reads.

use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::{Ident, Type};

use super::command::Command;
use super::model::Store;
use crate::names;

/// The name of a command's payload struct.
fn ident(store: &Store, command: &Command) -> Ident {
    let method = names::pascal(&command.ident.unraw().to_string());
    format_ident!("__{}{method}", store.ident, span = command.ident.span())
}

/// The payload struct, and which command of which store it belongs to.
pub fn definition(store: &Store, command: &Command) -> TokenStream {
    let (payload, ty, name) = (ident(store, command), &store.ty, &command.name);
    let members = command.arguments.iter().map(|argument| {
        let (attributes, ident, ty) = (&argument.attributes, &argument.ident, &argument.ty);
        quote!(#(#attributes)* pub #ident: #ty)
    });
    let (reply, error) = match &command.returns {
        None => (quote!(()), quote!(::std::convert::Infallible)),
        Some(ty) if command.can_refuse() => (
            quote_spanned!(ty.span()=> <#ty as ::musubi::__private::CommandResult>::Reply),
            quote_spanned!(ty.span()=> <#ty as ::musubi::__private::CommandResult>::Error),
        ),
        Some(ty) => (quote!(#ty), quote!(::std::convert::Infallible)),
    };
    quote! {
        #[doc(hidden)]
        #[allow(dead_code, missing_docs, private_interfaces, unnameable_types)]
        #[derive(
            ::musubi::__private::serde::Serialize,
            ::musubi::__private::serde::Deserialize,
        )]
        #[serde(crate = "::musubi::__private::serde")]
        pub struct #payload { #(#members),* }

        #[automatically_derived]
        impl ::musubi::__private::Command for #payload {
            const NAME: &'static str = #name;
            type Store = #ty;
            type Reply = #reply;
            type Error = #error;
        }
    }
}

/// The match arm that carries a command out.
pub fn arm(store: &Store, command: &Command) -> TokenStream {
    let (name, method, payload) = (&command.name, &command.ident, ident(store, command));
    let decode = if command.arguments.is_empty() {
        TokenStream::new()
    } else {
        quote! {
            let arguments = match payload.decode::<#payload>() {
                ::std::result::Result::Ok(arguments) => arguments,
                ::std::result::Result::Err(refused) => {
                    return ::musubi::__private::CommandRun::Done(
                        ::std::result::Result::Err(refused),
                    );
                }
            };
        }
    };
    let arguments = command.arguments.iter().map(|argument| &argument.ident);
    let call = quote!(Self::#method(&self, #(arguments.#arguments),*));
    let span = command
        .returns
        .as_ref()
        .map_or_else(|| method.span(), Type::span);
    let outcome = if command.can_refuse() {
        quote_spanned!(span=> ::musubi::__private::fallible)
    } else {
        quote_spanned!(span=> ::musubi::__private::infallible)
    };
    let run = if command.is_async {
        quote! {
            ::musubi::__private::CommandRun::Pending(::std::boxed::Box::pin(async move {
                #outcome(&#call.await)
            }))
        }
    } else {
        quote!(::musubi::__private::CommandRun::Done(#outcome(&#call)))
    };
    quote!(#name => { #decode #run })
}
