use std::cell::Cell;

use musubi_wire::Code;

use crate::store::Refused;
use crate::telemetry::{Attempt, Held, MOUNT_SECONDS, PAGES_ENDED, PAGES_OPEN, UNKNOWN};

/// Counts one page, from its join to its end. A page whose meter is dropped was abandoned.
pub(super) struct PageMeter {
    store: Cell<&'static str>,
    /// Until the page is mounted, or is not to be.
    mount: Cell<Option<Attempt<2>>>,
    /// From then on.
    open: Cell<Option<Held<1>>>,
}

impl PageMeter {
    pub(super) fn start() -> Self {
        Self {
            store: Cell::new(UNKNOWN),
            mount: Cell::new(Some(Attempt::start(MOUNT_SECONDS, [UNKNOWN, ""]))),
            open: Cell::new(None),
        }
    }

    /// The root that is asked for is this one.
    pub(super) fn found(&self, store: &'static str) {
        self.store.set(store);
        let mut mount = self.mount.take();
        if let Some(mount) = &mut mount {
            mount.label(0, store);
        }
        self.mount.set(mount);
    }

    pub(super) fn refused(&self, refused: &Refused) {
        let is_late = refused.code.as_deref() == Some(Code::Timeout.as_str());
        self.end_mount(if is_late { "timeout" } else { "refused" });
    }

    pub(super) fn mounted(&self) {
        self.end_mount("mounted");
        self.open.set(Some(PAGES_OPEN.hold([self.store.get()])));
    }

    /// The page of an earlier join goes on, which has a meter of its own.
    pub(super) fn resumed(&self) {
        self.end_mount("resumed");
    }

    /// The page, or its mount, ends for this reason.
    pub(super) fn ended(&self, cause: &'static str) {
        self.end_mount(cause);
        if self.open.take().is_some() {
            PAGES_ENDED.add([self.store.get(), cause], 1);
        }
    }

    fn end_mount(&self, outcome: &'static str) {
        if let Some(mount) = self.mount.take() {
            mount.end(outcome);
        }
    }
}

impl Drop for PageMeter {
    fn drop(&mut self) {
        if self.open.get_mut().is_some() {
            self.ended("abandoned");
        }
    }
}
