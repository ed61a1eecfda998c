//! A family of stores that write down how they end.

use musubi::Context;
use musubi::prelude::*;
use tokio::task::yield_now;

use crate::support::{Gate, INTENDED, Log};

/// Writes to the log of the page that is at work.
pub fn log(entry: impl Into<String>) {
    use_context::<Log>()
        .expect("the page has a log")
        .write(entry);
}

/// The log that a value of a store keeps for its own end.
fn own_log() -> Log {
    use_context().expect("the page has a log")
}

#[state]
pub struct Tree {
    pub name: String,
    pub branches: Vec<Child<Branch>>,
}

#[params]
pub struct TreeParams {
    #[serde(default)]
    pub wait: bool,
}

pub struct TreeStore {
    name: RwSignal<String>,
    branches: RwSignal<Vec<(String, u32)>>,
    log: Log,
}

/// What a tree branches into, for its leaves.
#[derive(Clone, Copy)]
struct Branches(RwSignal<Vec<(String, u32)>>);

/// Writes down that it is dropped.
pub struct Noted(Log, &'static str);

impl Noted {
    pub fn new(what: &'static str) -> Self {
        Self(own_log(), what)
    }
}

impl Drop for Noted {
    fn drop(&mut self) {
        self.0.write(format!("{} dropped", self.1));
    }
}

#[store(root)]
impl TreeStore {
    async fn mount(params: TreeParams) -> Self {
        if params.wait {
            let _noted = Noted::new("mount");
            pass_gate().await;
        }
        log("root mounts");
        on_cleanup(|| log("root's owner ends"));
        let branches = create_rw_signal(Vec::new());
        provide_context(Branches(branches));
        Self {
            name: create_rw_signal("root".into()),
            branches,
            log: own_log(),
        }
    }

    fn render(&self) -> TreeSignals {
        let branch = |(id, leaves)| child(id, BranchProps { leaves });
        TreeSignals {
            name: self.name.into(),
            branches: self.branches.get().into_iter().map(branch).collect(),
        }
    }

    /// Which branches there are, and how many leaves each has.
    #[command]
    fn grow(&self, branches: Vec<(String, u32)>) {
        self.branches.set(branches);
    }

    #[command]
    async fn wait(&self) {
        let _noted = Noted::new("command");
        pass_gate().await;
        log("command goes on");
    }

    #[command]
    fn crash(&self) {
        panic!("{INTENDED}crash");
    }

    #[cleanup]
    fn cleanup(&self) {
        log(format!("{} cleans up", self.name.get()));
    }
}

impl Drop for TreeStore {
    fn drop(&mut self) {
        self.log
            .write(format!("{} dropped", self.name.get_untracked()));
    }
}

async fn pass_gate() {
    let gate = use_context::<Gate>().expect("the page has a gate");
    gate.pass().await;
}

#[state]
pub struct BranchState {
    pub leaves: Vec<Child<Leaf>>,
}

#[params]
pub struct BranchProps {
    pub leaves: u32,
}

/// Mounted again when its props change.
pub struct Branch {
    leaves: u32,
    log: Log,
}

#[store]
impl Branch {
    fn mount(props: BranchProps) -> Self {
        log(format!("branch of {} mounts", props.leaves));
        Self {
            leaves: props.leaves,
            log: own_log(),
        }
    }

    fn render(&self) -> BranchStateSignals {
        let leaf = |id: u32| child(id.to_string(), LeafProps { id });
        BranchStateSignals {
            leaves: (0..self.leaves).map(leaf).collect(),
        }
    }

    #[cleanup]
    fn cleanup(&self) {
        log(format!("branch of {} cleans up", self.leaves));
    }
}

impl Drop for Branch {
    fn drop(&mut self) {
        self.log.write(format!("branch of {} dropped", self.leaves));
    }
}

#[state]
pub struct LeafState {
    pub id: u32,
}

#[params]
pub struct LeafProps {
    pub id: u32,
}

pub struct Leaf {
    id: RwSignal<u32>,
}

#[store]
impl Leaf {
    fn mount(props: LeafProps) -> Self {
        on_cleanup(move || log(format!("owner of leaf {} ends", props.id)));
        Self {
            id: create_rw_signal(props.id),
        }
    }

    fn render(&self) -> LeafStateSignals {
        LeafStateSignals { id: self.id.into() }
    }

    /// Grows the tree again and again, and then waits. Gives the leaf's own id.
    #[command]
    async fn regrow(&self, steps: Vec<Vec<(String, u32)>>) -> u32 {
        let Branches(branches) = use_context().expect("a leaf hangs in a tree");
        let _noted = Noted::new("command");
        for step in steps {
            branches.set(step);
            yield_now().await;
        }
        pass_gate().await;
        let id = self.id.get();
        log(format!("leaf {id} goes on"));
        self.id.set(id + 1);
        id
    }

    #[cleanup]
    fn cleanup(&self) {
        let id = self.id.get();
        log(format!("leaf {id} cleans up"));
        assert!(id != 13, "{INTENDED}leaf 13");
    }
}

/// A context with a log and a gate.
pub fn context(log: &Log, gate: &Gate) -> Context {
    Context::new().with(log.clone()).with(gate.clone())
}
