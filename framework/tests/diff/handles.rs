//! The signals of a mounted store, in the hands of its test.

use std::any::Any;
use std::cell::RefCell;

thread_local! {
    static LAST: RefCell<Option<Box<dyn Any>>> = const { RefCell::new(None) };
}

/// A store whose signals a test can write.
pub trait Handles: Copy + 'static {
    /// Makes these the handles that [`handles`] gives.
    fn hand_out(self) {
        LAST.set(Some(Box::new(self)));
    }
}

/// The handles of the store that was mounted last on this thread.
pub fn handles<H: Handles>() -> H {
    LAST.with_borrow(|last| {
        let last = last.as_ref().and_then(|last| last.downcast_ref());
        *last.expect("a store of this type was mounted last")
    })
}
