//! What `#[store]` generates for each command: a hidden struct that is the payload, which a client
//! writes and the server reads, and the command's part of the contract.

use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};
use syn::ext::IdentExt;
use syn::{Ident, Type};

use super::command::Command;
use super::model::Store;
use crate::checked::{self, Requirements};
use crate::state::members;
use crate::{names, types};

/// The name of a command's payload.
pub fn ident(store: &Store, command: &Command) -> Ident {
    let method = names::pascal(&command.ident.unraw().to_string());
    format_ident!("__{}{method}", store.ident, span = command.ident.span())
}

/// What a method returns, taken apart.
enum Returns<'a> {
    Nothing,
    Reply(&'a Type),
    /// `Result<R, E>`.
    Result {
        reply: &'a Type,
        error: &'a Type,
    },
    /// A `Result` of another module, with an error of its own: `shop::Result<R>`.
    Alias(&'a Type),
}

impl<'a> Returns<'a> {
    fn of(command: &'a Command) -> Self {
        let Some(ty) = &command.returns else {
            return Self::Nothing;
        };
        match &types::arguments(ty)[..] {
            _ if !command.can_refuse() => Self::Reply(ty),
            [reply, error] => Self::Result { reply, error },
            _ => Self::Alias(ty),
        }
    }

    fn ty(&self, command: &Command) -> TokenStream {
        command
            .returns
            .as_ref()
            .map_or_else(|| quote!(()), |ty| quote!(#ty))
    }

    /// The types of the reply and of the error.
    fn halves(&self) -> (TokenStream, TokenStream) {
        let infallible = quote!(::std::convert::Infallible);
        match self {
            Self::Nothing => (quote!(()), infallible),
            Self::Reply(ty) => (quote!(#ty), infallible),
            Self::Result { reply, error } => (quote!(#reply), quote!(#error)),
            Self::Alias(ty) => {
                let span = checked::span(ty);
                (
                    quote_spanned!(span=> <#ty as ::musubi::__private::CommandResult>::Reply),
                    quote_spanned!(span=> <#ty as ::musubi::__private::CommandResult>::Error),
                )
            }
        }
    }

    fn requirements(&self) -> Requirements {
        let mut requirements = Requirements::default();
        match self {
            Self::Nothing => {}
            Self::Reply(ty) => requirements.add(ty, "Wire"),
            Self::Result { reply, error } => {
                requirements.add(reply, "Wire");
                requirements.add(error, "CommandError");
            }
            Self::Alias(ty) => requirements.add(ty, "CommandResult"),
        }
        requirements
    }
}

/// The types of a command's reply and of its error.
pub fn reply_and_error(command: &Command) -> (TokenStream, TokenStream) {
    Returns::of(command).halves()
}

/// The payload, and which command of which store it belongs to. It is private to the store's
/// module, as a public one could not name a private store.
pub fn definition(store: &Store, command: &Command) -> TokenStream {
    let (payload, ty, name) = (ident(store, command), &store.ty, &command.name);
    let remote = payload.to_string();
    let members = command.arguments.iter().map(|argument| {
        let (attributes, ident, ty) = (&argument.attributes, &argument.ident, &argument.ty);
        let rules = &argument.rules;
        quote!(#(#attributes)* #(#rules)* pub #ident: #ty)
    });
    // The rules are `garde`'s own, so it is the application that depends on it.
    let rules = command.has_rules().then(|| {
        quote! {
            #[derive(::garde::Validate)]
            #[garde(allow_unvalidated)]
        }
    });
    let mirrored = command.arguments.iter().map(|argument| {
        let (attributes, ident, ty) = (&argument.attributes, &argument.ident, &argument.ty);
        let bound = checked::serde_bound(ty, "Wire");
        quote!(#(#attributes)* #bound #ident: #ty)
    });
    let (reply, error) = Returns::of(command).halves();
    let served = served(&payload, command);
    let serde = members::serde_traits(&payload);
    quote! {
        #[doc(hidden)]
        #[allow(dead_code, missing_docs, private_interfaces)]
        #[derive(::musubi::__private::SerdeAttributes)]
        #rules
        struct #payload { #(#members),* }

        #[allow(trivial_bounds, unused_imports, dead_code)]
        const _: () = {
            use ::musubi::__private::Unchecked as _;

            #[derive(
                ::musubi::__private::serde::Serialize,
                ::musubi::__private::serde::Deserialize,
            )]
            #[serde(crate = "::musubi::__private::serde", remote = #remote)]
            struct __Members { #(#mirrored),* }

            impl ::musubi::__private::Unchecked<#payload> for __Members {}

            #serde

            #[automatically_derived]
            impl ::musubi::__private::Command for #payload {
                const NAME: &'static str = #name;
                type Store = #ty;
                type Reply = #reply;
                type Error = #error;
            }

            ::musubi::__server! { #served }
        };
    }
}

/// What the server knows of a command.
fn served(payload: &Ident, command: &Command) -> TokenStream {
    let returns = Returns::of(command);
    let (ty, clause) = (returns.ty(command), returns.requirements().clause());
    let mut arguments = Requirements::default();
    for argument in &command.arguments {
        arguments.add(&argument.ty, "Wire");
    }
    let arguments_clause = arguments.clause();
    let members = command.arguments.iter().map(|argument| {
        let (name, ty, optional) = (&argument.name, &argument.ty, argument.optional);
        quote! {
            ::musubi::MemberShape {
                name: ::std::string::String::from(#name),
                ty: <#ty as ::musubi::Wire>::typescript(types),
                optional: #optional,
            }
        }
    });
    let (reply, error) = returns.halves();
    let no_errors = quote!(::std::vec::Vec::new());
    let (errors, outcome) = match returns {
        Returns::Nothing | Returns::Reply(_) => (no_errors, quote!(infallible(reply))),
        Returns::Result { .. } | Returns::Alias(_) => (
            quote!(<#error as ::musubi::CommandError>::shapes(types)),
            quote!(fallible(reply)),
        ),
    };
    let (name, docs) = (&command.name, &command.docs);
    quote! {
        #[automatically_derived]
        impl __Members #arguments_clause {
            fn members(types: &mut ::musubi::Types) -> ::std::vec::Vec<::musubi::MemberShape> {
                let _ = &types;
                ::std::vec![#(#members),*]
            }
        }

        #[automatically_derived]
        impl __Members #clause {
            fn reply(types: &mut ::musubi::Types) -> ::std::option::Option<::std::string::String> {
                ::musubi::__private::reply::<#reply>(types)
            }

            fn errors(types: &mut ::musubi::Types) -> ::std::vec::Vec<::musubi::ErrorShape> {
                let _ = &types;
                #errors
            }

            fn outcome(reply: &#ty) -> ::musubi::__private::Outcome {
                ::musubi::__private::#outcome
            }
        }

        #[automatically_derived]
        impl ::musubi::__private::ServedCommand for #payload {
            type Returns = #ty;

            fn shape(types: &mut ::musubi::Types) -> ::musubi::CommandShape {
                ::musubi::CommandShape {
                    name: ::std::string::String::from(#name),
                    doc: ::std::string::String::from(#docs),
                    payload: __Members::members(types),
                    reply: __Members::reply(types),
                    errors: __Members::errors(types),
                }
            }

            fn outcome(reply: &Self::Returns) -> ::musubi::__private::Outcome {
                __Members::outcome(reply)
            }
        }
    }
}

/// The expression for the command in the store's contract.
pub fn shape(store: &Store, command: &Command) -> TokenStream {
    let payload = ident(store, command);
    quote!(<#payload as ::musubi::__private::ServedCommand>::shape(types))
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
    let faults = command
        .arguments
        .iter()
        .filter(|argument| argument.rules.is_empty());
    let faults = faults.map(|argument| {
        let (name, ident) = (&argument.name, &argument.ident);
        quote!(.and(#name, (&::musubi::__private::Checked(&arguments.#ident)).faults()))
    });
    let own = command
        .has_rules()
        .then(|| quote!(.and("", (&::musubi::__private::Checked(&arguments)).faults())));
    let check = (!command.arguments.is_empty()).then(|| {
        quote! {
            let faults = ::musubi::__private::Faults::default() #own #(#faults)*;
            if let ::std::result::Result::Err(refused) =
                ::musubi::__private::checked_payload(&faults)
            {
                return ::musubi::__private::CommandRun::Done(::std::result::Result::Err(refused));
            }
        }
    });
    let arguments = command.arguments.iter().map(|argument| &argument.ident);
    let call = quote!(Self::#method(&self, #(arguments.#arguments),*));
    let outcome = quote!(<#payload as ::musubi::__private::ServedCommand>::outcome);
    let run = if command.is_async {
        quote! {
            ::musubi::__private::CommandRun::Pending(::std::boxed::Box::pin(async move {
                #outcome(&#call.await)
            }))
        }
    } else {
        quote!(::musubi::__private::CommandRun::Done(#outcome(&#call)))
    };
    quote!(#name => { #decode #check #run })
}
