use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use crate::reactive::turn;

/// How many edits a stream may have that stands nowhere, besides those of one turn.
const UNPLACED: usize = 10_000;

/// What was done to a stream since it was last sent.
pub(crate) struct StreamQueue {
    /// Whether the stream's name stands before the keys.
    pub(crate) is_named: bool,
    edits: RefCell<Edits>,
    place: RefCell<Option<Weak<dyn StreamPlace>>>,
    /// Whether the client may have items of an earlier stream in this place.
    is_new: Cell<bool>,
}

/// The edits of earlier turns in their order, and those of one turn by what they do.
#[derive(Default)]
struct Edits {
    earlier: Vec<StreamEdit>,
    turn: u64,
    reset: bool,
    inserted: Vec<StreamEdit>,
    deleted: Vec<StreamEdit>,
}

/// One edit of a stream.
pub(crate) enum StreamEdit {
    Reset,
    Insert {
        key: String,
        at: i64,
        json: Result<String, serde_json::Error>,
        limit: Option<usize>,
    },
    Delete {
        key: String,
    },
}

/// Where a stream stands in the state of a store.
pub(crate) trait StreamPlace {
    /// The stream has something to send.
    fn touch(&self);
}

impl StreamQueue {
    pub(super) fn new(is_named: bool) -> Self {
        Self {
            is_named,
            edits: RefCell::default(),
            place: RefCell::new(None),
            is_new: Cell::new(true),
        }
    }

    pub(super) fn insert(&self, insert: StreamEdit) {
        self.edit(|edits| edits.inserted.push(insert));
    }

    pub(super) fn delete(&self, key: String) {
        self.edit(|edits| edits.deleted.push(StreamEdit::Delete { key }));
    }

    pub(super) fn reset(&self) {
        self.edit(|edits| edits.reset = true);
    }

    fn edit(&self, edit: impl FnOnce(&mut Edits)) {
        let mut edits = self.edits.borrow_mut();
        if edits.begin(turn()) {
            self.check_place(edits.earlier.len());
        }
        edit(&mut edits);
        drop(edits);
        self.tell();
    }

    /// # Panics
    /// Panics if the stream stands nowhere, and its edits pile up turn after turn.
    fn check_place(&self, waiting: usize) {
        assert!(
            waiting <= UNPLACED || self.place.borrow().is_some(),
            "a stream that stands nowhere in the state keeps {waiting} edits: place it in what \
             `render` returns, or put items in when it is there",
        );
    }

    fn tell(&self) {
        let place = self.place.borrow().as_ref().and_then(Weak::upgrade);
        if let Some(place) = place {
            place.touch();
        }
    }

    /// Tells `place` from now on. The client's items are of another stream, or of none.
    ///
    /// # Panics
    /// Panics if the stream stands in another place.
    pub(crate) fn settle_in(&self, place: Weak<dyn StreamPlace>) {
        let last = self.place.replace(Some(place));
        assert!(
            last.is_none_or(|last| last.strong_count() == 0),
            "one stream stands in two places of the state: make a stream for each of them",
        );
        self.is_new.set(true);
        if self.len() > 0 {
            self.tell();
        }
    }

    /// Leaves its place, and drops what was not sent.
    pub(crate) fn leave(&self) {
        self.place.take();
        self.edits.take();
    }

    /// Whether both are the same.
    pub(crate) fn is(&self, other: &Rc<Self>) -> bool {
        std::ptr::eq(self, Rc::as_ptr(other))
    }

    /// Whether the client has heard of this stream.
    pub(crate) fn was_sent(&self) -> bool {
        !self.is_new.get()
    }

    /// How many edits wait.
    pub(crate) fn len(&self) -> usize {
        let edits = self.edits.borrow();
        let turn = usize::from(edits.reset) + edits.inserted.len() + edits.deleted.len();
        edits.earlier.len() + turn
    }

    /// Takes what waits, in the order in which clients apply it. The first edits of a stream come
    /// after a reset, as a client that joined anew may have items of its last page.
    pub(crate) fn take(&self) -> Vec<StreamEdit> {
        let mut edits = self.edits.take();
        edits.end_turn();
        if self.is_new.replace(false) && !matches!(edits.earlier.first(), Some(StreamEdit::Reset)) {
            edits.earlier.insert(0, StreamEdit::Reset);
        }
        edits.earlier
    }
}

impl Edits {
    /// Tells whether it is another turn than that of the last edit.
    fn begin(&mut self, turn: u64) -> bool {
        let is_another = self.turn != turn;
        if is_another {
            self.end_turn();
            self.turn = turn;
        }
        is_another
    }

    fn end_turn(&mut self) {
        if std::mem::take(&mut self.reset) {
            // Nothing of what was there is left.
            self.earlier.clear();
            self.earlier.push(StreamEdit::Reset);
        }
        self.earlier.append(&mut self.inserted);
        self.earlier.append(&mut self.deleted);
    }
}
