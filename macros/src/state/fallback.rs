//! What an item becomes where something is wrong with it: the type and the names that other code
//! uses, with nothing behind them, so that the mistake itself is the only error.

use proc_macro2::TokenStream;
use quote::quote;

use super::expand::definition;
use super::model::{Item, Purpose};
use super::signals;

/// The item with empty implementations.
pub fn expand(item: &Item) -> TokenStream {
    let definition = definition(item);
    if item.purpose == Purpose::LocalParams || !item.input.generics.params.is_empty() {
        return definition;
    }
    let ident = &item.ident;
    let state =
        (item.purpose == Purpose::State).then(|| quote!(impl ::musubi::State for #ident {}));
    let reactive = (item.purpose == Purpose::State && item.named_fields().is_some()).then(|| {
        let definition = signals::definition(item);
        let signals = signals::ident(item);
        quote! {
            #definition
            impl ::musubi::Signals for #signals {
                type State = #ident;
                const FIELDS: &'static [::musubi::__private::Field] = &[];
                ::musubi::__server! {
                    fn bind(self, _: &mut ::musubi::__private::Binder<'_>) {}
                }
            }
        }
    });
    quote! {
        #definition
        impl ::musubi::Wire for #ident {
            ::musubi::__server! {
                fn typescript(_: &mut ::musubi::Types) -> ::std::string::String {
                    ::std::string::String::new()
                }
            }
        }
        #state
        #reactive
    }
}
