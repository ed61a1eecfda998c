//! Lists of every kind send the least that their new order needs.

use std::collections::HashSet;

use musubi::prelude::*;
use proptest::collection::vec;
use proptest::prelude::*;

use crate::client::{Client, Ops};
use crate::handles::{Handles, handles};

/// A row.
#[state]
struct Item {
    id: u16,
    version: u8,
}

/// The same rows in a list of every kind.
#[state]
struct Lists {
    #[state(key = "id")]
    keyed: Vec<Item>,
    #[state(each, key = "id")]
    each: Vec<Item>,
    #[state(key = "id")]
    list: List<u16, Item>,
    children: Vec<Child<ItemStore>>,
}

#[params]
struct ItemProps {
    id: u16,
    version: u8,
}

struct ItemStore {
    props: Signal<ItemProps>,
}

#[store]
impl ItemStore {
    fn mount(props: Signal<ItemProps>) -> Self {
        Self { props }
    }

    fn render(&self) -> ItemSignals {
        let props = self.props;
        ItemSignals {
            id: Signal::derive(move || props.with(|props| props.id)),
            version: Signal::derive(move || props.with(|props| props.version)),
        }
    }
}

#[derive(Clone, Copy)]
struct ListsStore {
    ids: RwSignal<Vec<u16>>,
    /// The version of each row, at the index that is its id.
    versions: RwSignal<Vec<u8>>,
    list: ListSignal<u16, Item>,
}

impl Handles for ListsStore {}

#[store(root)]
impl ListsStore {
    fn mount() -> Self {
        let store = Self {
            ids: create_rw_signal(Vec::new()),
            versions: create_rw_signal(vec![0; 4000]),
            list: ListSignal::new(Vec::new(), |item| item.id),
        };
        store.hand_out();
        store
    }

    fn render(&self) -> ListsSignals {
        let Self {
            ids,
            versions,
            list,
        } = *self;
        let version = move |id: u16| versions.with(|versions| versions[usize::from(id)]);
        ListsSignals {
            keyed: Signal::derive(move || rows(&ids.get(), version)),
            each: Each::new(
                move || ids.get(),
                |id| *id,
                move |id| ItemSignals {
                    id: Signal::derive(move || id),
                    version: Signal::derive(move || version(id)),
                },
            ),
            list,
            children: ids
                .get()
                .into_iter()
                .map(|id| {
                    child(
                        id.to_string(),
                        ItemProps {
                            id,
                            version: version(id),
                        },
                    )
                })
                .collect(),
        }
    }
}

fn rows(ids: &[u16], version: impl Fn(u16) -> u8) -> Vec<Item> {
    ids.iter()
        .map(|id| Item {
            id: *id,
            version: version(*id),
        })
        .collect()
}

impl ListsStore {
    /// Shows these rows, of which those in `changed` have another version than before.
    fn show(self, ids: &[u16], changed: &[u16]) {
        if !changed.is_empty() {
            self.versions.update(|versions| {
                for id in changed {
                    versions[usize::from(*id)] += 1;
                }
            });
        }
        self.ids.set(ids.to_vec());
        let versions = self.versions.get_untracked();
        self.list.set(rows(ids, |id| versions[usize::from(id)]));
    }
}

pub const KINDS: [&str; 4] = ["keyed", "each", "list", "children"];

/// The operations on the list of a kind, as `op path` below the list.
pub fn of_kind(ops: &Ops, kind: &str) -> Ops {
    let below = ops.iter().filter_map(|op| {
        let (name, path) = op.split_once(' ')?;
        let path = path.strip_prefix('/')?.strip_prefix(kind)?;
        Some(format!("{name} {path}"))
    });
    below.collect()
}

/// Shows `ids` to a client that has `last`, and gives the operations.
pub fn sent(client: &mut Client, ids: &[u16], changed: &[u16]) -> Ops {
    let store = handles::<ListsStore>();
    client.turn(|| store.show(ids, changed))
}

/// A client that has these rows, and understands moves or does not.
pub fn client_with(ids: &[u16], moves: bool) -> Client {
    let mut client = Client::mount_offering::<ListsStore>(moves);
    sent(&mut client, ids, &[]);
    client
}

/// The length of a longest subsequence that two lists share, the slow way.
pub fn common(last: &[u16], next: &[u16]) -> usize {
    let mut lengths = vec![vec![0; next.len() + 1]; last.len() + 1];
    for (i, a) in last.iter().enumerate() {
        for (j, b) in next.iter().enumerate() {
            lengths[i + 1][j + 1] = if a == b {
                lengths[i][j] + 1
            } else {
                lengths[i][j + 1].max(lengths[i + 1][j])
            };
        }
    }
    lengths[last.len()][next.len()]
}

/// Rows with different keys.
pub fn order() -> impl Strategy<Value = Vec<u16>> {
    vec(0..14u16, 0..12).prop_map(|ids| {
        let mut known = HashSet::new();
        ids.into_iter().filter(|id| known.insert(*id)).collect()
    })
}

proptest! {
    #[test]
    fn a_new_order_takes_the_fewest_removals_and_additions(
        orders in vec(order(), 2..6),
    ) {
        let mut client = client_with(&orders[0], false);
        for pair in orders.windows(2) {
            let (last, next) = (&pair[0], &pair[1]);
            let ops = sent(&mut client, next, &[]);
            let kept = common(last, next);
            let fewest = last.len() - kept + next.len() - kept;
            for kind in KINDS {
                let count = of_kind(&ops, kind).len();
                if kind == "list" && kept == 0 && fewest > 1 {
                    prop_assert_eq!(count, 1, "nothing stays, so the list is replaced");
                } else {
                    prop_assert_eq!(count, fewest, "{}: {:?} becomes {:?}", kind, last, next);
                }
            }
        }
    }

    #[test]
    fn rows_that_change_are_one_operation_each(
        ids in order(),
        changed in vec(0..14u16, 0..6),
    ) {
        let changed: HashSet<_> = changed.into_iter().filter(|id| ids.contains(id)).collect();
        let changed: Vec<_> = changed.into_iter().collect();
        let mut client = client_with(&ids, false);
        let ops = sent(&mut client, &ids, &changed);
        for kind in KINDS {
            prop_assert_eq!(of_kind(&ops, kind).len(), changed.len());
        }
    }

    #[test]
    fn a_row_that_changes_and_stays_adds_one_operation_to_a_new_order(
        last in order(),
        next in order(),
        changed in vec(0..14u16, 0..6),
    ) {
        let mut client = client_with(&last, false);
        let ops = sent(&mut client, &next, &changed);
        let kept = common(&last, &next);
        let changed: HashSet<_> = changed.iter().filter(|id| next.contains(id)).collect();
        let most = last.len() - kept + next.len() - kept + changed.len();
        for kind in KINDS {
            prop_assert!(of_kind(&ops, kind).len() <= most.max(1));
        }
    }
}

/// Makes a client with 1,000 rows show others, and expects these operations on each list.
fn expect(edit: impl FnOnce(&mut Vec<u16>), changed: &[u16], expected: &[&str]) {
    let mut ids: Vec<u16> = (0..1000).collect();
    let mut client = client_with(&ids, false);
    edit(&mut ids);
    let ops = sent(&mut client, &ids, changed);
    for kind in KINDS {
        assert_eq!(of_kind(&ops, kind), expected, "{kind}");
    }
}

#[test]
fn a_prepend_is_one_operation() {
    expect(|ids| ids.insert(0, 2000), &[], &["add /0"]);
}

#[test]
fn an_append_is_one_operation() {
    expect(|ids| ids.push(2000), &[], &["add /1000"]);
}

#[test]
fn a_removal_is_one_operation() {
    let remove = |ids: &mut Vec<u16>| ids.retain(|id| *id != 400);
    expect(remove, &[], &["remove /400"]);
}

#[test]
fn one_member_of_one_row_is_one_operation() {
    expect(|_| (), &[700], &["replace /700/version"]);
}

#[test]
fn a_swap_is_two_removals_and_two_additions() {
    let swapped = ["remove /600", "remove /400", "add /400", "add /600"];
    expect(|ids| ids.swap(400, 600), &[], &swapped);
}

#[test]
fn a_swap_of_neighbours_is_one_removal_and_one_addition() {
    let mut ids: Vec<u16> = (0..1000).collect();
    let mut client = client_with(&ids, false);
    ids.swap(400, 401);
    let ops = sent(&mut client, &ids, &[]);
    for kind in KINDS {
        assert_eq!(of_kind(&ops, kind).len(), 2, "{kind}");
    }
}

#[test]
fn removals_come_first_and_a_changed_row_where_it_stands_then() {
    expect(
        |ids| {
            ids.remove(500);
            ids.remove(10);
            ids.insert(300, 2000);
        },
        &[5, 301, 900],
        &[
            "remove /500",
            "remove /10",
            "replace /5/version",
            "add /300",
            "replace /301/version",
            "replace /899/version",
        ],
    );
}
