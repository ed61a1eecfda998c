//! What the macros' output names, so that a user's Cargo.toml needs no more than this crate.

pub use crate::contract::{Command, CommandError, CommandResult, Event, MountResult, Props};
pub use crate::state::{Field, State};
pub use crate::typescript::Wire;
pub use ::{serde, serde_json};
pub use musubi_macros::SerdeAttributes;

#[cfg(feature = "client")]
pub use crate::replica;
#[cfg(feature = "server")]
pub use crate::{
    codegen::{fault, text_fault},
    json::write as write_json,
    state::Ops,
    store::{
        ByRules, Checked, ChildStore, CommandRun, Faults, Mounting, Outcome, Payload, Refused,
        ServedCommand, WithoutRules, bind_async_stream, bind_child, bind_child_option,
        bind_children, bind_stream, bind_upload, checked_params, checked_payload, decode_params,
        fallible, infallible, mounted, mounted_or_refused, subscribe_store,
    },
    tree::{Binder, Codec},
    typescript::write::{declaration, event, flattened_option, object_type, reply, state_type},
};
#[cfg(feature = "server")]
pub use ::{tsify, wasm_bindgen};
#[cfg(feature = "server")]
pub use futures_util::Stream;
#[cfg(feature = "server")]
pub use serde_json::value::RawValue;

/// The detail of a typed error, which serializes as `{"code": …, "detail": …}`.
///
/// # Errors
/// Fails where the detail cannot be written as JSON.
pub fn detail<E: serde::Serialize>(error: &E) -> Result<String, serde_json::Error> {
    #[derive(serde::Deserialize)]
    struct Tagged<'a> {
        #[serde(borrow)]
        detail: Option<&'a serde_json::value::RawValue>,
    }

    #[cfg(feature = "server")]
    let json = crate::json::to_string(error)?;
    #[cfg(not(feature = "server"))]
    let json = serde_json::to_string(error)?;
    let tagged: Tagged<'_> = serde_json::from_str(&json)?;
    Ok(tagged
        .detail
        .map_or("null", |detail| detail.get())
        .to_owned())
}

/// Fails to compile where a store has an event of this name already.
///
/// # Panics
/// Panics if it has.
pub const fn another_event(name: &str, others: &[&str]) {
    let mut other = 0;
    while other < others.len() {
        let (a, b) = (name.as_bytes(), others[other].as_bytes());
        let mut at = 0;
        while at < a.len() && at < b.len() && a[at] == b[at] {
            at += 1;
        }
        assert!(
            at < a.len() || at < b.len(),
            "two events of this store have the same name, so clients could not tell them apart: \
             give one of them another with `#[event(name = \"…\")]`"
        );
        other += 1;
    }
}

/// What a store renders that has no `render`, in the code that stands in for a faulty one.
#[derive(Debug)]
pub struct NoSignals;

impl crate::Signals for NoSignals {
    type State = ();
    const FIELDS: &'static [Field] = &[];

    #[cfg(feature = "client")]
    const HAS_OPAQUE: bool = false;

    #[cfg(feature = "server")]
    fn bind(self, _: &mut Binder<'_>) {}

    #[cfg(feature = "client")]
    fn receive((): (), _: &mut replica::Members<'_>) {}

    #[cfg(feature = "client")]
    fn form(_: &mut replica::Members<'_>) -> Self {
        Self
    }

    #[cfg(feature = "client")]
    fn value(_: &mut replica::Members<'_>) {}
}

/// What a type's traits call where a type within it lacks a trait, which is an error there.
///
/// The macros put the code for a type's traits in a block of methods with these names, under the
/// condition that the types within have what the code needs. Where the condition does not hold,
/// the names mean these methods, so that the error is not repeated for each of them.
pub trait Unchecked<T> {
    /// For `Serialize`.
    ///
    /// # Errors
    /// Never returns.
    fn serialize<S: serde::Serializer>(_: &T, _: S) -> Result<S::Ok, S::Error> {
        unreachable!("the code does not compile")
    }

    /// For `Deserialize`.
    ///
    /// # Errors
    /// Never returns.
    fn deserialize<'de, D: serde::Deserializer<'de>>(_: D) -> Result<T, D::Error> {
        unreachable!("the code does not compile")
    }

    /// For `Clone`.
    fn copied(_: &T) -> T {
        unreachable!("the code does not compile")
    }

    /// For `PartialEq`.
    fn equal(_: &T, _: &T) -> bool {
        unreachable!("the code does not compile")
    }

    /// For `Wire`.
    #[cfg(feature = "server")]
    fn declared(_: &mut crate::Types) -> String {
        unreachable!("the code does not compile")
    }

    /// For the arguments of a command.
    #[cfg(feature = "server")]
    fn members(_: &mut crate::Types) -> Vec<crate::MemberShape> {
        unreachable!("the code does not compile")
    }

    /// For the events of a store.
    #[cfg(feature = "server")]
    fn events(_: &mut crate::Types) -> Vec<crate::EventShape> {
        unreachable!("the code does not compile")
    }

    /// For whether a store declares an event.
    #[cfg(feature = "server")]
    fn declares(_: &str) -> bool {
        unreachable!("the code does not compile")
    }

    /// For the reply of a command.
    #[cfg(feature = "server")]
    fn reply(_: &mut crate::Types) -> Option<String> {
        unreachable!("the code does not compile")
    }

    /// For the errors of a command.
    #[cfg(feature = "server")]
    fn errors(_: &mut crate::Types) -> Vec<crate::ErrorShape> {
        unreachable!("the code does not compile")
    }

    /// For the answer to a command.
    ///
    /// # Errors
    /// Never returns.
    #[cfg(feature = "server")]
    fn outcome<R>(_: &R) -> Outcome {
        unreachable!("the code does not compile")
    }

    /// For the params of a root.
    ///
    /// # Errors
    /// Never returns.
    #[cfg(feature = "server")]
    fn decoded(_: &RawValue) -> Result<T, Refused> {
        unreachable!("the code does not compile")
    }

    /// For the result of a `mount` that can refuse.
    ///
    /// # Errors
    /// Never returns.
    #[cfg(feature = "server")]
    fn admitted<S, R>(_: R) -> Result<S, Refused> {
        unreachable!("the code does not compile")
    }

    /// For `State`.
    #[cfg(feature = "server")]
    fn changes(_: &T, _: &T, _: &mut Ops<'_>) {
        unreachable!("the code does not compile")
    }

    /// For `State`, in a client.
    ///
    /// # Errors
    /// Never returns.
    #[cfg(feature = "client")]
    fn patched(
        _: &mut T,
        _: replica::Path<'_>,
        _: replica::Op<'_>,
    ) -> Result<(), replica::Mismatch> {
        unreachable!("the code does not compile")
    }

    /// For `Signals`, in a client.
    #[cfg(feature = "client")]
    fn received(_: T, _: &mut replica::Members<'_>) {
        unreachable!("the code does not compile")
    }

    /// For `Signals`, in a client.
    #[cfg(feature = "client")]
    fn form<S>(_: &mut replica::Members<'_>) -> S {
        unreachable!("the code does not compile")
    }

    /// For `Signals`, in a client.
    #[cfg(feature = "client")]
    fn value(_: &mut replica::Members<'_>) -> T {
        unreachable!("the code does not compile")
    }

    /// For `Signals`.
    #[cfg(feature = "server")]
    fn bound<S>(_: S, _: &mut Binder<'_>) {
        unreachable!("the code does not compile")
    }
}
