use std::any::Any;
use std::cell::RefCell;
use std::rc::Rc;

thread_local! {
    static CURRENT: RefCell<Current> = const { RefCell::new(Current(None)) };
}

/// Whose code runs, in terms of the layer above: a store's, or nobody's.
///
/// An effect keeps the one that it was made in, as it runs long after that.
#[derive(Clone)]
pub(crate) struct Current(Option<Rc<dyn Any>>);

impl Current {
    pub(crate) fn new(host: Rc<dyn Any>) -> Self {
        Self(Some(host))
    }

    /// The one of the code that runs now.
    pub(crate) fn now() -> Self {
        CURRENT.with_borrow(Self::clone)
    }

    /// The host, if it is of this type.
    pub(crate) fn host<T: Any>(self) -> Option<Rc<T>> {
        self.0?.downcast().ok()
    }

    /// Runs `f` as code of this one.
    pub(crate) fn run<T>(&self, f: impl FnOnce() -> T) -> T {
        let _before = Before(CURRENT.replace(self.clone()).0);
        f()
    }
}

/// What was current before, and is again when this is dropped.
struct Before(Option<Rc<dyn Any>>);

impl Drop for Before {
    fn drop(&mut self) {
        CURRENT.set(Current(self.0.take()));
    }
}
