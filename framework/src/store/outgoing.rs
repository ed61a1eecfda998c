use std::cell::RefCell;
use std::rc::Rc;

use super::Site;
use crate::json;
use crate::state::{EncodeError, Written};

/// What a page has for its client besides the tree: each entry is sent once, and none replaces
/// another.
#[derive(Default)]
pub(crate) struct Outgoing {
    events: RefCell<Vec<Event>>,
}

struct Event {
    site: Rc<Site>,
    name: &'static str,
    /// The JSON of what it carries.
    payload: Result<Box<str>, serde_json::Error>,
}

impl Outgoing {
    pub(super) fn push_event(
        &self,
        site: Rc<Site>,
        name: &'static str,
        payload: Result<Box<str>, serde_json::Error>,
    ) {
        self.events.borrow_mut().push(Event {
            site,
            name,
            payload,
        });
    }

    /// How many entries wait.
    pub(crate) fn len(&self) -> usize {
        self.events.borrow().len()
    }

    /// Whether none waits.
    pub(crate) fn is_empty(&self) -> bool {
        self.events.borrow().is_empty()
    }

    /// Drops what waits.
    pub(super) fn clear(&self) {
        self.events.take();
    }

    /// Appends the events, separated by commas, and takes them as sent: those of the root first,
    /// and those of one store in their order.
    pub(crate) fn write_events(&self, out: &mut Vec<u8>) -> Written {
        let mut events = self.events.take();
        events.sort_by(|a, b| a.site.id.cmp(&b.site.id));
        for (index, event) in events.into_iter().enumerate() {
            let payload = event.payload.map_err(|source| EncodeError {
                path: format!("event {} of store {}", event.name, event.site.id),
                source,
            })?;
            if index > 0 {
                out.push(b',');
            }
            out.extend_from_slice(b"{\"store_id\":");
            json::write(out, &event.site.id).map_err(EncodeError::here)?;
            out.extend_from_slice(b",\"name\":");
            json::write(out, event.name).map_err(EncodeError::here)?;
            out.extend_from_slice(b",\"payload\":");
            out.extend_from_slice(payload.as_bytes());
            out.push(b'}');
        }
        Ok(())
    }
}
