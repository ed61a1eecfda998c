//! Attributes that `#[store]` reads and removes. They reach the compiler only where they are
//! misplaced.

use proc_macro2::TokenStream;
use quote::quote;

/// The item with the error that says where its attribute belongs.
pub fn misplaced(attribute: &str, item: TokenStream) -> TokenStream {
    let error = syn::Error::new(
        proc_macro2::Span::call_site(),
        format!(
            "`#[{attribute}]` stands alone here; put it on a method inside a `#[store] impl` block"
        ),
    )
    .into_compile_error();
    quote!(#error #item)
}
