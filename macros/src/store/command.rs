//! The `#[command]` methods.

use syn::ext::IdentExt;
use syn::{Attribute, FnArg, Ident, ImplItemFn, LitStr, Type};

use super::method::{argument_name, owned, returned, shared_self};
use crate::errors::Errors;
use crate::{docs, meta, serde, types};

/// A command.
pub struct Command {
    pub ident: Ident,
    /// The name on the wire.
    pub name: LitStr,
    pub docs: String,
    pub is_async: bool,
    pub arguments: Vec<Argument>,
    /// The type that it returns, `None` for `()`.
    pub returns: Option<Type>,
}

/// One argument of a command, which is one member of its payload.
pub struct Argument {
    pub ident: Ident,
    pub ty: Type,
    /// The `#[serde(…)]` attributes.
    pub attributes: Vec<Attribute>,
    /// The `#[garde(…)]` attributes: rules for the value.
    pub rules: Vec<Attribute>,
    /// The name in JSON.
    pub name: String,
    /// Whether a client may leave it out.
    pub optional: bool,
}

impl Command {
    /// Reads a method, and takes our attributes off its arguments.
    pub fn read(attribute: &Attribute, function: &mut ImplItemFn, errors: &mut Errors) -> Self {
        let ident = function.sig.ident.clone();
        let unraw = ident.unraw().to_string();
        let mut name = LitStr::new(&unraw, ident.span());
        for argument in errors
            .ok(meta::attribute_arguments(attribute))
            .unwrap_or_default()
        {
            match &*meta::name(&argument) {
                "name" => name = errors.ok(meta::text(&argument)).unwrap_or(name),
                _ => errors.at(&argument, "`#[command]` takes `name = \"…\"` only"),
            }
        }
        shared_self(function, "#[command]", errors);
        let generics = &function.sig.generics;
        if !generics.params.is_empty() {
            errors.at(
                generics,
                "a command has no type parameters: its payload has one type",
            );
        }
        let mut arguments = Vec::new();
        for input in &mut function.sig.inputs {
            if let FnArg::Typed(input) = input {
                arguments.extend(Argument::read(input, errors));
            }
        }
        let returns = returned(&function.sig.output);
        match &returns {
            Some(Type::Reference(reference)) => {
                errors.at(reference, "a reply is an owned value: it outlives the call");
            }
            Some(Type::ImplTrait(ty)) => {
                errors.at(
                    ty,
                    "name the type of the reply; for work that waits write `async fn`",
                );
            }
            _ => {}
        }
        Self {
            ident,
            name,
            docs: docs::text(&function.attrs),
            is_async: function.sig.asyncness.is_some(),
            arguments,
            returns,
        }
    }

    /// The command with the store's type in place of `Self`, for code outside of the block.
    pub fn of(mut self, store: &Type) -> Self {
        for argument in &mut self.arguments {
            argument.ty = types::with_self(&argument.ty, store);
        }
        self.returns = self
            .returns
            .map(|returns| types::with_self(&returns, store));
        self
    }

    /// Whether an argument has rules.
    pub fn has_rules(&self) -> bool {
        self.arguments
            .iter()
            .any(|argument| !argument.rules.is_empty())
    }

    /// Whether the method returns a `Result`.
    pub fn can_refuse(&self) -> bool {
        self.returns
            .as_ref()
            .is_some_and(|ty| types::is_named(ty, "Result"))
    }
}

impl Argument {
    fn read(input: &mut syn::PatType, errors: &mut Errors) -> Option<Self> {
        let attributes = meta::take(&mut input.attrs, "serde");
        let rules = meta::take(&mut input.attrs, "garde");
        let Some(ident) = argument_name(&input.pat).cloned() else {
            errors.at(
                &input.pat,
                "an argument is a member of the payload, so it needs one name: take it apart in \
                 the body",
            );
            return None;
        };
        owned(&input.ty, "arguments", errors);
        let serde = serde::Field::read(&attributes, errors);
        if serde.skip || serde.flatten {
            errors.at(&attributes[0], "an argument is one member of the payload");
        }
        let own = ident.unraw().to_string();
        if own.starts_with('_') && serde.rename.is_none() {
            errors.at(
                &ident,
                "the name of an argument is the name in the payload: take the `_` off, or add \
                 `#[serde(rename = \"…\")]`",
            );
        }
        Some(Self {
            optional: serde.default || types::is_named(&input.ty, "Option"),
            name: serde.rename.unwrap_or(own),
            ident,
            ty: (*input.ty).clone(),
            attributes,
            rules,
        })
    }
}
