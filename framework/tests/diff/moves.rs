//! What a client gets that understands moves: rows that change places are not sent again.

use std::collections::HashSet;

use proptest::collection::vec;
use proptest::prelude::*;

use crate::orders::{KINDS, client_with, common, of_kind, order, sent};

proptest! {
    #[test]
    fn a_new_order_takes_the_fewest_removals_moves_and_additions(
        orders in vec(order(), 2..6),
    ) {
        let mut client = client_with(&orders[0], true);
        for pair in orders.windows(2) {
            let (last, next) = (&pair[0], &pair[1]);
            let ops = sent(&mut client, next, &[]);
            let both = last.iter().filter(|id| next.contains(id)).count();
            let moved = both - common(last, next);
            let fewest = last.len() - both + moved + next.len() - both;
            for kind in KINDS {
                let ops = of_kind(&ops, kind);
                if kind == "list" && both == 0 && fewest > 1 {
                    prop_assert_eq!(ops.len(), 1, "nothing stays, so the list is replaced");
                } else {
                    prop_assert_eq!(ops.len(), fewest, "{}: {:?} becomes {:?}", kind, last, next);
                    let moves = ops.iter().filter(|op| op.starts_with("move"));
                    prop_assert_eq!(moves.count(), moved);
                }
            }
        }
    }

    #[test]
    fn a_row_that_moves_and_changes_is_not_sent_again(
        ids in order(),
        next in order(),
        changed in vec(0..14u16, 0..6),
    ) {
        let mut client = client_with(&ids, true);
        let ops = sent(&mut client, &next, &changed);
        let changed: HashSet<_> = changed.into_iter().collect();
        let stays = |id: &&u16| next.contains(id);
        let expected = ids.iter().filter(stays).filter(|id| changed.contains(id)).count();
        let added = next.iter().filter(|id| !ids.contains(id)).count();
        for kind in KINDS {
            let ops = of_kind(&ops, kind);
            let of_op = |name: &str| ops.iter().filter(|op| op.starts_with(name)).count();
            if of_op("replace ") == 1 && ops[0] == "replace " {
                continue;
            }
            prop_assert_eq!(of_op("replace "), expected, "{}: {:?}", kind, ops);
            prop_assert_eq!(of_op("add "), added, "{}: {:?}", kind, ops);
        }
    }
}

/// Makes a client with 1,000 rows show others, and expects these operations on each list.
fn expect(edit: impl FnOnce(&mut Vec<u16>), changed: &[u16], expected: &[&str]) {
    let mut ids: Vec<u16> = (0..1000).collect();
    let mut client = client_with(&ids, true);
    edit(&mut ids);
    let ops = sent(&mut client, &ids, changed);
    for kind in KINDS {
        assert_eq!(of_kind(&ops, kind), expected, "{kind}");
    }
}

/// Takes the row at an index to another.
fn drag(ids: &mut Vec<u16>, from: usize, to: usize) {
    let id = ids.remove(from);
    ids.insert(to, id);
}

#[test]
fn one_of_a_thousand_rows_that_moves_is_one_operation() {
    expect(|ids| drag(ids, 900, 0), &[], &["move /900 to 0"]);
    expect(|ids| drag(ids, 0, 999), &[], &["move /0 to 999"]);
    expect(|ids| drag(ids, 10, 700), &[], &["move /10 to 700"]);
}

#[test]
fn a_swap_is_two_moves() {
    let swapped = ["move /600 to 400", "move /401 to 600"];
    expect(|ids| ids.swap(400, 600), &[], &swapped);
}

#[test]
fn a_row_that_moves_changes_where_it_stands_then() {
    let ops = [
        "move /900 to 10",
        "replace /10/version",
        "replace /901/version",
    ];
    expect(|ids| drag(ids, 900, 10), &[900, 901], &ops);
}

#[test]
fn removals_come_before_moves_and_additions_after_them() {
    expect(
        |ids| {
            drag(ids, 20, 800);
            ids.remove(500);
            ids.remove(10);
            ids.insert(300, 2000);
        },
        &[],
        &["remove /501", "remove /10", "move /19 to 798", "add /300"],
    );
}

#[test]
fn a_list_in_another_order_sends_no_row_again() {
    let ids: Vec<u16> = (0..1000).collect();
    let reversed: Vec<u16> = ids.iter().rev().copied().collect();
    let mut shuffled = ids.clone();
    shuffled.sort_by_key(|id| u32::from(*id) * 7919 % 1009);
    for next in [reversed, shuffled] {
        let moved = ids.len() - common(&ids, &next);
        let mut client = client_with(&ids, true);
        let ops = sent(&mut client, &next, &[]);
        for kind in KINDS {
            let ops = of_kind(&ops, kind);
            assert_eq!(ops.len(), moved, "{kind}");
            assert!(ops.iter().all(|op| op.starts_with("move")), "{kind}");
        }
    }
}
