//! One error where a type lacks a trait.
//!
//! A field whose type is not a `State` would be an error in everything that is derived from the
//! field: `Clone`, `PartialEq`, serde's traits and our own. So all of that stands in an inherent
//! `impl` of a hidden type, whose `where` clause names each field's type and its trait. A clause
//! that does not hold is one error, under that type and in the words of its trait: rustc shows the
//! same error at the same place once. The block's code is then taken to be right, and the traits,
//! which find nothing in it, fall back on the methods of `::musubi::__private::Unchecked`.

use proc_macro2::{Group, Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote, quote_spanned};
use syn::{LitStr, Type};

/// The types that must have a trait.
#[derive(Default)]
pub struct Requirements(Vec<TokenStream>);

impl Requirements {
    /// `ty` must have the trait of the framework that is named `bound`.
    pub fn add(&mut self, ty: &Type, bound: &str) {
        self.0.push(predicate(ty, bound));
    }

    /// The `where` clause.
    pub fn clause(&self) -> TokenStream {
        let predicates = &self.0;
        quote!(where #(#predicates),*)
    }
}

/// Serde's attribute for a field that puts the same requirement on what serde derives.
pub fn serde_bound(ty: &Type, bound: &str) -> TokenStream {
    let predicate = LitStr::new(&predicate(ty, bound).to_string(), span(ty));
    quote!(#[serde(bound(serialize = #predicate, deserialize = #predicate))])
}

/// Where an error about a type belongs: its last name, which is `Line` in `Vec<Line>`.
///
/// Spans cannot be joined by a macro, and serde's attribute has but one.
pub fn span(ty: &Type) -> Span {
    last_name(ty.to_token_stream()).unwrap_or_else(Span::call_site)
}

fn predicate(ty: &Type, bound: &str) -> TokenStream {
    let span = span(ty);
    let (ty, bound) = (moved(ty.to_token_stream(), span), Ident::new(bound, span));
    quote_spanned!(span=> #ty: ::musubi::__private::#bound)
}

/// The tokens at another place, as serde moves those in its attributes.
fn moved(tokens: TokenStream, span: Span) -> TokenStream {
    let tokens = tokens.into_iter().map(|mut token| {
        if let TokenTree::Group(group) = &token {
            token = Group::new(group.delimiter(), moved(group.stream(), span)).into();
        }
        token.set_span(span);
        token
    });
    tokens.collect()
}

fn last_name(tokens: TokenStream) -> Option<Span> {
    let names = tokens.into_iter().filter_map(|token| match token {
        TokenTree::Ident(name) => Some(name.span()),
        TokenTree::Group(group) => last_name(group.stream()),
        TokenTree::Punct(_) | TokenTree::Literal(_) => None,
    });
    names.last()
}
