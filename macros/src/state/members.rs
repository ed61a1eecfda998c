//! What every value has: `Clone`, `PartialEq` and serde's traits, and behind them the hidden type
//! that holds the code for all traits of the value.

use proc_macro2::TokenStream;
use quote::{ToTokens, format_ident, quote};
use syn::{Attribute, Ident, Member, Meta, Type};

use super::model::{Field, Fields, Item, Purpose, Shape};
use crate::checked::{self, Requirements};
use crate::{meta, serde};

/// A type of a field and the trait that it must have, `None` where the field says itself what it is.
fn requirement<'a>(item: &Item, field: &'a Field) -> Option<(&'a Type, &'static str)> {
    let says_itself = field.serde.skip || field.typescript.is_some();
    let is_state = item.purpose == Purpose::State;
    let ty = field.kind.row(&field.ty).unwrap_or(&field.ty);
    (!says_itself).then_some((ty, if is_state { "State" } else { "Wire" }))
}

/// What the code of the hidden type takes for granted.
pub fn requirements(item: &Item) -> Requirements {
    let mut requirements = Requirements::default();
    for field in item.all_fields() {
        if let Some((ty, bound)) = requirement(item, field) {
            requirements.add(ty, bound);
        }
    }
    requirements
}

/// The hidden type, `__Members`: a mirror from which serde derives what it would derive from the
/// value itself.
pub fn mirror(item: &Item) -> TokenStream {
    let ident = &item.ident;
    if item.derives_serde() {
        return quote!(
            struct __Members;
        );
    }
    let remote = ident.to_string();
    let rename = (!serde_metas(&item.attributes).any(|meta| meta::name(&meta) == "rename"))
        .then(|| quote!(rename = #remote,));
    let attributes = own_serde(&item.attributes);
    let head = quote! {
        #[derive(
            ::musubi::__private::serde::Serialize,
            ::musubi::__private::serde::Deserialize,
        )]
        #[serde(crate = "::musubi::__private::serde", remote = #remote, #rename)]
        #attributes
    };
    match &item.shape {
        Shape::Struct(fields) => {
            let semicolon = (!matches!(fields, Fields::Named(_))).then(|| quote!(;));
            let fields = mirror_fields(item, fields);
            quote!(#head struct __Members #fields #semicolon)
        }
        Shape::Enum(variants) => {
            let variants = variants.iter().map(|variant| {
                let (ident, attributes) = (&variant.ident, own_serde(&variant.attributes));
                let fields = mirror_fields(item, &variant.fields);
                quote!(#attributes #ident #fields)
            });
            quote!(#head enum __Members { #(#variants),* })
        }
    }
}

fn mirror_fields(item: &Item, fields: &Fields) -> TokenStream {
    let mirrored = fields.iter().map(|field| {
        let (ident, ty) = (&field.ident, &field.ty);
        let colon = ident.as_ref().map(|_| quote!(:));
        let attributes = own_serde(&field.attributes);
        let bound = requirement(item, field).map(|(ty, bound)| checked::serde_bound(ty, bound));
        quote!(#attributes #bound #ident #colon #ty)
    });
    match fields {
        Fields::Named(_) => quote!({ #(#mirrored),* }),
        Fields::Unnamed(_) => quote!((#(#mirrored),*)),
        Fields::Unit => TokenStream::new(),
    }
}

/// Serde's attributes without those that the mirror has of its own.
fn own_serde(attributes: &[Attribute]) -> TokenStream {
    let metas: Vec<Meta> = serde_metas(attributes)
        .filter(|meta| !["crate", "bound"].contains(&&*meta::name(meta)))
        .collect();
    if metas.is_empty() {
        TokenStream::new()
    } else {
        quote!(#[serde(#(#metas),*)])
    }
}

fn serde_metas(attributes: &[Attribute]) -> impl Iterator<Item = Meta> {
    serde::metas(attributes).into_iter()
}

/// The bodies of `Clone` and `PartialEq`.
pub fn bodies(item: &Item) -> TokenStream {
    let ident = &item.ident;
    let arms: Vec<Arm> = match &item.shape {
        Shape::Struct(fields) => vec![Arm::new(quote!(#ident), fields)],
        Shape::Enum(variants) => variants
            .iter()
            .map(|variant| {
                let name = &variant.ident;
                Arm::new(quote!(#ident::#name), &variant.fields)
            })
            .collect(),
    };
    let copied = arms.iter().map(Arm::copied);
    let equal = arms.iter().map(Arm::equal);
    let others = (arms.len() > 1).then(|| quote!(_ => false,));
    let (copied, equal) = if arms.is_empty() {
        (quote!(match *value {}), quote!(match *last {}))
    } else {
        (
            quote!(match value { #(#copied)* }),
            quote!(match (last, next) { #(#equal)* #others }),
        )
    };
    quote! {
        #[inline]
        fn copied(value: &#ident) -> #ident {
            #copied
        }

        #[inline]
        fn equal(last: &#ident, next: &#ident) -> bool {
            #equal
        }
    }
}

/// One form that a value can have.
struct Arm {
    path: TokenStream,
    members: Vec<Member>,
}

impl Arm {
    fn new(path: TokenStream, fields: &Fields) -> Self {
        let members = fields
            .iter()
            .enumerate()
            .map(|(index, field)| match &field.ident {
                Some(ident) => Member::Named(ident.clone()),
                None => Member::from(index),
            });
        Self {
            path,
            members: members.collect(),
        }
    }

    fn names(&self, prefix: &str) -> Vec<Ident> {
        (0..self.members.len())
            .map(|index| format_ident!("{prefix}_{index}"))
            .collect()
    }

    fn pattern(&self, names: &[Ident]) -> TokenStream {
        let (path, members) = (&self.path, &self.members);
        quote!(#path { #(#members: #names),* })
    }

    fn copied(&self) -> TokenStream {
        let names = self.names("field");
        let (path, members, pattern) = (&self.path, &self.members, self.pattern(&names));
        quote!(#pattern => #path { #(#members: ::std::clone::Clone::clone(#names)),* },)
    }

    fn equal(&self) -> TokenStream {
        let (last, next) = (self.names("last"), self.names("next"));
        let (last_pattern, next_pattern) = (self.pattern(&last), self.pattern(&next));
        let equal = if last.is_empty() {
            true.to_token_stream()
        } else {
            quote!(#(*#last == *#next)&&*)
        };
        quote!((#last_pattern, #next_pattern) => #equal,)
    }
}

/// The traits that every value has, in terms of the hidden type.
pub fn traits(item: &Item) -> TokenStream {
    let ident = &item.ident;
    let has = |name: &str| meta::derives(&item.attributes, name);
    let clone = (!has("Clone")).then(|| {
        quote! {
            #[automatically_derived]
            impl ::std::clone::Clone for #ident {
                #[inline]
                fn clone(&self) -> Self {
                    __Members::copied(self)
                }
            }
        }
    });
    let equal = (!has("PartialEq")).then(|| {
        quote! {
            #[automatically_derived]
            impl ::std::cmp::PartialEq for #ident {
                #[inline]
                fn eq(&self, other: &Self) -> bool {
                    __Members::equal(self, other)
                }
            }
        }
    });
    let serde = (!item.derives_serde()).then(|| serde_traits(ident));
    quote!(#clone #equal #serde)
}

/// Serde's traits, in terms of the hidden type.
pub fn serde_traits(ident: &Ident) -> TokenStream {
    quote! {
        #[automatically_derived]
        impl ::musubi::__private::serde::Serialize for #ident {
            fn serialize<S: ::musubi::__private::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::std::result::Result<S::Ok, S::Error> {
                __Members::serialize(self, serializer)
            }
        }

        #[automatically_derived]
        impl<'de> ::musubi::__private::serde::Deserialize<'de> for #ident {
            fn deserialize<D: ::musubi::__private::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::std::result::Result<Self, D::Error> {
                __Members::deserialize(deserializer)
            }
        }
    }
}
