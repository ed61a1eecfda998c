//! What an item becomes where something is wrong with it: the type and the names that other code
//! uses, with nothing behind them, so that the mistake itself is the only error.

use proc_macro2::TokenStream;
use quote::quote;

use super::expand::{definition, event};
use super::model::{Item, Purpose};
use super::{members, replica, signals};

/// The item with empty implementations.
pub fn expand(item: &Item) -> TokenStream {
    let definition = definition(item);
    if item.purpose == Purpose::LocalParams || !item.input.generics.params.is_empty() {
        return definition;
    }
    let ident = &item.ident;
    let traits = members::traits(item);
    let is_state = item.purpose == Purpose::State;
    let state = is_state.then(|| quote!(impl ::musubi::State for #ident {}));
    let event = event(item);
    let signals = (is_state && item.named_fields().is_some()).then(|| {
        let definition = signals::definition(item);
        let (signals, replica) = (signals::ident(item), replica::fallback());
        quote! {
            #definition
            impl ::musubi::Signals for #signals {
                type State = #ident;
                const FIELDS: &'static [::musubi::__private::Field] = &[];
                ::musubi::__server! {
                    fn bind(self, _: &mut ::musubi::__private::Binder<'_>) {}
                }
                ::musubi::__client! { #replica }
            }
        }
    });
    quote! {
        #definition
        #signals
        const _: () = {
            struct __Members;
            impl ::musubi::__private::Unchecked<#ident> for __Members {}
            use ::musubi::__private::Unchecked as _;
            #traits
            impl ::musubi::Wire for #ident {
                ::musubi::__server! {
                    fn typescript(_: &mut ::musubi::Types) -> ::std::string::String {
                        ::std::unreachable!()
                    }
                }
            }
            #state
            #event
        };
    }
}
