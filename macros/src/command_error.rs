//! `#[command_error]`.

mod expand;
mod model;

use proc_macro2::TokenStream;
use quote::quote;
use syn::ItemEnum;

use crate::errors::Errors;
use model::CommandError;

/// Expands `#[command_error]`.
pub fn expand(arguments: TokenStream, item: TokenStream) -> TokenStream {
    let input: ItemEnum = match syn::parse2(item.clone()) {
        Ok(input) => input,
        Err(_) => {
            let error = syn::Error::new_spanned(
                &item,
                "`#[command_error]` goes on an enum: each variant is an error with its own code",
            )
            .into_compile_error();
            return quote!(#error #item);
        }
    };
    let mut errors = Errors::default();
    let error = CommandError::read(arguments, input, &mut errors);
    match errors.into_compile_errors() {
        None => expand::expand(&error),
        Some(errors) => {
            let fallback = expand::fallback(&error);
            quote!(#errors #fallback)
        }
    }
}
