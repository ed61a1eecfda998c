//! `#[state]`, `#[params]` and `#[event]`.

mod check;
mod expand;
mod fallback;
mod field;
pub mod members;
pub mod model;
mod replica;
mod signals;

use proc_macro2::TokenStream;
use quote::quote;
use syn::DeriveInput;

use crate::errors::Errors;
use model::{Item, Purpose};

/// Expands `#[state]`.
pub fn expand_state(arguments: TokenStream, item: TokenStream) -> TokenStream {
    expand(Purpose::State, arguments, item)
}

/// Expands `#[params]`.
pub fn expand_params(arguments: TokenStream, item: TokenStream) -> TokenStream {
    expand(Purpose::Params, arguments, item)
}

/// Expands `#[event]`.
pub fn expand_event(arguments: TokenStream, item: TokenStream) -> TokenStream {
    expand(Purpose::Event, arguments, item)
}

fn expand(purpose: Purpose, arguments: TokenStream, item: TokenStream) -> TokenStream {
    let input: DeriveInput = match syn::parse2(item.clone()) {
        Ok(input) => input,
        Err(_) => {
            let message = format!("`#[{purpose}]` goes on a struct{}", purpose.or_an_enum());
            let error = syn::Error::new_spanned(&item, message).into_compile_error();
            return quote!(#error #item);
        }
    };
    let mut errors = Errors::default();
    let item = Item::read(purpose, arguments, input, &mut errors);
    check::check(&item, &mut errors);
    match errors.into_compile_errors() {
        None => expand::expand(&item),
        Some(errors) => {
            let fallback = fallback::expand(&item);
            quote!(#errors #fallback)
        }
    }
}
