//! What a block becomes where something is wrong with it: the methods as they are, and traits with
//! nothing behind them, so that the mistake itself is the only error.

use proc_macro2::TokenStream;
use quote::quote;

use super::model::Store;
use crate::types;

/// The block with empty implementations.
pub fn expand(store: &Store) -> TokenStream {
    let (ty, name, input) = (&store.ty, &store.name, &store.input);
    let is_one_type = input.generics.params.is_empty()
        && types::last_segment(ty).is_some_and(|last| last.arguments.is_empty());
    let signals = store
        .render
        .as_ref()
        .and_then(|render| render.returns.as_ref());
    let signals = match signals {
        Some(syn::Type::ImplTrait(_)) | None => quote!(::musubi::__private::NoSignals),
        Some(signals) => quote!(#signals),
    };
    let contract = is_one_type.then(|| {
        quote! {
            impl ::musubi::StoreContract for #ty {
                const NAME: &'static str = #name;
                type Params = ::musubi::NoParams;
                type Signals = #signals;
                ::musubi::__client! {
                    type Commands = ::musubi::__private::replica::NoCommands;
                    type MountError = ::std::convert::Infallible;
                }
                ::musubi::__server! {
                    fn shape(_: &mut ::musubi::Types) -> ::musubi::StoreShape {
                        ::std::unreachable!()
                    }
                }
            }
        }
    });
    let behaviour = is_one_type.then(|| behaviour(store));
    quote! {
        #contract
        ::musubi::__server! {
            #[allow(unused)]
            #input
            #behaviour
        }
    }
}

fn behaviour(store: &Store) -> TokenStream {
    let ty = &store.ty;
    quote! {
        impl ::musubi::Store for #ty {
            fn render(&self) -> Self::Signals {
                ::std::unreachable!()
            }
            fn command(
                self: ::std::rc::Rc<Self>,
                _: &str,
                _: ::musubi::__private::Payload<'_>,
            ) -> ::musubi::__private::CommandRun {
                ::std::unreachable!()
            }
        }
        impl ::musubi::RootStore for #ty {
            fn mount(
                _: &::musubi::__private::RawValue,
            ) -> ::musubi::__private::Mounting<Self> {
                ::std::unreachable!()
            }
        }
        impl ::musubi::ChildStore for #ty {
            const ON_PROPS: ::musubi::OnProps = ::musubi::OnProps::Follow;
            fn mount(_: ::musubi::reactive::Signal<::musubi::NoParams>) -> Self {
                ::std::unreachable!()
            }
        }
    }
}
