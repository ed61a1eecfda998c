use std::any::TypeId;
use std::collections::{BTreeMap, HashSet};

use serde::Serialize;

use crate::contract::{StoreContract, StoreShape};

/// Where the named types of an application are declared.
pub(crate) const NAMESPACE: &str = "Musubi.Types";

/// The named TypeScript types that a [`Wire`](super::Wire) type needs, collected on a walk.
#[derive(Debug, Default)]
pub struct Types {
    declarations: BTreeMap<String, Declaration>,
    stores: BTreeMap<String, StoreShape>,
    known_stores: HashSet<TypeId>,
    conflicts: Vec<TypeError>,
}

#[derive(Debug)]
struct Declaration {
    rust: &'static str,
    text: String,
}

/// Two Rust types that ask for one name in TypeScript.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{first}` and `{second}` are both named `{name}` in TypeScript; give one of them another \
         name with `#[state(name = \"…\")]`"
)]
pub struct TypeError {
    /// The name in TypeScript.
    pub name: String,
    /// The Rust path of the type that took the name.
    pub first: &'static str,
    /// The Rust path of the type that asked for it again.
    pub second: &'static str,
}

impl Types {
    /// Declares `name` once, with the text that `declaration` gives (`interface Name { … }` or
    /// `type Name = …;`, with its documentation before it). Returns the name as it
    /// stands in other types, from wherever these stand.
    pub fn declare<T: ?Sized>(
        &mut self,
        name: &str,
        declaration: impl FnOnce(&mut Self) -> String,
    ) -> String {
        let rust = std::any::type_name::<T>();
        match self.declarations.get(name) {
            Some(known) if known.rust == rust => {}
            Some(known) => {
                let conflict = TypeError {
                    name: name.to_owned(),
                    first: known.rust,
                    second: rust,
                };
                if !self.conflicts.contains(&conflict) {
                    self.conflicts.push(conflict);
                }
            }
            None => {
                // A type that holds itself finds its name taken and stops here.
                let text = String::new();
                self.declarations
                    .insert(name.to_owned(), Declaration { rust, text });
                let text = declaration(self);
                self.declarations
                    .insert(name.to_owned(), Declaration { rust, text });
            }
        }
        format!("{NAMESPACE}.{name}")
    }

    /// Adds a store with everything that it needs, once.
    pub fn store<S: StoreContract>(&mut self) {
        if !self.known_stores.insert(TypeId::of::<S>()) {
            return;
        }
        let shape = S::shape(self);
        if let Some(known) = self.stores.insert(S::NAME.to_owned(), shape) {
            self.conflicts.push(TypeError {
                name: known.module,
                first: "another store",
                second: std::any::type_name::<S>(),
            });
        }
    }

    /// The declarations and the stores by name.
    ///
    /// # Errors
    /// Fails if two Rust types ask for the same name.
    pub fn finish(self) -> Result<Declared, TypeError> {
        match self.conflicts.into_iter().next() {
            Some(conflict) => Err(conflict),
            None => Ok(Declared {
                types: self
                    .declarations
                    .into_iter()
                    .map(|(name, d)| (name, d.text))
                    .collect(),
                stores: self.stores,
            }),
        }
    }
}

/// Everything that a walk over the types of a socket found.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Declared {
    /// The text of each named type.
    pub types: BTreeMap<String, String>,
    /// Each store by its name on the wire.
    pub stores: BTreeMap<String, StoreShape>,
}
