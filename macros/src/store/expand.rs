//! The code that a store becomes.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::Type;

use super::method::{Mount, MountArgument};
use super::model::Store;
use super::{client, contract, payload, subscription};
use crate::checked::{self, Requirements};
use crate::types;

/// Everything that the block becomes.
pub fn expand(store: &Store) -> TokenStream {
    let contract = contract::implementation(store);
    let payloads = store
        .commands
        .iter()
        .map(|command| payload::definition(store, command));
    let commands = client::definition(store);
    let input = &store.input;
    let behaviour = behaviour(store);
    let mount = store.mount.as_ref();
    let root = mount
        .filter(|_| store.is_root)
        .map(|mount| root(store, mount));
    let child = mount
        .filter(|mount| mount.is_immediate())
        .map(|mount| child(store, mount));
    let params = store.is_root.then(|| params(store));
    let events = (!store.events.is_empty()).then(|| events(store));
    quote! {
        #(#payloads)*

        ::musubi::__client! { #commands }

        ::musubi::__server! { #input }

        #[allow(trivial_bounds, unused_imports, dead_code)]
        const _: () = {
            use ::musubi::__private::Unchecked as _;

            ::musubi::__server! {
                use ::musubi::__private::{ByRules as _, WithoutRules as _};
            }

            struct __Members;

            #contract

            ::musubi::__server! {
                #params
                #events
                #behaviour
                #root
                #child
            }
        };
    }
}

fn behaviour(store: &Store) -> TokenStream {
    let ty = &store.ty;
    let commands = store
        .commands
        .iter()
        .map(|command| payload::arm(store, command));
    let names = store.commands.iter().map(|command| &command.name);
    let cleanup = store.cleanup.as_ref().map(|cleanup| {
        let method = &cleanup.ident;
        quote!(fn cleanup(&self) { Self::#method(self) })
    });
    let declares = (!store.events.is_empty()).then(|| {
        quote! {
            fn declares(event: &str) -> bool {
                __Members::declares(event)
            }
        }
    });
    let hooks = &store.hooks;
    let attach_hooks = (!hooks.is_empty()).then(|| {
        quote! {
            fn attach_hooks() {
                #(::musubi::hooks::attach_hook(#hooks);)*
            }
        }
    });
    let subscription::Subscriptions { streams, begin } = subscription::expand(store);
    quote! {
        #streams

        #[automatically_derived]
        impl ::musubi::Store for #ty {
            const COMMANDS: &'static [&'static str] = &[#(#names),*];

            fn render(&self) -> <Self as ::musubi::StoreContract>::Signals {
                Self::render(self)
            }

            fn command(
                self: ::std::rc::Rc<Self>,
                name: &str,
                payload: ::musubi::__private::Payload<'_>,
            ) -> ::musubi::__private::CommandRun {
                let _ = payload;
                match name {
                    #(#commands)*
                    _ => ::musubi::__private::CommandRun::Unknown,
                }
            }

            #begin
            #cleanup
            #declares
            #attach_hooks
        }
    }
}

/// What knows the events.
fn events(store: &Store) -> TokenStream {
    let mut requirements = Requirements::default();
    for event in &store.events {
        requirements.add(event, "Event");
    }
    let (clause, events) = (requirements.clause(), &store.events);
    let names = events.iter().enumerate().skip(1).map(|(index, event)| {
        let span = checked::span(event);
        let name = |event: &Type| quote_spanned!(span=> <#event as ::musubi::__private::Event>::NAME);
        let (own, earlier) = (name(event), events[..index].iter().map(name));
        quote_spanned!(span=> const _: () = ::musubi::__private::another_event(#own, &[#(#earlier),*]);)
    });
    // A root has one for its params.
    let unchecked =
        (!store.is_root).then(|| quote!(impl ::musubi::__private::Unchecked<()> for __Members {}));
    quote! {
        #unchecked
        #(#names)*

        #[automatically_derived]
        impl __Members #clause {
            fn events(types: &mut ::musubi::Types) -> ::std::vec::Vec<::musubi::EventShape> {
                ::std::vec![#(::musubi::__private::event::<#events>(types)),*]
            }

            fn declares(event: &str) -> bool {
                [#(<#events as ::musubi::Event>::NAME),*].contains(&event)
            }
        }
    }
}

/// What reads the params of a root.
fn params(store: &Store) -> TokenStream {
    let (params, clause) = (
        contract::params(store),
        contract::requirements(store).clause(),
    );
    quote! {
        impl ::musubi::__private::Unchecked<#params> for __Members {}

        #[automatically_derived]
        impl __Members #clause {
            fn declared(types: &mut ::musubi::Types) -> ::std::string::String {
                <#params as ::musubi::Wire>::typescript(types)
            }

            fn decoded(
                params: &::musubi::__private::RawValue,
            ) -> ::std::result::Result<#params, ::musubi::__private::Refused> {
                let params = ::musubi::__private::decode_params(params)?;
                let faults = (&::musubi::__private::Checked::<#params>(&params)).faults();
                ::musubi::__private::checked_params(params, &faults)
            }
        }
    }
}

fn root(store: &Store, mount: &Mount) -> TokenStream {
    let (ty, name) = (&store.ty, &mount.ident);
    let call = match &mount.argument {
        MountArgument::None => quote!({ let _ = params; Self::#name() }),
        MountArgument::Value(_) => quote!(Self::#name(params)),
        MountArgument::Signal(_) => quote! {
            Self::#name(::musubi::reactive::create_rw_signal(params).into())
        },
    };
    let result = if mount.can_refuse {
        quote!(__Members::admitted)
    } else {
        quote!(::musubi::__private::mounted)
    };
    let mounting = if mount.is_async {
        quote! {
            ::musubi::__private::Mounting::Pending(::std::boxed::Box::pin(async move {
                #result(#call.await)
            }))
        }
    } else {
        quote!(::musubi::__private::Mounting::Done(#result(#call)))
    };
    let admitted = mount
        .returns
        .as_ref()
        .filter(|_| mount.can_refuse)
        .map(|returns| {
            let mut requirements = Requirements::default();
            if let [_, error] = &types::arguments(returns)[..] {
                requirements.add(error, "CommandError");
            }
            let clause = requirements.clause();
            let returns = types::with_self(returns, ty);
            quote! {
                #[automatically_derived]
                impl __Members #clause {
                    fn admitted(
                        result: #returns,
                    ) -> ::std::result::Result<#ty, ::musubi::__private::Refused> {
                        ::musubi::__private::mounted_or_refused(result)
                    }
                }
            }
        });
    quote! {
        #admitted

        #[automatically_derived]
        impl ::musubi::RootStore for #ty {
            fn mount(
                params: &::musubi::__private::RawValue,
            ) -> ::musubi::__private::Mounting<Self> {
                let params = match __Members::decoded(params) {
                    ::std::result::Result::Ok(params) => params,
                    ::std::result::Result::Err(refused) => {
                        return ::musubi::__private::Mounting::Done(
                            ::std::result::Result::Err(refused),
                        );
                    }
                };
                #mounting
            }
        }
    }
}

fn child(store: &Store, mount: &Mount) -> TokenStream {
    let (ty, name) = (&store.ty, &mount.ident);
    let call = match &mount.argument {
        MountArgument::None => quote!({ let _ = props; Self::#name() }),
        MountArgument::Value(_) => quote! {
            Self::#name(::musubi::reactive::SignalGetUntracked::get_untracked(&props))
        },
        MountArgument::Signal(_) => quote!(Self::#name(props)),
    };
    let on_props = match (&mount.argument, &store.update) {
        (MountArgument::None | MountArgument::Signal(_), _) => quote!(Follow),
        (MountArgument::Value(_), Some(_)) => quote!(Update),
        (MountArgument::Value(_), None) => quote!(Remount),
    };
    let update = store.update.as_ref().map(|update| {
        let method = &update.ident;
        quote! {
            fn update(&self, props: <Self as ::musubi::StoreContract>::Params) {
                Self::#method(self, props)
            }
        }
    });
    let clause = contract::requirements(store).clause();
    quote! {
        #[automatically_derived]
        impl ::musubi::ChildStore for #ty #clause {
            const ON_PROPS: ::musubi::OnProps = ::musubi::OnProps::#on_props;

            fn mount(
                props: ::musubi::reactive::Signal<<Self as ::musubi::StoreContract>::Params>,
            ) -> Self {
                #call
            }

            #update
        }
    }
}
