use std::any::Any;
use std::cell::RefCell;
use std::fmt;
use std::sync::Arc;

use crate::reactive::reactive_context;

/// Values that the connection gives to its pages: the user, a tenant, a database pool.
///
/// Connect and join callbacks fill it; stores read it with [`use_context`]. A value is found by its
/// type, so give plain types a name of their own.
///
/// ```
/// use musubi::Context;
///
/// #[derive(Clone, PartialEq, Debug)]
/// struct User { name: String }
///
/// let context = Context::new().with(User { name: "Mina".into() });
/// assert_eq!(context.get::<User>().map(|user| user.name.as_str()), Some("Mina"));
/// ```
#[derive(Clone, Default)]
pub struct Context(Option<Arc<Vec<Arc<dyn Any + Send + Sync>>>>);

impl Context {
    /// An empty context.
    pub fn new() -> Self {
        Self::default()
    }

    /// The context with this value, in place of one of the same type.
    #[must_use]
    pub fn with<T: Clone + Send + Sync + 'static>(mut self, value: T) -> Self {
        let values = Arc::make_mut(self.0.get_or_insert_default());
        values.retain(|known| !known.is::<T>());
        values.push(Arc::new(value));
        self
    }

    /// The value of this type.
    pub fn get<T: Any>(&self) -> Option<&T> {
        self.0
            .as_ref()?
            .iter()
            .find_map(|value| value.downcast_ref())
    }
}

impl fmt::Debug for Context {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let count = self.0.as_ref().map_or(0, |values| values.len());
        f.debug_struct("Context")
            .field("values", &count)
            .finish_non_exhaustive()
    }
}

thread_local! {
    static CURRENT: RefCell<Option<Context>> = const { RefCell::new(None) };
}

/// Makes a context the one of the running page, until it is dropped.
pub(crate) struct CurrentContext(Option<Context>);

impl CurrentContext {
    pub(crate) fn enter(context: &Context) -> Self {
        Self(CURRENT.replace(Some(context.clone())))
    }
}

impl Drop for CurrentContext {
    fn drop(&mut self) {
        CURRENT.set(self.0.take());
    }
}

/// The nearest value of type `T`: one that a store above gave with `provide_context`, else one of
/// the connection's [`Context`].
///
/// It works in every method of a store, before and after an `.await`, and in what these call.
///
/// # Panics
///
/// Panics where no code of a page runs, as in a thread or a Tokio task of the application's own:
/// take the value before, and move it there.
#[track_caller]
pub fn use_context<T: Clone + 'static>() -> Option<T> {
    if let Some(given) = reactive_context() {
        return Some(given);
    }
    let found = CURRENT.with_borrow(|current| {
        let context = current.as_ref()?;
        Some(context.get::<T>().cloned())
    });
    let Some(found) = found else {
        panic!(
            "`use_context` was called where no store's code runs: take the value in the store, \
             and move it to where it is needed",
        );
    };
    found
}
