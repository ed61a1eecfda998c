//! Members that are one signal each, and the same values as one signal.

use musubi::prelude::*;
use proptest::prelude::*;

use crate::client::Client;
use crate::handles::{Handles, handles};
use crate::values::{Values, ValuesSignals, values};

/// The same values, each as a signal of its own and all as one signal.
#[state]
struct Twice {
    #[state(nested)]
    apart: Values,
    whole: Values,
    maybe: Option<Values>,
}

#[derive(Clone, Copy)]
struct TwiceStore {
    values: RwSignal<Values>,
    is_some: RwSignal<bool>,
    renders: RwSignal<u32>,
}

impl Handles for TwiceStore {}

#[store(root)]
impl TwiceStore {
    fn mount() -> Self {
        let store = Self {
            values: create_rw_signal(Values::first()),
            is_some: create_rw_signal(false),
            renders: create_rw_signal(0),
        };
        store.hand_out();
        store
    }

    fn render(&self) -> TwiceSignals {
        let Self {
            values,
            is_some,
            renders,
        } = *self;
        renders.get();
        TwiceSignals {
            apart: ValuesSignals::of(values),
            whole: values.into(),
            maybe: Signal::derive(move || is_some.get().then(|| values.get())),
        }
    }
}

/// One turn of the page.
#[derive(Debug, Clone)]
struct Turn {
    values: Values,
    /// Which members are taken.
    mask: u64,
    is_some: bool,
    renders: bool,
    is_flushed: bool,
}

fn turn() -> impl Strategy<Value = Turn> {
    let mask = prop_oneof![
        Just(u64::MAX),
        any::<u64>(),
        (0..40u32).prop_map(|bit| 1 << bit)
    ];
    (
        values(),
        mask,
        any::<bool>(),
        any::<bool>(),
        prop::bool::weighted(0.8),
    )
        .prop_map(|(values, mask, is_some, renders, is_flushed)| Turn {
            values,
            mask,
            is_some,
            renders,
            is_flushed,
        })
}

proptest! {
    #[test]
    fn any_values_become_any_others(turns in prop::collection::vec(turn(), 1..6)) {
        let mut client = Client::mount::<TwiceStore>();
        let store = handles::<TwiceStore>();
        for turn in turns {
            client.run(|| {
                store.values.update(|values| values.take(&turn.values, turn.mask));
                store.is_some.set(turn.is_some);
                if turn.renders {
                    store.renders.update(|renders| *renders += 1);
                }
            });
            if turn.is_flushed {
                client.flush();
            }
        }
        client.flush();
        let equal = client.turn(|| {
            store.values.update(|_| ());
            store.renders.set(1000);
        });
        prop_assert_eq!(equal, Vec::<String>::new());
    }
}

#[test]
fn a_member_that_changes_is_one_operation_at_that_member() {
    let mut client = Client::mount::<TwiceStore>();
    let store = handles::<TwiceStore>();
    let ops = client.turn(|| store.values.update(|values| values.count += 1));
    assert_eq!(ops, ["replace /apart/count", "replace /whole/count"]);
    let ops = client.turn(|| store.values.update(|values| values.row.name.push('!')));
    assert_eq!(ops, ["replace /apart/row/name", "replace /whole/row/name"]);
    let ops = client.turn(|| store.values.update(|values| values.odd_name.marks.push(7)));
    let index = client.state()["apart"]["a/b~c \"d\"\né"]["marks"]
        .as_array()
        .expect("marks are a list")
        .len()
        - 1;
    assert_eq!(
        ops,
        [
            format!("add /apart/a~1b~0c \"d\"\né/marks/{index}"),
            format!("add /whole/a~1b~0c \"d\"\né/marks/{index}"),
        ]
    );
}

#[test]
fn a_member_that_is_skipped_is_not_there() {
    let mut client = Client::mount::<TwiceStore>();
    let store = handles::<TwiceStore>();
    client.turn(|| store.values.update(|values| values.skipped = None));
    assert!(client.state()["apart"].get("skipped").is_none());
    let row = client.run(|| store.values.with_untracked(|values| values.row.clone()));
    let ops = client.turn(|| store.values.update(|values| values.skipped = Some(row)));
    assert_eq!(ops, ["add /apart/skipped", "add /whole/skipped"]);
    let ops = client.turn(|| {
        store.values.update(|values| {
            values.skipped.as_mut().expect("it was set").id += 1;
        });
    });
    assert_eq!(
        ops,
        ["replace /apart/skipped/id", "replace /whole/skipped/id"]
    );
    let ops = client.turn(|| store.values.update(|values| values.skipped = None));
    assert_eq!(ops, ["remove /apart/skipped", "remove /whole/skipped"]);
}
