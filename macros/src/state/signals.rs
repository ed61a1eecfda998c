//! The reactive form of a struct.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::Ident;

use super::field::Kind;
use super::model::{Field, Item};
use crate::{docs, names, types};

/// The name of the reactive form.
pub fn ident(item: &Item) -> Ident {
    format_ident!("{}Signals", item.ident)
}

/// The fields that are members on the wire.
pub fn members(item: &Item) -> impl Iterator<Item = &Field> {
    item.named_fields()
        .unwrap_or_default()
        .iter()
        .filter(|field| !field.serde.skip)
}

/// The struct of the reactive form, without its behaviour.
pub fn definition(item: &Item) -> TokenStream {
    let (visibility, signals) = (&item.visibility, ident(item));
    let doc = format!("The reactive form of [`{}`].", item.ident);
    let fields = members(item).map(|field| {
        let docs = field
            .attributes
            .iter()
            .filter(|attribute| docs::is_doc(attribute));
        let (visibility, ident) = (&field.visibility, &field.ident);
        let ty = field.kind.signals_type(&field.ty);
        quote!(#(#docs)* #visibility #ident: #ty)
    });
    quote! {
        #[doc = #doc]
        #[allow(dead_code, missing_docs)]
        #visibility struct #signals {
            #(#fields),*
        }
    }
}

/// The implementation of `Signals`.
pub fn implementation(item: &Item) -> TokenStream {
    let (state, signals) = (&item.ident, ident(item));
    let fields = members(item).map(|field| {
        let name = field.wire_name(&item.serde);
        let key = format!("\"{}\":", names::json_escaped(&name));
        let token = names::pointer_token(&name);
        quote!(::musubi::__private::Field { name: #name, key: #key, token: #token })
    });
    let replica = super::replica::methods(item);
    quote! {
        #[automatically_derived]
        impl ::musubi::Signals for #signals {
            type State = #state;
            const FIELDS: &'static [::musubi::__private::Field] = &[#(#fields),*];

            ::musubi::__server! {
                fn bind(self, binder: &mut ::musubi::__private::Binder<'_>) {
                    __Members::bound(self, binder)
                }
            }

            ::musubi::__client! { #replica }
        }
    }
}

/// The block with the body of `Signals::bind`.
pub fn bound(item: &Item) -> TokenStream {
    let signals = ident(item);
    let binds = members(item).map(bind);
    let mut requirements = super::members::requirements(item);
    for child in members(item).filter_map(|field| field.kind.child()) {
        requirements.add(child, "ChildStore");
    }
    let clause = requirements.clause();
    quote! {
        #[automatically_derived]
        impl __Members #clause {
            fn bound(signals: #signals, binder: &mut ::musubi::__private::Binder<'_>) {
                let _ = (&signals, &binder);
                #(#binds)*
            }
        }
    }
}

fn bind(field: &Field) -> TokenStream {
    let ident = &field.ident;
    match &field.kind {
        Kind::Leaf if field.serde.is_plain() && field.typescript.is_none() => {
            quote!(binder.leaf(signals.#ident);)
        }
        Kind::Leaf => {
            let codec = codec(field);
            quote!({ #codec binder.leaf_with(signals.#ident, &__CODEC); })
        }
        Kind::Nested { .. } => quote!(binder.nested(signals.#ident);),
        Kind::Keyed { key } => quote!(binder.keyed(signals.#ident, |row| &row.#key);),
        Kind::Each { key, .. } => {
            let row = field.kind.row(&field.ty);
            quote! {
                let _ = |row: &#row| { let _ = &row.#key; };
                binder.each(signals.#ident);
            }
        }
        Kind::List { key } => {
            let arguments = types::arguments(&field.ty);
            let (key_type, row) = (arguments.first(), arguments.get(1));
            quote! {
                let _: fn(&#row) -> &#key_type = |row| &row.#key;
                binder.list(signals.#ident);
            }
        }
        Kind::Async { value } => {
            quote!(binder.leaf::<::musubi::AsyncValue<#value>>(signals.#ident);)
        }
        Kind::AsyncStream { .. } => {
            quote!(::musubi::__private::bind_async_stream(binder, signals.#ident);)
        }
        Kind::Stream { .. } => {
            quote!(::musubi::__private::bind_stream(binder, signals.#ident);)
        }
        Kind::Upload => quote!(::musubi::__private::bind_upload(binder, signals.#ident);),
        Kind::Child { .. } => {
            quote!(::musubi::__private::bind_child(binder, signals.#ident);)
        }
        Kind::OptionalChild { .. } => {
            quote!(::musubi::__private::bind_child_option(binder, signals.#ident);)
        }
        Kind::Children { .. } => {
            quote!(::musubi::__private::bind_children(binder, signals.#ident);)
        }
    }
}

/// The codec of a member that is not written as its type writes itself.
fn codec(field: &Field) -> TokenStream {
    let ty = &field.ty;
    let skip = match &field.serde.skip_if {
        Some(skip) => quote!(|value| #skip(value)),
        None => quote!(|_| false),
    };
    let (wrapper, write, diff) = match &field.serde.serialize_with {
        Some(serialize) => (
            quote! {
                struct __Written<'a>(&'a #ty);
                impl ::musubi::__private::serde::Serialize for __Written<'_> {
                    fn serialize<S: ::musubi::__private::serde::Serializer>(
                        &self,
                        serializer: S,
                    ) -> ::std::result::Result<S::Ok, S::Error> {
                        #serialize(self.0, serializer)
                    }
                }
            },
            quote!(|out, value| ::musubi::__private::write_json(out, &__Written(value))),
            quote!(|last, next, ops| ops.difference(&__Written(last), &__Written(next))),
        ),
        None => {
            let diff = match &field.typescript {
                Some(_) => quote!(|last, next, ops| ops.difference(last, next)),
                None => quote!(|last, next, ops| ::musubi::State::diff(last, next, ops)),
            };
            (
                TokenStream::new(),
                quote!(::musubi::__private::write_json),
                diff,
            )
        }
    };
    let fault = match &field.typescript {
        Some(text) => quote!(|json| ::musubi::__private::text_fault(#text, json)),
        None => quote!(::musubi::__private::fault::<#ty>),
    };
    quote! {
        #wrapper
        static __CODEC: ::musubi::__private::Codec<#ty> = ::musubi::__private::Codec {
            skip: #skip,
            write: #write,
            fault: #fault,
            diff: #diff,
        };
    }
}
