//! The `#[subscribe]` methods.

use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::{Attribute, Expr, FnArg, Ident, ImplItemFn, Meta, Receiver, Type};

use super::method::{owned, returned, shared_self};
use super::model::Store;
use crate::errors::Errors;

/// A method that takes the items of a stream.
pub struct Subscription {
    pub ident: Ident,
    pub is_async: bool,
    /// What gives the stream, as an expression that may name `self`.
    stream: Option<Expr>,
    /// The method's own, as a `self` of the macro would not be the one of the expression.
    receiver: Option<Receiver>,
    item: Option<Type>,
}

impl Subscription {
    /// Reads a method.
    pub fn read(attributes: &[Attribute], function: &ImplItemFn, errors: &mut Errors) -> Self {
        let signature = &function.sig;
        let ident = signature.ident.clone();
        let stream = errors.ok(stream(&attributes[0]));
        if let Some(second) = attributes.get(1) {
            errors.at(
                second,
                "a method takes the items of one stream: join them into one with \
                 `futures::stream::select`",
            );
        }
        shared_self(function, "#[subscribe]", errors);
        if !signature.generics.params.is_empty() {
            errors.at(
                &signature.generics,
                "the items of a stream have one type: take the type parameters off",
            );
        }
        let mut arguments = signature
            .inputs
            .iter()
            .filter_map(|argument| match argument {
                FnArg::Typed(argument) => Some(argument),
                FnArg::Receiver(_) => None,
            });
        let item = arguments.next().map(|argument| {
            owned(&argument.ty, "items", errors);
            (*argument.ty).clone()
        });
        if item.is_none() {
            errors.here(
                ident.span(),
                format!("`#[subscribe]` takes an item of the stream: `fn {ident}(&self, item: …)`"),
            );
        }
        if let Some(second) = arguments.next() {
            errors.at(second, "`#[subscribe]` takes an item of the stream alone");
        }
        if let Some(ty) = returned(&signature.output) {
            errors.at(
                &ty,
                "`#[subscribe]` returns nothing: there is no one who would take it",
            );
        }
        if ["mount", "render"].contains(&&*ident.to_string()) {
            errors.at(
                &ident,
                "`mount` and `render` take no items: rename the method",
            );
        }
        Self {
            is_async: signature.asyncness.is_some(),
            receiver: signature.receiver().cloned(),
            ident,
            stream,
            item,
        }
    }
}

fn stream(attribute: &Attribute) -> syn::Result<Expr> {
    let what = "say which stream: `#[subscribe(…)]` with an expression, which may name `self`";
    match &attribute.meta {
        Meta::List(list) if list.tokens.is_empty() => Err(syn::Error::new_spanned(list, what)),
        Meta::List(list) => list.parse_args(),
        meta => Err(syn::Error::new_spanned(meta, what)),
    }
}

/// What a store with subscriptions has besides its methods.
pub struct Subscriptions {
    /// A method for each stream.
    pub streams: Option<TokenStream>,
    /// The method of `Store` that begins them.
    pub begin: Option<TokenStream>,
}

/// The code for the subscriptions of a store in which nothing is wrong.
pub fn expand(store: &Store) -> Subscriptions {
    let (ty, mut streams, mut begin) = (&store.ty, Vec::new(), Vec::new());
    for subscription in &store.subscriptions {
        let (method, receiver) = (&subscription.ident, &subscription.receiver);
        let (stream, item) = (&subscription.stream, &subscription.item);
        let name = format_ident!("__{}_stream", method.unraw(), span = method.span());
        let wait = subscription.is_async.then(|| quote!(.await));
        // An expression of another type is an error at the expression.
        let returns = quote_spanned! {stream.span()=>
            impl ::musubi::__private::Stream<Item = #item> + use<>
        };
        streams.push(quote!(fn #name(#receiver) -> #returns { #stream }));
        begin.push(quote! {
            ::musubi::__private::subscribe_store(&self, Self::#name(&self), |store, item| async move {
                Self::#method(&store, item) #wait
            });
        });
    }
    if streams.is_empty() {
        return Subscriptions {
            streams: None,
            begin: None,
        };
    }
    Subscriptions {
        streams: Some(quote! {
            #[automatically_derived]
            impl #ty { #(#streams)* }
        }),
        begin: Some(quote! {
            fn subscribe(self: ::std::rc::Rc<Self>) { #(#begin)* }
        }),
    }
}
