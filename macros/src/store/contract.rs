//! What both sides know of a store.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;

use super::command::Command;
use super::expand;
use super::model::Store;

/// The implementation of `StoreContract`.
pub fn implementation(store: &Store) -> TokenStream {
    let (ty, name) = (&store.ty, &store.name);
    let params = expand::params(store);
    let signals = store
        .render
        .as_ref()
        .and_then(|render| render.returns.as_ref());
    let shape = shape(store);
    quote! {
        #[automatically_derived]
        impl ::musubi::StoreContract for #ty {
            const NAME: &'static str = #name;
            type Params = #params;
            type Signals = #signals;

            ::musubi::__server! {
                fn shape(types: &mut ::musubi::Types) -> ::musubi::StoreShape {
                    #shape
                }
            }
        }
    }
}

fn shape(store: &Store) -> TokenStream {
    let (root, docs) = (store.is_root, &store.docs);
    let params = if root {
        let params = expand::params(store);
        quote_spanned!(params.span()=> <#params as ::musubi::Wire>::typescript(types))
    } else {
        quote!(::std::string::String::from("never"))
    };
    let commands = store.commands.iter().map(command);
    quote! {
        ::musubi::StoreShape {
            module: ::std::string::String::from(<Self as ::musubi::StoreContract>::NAME),
            root: #root,
            doc: ::std::string::String::from(#docs),
            params: #params,
            state: <::musubi::StateOf<Self> as ::musubi::Wire>::typescript(types),
            commands: ::std::vec![#(#commands),*],
        }
    }
}

fn command(command: &Command) -> TokenStream {
    let (name, docs) = (&command.name, &command.docs);
    let members = command.arguments.iter().map(|argument| {
        let (name, ty, optional) = (&argument.name, &argument.ty, argument.optional);
        let ty = quote_spanned!(ty.span()=> <#ty as ::musubi::Wire>::typescript(types));
        quote! {
            ::musubi::MemberShape {
                name: ::std::string::String::from(#name),
                ty: #ty,
                optional: #optional,
            }
        }
    });
    let (reply, errors) = match &command.returns {
        None => (
            quote!(::std::option::Option::None),
            quote!(::std::vec::Vec::new()),
        ),
        Some(ty) if command.can_refuse() => (
            quote_spanned!(ty.span()=> ::musubi::__private::result_reply::<#ty>(types)),
            quote_spanned!(ty.span()=> ::musubi::__private::result_errors::<#ty>(types)),
        ),
        Some(ty) => (
            quote_spanned!(ty.span()=> ::musubi::__private::reply::<#ty>(types)),
            quote!(::std::vec::Vec::new()),
        ),
    };
    quote! {
        ::musubi::CommandShape {
            name: ::std::string::String::from(#name),
            doc: ::std::string::String::from(#docs),
            payload: ::std::vec![#(#members),*],
            reply: #reply,
            errors: #errors,
        }
    }
}
