use std::rc::Rc;

use musubi_wire::StoreId;
use serde::Serialize;

use crate::json;
use crate::store::Site;

/// An envelope that is about to be sent, as hooks see it.
///
/// Its operations are final: the tree has taken them as what the client has. To show something else
/// than a signal has, give the store another signal; see the guide.
#[derive(Debug)]
pub struct Flush<'a> {
    pub(super) version: u64,
    pub(super) operations: &'a str,
    pub(super) count: usize,
    /// The store that the hook is attached to; empty for hooks of the socket, which see all.
    pub(super) below: StoreId,
    pub(super) events: &'a mut Vec<Pushed>,
}

/// An event of an envelope.
#[derive(Debug)]
pub struct FlushedEvent<'a>(&'a mut Pushed);

/// An event that a store has pushed.
pub(crate) struct Pushed {
    pub(crate) site: Rc<Site>,
    pub(crate) name: &'static str,
    /// The JSON of what it carries.
    pub(crate) payload: Result<Box<str>, serde_json::Error>,
}

impl Flush<'_> {
    /// The version that the client has after it.
    pub fn version(&self) -> u64 {
        self.version
    }

    /// The JSON Patch operations of the whole page, as the inside of a JSON array.
    pub fn operations(&self) -> &str {
        self.operations
    }

    /// How many operations there are.
    pub fn operation_count(&self) -> usize {
        self.count
    }

    /// Looks at each event of the stores that this hook sees, and removes those for which `keep`
    /// says no.
    pub fn retain_events(&mut self, mut keep: impl FnMut(&mut FlushedEvent<'_>) -> bool) {
        let below = &self.below;
        self.events.retain_mut(|event| {
            !event.site.id.starts_with(below) || keep(&mut FlushedEvent(event))
        });
    }
}

impl FlushedEvent<'_> {
    /// The name on the wire of the store that pushed it.
    pub fn store(&self) -> &'static str {
        self.0.site.kind.name
    }

    /// The id of that store.
    pub fn store_id(&self) -> &StoreId {
        &self.0.site.id
    }

    /// The event's name on the wire.
    pub fn name(&self) -> &'static str {
        self.0.name
    }

    /// What it carries, as JSON; empty where that has no JSON, which ends the page.
    pub fn payload(&self) -> &str {
        self.0.payload.as_deref().unwrap_or_default()
    }

    /// Lets it carry something else. Clients read it with the type of the event.
    pub fn set_payload<T: Serialize + ?Sized>(&mut self, payload: &T) {
        self.0.payload = json::to_string(payload).map(Into::into);
    }
}

impl std::fmt::Debug for Pushed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Pushed")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}
