use std::collections::{BTreeMap, HashMap};

use crate::StoreId;

/// Things that belong to a store and have a name there.
#[derive(Clone, Debug)]
pub(super) struct PerStore<T>(HashMap<StoreId, BTreeMap<String, T>>);

impl<T> Default for PerStore<T> {
    fn default() -> Self {
        Self(HashMap::new())
    }
}

impl<T: Default> PerStore<T> {
    pub fn get(&self, owner: &[String], name: &str) -> Option<&T> {
        self.0.get(owner)?.get(name)
    }

    /// The thing of that name, made if there is none.
    pub fn entry(&mut self, owner: &StoreId, name: &str) -> &mut T {
        let names = self.0.entry(owner.clone()).or_default();
        names.entry(name.to_owned()).or_default()
    }

    /// All things of one store.
    pub fn of(&self, owner: &StoreId) -> impl Iterator<Item = &T> {
        self.0.get(owner).into_iter().flat_map(BTreeMap::values)
    }

    /// Every store that has something.
    pub fn owners(&self) -> impl Iterator<Item = &StoreId> {
        self.0.keys()
    }

    /// Drops everything of the stores that `keep` refuses; tells what went, sorted.
    pub fn retain(&mut self, keep: impl Fn(&StoreId) -> bool) -> Vec<(StoreId, String)> {
        let gone = self.0.extract_if(|owner, _| !keep(owner));
        let mut names: Vec<_> = gone
            .flat_map(|(owner, names)| names.into_keys().map(move |name| (owner.clone(), name)))
            .collect();
        names.sort();
        names
    }
}
