//! Looking at types by their last path segment, which is all that a macro can see.

use quote::ToTokens;
use syn::visit_mut::{self, VisitMut};
use syn::{GenericArgument, Ident, PathArguments, PathSegment, Type};

/// The last segment of a type that is a path.
pub fn last_segment(ty: &Type) -> Option<&PathSegment> {
    match ty {
        Type::Path(path) if path.qself.is_none() => path.path.segments.last(),
        Type::Group(group) => last_segment(&group.elem),
        Type::Paren(paren) => last_segment(&paren.elem),
        _ => None,
    }
}

/// `T` in `Name<T>`, whatever stands before `Name`.
pub fn argument_of<'a>(ty: &'a Type, name: &str) -> Option<&'a Type> {
    let segment = last_segment(ty).filter(|segment| segment.ident == name)?;
    arguments_of(segment).into_iter().next()
}

/// The type arguments of a type, `A` and `B` in `Name<A, B>`.
pub fn arguments(ty: &Type) -> Vec<&Type> {
    last_segment(ty).map(arguments_of).unwrap_or_default()
}

fn arguments_of(segment: &PathSegment) -> Vec<&Type> {
    let PathArguments::AngleBracketed(arguments) = &segment.arguments else {
        return Vec::new();
    };
    let types = arguments.args.iter().filter_map(|argument| match argument {
        GenericArgument::Type(ty) => Some(ty),
        _ => None,
    });
    types.collect()
}

/// Whether the last segment of a type has this name.
pub fn is_named(ty: &Type, name: &str) -> bool {
    last_segment(ty).is_some_and(|segment| segment.ident == name)
}

/// The type with `suffix` after its name and without its arguments: `shop::Line` as
/// `shop::LineSignals`.
pub fn suffixed(ty: &Type, suffix: &str) -> Option<Type> {
    let mut ty = match ty {
        Type::Group(group) => return suffixed(&group.elem, suffix),
        Type::Paren(paren) => return suffixed(&paren.elem, suffix),
        Type::Path(path) if path.qself.is_none() => path.clone(),
        _ => return None,
    };
    let last = ty.path.segments.last_mut()?;
    last.ident = Ident::new(&format!("{}{suffix}", last.ident), last.ident.span());
    last.arguments = PathArguments::None;
    Some(Type::Path(ty))
}

/// A type as one writes it.
pub fn text(ty: &Type) -> String {
    let mut text = ty.to_token_stream().to_string();
    for (spaced, written) in [
        (" < ", "<"),
        (" <", "<"),
        ("< ", "<"),
        (" >", ">"),
        (" :: ", "::"),
        (" ,", ","),
        ("& ", "&"),
    ] {
        text = text.replace(spaced, written);
    }
    text
}

/// The type with `store` in place of `Self`.
pub fn with_self(ty: &Type, store: &Type) -> Type {
    struct Replace<'a>(&'a Type);

    impl VisitMut for Replace<'_> {
        fn visit_type_mut(&mut self, ty: &mut Type) {
            if matches!(ty, Type::Path(path) if path.path.is_ident("Self")) {
                *ty = self.0.clone();
            } else {
                visit_mut::visit_type_mut(self, ty);
            }
        }
    }

    let mut ty = ty.clone();
    Replace(store).visit_type_mut(&mut ty);
    ty
}
