//! A store in Musubi's own words.

use proc_macro2::{Span, TokenStream};
use syn::punctuated::Punctuated;
use syn::{Expr, Ident, ImplItem, ItemImpl, LitStr, Meta, Token, Type};

use super::command::Command;
use super::method::{Method, Mount, Update};
use super::subscription::Subscription;
use crate::errors::Errors;
use crate::{docs, meta, types};

/// The store.
pub struct Store {
    /// Whether clients can mount it.
    pub is_root: bool,
    /// The name on the wire.
    pub name: String,
    pub ty: Type,
    pub ident: Ident,
    pub docs: String,
    pub mount: Option<Mount>,
    pub render: Option<Method>,
    pub update: Option<Update>,
    pub cleanup: Option<Method>,
    pub commands: Vec<Command>,
    pub subscriptions: Vec<Subscription>,
    /// The types of the events.
    pub events: Vec<Type>,
    /// The expressions for its hooks.
    pub hooks: Vec<Expr>,
    /// The block as it was written, without our attributes.
    pub input: ItemImpl,
}

impl Store {
    /// Reads the block, and takes our attributes off it.
    pub fn read(arguments: TokenStream, mut input: ItemImpl, errors: &mut Errors) -> Self {
        let ident = types::last_segment(&input.self_ty).map(|segment| segment.ident.clone());
        let ident = ident.unwrap_or_else(|| Ident::new("Store", Span::call_site()));
        let mut store = Self {
            is_root: false,
            name: ident.to_string(),
            ty: (*input.self_ty).clone(),
            ident,
            docs: docs::text(&input.attrs),
            mount: None,
            render: None,
            update: None,
            cleanup: None,
            commands: Vec::new(),
            subscriptions: Vec::new(),
            events: Vec::new(),
            hooks: Vec::new(),
            input: input.clone(),
        };
        store.read_arguments(arguments, errors);
        for item in &mut input.items {
            if let ImplItem::Fn(function) = item {
                store.read_function(function, errors);
            }
        }
        store.input = input;
        store
    }

    fn read_arguments(&mut self, arguments: TokenStream, errors: &mut Errors) {
        for argument in errors.ok(meta::arguments(arguments)).unwrap_or_default() {
            match &*meta::name(&argument) {
                "root" => self.is_root = errors.ok(meta::word(&argument)).is_some(),
                "name" => {
                    let Some(text) = errors.ok(meta::text(&argument)) else {
                        continue;
                    };
                    if is_wire_name(&text) {
                        self.name = text.value();
                    } else {
                        errors.at(
                            &text,
                            "a store's name is not empty, and has no `:`, which ends it in the id \
                             of a root",
                        );
                    }
                }
                "hooks" => self.hooks = errors.ok(hook_expressions(&argument)).unwrap_or_default(),
                "events" => self.events = errors.ok(event_types(&argument)).unwrap_or_default(),
                _ => errors.at(
                    &argument,
                    "`#[store]` takes `root`, `name = \"…\"`, `events(…)` and `hooks(…)` only",
                ),
            }
        }
    }

    fn read_function(&mut self, function: &mut syn::ImplItemFn, errors: &mut Errors) {
        let markers: Vec<_> = ["command", "subscribe", "update", "cleanup"]
            .into_iter()
            .map(|name| (name, meta::take(&mut function.attrs, name)))
            .filter(|(_, attributes)| !attributes.is_empty())
            .collect();
        let name = function.sig.ident.to_string();
        if let [(first, _), (second, attributes), ..] = &markers[..] {
            let message = format!("a method is either `#[{first}]` or `#[{second}]`");
            errors.at(&attributes[0], message);
        }
        match markers
            .first()
            .map(|(name, attributes)| (*name, &attributes[..]))
        {
            Some(("command", [attribute, ..])) => {
                let command = Command::read(attribute, function, errors).of(&self.ty);
                self.commands.push(command);
            }
            Some(("update", [attribute, ..])) => {
                errors.ok(meta::attribute_arguments(attribute).and_then(none_of("update")));
                match &self.update {
                    Some(_) => errors.at(attribute, "a store has one `#[update]` method"),
                    None => self.update = Some(Update::read(function, errors)),
                }
            }
            Some(("subscribe", attributes)) => {
                let subscription = Subscription::read(attributes, function, errors);
                self.subscriptions.push(subscription);
            }
            Some((_, attributes)) => {
                let attribute = &attributes[0];
                errors.ok(meta::attribute_arguments(attribute).and_then(none_of("cleanup")));
                match &self.cleanup {
                    Some(_) => errors.at(attribute, "a store has one `#[cleanup]` method"),
                    None => self.cleanup = Some(Method::cleanup(function, errors)),
                }
            }
            None if name == "mount" => self.mount = Some(Mount::read(function, errors)),
            None if name == "render" => self.render = Some(Method::render(function, errors)),
            None => {}
        }
    }
}

fn event_types(argument: &Meta) -> syn::Result<Vec<Type>> {
    let Meta::List(list) = argument else {
        return Err(syn::Error::new_spanned(
            argument,
            "name the types of the events: `events(Toast, Saved)`",
        ));
    };
    let types = list.parse_args_with(Punctuated::<Type, Token![,]>::parse_terminated)?;
    Ok(types.into_iter().collect())
}

fn hook_expressions(argument: &Meta) -> syn::Result<Vec<Expr>> {
    let Meta::List(list) = argument else {
        return Err(syn::Error::new_spanned(
            argument,
            "give the hooks, each as an expression: `hooks(Audit::new())`",
        ));
    };
    let hooks = list.parse_args_with(Punctuated::<Expr, Token![,]>::parse_terminated)?;
    Ok(hooks.into_iter().collect())
}

fn is_wire_name(text: &LitStr) -> bool {
    let text = text.value();
    !text.trim().is_empty() && !text.contains(':')
}

fn none_of(name: &str) -> impl Fn(Vec<syn::Meta>) -> syn::Result<()> {
    move |arguments| match arguments.first() {
        Some(argument) => Err(syn::Error::new_spanned(
            argument,
            format!("`#[{name}]` takes no arguments"),
        )),
        None => Ok(()),
    }
}
