//! The code that a command error becomes.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::ext::IdentExt;
use syn::{Fields, Ident};

use super::model::{CommandError, Reason, Variant};
use crate::checked::{self, Requirements};
use crate::errors::Errors;
use crate::state::members;
use crate::{meta, serde};

/// Everything that the enum becomes.
pub fn expand(error: &CommandError) -> TokenStream {
    let (definition, ident) = (definition(error), &error.ident);
    let mirror = mirror(error);
    let received = received(error);
    let clause = requirements(error).clause();
    let codes = error.variants.iter().map(|variant| {
        let (name, code) = (&variant.ident, &variant.code);
        quote!(Self::#name { .. } => #code,)
    });
    let reasons = error.variants.iter().map(reason);
    let shapes = error.variants.iter().map(shape);
    let debug = debug(error);
    let nothing = error
        .variants
        .is_empty()
        .then(|| quote!(_ => match *self {},));
    let serde = members::serde_traits(ident);
    quote! {
        #definition

        #[allow(trivial_bounds, unused_imports, dead_code)]
        const _: () = {
            use ::musubi::__private::Unchecked as _;

            #mirror

            impl ::musubi::__private::Unchecked<#ident> for __Members {}

            #[automatically_derived]
            impl __Members #clause {
                ::musubi::__server! {
                    fn errors(
                        types: &mut ::musubi::Types,
                    ) -> ::std::vec::Vec<::musubi::ErrorShape> {
                        let _ = &types;
                        ::std::vec![#(#shapes),*]
                    }
                }
            }

            #serde

            #[automatically_derived]
            impl ::musubi::CommandError for #ident {
                fn code(&self) -> &str {
                    match self { #(#codes)* #nothing }
                }

                fn reason(&self) -> ::std::string::String {
                    ::std::string::ToString::to_string(self)
                }

                fn detail(
                    &self,
                ) -> ::std::result::Result<
                    ::std::string::String,
                    ::musubi::__private::serde_json::Error,
                > {
                    ::musubi::__private::detail(self)
                }

                ::musubi::__client! {
                    fn received(
                        reply: &::musubi::__private::replica::ErrorReply,
                    ) -> ::std::option::Option<Self> {
                        #received
                        ::musubi::__private::replica::read_variant(reply, |json| {
                            __Received::deserialize(json)
                        })
                    }
                }

                ::musubi::__server! {
                    fn shapes(
                        types: &mut ::musubi::Types,
                    ) -> ::std::vec::Vec<::musubi::ErrorShape> {
                        __Members::errors(types)
                    }
                }
            }

            #[automatically_derived]
            impl ::std::fmt::Display for #ident {
                #[allow(unused_variables)]
                fn fmt(&self, formatter: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                    match self { #(#reasons)* #nothing }
                }
            }

            #debug

            #[automatically_derived]
            impl ::std::error::Error for #ident {}
        };
    }
}

/// The enum with empty implementations, where something is wrong with it.
pub fn fallback(error: &CommandError) -> TokenStream {
    let (definition, ident) = (definition(error), &error.ident);
    if !error.input.generics.params.is_empty() {
        return definition;
    }
    let (serde, debug) = (members::serde_traits(ident), debug(error));
    quote! {
        #definition

        const _: () = {
            use ::musubi::__private::Unchecked as _;

            struct __Members;

            impl ::musubi::__private::Unchecked<#ident> for __Members {}

            #serde

            impl ::musubi::CommandError for #ident {
                fn code(&self) -> &str {
                    ::std::unreachable!()
                }

                fn reason(&self) -> ::std::string::String {
                    ::std::unreachable!()
                }

                fn detail(
                    &self,
                ) -> ::std::result::Result<
                    ::std::string::String,
                    ::musubi::__private::serde_json::Error,
                > {
                    ::std::unreachable!()
                }

                ::musubi::__server! {
                    fn shapes(
                        types: &mut ::musubi::Types,
                    ) -> ::std::vec::Vec<::musubi::ErrorShape> {
                        __Members::errors(types)
                    }
                }
            }

            impl ::std::fmt::Display for #ident {
                fn fmt(&self, _: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                    ::std::unreachable!()
                }
            }

            #debug

            impl ::std::error::Error for #ident {}
        };
    }
}

fn definition(error: &CommandError) -> TokenStream {
    let input = &error.input;
    quote! {
        #[derive(::musubi::__private::SerdeAttributes)]
        #input
    }
}

/// The hidden type from which serde derives the enum's form on the wire.
fn mirror(error: &CommandError) -> TokenStream {
    let (remote, variants) = (error.ident.to_string(), variants(error));
    quote! {
        #[derive(
            ::musubi::__private::serde::Serialize,
            ::musubi::__private::serde::Deserialize,
        )]
        #[serde(
            crate = "::musubi::__private::serde",
            remote = #remote,
            tag = "code",
            content = "detail",
        )]
        enum __Members { #variants }
    }
}

/// The hidden type from which serde derives how a client reads the enum, by the name of the variant.
fn received(error: &CommandError) -> TokenStream {
    let (ident, variants) = (&error.ident, variants(error));
    let remote = ident.to_string();
    quote! {
        #[derive(::musubi::__private::serde::Deserialize)]
        #[serde(crate = "::musubi::__private::serde", remote = #remote)]
        enum __Received { #variants }

        impl ::musubi::__private::Unchecked<#ident> for __Received {}
    }
}

/// The variants, each with its code for a name.
fn variants(error: &CommandError) -> TokenStream {
    let variants = error.variants.iter().map(|variant| {
        let (ident, code) = (&variant.ident, &variant.code);
        let fields = variant.fields.iter().map(|field| {
            let serde = field
                .attrs
                .iter()
                .filter(|attribute| attribute.path().is_ident("serde"));
            let bound = checked::serde_bound(&field.ty, "Wire");
            let (ident, ty) = (&field.ident, &field.ty);
            let colon = ident.as_ref().map(|_| quote!(:));
            quote!(#(#serde)* #bound #ident #colon #ty)
        });
        let fields = match &variant.fields {
            Fields::Named(_) => quote!({ #(#fields),* }),
            Fields::Unnamed(_) => quote!((#(#fields),*)),
            Fields::Unit => TokenStream::new(),
        };
        quote!(#[serde(rename = #code)] #ident #fields)
    });
    quote!(#(#variants),*)
}

fn requirements(error: &CommandError) -> Requirements {
    let mut requirements = Requirements::default();
    for field in error.variants.iter().flat_map(|variant| &variant.fields) {
        requirements.add(&field.ty, "Wire");
    }
    requirements
}

/// `Debug`, which every error has, in the words of `Display`.
fn debug(error: &CommandError) -> Option<TokenStream> {
    let ident = &error.ident;
    (!meta::derives(&error.input.attrs, "Debug")).then(|| {
        quote! {
            #[automatically_derived]
            impl ::std::fmt::Debug for #ident {
                fn fmt(&self, formatter: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                    let code = ::musubi::CommandError::code(self);
                    ::std::write!(formatter, "{code}: {self}")
                }
            }
        }
    })
}

/// The names that a variant's fields are bound to, and the pattern that binds them.
fn bindings(variant: &Variant) -> (Vec<Ident>, TokenStream) {
    let name = &variant.ident;
    match &variant.fields {
        Fields::Unit => (Vec::new(), quote!(Self::#name)),
        Fields::Named(fields) => {
            let names: Vec<_> = fields
                .named
                .iter()
                .filter_map(|f| f.ident.clone())
                .collect();
            (names.clone(), quote!(Self::#name { #(#names),* }))
        }
        Fields::Unnamed(fields) => {
            let names: Vec<_> = (0..fields.unnamed.len())
                .map(|index| quote::format_ident!("field_{index}", span = name.span()))
                .collect();
            (names.clone(), quote!(Self::#name(#(#names),*)))
        }
    }
}

fn reason(variant: &Variant) -> TokenStream {
    let (names, pattern) = bindings(variant);
    let write = match &variant.reason {
        Reason::Docs(text) => quote!(formatter.write_str(#text)),
        // A format string refers to named fields by name, and to the one without by position.
        Reason::Format(format) if matches!(variant.fields, Fields::Unnamed(_)) => {
            quote_spanned!(format.span()=> ::std::write!(formatter, #format, #(#names),*))
        }
        Reason::Format(format) => {
            quote_spanned!(format.span()=> ::std::write!(formatter, #format))
        }
    };
    quote!(#pattern => #write,)
}

fn shape(variant: &Variant) -> TokenStream {
    let (code, docs) = (&variant.code, &variant.docs);
    let detail = match &variant.fields {
        Fields::Unit => quote!(::std::string::String::from("null")),
        Fields::Unnamed(fields) => {
            let ty = fields.unnamed.first().map(|field| &field.ty);
            quote!(<#ty as ::musubi::Wire>::typescript(types))
        }
        Fields::Named(fields) => {
            let members = fields.named.iter().map(|field| {
                let (name, ty) = (member_name(field), &field.ty);
                let ty = quote!(<#ty as ::musubi::Wire>::typescript(types));
                quote!((#name, #ty))
            });
            quote!(::musubi::__private::object_type(&[#(#members),*]))
        }
    };
    quote! {
        ::musubi::ErrorShape {
            code: ::std::option::Option::Some(::std::string::String::from(#code)),
            detail: #detail,
            doc: ::std::string::String::from(#docs),
        }
    }
}

/// The name of a field in the detail.
fn member_name(field: &syn::Field) -> String {
    let serde = serde::Field::read(&field.attrs, &mut Errors::default());
    let own = || field.ident.as_ref().map(|ident| ident.unraw().to_string());
    serde.rename.or_else(own).unwrap_or_default()
}
