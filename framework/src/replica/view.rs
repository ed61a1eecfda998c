//! What JavaScript has read of a replica, so that it reads only what has changed since. Without feature
//! `js` there is nothing here.

#[cfg(feature = "js")]
pub use kept::Read;
#[cfg(feature = "js")]
pub(super) use kept::{Edit, Log, View};
#[cfg(not(feature = "js"))]
pub use nothing::Read;
#[cfg(not(feature = "js"))]
pub(super) use nothing::{Log, View};

#[cfg(feature = "js")]
mod kept {
    use std::cell::{Cell, RefCell};
    use std::rc::Rc;

    use wasm_bindgen::JsValue;

    /// A node that JavaScript reads.
    pub trait Read {
        /// Whether it reads otherwise than last time.
        fn is_stale(&self) -> bool;

        /// The value, where it stood as `last`: the same object, unless something in it differs.
        /// `undefined` is for what was not read before.
        fn read(&self, last: JsValue) -> JsValue;
    }

    /// Whether a node was read as it is now.
    ///
    /// A change marks the node and everything around it. So what is stale is found from the root on,
    /// and there is no way to it through what is not.
    #[derive(Clone, Default)]
    pub struct View(Rc<Inner>);

    #[derive(Default)]
    struct Inner {
        around: Option<View>,
        is_stale: Cell<bool>,
        is_reordered: Cell<bool>,
        last: RefCell<JsValue>,
    }

    impl View {
        /// The view of a node that stands in the node of this one.
        pub fn inside(&self) -> Self {
            Self(Rc::new(Inner {
                around: Some(self.clone()),
                ..Inner::default()
            }))
        }

        /// The node reads otherwise from now on.
        pub fn change(&self) {
            let mut next = Some(self);
            while let Some(view) = next.filter(|view| !view.0.is_stale.replace(true)) {
                next = view.0.around.as_ref();
            }
        }

        /// Rows of the node came, went or moved.
        pub fn reorder(&self) {
            self.0.is_reordered.set(true);
            self.change();
        }

        pub fn is_stale(&self) -> bool {
            self.0.is_stale.get()
        }

        /// The node is read now. Tells whether it was stale.
        pub fn refresh(&self) -> bool {
            self.0.is_stale.replace(false)
        }

        pub fn take_reordered(&self) -> bool {
            self.0.is_reordered.replace(false)
        }

        /// What a root, a row or a child was read as, which moves with it.
        pub fn last(&self) -> JsValue {
            self.0.last.borrow().clone()
        }

        pub fn keep(&self, value: &JsValue) {
            self.0.last.replace(value.clone());
        }
    }

    /// An edit of a list that has no nodes.
    #[derive(Clone, Copy)]
    pub enum Edit {
        Insert(usize),
        Remove(usize),
        Shift(usize, usize),
        Replace(usize),
    }

    /// The edits of a list since it was read; `None` where it was not read by itself yet, or they are too
    /// many to be told one by one.
    #[derive(Default)]
    pub struct Log(RefCell<Option<Vec<Edit>>>);

    /// More edits than this cost as much as all rows of a usual list.
    const MOST: usize = 64;

    impl Log {
        pub fn insert(&self, index: usize) {
            self.push(Edit::Insert(index));
        }

        pub fn remove(&self, index: usize) {
            self.push(Edit::Remove(index));
        }

        pub fn shift(&self, from: usize, to: usize) {
            self.push(Edit::Shift(from, to));
        }

        pub fn replace(&self, index: usize) {
            self.push(Edit::Replace(index));
        }

        /// Any row may be another one now.
        pub fn forget(&self) {
            self.0.replace(None);
        }

        /// The edits, of which there are none from now on.
        pub fn take(&self) -> Option<Vec<Edit>> {
            self.0.replace(Some(Vec::new()))
        }

        fn push(&self, edit: Edit) {
            let mut log = self.0.borrow_mut();
            match &mut *log {
                Some(edits) if edits.len() < MOST => edits.push(edit),
                _ => *log = None,
            }
        }
    }
}

#[cfg(not(feature = "js"))]
mod nothing {
    /// Nobody reads the nodes but Rust.
    pub trait Read {}

    impl<T> Read for T {}

    #[derive(Clone, Default)]
    pub struct View(());

    impl View {
        pub fn inside(&self) -> Self {
            Self(())
        }

        pub fn change(&self) {}

        pub fn reorder(&self) {}
    }

    #[derive(Default)]
    pub struct Log(());

    impl Log {
        pub fn insert(&self, _: usize) {}

        pub fn remove(&self, _: usize) {}

        pub fn shift(&self, _: usize, _: usize) {}

        pub fn replace(&self, _: usize) {}

        pub fn forget(&self) {}
    }
}
