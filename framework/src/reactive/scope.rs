use std::cell::{Cell, RefCell};
#[cfg(feature = "server")]
use std::mem::ManuallyDrop;
use std::rc::Rc;

#[cfg(feature = "server")]
use leptos_reactive::Disposer;

use super::{Owner, untrack, with_owner};

/// An owner of signals, memos and effects that ends when it is disposed of.
///
/// A plain child owner stays in its parent's property list after disposal, so a page that mounts
/// and unmounts rows for a day would grow. `watch` is the one primitive of `leptos_reactive` whose
/// end also removes that entry, so a scope below another one is a watch that observes nothing.
pub(crate) struct Scope {
    owner: Owner,
    end: RefCell<Option<End>>,
}

enum End {
    /// Stops a watch.
    Watch(Box<dyn Fn()>),
    /// Disposes of a plain owner. Not to be dropped by chance, when another page's runtime may be
    /// the current one.
    #[cfg(feature = "server")]
    Plain(ManuallyDrop<Disposer>),
}

impl Scope {
    /// A scope below `parent`, which outlives it.
    ///
    /// # Panics
    /// Panics if `parent` has been disposed of or belongs to another runtime than the current one.
    pub(crate) fn below(parent: Owner) -> Self {
        let slot = Rc::new(Cell::new(None));
        let stop = with_owner(parent, || {
            let slot = Rc::clone(&slot);
            leptos_reactive::watch(
                move || slot.set(Owner::current()),
                |_: &(), _, _: Option<()>| (),
                false,
            )
        });
        let owner = slot.get().expect("a watch runs its dependencies at once");
        Self::new(owner, End::Watch(Box::new(stop)))
    }

    /// The scope of a whole page, below the root of its runtime: smaller than others, as nothing
    /// outlives it.
    #[cfg(feature = "server")]
    pub(crate) fn of_page(root: Owner) -> Self {
        let make = with_owner(root, || {
            leptos_reactive::as_child_of_current_owner(|()| Owner::current())
        });
        let (owner, disposer) = make(());
        let owner = owner.expect("a child owner is the current one");
        Self::new(owner, End::Plain(ManuallyDrop::new(disposer)))
    }

    fn new(owner: Owner, end: End) -> Self {
        Self {
            owner,
            end: RefCell::new(Some(end)),
        }
    }

    pub(crate) fn owner(&self) -> Owner {
        self.owner
    }

    /// Runs `f` with this scope as the owner of what it creates. What `f` reads is not tracked.
    pub(crate) fn run<T>(&self, f: impl FnOnce() -> T) -> T {
        with_owner(self.owner, || untrack(f))
    }

    /// The scope's end, to be brought about later. This handle can only be used to run code.
    pub(crate) fn detach(&self) -> Self {
        Self {
            owner: self.owner,
            end: RefCell::new(self.end.take()),
        }
    }

    /// Runs the cleanups of the scope and disposes of everything that it owns. Later calls do
    /// nothing.
    pub(crate) fn dispose(&self) {
        match self.end.take() {
            Some(End::Watch(stop)) => stop(),
            #[cfg(feature = "server")]
            Some(End::Plain(disposer)) => drop(ManuallyDrop::into_inner(disposer)),
            None => {}
        }
    }
}
