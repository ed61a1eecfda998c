use std::cell::{Cell, OnceCell, RefCell};
use std::rc::{Rc, Weak};

use musubi_wire::StoreId;

use super::child::Slots;
use super::{Host, Streams, Task, UploadNode};
use crate::reactive::{Current, Owner, Scope, untrack, with_owner};
use crate::tree::Place;

/// How deep stores may nest below the root. A store that contains itself, or follows data that does,
/// would otherwise end the process when its thread's stack is full. Clients in Rust read no deeper
/// documents either.
const MAX_DEPTH: u8 = 50;

/// What the code of a store, and the members of its state, need to know of the store.
pub(crate) struct Site {
    pub(crate) host: Rc<Host>,
    pub(crate) id: StoreId,
    pub(crate) kind: Kind,
    pub(super) has_children: Cell<bool>,
    /// How many stores stand above this one.
    depth: u8,
    owner: Owner,
    /// Made when the first task is spawned.
    tasks: OnceCell<Box<RefCell<Vec<Weak<Task>>>>>,
    /// Made when the first member that is a single child is there.
    slots: OnceCell<Box<Slots>>,
    /// Made when the first stream is placed.
    streams: OnceCell<Box<Streams>>,
    /// Made when the first upload is placed.
    uploads: OnceCell<Box<RefCell<Vec<Weak<UploadNode>>>>>,
}

/// What the sites of all stores of one type have in common.
#[derive(Clone, Copy)]
pub(crate) struct Kind {
    /// The store's name on the wire.
    pub(crate) name: &'static str,
    /// The names of the commands.
    commands: &'static [&'static str],
    /// Whether the store declares an event of this name.
    pub(super) declares: fn(&str) -> bool,
}

impl Kind {
    pub(super) fn of<S: super::Store>() -> Self {
        Self {
            name: S::NAME,
            commands: S::COMMANDS,
            declares: S::declares,
        }
    }

    /// The command of this name, as the store declares it.
    pub(crate) fn command(&self, name: &str) -> Option<&'static str> {
        self.commands.iter().copied().find(|known| *known == name)
    }
}

impl Site {
    /// The site of a page's root store.
    pub(crate) fn of_root(host: &Rc<Host>, kind: Kind, scope: &Scope) -> Rc<Self> {
        Self::new(host, StoreId::root(), kind, scope, 0)
    }

    /// The site of a store in this one's state, at `path` of it.
    ///
    /// # Panics
    /// Panics if it stands deeper than [`MAX_DEPTH`].
    pub(super) fn child(&self, path: &[&str], kind: Kind, scope: &Scope) -> Rc<Self> {
        self.has_children.set(true);
        let depth = self.depth + 1;
        assert!(
            depth <= MAX_DEPTH,
            "stores nest more than {MAX_DEPTH} deep at `{}`, in `{}`; does a store contain itself?",
            kind.name,
            self.kind.name,
        );
        Self::new(&self.host, self.id.child(path), kind, scope, depth)
    }

    fn new(host: &Rc<Host>, id: StoreId, kind: Kind, scope: &Scope, depth: u8) -> Rc<Self> {
        Rc::new(Self {
            host: Rc::clone(host),
            id,
            kind,
            has_children: Cell::new(false),
            depth,
            owner: scope.owner(),
            tasks: OnceCell::new(),
            slots: OnceCell::new(),
            streams: OnceCell::new(),
            uploads: OnceCell::new(),
        })
    }

    /// The store in whose state a place is.
    pub(super) fn of(place: &Place) -> Rc<Self> {
        let site = Rc::clone(&place.host).downcast();
        site.expect("children, streams and uploads stand in the state of a store")
    }

    /// Notes a task that is to end with the store.
    pub(super) fn adopt(&self, task: &Rc<Task>) {
        let mut tasks = self.tasks.get_or_init(Box::default).borrow_mut();
        tasks.retain(|known| known.strong_count() > 0);
        tasks.push(Rc::downgrade(task));
    }

    /// Drops the tasks of the store, which ends.
    pub(super) fn end_tasks(&self) {
        let tasks = self.tasks.get().map(|tasks| tasks.take());
        for task in tasks.iter().flatten().filter_map(Weak::upgrade) {
            task.cancel();
        }
    }

    pub(super) fn owner(&self) -> Owner {
        self.owner
    }

    /// The members that are single children.
    pub(super) fn slots(&self) -> &Slots {
        self.slots.get_or_init(Box::default)
    }

    /// Binds the members of the store's state.
    pub(super) fn bind(&self, place: &Place, bind: impl FnOnce()) {
        if let Some(slots) = self.slots.get() {
            slots.begin();
        }
        bind();
        if let Some(slots) = self.slots.get() {
            slots.finish(place);
        }
    }

    /// Lets go of the files of the store, which ends.
    pub(super) fn end_uploads(self: &Rc<Self>) {
        let uploads = self.uploads.get().map(|uploads| uploads.take());
        for upload in uploads.iter().flatten().filter_map(Weak::upgrade) {
            self.run(|| upload.slot().end());
        }
    }

    pub(super) fn streams(&self) -> &Streams {
        self.streams.get_or_init(Box::default)
    }

    /// The uploads of the store, in the order of its members.
    pub(super) fn uploads(&self) -> &RefCell<Vec<Weak<UploadNode>>> {
        self.uploads.get_or_init(Box::default)
    }

    /// The upload of this name.
    pub(crate) fn upload(&self, name: &str) -> Option<Rc<UploadNode>> {
        let uploads = self.uploads.get()?.borrow();
        let mut uploads = uploads.iter().filter_map(Weak::upgrade);
        uploads.find(|upload| upload.name() == name)
    }

    /// The store whose code runs now.
    pub(crate) fn current() -> Option<Rc<Self>> {
        Current::now().host()
    }

    /// Runs `f` as code of this store, which owns what it creates. What it reads is not tracked.
    pub(crate) fn run<T>(self: &Rc<Self>, f: impl FnOnce() -> T) -> T {
        self.enter(|| with_owner(self.owner, || untrack(f)))
    }

    /// Runs `f` as code of this store, below the owner of now: what `f` reads is tracked.
    pub(super) fn enter<T>(self: &Rc<Self>, f: impl FnOnce() -> T) -> T {
        Current::new(Rc::clone(self) as _).run(f)
    }
}
