//! What a store may not be.

use std::collections::HashSet;

use syn::Type;

use super::method::MountArgument;
use super::model::Store;
use crate::errors::Errors;
use crate::types;

/// Notes what is wrong with a store that could be read.
pub fn check(store: &Store, errors: &mut Errors) {
    let input = &store.input;
    if let Some((_, path, _)) = &input.trait_ {
        errors.at(
            path,
            "`#[store]` goes on an inherent `impl` block: take the trait off",
        );
    }
    if !input.generics.params.is_empty() {
        errors.at(
            &input.generics,
            "a store is one type, which clients know by its name",
        );
    } else if types::last_segment(&store.ty).is_none_or(|last| !last.arguments.is_empty()) {
        errors.at(
            &store.ty,
            "a store is one type, which clients know by its name",
        );
    }
    if input.trait_.is_none() {
        check_methods(store, errors);
    }
    check_mount(store, errors);
    check_commands(store, errors);
}

fn check_methods(store: &Store, errors: &mut Errors) {
    let kind = if store.is_root { "params" } else { "props" };
    if store.mount.is_none() {
        errors.at(
            &store.ty,
            format!("a store needs `mount`, which makes it: `fn mount({kind}: …) -> Self`"),
        );
    }
    if store.render.is_none() {
        errors.at(
            &store.ty,
            "a store needs `render`, which says what clients see: \
             `fn render(&self) -> …Signals`",
        );
    }
}

fn check_mount(store: &Store, errors: &mut Errors) {
    let Some(mount) = &store.mount else { return };
    if let Some(returns) = &mount.returns {
        let made = match &types::arguments(returns)[..] {
            [made, ..] if mount.can_refuse => made,
            _ => returns,
        };
        let is_store = types::is_named(made, "Self") || *made == store.ty;
        let is_alias = mount.can_refuse && types::arguments(returns).is_empty();
        if !is_store && !is_alias && !matches!(made, Type::ImplTrait(_)) {
            errors.at(
                made,
                "`mount` makes the store: return `Self` or `Result<Self, …>`",
            );
        }
    }
    if !store.is_root && mount.is_async {
        errors.at(
            &mount.ident,
            "a child's `mount` is not async: load in the parent and pass the result on as props, \
             or make the store a root with `#[store(root)]`",
        );
    }
    if !store.is_root && mount.can_refuse {
        errors.at(
            &mount.returns,
            "a child's `mount` returns `Self`: decide in the parent whether there is a child, or \
             make the store a root with `#[store(root)]`",
        );
    }
    let Some(update) = &store.update else { return };
    match (&mount.argument, &update.props) {
        (MountArgument::Signal(_), _) => errors.at(
            &update.ident,
            "`mount` takes a signal that follows the props, so there is nothing to update",
        ),
        (MountArgument::None, _) => errors.at(
            &update.ident,
            "`mount` takes no props, so they cannot change: let it take them too",
        ),
        (MountArgument::Value(params), Some(props))
            if params != props && !matches!(props, Type::Reference(_)) =>
        {
            errors.at(
                props,
                format!(
                    "`mount` takes `{}`, and so does `#[update]`",
                    types::text(params)
                ),
            )
        }
        _ if !mount.is_immediate() => errors.at(
            &update.ident,
            "only a child has props that change, and a store whose `mount` is async or can refuse \
             can only be a root",
        ),
        _ => {}
    }
}

fn check_commands(store: &Store, errors: &mut Errors) {
    let mut known = HashSet::new();
    for command in &store.commands {
        let name = command.name.value();
        if name.starts_with("musubi:") {
            errors.at(
                &command.name,
                "names that begin with `musubi:` belong to the protocol",
            );
        } else if name.is_empty() {
            errors.at(&command.name, "a command needs a name");
        }
        if !known.insert(name.clone()) {
            errors.at(
                &command.name,
                format!("two commands have the name `{name}`"),
            );
        }
        if ["mount", "render"].contains(&&*command.ident.to_string()) {
            errors.at(
                &command.ident,
                "`mount` and `render` are not commands: rename the method",
            );
        }
        let mut members = HashSet::new();
        for argument in &command.arguments {
            if !members.insert(&argument.name) {
                let message = format!("two arguments have the name `{}`", argument.name);
                errors.at(&argument.ident, message);
            }
        }
    }
}
