//! The methods that every store has: `mount` and `render`, `#[update]` and `#[cleanup]`.

use syn::{FnArg, Ident, ImplItemFn, Pat, PatType, ReturnType, Type};

use crate::errors::Errors;
use crate::types;

/// A method that takes `&self` alone.
pub struct Method {
    pub ident: Ident,
    /// The type that it returns, `None` for `()`.
    pub returns: Option<Type>,
}

/// `mount`.
pub struct Mount {
    pub ident: Ident,
    pub is_async: bool,
    /// Whether it returns a `Result`.
    pub can_refuse: bool,
    pub returns: Option<Type>,
    pub argument: MountArgument,
}

/// What `mount` takes.
pub enum MountArgument {
    /// Nothing.
    None,
    /// The params or props as they are now.
    Value(Type),
    /// A signal that follows the props.
    Signal(Type),
}

/// The `#[update]` method.
pub struct Update {
    pub ident: Ident,
    pub props: Option<Type>,
}

impl Method {
    /// Reads `render`.
    pub fn render(function: &ImplItemFn, errors: &mut Errors) -> Self {
        let signature = &function.sig;
        if let Some(asyncness) = &signature.asyncness {
            errors.at(
                asyncness,
                "`render` is not async: it says what clients see now; load in `mount` or in a \
                 command, and set signals",
            );
        }
        shared_self(function, "render", errors);
        no_arguments(function, "`render` takes `&self` alone", errors);
        let returns = returned(&signature.output);
        match &returns {
            Some(Type::ImplTrait(ty)) => errors.at(ty, "name the reactive form that is returned"),
            Some(_) => {}
            None => errors.here(
                signature.ident.span(),
                "`render` returns the reactive form of a `#[state]` struct: \
                 `fn render(&self) -> …Signals`",
            ),
        }
        Self {
            ident: signature.ident.clone(),
            returns,
        }
    }

    /// Reads the `#[cleanup]` method.
    pub fn cleanup(function: &ImplItemFn, errors: &mut Errors) -> Self {
        let signature = &function.sig;
        if let Some(asyncness) = &signature.asyncness {
            errors.at(
                asyncness,
                "`#[cleanup]` is not async: the store ends when it returns",
            );
        }
        shared_self(function, "#[cleanup]", errors);
        no_arguments(function, "`#[cleanup]` takes `&self` alone", errors);
        if let Some(ty) = returned(&signature.output) {
            errors.at(&ty, "`#[cleanup]` returns nothing");
        }
        Self {
            ident: signature.ident.clone(),
            returns: None,
        }
    }
}

impl Mount {
    /// Reads `mount`.
    pub fn read(function: &ImplItemFn, errors: &mut Errors) -> Self {
        let signature = &function.sig;
        let mut arguments = signature.inputs.iter();
        let argument = match arguments.next() {
            None => MountArgument::None,
            Some(FnArg::Receiver(receiver)) => {
                errors.at(receiver, "`mount` makes the store, so it takes no `self`");
                MountArgument::None
            }
            Some(FnArg::Typed(argument)) => MountArgument::of(argument, errors),
        };
        if let Some(second) = arguments.next() {
            errors.at(
                second,
                "`mount` takes one argument: put the rest into the params, or read it with \
                 `use_context`",
            );
        }
        let returns = returned(&signature.output);
        let can_refuse = returns
            .as_ref()
            .is_some_and(|ty| types::is_named(ty, "Result"));
        match &returns {
            Some(Type::ImplTrait(ty)) => errors.at(ty, "return `Self` or `Result<Self, …>`"),
            Some(_) => {}
            None => errors.here(
                signature.ident.span(),
                "`mount` makes the store: return `Self`, or `Result<Self, …>` to refuse",
            ),
        }
        Self {
            ident: signature.ident.clone(),
            is_async: signature.asyncness.is_some(),
            can_refuse,
            returns,
            argument,
        }
    }

    /// Whether a parent can mount the store: at once, and without a refusal.
    pub fn is_immediate(&self) -> bool {
        !self.is_async && !self.can_refuse
    }
}

impl MountArgument {
    fn of(argument: &PatType, errors: &mut Errors) -> Self {
        if let Some(ty) = types::argument_of(&argument.ty, "Signal") {
            return Self::Signal(ty.clone());
        }
        for name in ["ReadSignal", "RwSignal", "Memo"] {
            if let Some(ty) = types::argument_of(&argument.ty, name) {
                errors.at(
                    &argument.ty,
                    format!("props come as `Signal<{}>`", types::text(ty)),
                );
                return Self::Signal(ty.clone());
            }
        }
        owned(&argument.ty, "the params", errors);
        Self::Value((*argument.ty).clone())
    }

    /// The type of the params, `None` where `mount` takes none.
    pub fn params(&self) -> Option<&Type> {
        match self {
            Self::None => None,
            Self::Value(ty) | Self::Signal(ty) => Some(ty),
        }
    }
}

impl Update {
    /// Reads the `#[update]` method.
    pub fn read(function: &ImplItemFn, errors: &mut Errors) -> Self {
        let signature = &function.sig;
        if let Some(asyncness) = &signature.asyncness {
            errors.at(
                asyncness,
                "`#[update]` is not async: it takes the new props over before the next render",
            );
        }
        shared_self(function, "#[update]", errors);
        let mut arguments = signature
            .inputs
            .iter()
            .filter_map(|argument| match argument {
                FnArg::Typed(argument) => Some(argument),
                FnArg::Receiver(_) => None,
            });
        let props = arguments.next().map(|argument| {
            owned(&argument.ty, "the props", errors);
            (*argument.ty).clone()
        });
        if props.is_none() {
            let message = "`#[update]` takes the new props: `fn update(&self, props: …)`";
            errors.here(signature.ident.span(), message);
        }
        if let Some(second) = arguments.next() {
            errors.at(second, "`#[update]` takes the new props alone");
        }
        if let Some(ty) = returned(&signature.output) {
            errors.at(&ty, "`#[update]` returns nothing");
        }
        Self {
            ident: signature.ident.clone(),
            props,
        }
    }
}

/// Notes a receiver that is not `&self`.
pub fn shared_self(function: &ImplItemFn, what: &str, errors: &mut Errors) {
    match function.sig.receiver() {
        None => errors.here(
            function.sig.ident.span(),
            format!("`{what}` works on the store: its first argument is `&self`"),
        ),
        Some(receiver) if receiver.reference.is_some() && receiver.mutability.is_some() => errors
            .at(
                receiver,
                format!("`{what}` takes `&self`: signals are set through a shared reference"),
            ),
        Some(receiver) if receiver.reference.is_none() || receiver.colon_token.is_some() => {
            errors.at(receiver, format!("`{what}` takes `&self`"));
        }
        Some(_) => {}
    }
}

/// Notes a type that borrows.
pub fn owned(ty: &Type, what: &str, errors: &mut Errors) {
    match ty {
        Type::Reference(reference) => {
            let target = &reference.elem;
            let instead = match types::last_segment(target) {
                Some(segment) if segment.ident == "str" => "String".to_owned(),
                _ => match &**target {
                    Type::Slice(slice) => format!("Vec<{}>", types::text(&slice.elem)),
                    target => types::text(target),
                },
            };
            errors.at(
                ty,
                format!("{what} come as owned values: write `{instead}`"),
            );
        }
        Type::ImplTrait(_) => errors.at(ty, format!("{what} need a type with a name")),
        _ => {}
    }
}

/// The type that a function returns, `None` for `()`.
pub fn returned(output: &ReturnType) -> Option<Type> {
    match output {
        ReturnType::Default => None,
        ReturnType::Type(_, ty) => match &**ty {
            Type::Tuple(tuple) if tuple.elems.is_empty() => None,
            ty => Some(ty.clone()),
        },
    }
}

/// The name of an argument that is one name.
pub fn argument_name(pattern: &Pat) -> Option<&Ident> {
    match pattern {
        Pat::Ident(pattern) if pattern.by_ref.is_none() && pattern.subpat.is_none() => {
            Some(&pattern.ident)
        }
        _ => None,
    }
}

fn no_arguments(function: &ImplItemFn, message: &str, errors: &mut Errors) {
    for argument in &function.sig.inputs {
        if let FnArg::Typed(argument) = argument {
            errors.at(argument, message);
        }
    }
}
