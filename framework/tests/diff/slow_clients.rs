//! Lists whose client reads nothing for a long time.

use std::cell::Cell;

use musubi::prelude::*;
use proptest::collection::vec;
use proptest::prelude::*;

use crate::client::Client;
use crate::handles::{Handles, handles};

thread_local! {
    static ALIVE: Cell<usize> = const { Cell::new(0) };
}

/// Counts the copies of a row that are there on this thread.
#[derive(Debug, PartialEq)]
struct Alive(());

impl Default for Alive {
    fn default() -> Self {
        ALIVE.set(ALIVE.get() + 1);
        Self(())
    }
}

impl Clone for Alive {
    fn clone(&self) -> Self {
        Self::default()
    }
}

impl Drop for Alive {
    fn drop(&mut self) {
        ALIVE.set(ALIVE.get() - 1);
    }
}

#[state]
#[derive(Debug)]
struct Tick {
    id: u32,
    price: u32,
    volume: u32,
    #[serde(skip)]
    alive: Alive,
}

#[state]
struct Ticker {
    #[state(key = "id")]
    ticks: List<u32, Tick>,
}

#[derive(Clone, Copy)]
struct TickerStore {
    ticks: ListSignal<u32, Tick>,
}

impl Handles for TickerStore {}

#[store(root)]
impl TickerStore {
    fn mount() -> Self {
        let store = Self {
            ticks: ListSignal::new(Vec::new(), |tick| tick.id),
        };
        store.hand_out();
        store
    }

    fn render(&self) -> TickerSignals {
        TickerSignals { ticks: self.ticks }
    }
}

fn tick(id: u32) -> Tick {
    Tick {
        id,
        price: 0,
        volume: 0,
        alive: Alive::default(),
    }
}

/// A client that has `length` ticks, and their list.
fn ticker(length: u32) -> (Client, ListSignal<u32, Tick>) {
    ticker_offering(false, length)
}

fn ticker_offering(moves: bool, length: u32) -> (Client, ListSignal<u32, Tick>) {
    let mut client = Client::mount_offering::<TickerStore>(moves);
    let TickerStore { ticks } = handles();
    client.turn(|| ticks.set((0..length).map(tick).collect()));
    (client, ticks)
}

#[test]
fn a_list_keeps_no_more_copies_than_it_has_rows() {
    let (mut client, ticks) = ticker(1000);
    assert_eq!(ALIVE.get(), 1000);
    let mut most = 0;
    for turn in 0..100 {
        client.run(|| {
            for id in 0..1000 {
                ticks.update(&id, |tick| tick.price += 1);
                if id % 3 == 0 {
                    ticks.push(tick(10_000 + turn));
                    ticks.move_to(&(10_000 + turn), 0);
                    ticks.remove(&(10_000 + turn));
                }
            }
        });
        most = most.max(ALIVE.get());
    }
    assert!(most <= 1300, "{most} copies of 1000 rows");
    let ops = client.flush();
    assert_eq!(ops.len(), 1000, "one operation for each row");
    assert_eq!(ALIVE.get(), 1000, "nothing is kept after a flush");
}

#[test]
fn a_list_that_was_changed_all_over_tells_its_edits_again_after_a_flush() {
    let (mut client, ticks) = ticker(1000);
    client.run(|| {
        for id in 0..600 {
            ticks.move_to(&id, 900);
            ticks.update(&id, |tick| tick.price = 1);
        }
    });
    let ops = client.flush();
    // It is less to move the 301 rows that stood before those: the 600 are changed in place.
    assert_eq!(ops.len(), 2 * 301 + 600);
    assert_eq!(
        client.turn(|| drop(ticks.push(tick(5000)))),
        ["add /ticks/1000"]
    );
    let change = client.turn(|| {
        ticks.update(&0, |tick| tick.volume = 7);
    });
    assert_eq!(change.len(), 1, "{change:?}");
    assert!(change[0].ends_with("/volume"), "{change:?}");
}

#[test]
fn a_row_of_which_too_much_changed_to_know_is_replaced() {
    let (mut client, ticks) = ticker(1000);
    let ops = client.turn(|| {
        for id in 0..1000 {
            ticks.update(&id, |tick| tick.price += 1);
        }
    });
    let members = ops.iter().filter(|op| op.ends_with("/price")).count();
    assert_eq!(ops.len(), 1000);
    assert!(
        (1..1000).contains(&members),
        "{members} of them are of one member"
    );
}

/// An edit in three numbers: what to do, to which row, and where.
fn edit(list: ListSignal<u32, Tick>, (kind, id, at): (u8, u32, usize)) {
    match kind {
        0 => {
            list.insert(at, tick(id));
        }
        1 => {
            list.remove(&id);
        }
        2 => {
            list.move_to(&id, at);
        }
        3 => {
            list.update(&id, |tick| tick.id += 1);
        }
        4 => {
            let mut rows = list.get_untracked();
            let middle = at.min(rows.len());
            rows.rotate_left(middle);
            list.set(rows);
        }
        _ => {
            list.update(&id, |tick| tick.price = tick.price.wrapping_add(id));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn any_number_of_edits_is_told_rightly_at_last(
        turns in vec(
            vec((prop_oneof![8 => 0..4u8, 1 => Just(4), 8 => Just(5)], 0..700u32, 0..700usize), 1..900),
            1..4,
        ),
        moves: bool,
    ) {
        let (mut client, ticks) = ticker_offering(moves, 500);
        for edits in turns {
            client.turn(|| edits.into_iter().for_each(|it| edit(ticks, it)));
            client.run(|| {
                for (index, row) in ticks.get_untracked().iter().enumerate() {
                    assert_eq!(ticks.index_of(&row.id), Some(index));
                }
            });
        }
    }

    #[test]
    fn few_moves_send_few_operations(
        edits in vec((Just(2u8), 0..500u32, 0..500usize), 1..8),
        moves: bool,
    ) {
        let (mut client, ticks) = ticker_offering(moves, 500);
        let most = edits.len() * if moves { 1 } else { 2 };
        let ops = client.turn(|| edits.into_iter().for_each(|it| edit(ticks, it)));
        prop_assert!(ops.len() <= most, "{} operations, not {} at most", ops.len(), most);
    }
}
