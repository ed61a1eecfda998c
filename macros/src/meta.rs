//! Reading the arguments of attributes.

use proc_macro2::TokenStream;
use syn::ext::IdentExt;
use syn::parse::{ParseStream, Parser};
use syn::punctuated::Punctuated;
use syn::{
    Attribute, Expr, ExprLit, Ident, Lit, LitStr, MacroDelimiter, Meta, MetaList, MetaNameValue,
    Path, Token, parenthesized, token,
};

/// The arguments in `#[attribute(a, b = "…")]`.
pub fn arguments(tokens: TokenStream) -> syn::Result<Vec<Meta>> {
    let metas =
        |input: ParseStream<'_>| Punctuated::<_, Token![,]>::parse_terminated_with(input, meta);
    Ok(metas.parse2(tokens)?.into_iter().collect())
}

/// One argument. `syn`'s own parser refuses names that are keywords, such as `type`.
fn meta(input: ParseStream<'_>) -> syn::Result<Meta> {
    let path = Path::from(input.call(Ident::parse_any)?);
    if input.peek(Token![=]) {
        return Ok(Meta::NameValue(MetaNameValue {
            path,
            eq_token: input.parse()?,
            value: input.parse()?,
        }));
    }
    if input.peek(token::Paren) {
        let content;
        let delimiter = MacroDelimiter::Paren(parenthesized!(content in input));
        return Ok(Meta::List(MetaList {
            path,
            delimiter,
            tokens: content.parse()?,
        }));
    }
    Ok(Meta::Path(path))
}

/// The arguments of an attribute on an item, which may have none.
pub fn attribute_arguments(attribute: &Attribute) -> syn::Result<Vec<Meta>> {
    match &attribute.meta {
        Meta::Path(_) => Ok(Vec::new()),
        Meta::List(list) => arguments(list.tokens.clone()),
        Meta::NameValue(value) => Err(syn::Error::new_spanned(
            value,
            "write the arguments in parentheses",
        )),
    }
}

/// The name of an argument, `None` where it is a path.
pub fn name(meta: &Meta) -> String {
    meta.path()
        .get_ident()
        .map(ToString::to_string)
        .unwrap_or_default()
}

/// The text in `name = "text"`.
pub fn text(meta: &Meta) -> syn::Result<LitStr> {
    if let Meta::NameValue(value) = meta
        && let Expr::Lit(ExprLit {
            lit: Lit::Str(text),
            ..
        }) = &value.value
    {
        return Ok(text.clone());
    }
    let name = name(meta);
    Err(syn::Error::new_spanned(
        meta,
        format!("write a text: `{name} = \"…\"`"),
    ))
}

/// Fails where an argument that stands alone was given more.
pub fn word(meta: &Meta) -> syn::Result<()> {
    match meta {
        Meta::Path(_) => Ok(()),
        _ => Err(syn::Error::new_spanned(
            meta,
            format!("`{}` stands alone here", name(meta)),
        )),
    }
}

/// Takes the attributes of this name, with or without `musubi::` before it, out of `attributes`.
pub fn take(attributes: &mut Vec<Attribute>, name: &str) -> Vec<Attribute> {
    attributes
        .extract_if(.., |attribute| is_ours(attribute.path(), name))
        .collect()
}

/// Whether a `#[derive]` names this trait.
pub fn derives(attributes: &[Attribute], name: &str) -> bool {
    attributes
        .iter()
        .filter(|attribute| attribute.path().is_ident("derive"))
        .any(|attribute| {
            let Meta::List(list) = &attribute.meta else {
                return false;
            };
            list.parse_args_with(Punctuated::<Path, Token![,]>::parse_terminated)
                .is_ok_and(|paths| {
                    paths
                        .iter()
                        .any(|path| path.segments.last().is_some_and(|last| last.ident == name))
                })
        })
}

fn is_ours(path: &Path, name: &str) -> bool {
    let mut segments = path.segments.iter().rev();
    let is_named = segments.next().is_some_and(|last| last.ident == name);
    is_named && segments.all(|segment| segment.ident == "musubi")
}
