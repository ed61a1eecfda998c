//! `#[store]`.

mod check;
mod client;
mod command;
mod contract;
mod expand;
mod fallback;
mod method;
mod model;
mod payload;
mod subscription;

use proc_macro2::TokenStream;
use quote::quote;
use syn::ItemImpl;

use crate::errors::Errors;
use model::Store;

/// Expands `#[store]`.
pub fn expand(arguments: TokenStream, item: TokenStream) -> TokenStream {
    let input: ItemImpl = match syn::parse2(item.clone()) {
        Ok(input) => input,
        Err(error) => {
            // A syntax error within an `impl` is better said in its own words.
            let is_impl = item
                .clone()
                .into_iter()
                .any(|token| token.to_string() == "impl");
            let error = if is_impl {
                error
            } else {
                syn::Error::new_spanned(
                    &item,
                    "`#[store]` goes on an `impl` block, not on the type",
                )
            };
            let error = error.into_compile_error();
            let kept = (!is_impl).then_some(item);
            return quote!(#error #kept);
        }
    };
    let mut errors = Errors::default();
    let store = Store::read(arguments, input, &mut errors);
    check::check(&store, &mut errors);
    match errors.into_compile_errors() {
        None => expand::expand(&store),
        Some(errors) => {
            let fallback = fallback::expand(&store);
            quote!(#errors #fallback)
        }
    }
}
