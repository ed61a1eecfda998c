//! Stores that crash, in the way and at the place that they are told.

use musubi::prelude::*;

use crate::support::INTENDED;

/// What a store does wrong.
#[state]
#[derive(Copy, Debug, Default)]
pub enum Fault {
    #[default]
    None,
    Mount,
    AsyncMount,
    Command,
    Render,
    Derived,
    Memo,
    Effect,
    Cleanup,
    OnCleanup,
    Drop,
    /// A number that JavaScript would round.
    Unsendable,
    /// Two children with one id.
    Twins,
}

/// Panics if it is time for `place` to.
fn panic_at(place: Fault, fault: Fault) {
    assert!(place != fault, "{INTENDED}{fault:?}");
}

#[state]
pub struct Wrong {
    pub derived: u8,
    pub memo: u8,
    pub number: u64,
    pub child: Option<Child<WrongChild>>,
    pub twins: Vec<Child<WrongChild>>,
}

#[params]
pub struct WrongParams {
    #[serde(default)]
    pub fault: Fault,
    #[serde(default)]
    pub child_fault: Fault,
}

pub struct WrongStore {
    fault: RwSignal<Fault>,
    child_fault: Fault,
    shown: RwSignal<bool>,
}

#[store(root)]
impl WrongStore {
    async fn mount(params: WrongParams) -> Self {
        panic_at(Fault::Mount, params.fault);
        tokio::task::yield_now().await;
        panic_at(Fault::AsyncMount, params.fault);
        let fault = create_rw_signal(params.fault);
        create_effect(move || panic_at(Fault::Effect, fault.get()));
        on_cleanup(move || panic_at(Fault::OnCleanup, fault.get_untracked()));
        Self {
            fault,
            child_fault: params.child_fault,
            shown: create_rw_signal(false),
        }
    }

    fn render(&self) -> WrongSignals {
        let fault = self.fault;
        panic_at(Fault::Render, fault.get());
        let derived = move || {
            panic_at(Fault::Derived, fault.get());
            1
        };
        let memo = create_memo(move |_| {
            panic_at(Fault::Memo, fault.get());
            1
        });
        let number = move || {
            if fault.get() == Fault::Unsendable {
                1 << 53
            } else {
                0
            }
        };
        let twins = if fault.get() == Fault::Twins { 2 } else { 0 };
        let child_of = |id: &str, fault| child(id, ChildProps { fault });
        WrongSignals {
            derived: Signal::derive(derived),
            memo: memo.into(),
            number: Signal::derive(number),
            child: self
                .shown
                .get()
                .then(|| child_of("child", self.child_fault)),
            twins: (0..twins).map(|_| child_of("twin", Fault::None)).collect(),
        }
    }

    #[command]
    fn go_wrong(&self, fault: Fault) {
        panic_at(Fault::Command, fault);
        self.fault.set(fault);
    }

    #[command]
    async fn go_wrong_slowly(&self, fault: Fault) {
        tokio::task::yield_now().await;
        panic_at(Fault::Command, fault);
        self.fault.set(fault);
    }

    #[command]
    fn show(&self, shown: bool) {
        self.shown.set(shown);
    }

    #[command]
    fn unsendable_reply(&self) -> u64 {
        u64::MAX
    }

    #[cleanup]
    fn cleanup(&self) {
        panic_at(Fault::Cleanup, self.fault.get_untracked());
    }
}

impl Drop for WrongStore {
    fn drop(&mut self) {
        panic_at(Fault::Drop, self.fault.get_untracked());
    }
}

#[state]
pub struct ChildState {
    pub derived: u8,
}

#[params]
pub struct ChildProps {
    pub fault: Fault,
}

pub struct WrongChild {
    fault: Fault,
}

#[store]
impl WrongChild {
    fn mount(props: ChildProps) -> Self {
        let fault = props.fault;
        panic_at(Fault::Mount, fault);
        on_cleanup(move || panic_at(Fault::OnCleanup, fault));
        Self { fault }
    }

    fn render(&self) -> ChildStateSignals {
        panic_at(Fault::Render, self.fault);
        let fault = self.fault;
        let derived = move || {
            panic_at(Fault::Derived, fault);
            1
        };
        ChildStateSignals {
            derived: Signal::derive(derived),
        }
    }

    #[command]
    fn go_wrong(&self) {
        panic!("{INTENDED}a command of a child");
    }

    #[cleanup]
    fn cleanup(&self) {
        panic_at(Fault::Cleanup, self.fault);
    }
}

impl Drop for WrongChild {
    fn drop(&mut self) {
        panic_at(Fault::Drop, self.fault);
    }
}

/// A store that contains itself, as often as it is told.
pub struct Endless {
    params: EndlessParams,
}

#[state]
pub struct EndlessState {
    pub inner: Vec<Child<Endless>>,
}

#[params]
pub struct EndlessParams {
    pub depth: u32,
}

#[store(root)]
impl Endless {
    fn mount(params: EndlessParams) -> Self {
        Self { params }
    }

    fn render(&self) -> EndlessStateSignals {
        let inner = self.params.depth.checked_sub(1);
        let inner = inner.map(|depth| child("inner", EndlessParams { depth }));
        EndlessStateSignals {
            inner: inner.into_iter().collect(),
        }
    }
}
