//! The attribute macros of Musubi. Applications use them through `musubi::prelude`.
//!
//! Each macro goes through the same phases: **parse** reads the attribute and the item into a
//! **model** in Musubi's own words, **check** says what is wrong with it, and **expand** writes the
//! code. Where something is wrong, a smaller expansion takes its place that keeps the item and its
//! traits, so that one mistake gives one error.
//!
//! The output names nothing but `::musubi`, and wraps in `::musubi::__server!` what only a server
//! needs. An application therefore depends on `musubi-framework` alone, and compiles without its
//! feature `server` to state types and store contracts.

mod checked;
mod command_error;
mod docs;
mod errors;
mod markers;
mod meta;
mod names;
mod serde;
mod state;
mod store;
mod types;
mod typescript;

use proc_macro::TokenStream;

/// A type that clients see: plain data and, for a struct with named fields, its reactive form.
#[proc_macro_attribute]
pub fn state(arguments: TokenStream, item: TokenStream) -> TokenStream {
    state::expand_state(arguments.into(), item.into()).into()
}

/// What a store is mounted with.
#[proc_macro_attribute]
pub fn params(arguments: TokenStream, item: TokenStream) -> TokenStream {
    state::expand_params(arguments.into(), item.into()).into()
}

/// What a store tells its clients once: the payload of an event.
#[proc_macro_attribute]
pub fn event(arguments: TokenStream, item: TokenStream) -> TokenStream {
    state::expand_event(arguments.into(), item.into()).into()
}

/// The errors that a command, or a `mount`, can reply with.
#[proc_macro_attribute]
pub fn command_error(arguments: TokenStream, item: TokenStream) -> TokenStream {
    command_error::expand(arguments.into(), item.into()).into()
}

/// The behaviour of a store, from an `impl` block.
#[proc_macro_attribute]
pub fn store(arguments: TokenStream, item: TokenStream) -> TokenStream {
    store::expand(arguments.into(), item.into()).into()
}

/// Marks a method of a `#[store] impl` as a command that clients can send.
#[proc_macro_attribute]
pub fn command(_: TokenStream, item: TokenStream) -> TokenStream {
    markers::misplaced("command", item.into()).into()
}

/// Marks a method of a `#[store] impl` that takes the items of a stream.
#[proc_macro_attribute]
pub fn subscribe(_: TokenStream, item: TokenStream) -> TokenStream {
    markers::misplaced("subscribe", item.into()).into()
}

/// Marks the method of a child's `#[store] impl` that takes changed props.
#[proc_macro_attribute]
pub fn update(_: TokenStream, item: TokenStream) -> TokenStream {
    markers::misplaced("update", item.into()).into()
}

/// Marks the method of a `#[store] impl` that runs once when the store ends.
#[proc_macro_attribute]
pub fn cleanup(_: TokenStream, item: TokenStream) -> TokenStream {
    markers::misplaced("cleanup", item.into()).into()
}

/// Lets a type keep serde's attributes, where serde derives from a mirror of the type.
#[doc(hidden)]
#[proc_macro_derive(SerdeAttributes, attributes(serde))]
pub fn serde_attributes(_: TokenStream) -> TokenStream {
    TokenStream::new()
}
