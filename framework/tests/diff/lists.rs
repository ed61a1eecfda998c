//! What a `ListSignal` sends: the edits made to it, and nothing else.

use std::cell::Cell;
use std::rc::Rc;

use musubi::prelude::*;
use musubi::reactive::SignalSetUntracked;

use crate::client::Client;
use crate::handles::{Handles, handles};

/// A thing to do.
#[state]
#[derive(Debug)]
struct Todo {
    id: u32,
    title: String,
    done: bool,
}

/// Two lists, one of them shown twice.
#[state]
struct Board {
    #[state(key = "id")]
    todos: List<u32, Todo>,
    #[state(key = "id")]
    again: List<u32, Todo>,
}

/// The signals of a board.
#[derive(Clone, Copy)]
struct BoardStore {
    todos: ListSignal<u32, Todo>,
    other: ListSignal<u32, Todo>,
    /// Whether `again` shows the other list.
    shows_other: RwSignal<bool>,
    /// Whether each render makes a list of its own with the same rows.
    is_careless: RwSignal<bool>,
    renders: RwSignal<u32>,
}

impl Handles for BoardStore {}

#[store(root)]
impl BoardStore {
    fn mount() -> Self {
        let store = Self {
            todos: list(0..3),
            other: list(1..4),
            shows_other: create_rw_signal(false),
            is_careless: create_rw_signal(false),
            renders: create_rw_signal(0),
        };
        store.hand_out();
        store
    }

    fn render(&self) -> BoardSignals {
        self.renders.get();
        let again = if self.is_careless.get() {
            ListSignal::new(self.todos.get_untracked(), |todo| todo.id)
        } else if self.shows_other.get() {
            self.other
        } else {
            self.todos
        };
        BoardSignals {
            todos: self.todos,
            again,
        }
    }
}

fn todo(id: u32) -> Todo {
    Todo {
        id,
        title: format!("todo {id}"),
        done: false,
    }
}

fn list(ids: impl IntoIterator<Item = u32>) -> ListSignal<u32, Todo> {
    ListSignal::new(ids.into_iter().map(todo).collect(), |todo| todo.id)
}

/// A board with `length` todos in both of its lists, where `again` shows the other list.
fn board(length: u32) -> (Client, BoardStore) {
    board_offering(false, length)
}

fn board_offering(moves: bool, length: u32) -> (Client, BoardStore) {
    let mut client = Client::mount_offering::<BoardStore>(moves);
    let store = handles::<BoardStore>();
    client.turn(|| {
        store.todos.set((0..length).map(todo).collect());
        store.shows_other.set(true);
    });
    (client, store)
}

fn ids(list: ListSignal<u32, Todo>) -> Vec<u32> {
    list.with_untracked(|rows| rows.iter().map(|todo| todo.id).collect())
}

#[test]
fn each_edit_is_one_operation_at_any_length() {
    let (mut client, BoardStore { todos, .. }) = board(1000);
    let push = client.turn(|| drop(todos.push(todo(5000))));
    assert_eq!(push, ["add /todos/1000"]);
    let prepend = client.turn(|| drop(todos.insert(0, todo(5001))));
    assert_eq!(prepend, ["add /todos/0"]);
    let update = client.turn(|| assert!(todos.update(&500, |todo| todo.done = true)));
    assert_eq!(update, ["replace /todos/501/done"]);
    let remove = client.turn(|| assert_eq!(todos.remove(&0), Some(todo(0))));
    assert_eq!(remove, ["remove /todos/1"]);
    let insert = client.turn(|| drop(todos.insert(700, todo(5002))));
    assert_eq!(insert, ["add /todos/700"]);
}

#[test]
fn a_move_is_one_removal_and_one_addition() {
    let (mut client, BoardStore { todos, .. }) = board(1000);
    let up = client.turn(|| assert!(todos.move_to(&900, 0)));
    assert_eq!(up, ["remove /todos/900", "add /todos/0"]);
    let down = client.turn(|| assert!(todos.move_to(&900, usize::MAX)));
    assert_eq!(down, ["remove /todos/0", "add /todos/999"]);
    let swap = client.turn(|| {
        todos.move_to(&10, 500);
        todos.move_to(&500, 10);
    });
    assert_eq!(
        swap,
        [
            "remove /todos/500",
            "remove /todos/10",
            "add /todos/10",
            "add /todos/500"
        ]
    );
}

#[test]
fn a_move_is_one_operation_where_the_client_understands_it() {
    let (mut client, BoardStore { todos, .. }) = board_offering(true, 1000);
    let up = client.turn(|| assert!(todos.move_to(&900, 0)));
    assert_eq!(up, ["move /todos/900 to 0"]);
    let down = client.turn(|| assert!(todos.move_to(&900, usize::MAX)));
    assert_eq!(down, ["move /todos/0 to 999"]);
    let mixture = client.turn(|| {
        todos.update(&10, |todo| todo.done = true);
        todos.move_to(&10, 500);
        todos.remove(&7);
        todos.move_to(&500, 10);
        todos.insert(3, todo(2000));
    });
    assert_eq!(
        mixture,
        [
            "remove /todos/7",
            "move /todos/499 to 11",
            "move /todos/9 to 499",
            "add /todos/3",
            "replace /todos/500/done",
        ]
    );
    let back_and_forth = client.turn(|| {
        todos.move_to(&600, 300);
        todos.update(&600, |todo| todo.done = true);
        todos.move_to(&600, 600);
    });
    assert_eq!(back_and_forth, ["replace /todos/600/done"]);
}

#[test]
fn operations_come_in_document_order_after_the_removals() {
    let (mut client, BoardStore { todos, .. }) = board(10);
    let ops = client.turn(|| {
        todos.update(&9, |todo| todo.title.push('!'));
        todos.insert(6, todo(20));
        todos.remove(&7);
        todos.update(&1, |todo| todo.title.push('!'));
        todos.remove(&3);
        todos.insert(0, todo(21));
    });
    assert_eq!(
        ops,
        [
            "remove /todos/7",
            "remove /todos/3",
            "add /todos/0",
            "replace /todos/2/title",
            "add /todos/6",
            "replace /todos/9/title",
        ]
    );
}

#[test]
fn what_comes_and_goes_between_two_flushes_is_not_sent() {
    let (mut client, BoardStore { todos, .. }) = board(100);
    let ops = client.turn(|| {
        todos.insert(50, todo(500));
        todos.update(&500, |todo| todo.done = true);
        todos.remove(&500);
        todos.update(&7, |todo| todo.done = true);
        todos.update(&7, |todo| todo.done = false);
        todos.move_to(&8, 90);
        todos.move_to(&9, 90);
        todos.move_to(&9, 8);
        todos.move_to(&8, 8);
    });
    assert_eq!(ops, Vec::<String>::new());
}

#[test]
fn a_row_that_is_new_is_sent_once_as_it_is_at_the_flush() {
    let (mut client, BoardStore { todos, .. }) = board(100);
    let ops = client.turn(|| {
        todos.insert(50, todo(500));
        todos.update(&500, |todo| todo.done = true);
        todos.move_to(&500, 60);
        todos.insert(0, todo(501));
    });
    assert_eq!(ops, ["add /todos/0", "add /todos/61"]);
    assert_eq!(client.state()["todos"][61]["done"], true);
}

#[test]
fn a_row_that_moved_is_not_changed_in_place_as_well() {
    let (mut client, BoardStore { todos, .. }) = board(100);
    let ops = client.turn(|| {
        todos.update(&5, |todo| todo.done = true);
        todos.move_to(&5, 40);
        todos.update(&5, |todo| todo.title.push('!'));
    });
    assert_eq!(ops, ["remove /todos/5", "add /todos/40"]);
    let ops = client.turn(|| {
        todos.move_to(&6, 40);
        todos.update(&6, |todo| todo.done = true);
        todos.move_to(&6, 5);
    });
    assert_eq!(ops, ["replace /todos/5/done"], "it is back where it was");
}

#[test]
fn a_row_with_a_key_that_is_there_takes_the_place_of_that_row() {
    let (mut client, BoardStore { todos, .. }) = board(10);
    let newer = Todo {
        done: true,
        ..todo(4)
    };
    let push = client.turn(|| assert_eq!(todos.push(newer.clone()), Some(todo(4))));
    assert_eq!(push, ["replace /todos/4/done"]);
    let insert = client.turn(|| assert_eq!(todos.insert(0, todo(4)), Some(newer.clone())));
    assert_eq!(insert, ["replace /todos/4/done"]);
    let set = client.turn(|| todos.set(vec![todo(4), todo(5), newer.clone()]));
    assert_eq!(ids(todos), [4, 5]);
    assert!(set.contains(&"replace /todos/0/done".to_owned()), "{set:?}");
}

#[test]
fn a_row_that_gets_another_key_is_another_row() {
    let (mut client, BoardStore { todos, .. }) = board(10);
    let rekey = client.turn(|| assert!(todos.update(&4, |todo| todo.id = 40)));
    assert_eq!(rekey, ["remove /todos/4", "add /todos/4"]);
    assert!(client.run(|| todos.get_row(&4).is_none() && todos.index_of(&40) == Some(4)));

    let takes_over = client.turn(|| assert!(todos.update(&40, |todo| todo.id = 2)));
    assert_eq!(
        takes_over,
        ["remove /todos/4", "remove /todos/2", "add /todos/3"],
        "the row that had the key is gone"
    );
    assert_eq!(ids(todos), [0, 1, 3, 2, 5, 6, 7, 8, 9]);
    assert_eq!(client.run(|| todos.index_of(&2)), Some(3));
}

#[test]
fn setting_all_rows_sends_what_differs() {
    let (mut client, BoardStore { todos, .. }) = board(1000);
    let equal = client.turn(|| todos.set((0..1000).map(todo).collect()));
    assert_eq!(equal, Vec::<String>::new());
    let ops = client.turn(|| {
        let mut rows = todos.get_untracked();
        rows[3].done = true;
        rows.remove(2);
        rows.push(todo(1000));
        rows.swap(10, 11);
        todos.set(rows);
    });
    assert_eq!(ops.len(), 5, "{ops:?}");
}

#[test]
fn a_list_of_which_nothing_stays_is_replaced() {
    let (mut client, BoardStore { todos, .. }) = board(1000);
    assert_eq!(client.turn(|| todos.clear()), ["replace /todos"]);
    assert_eq!(client.turn(|| drop(todos.push(todo(1)))), ["add /todos/0"]);
    let others = client.turn(|| todos.set((10..20).map(todo).collect()));
    assert_eq!(others, ["replace /todos"]);
    let last_ones = client.turn(|| {
        for id in 10..20 {
            todos.remove(&id);
        }
    });
    assert_eq!(last_ones, ["replace /todos"]);
}

#[test]
fn one_list_can_be_shown_in_several_places() {
    let mut client = Client::mount::<BoardStore>();
    let BoardStore { todos, .. } = handles();
    let ops = client.turn(|| drop(todos.insert(0, todo(9))));
    assert_eq!(ops, ["add /todos/0", "add /again/0"]);
}

#[test]
fn a_render_alone_sends_nothing() {
    let (mut client, store) = board(100);
    let again = client.turn(|| store.renders.set(1));
    assert_eq!(again, Vec::<String>::new());
    client.turn(|| {
        store.shows_other.set(false);
        store.is_careless.set(true);
    });
    let careless = client.turn(|| store.renders.set(2));
    assert_eq!(careless, Vec::<String>::new(), "an equal list was made");
}

#[test]
fn another_list_is_compared_by_key_with_what_was_sent() {
    let mut client = Client::mount::<BoardStore>();
    let store = handles::<BoardStore>();
    let ops = client.turn(|| store.shows_other.set(true));
    assert_eq!(ops, ["remove /again/0", "add /again/2"]);

    let ops = client.turn(|| {
        store.other.update(&2, |todo| todo.done = true);
        store.other.update(&3, |todo| todo.done = true);
        store.other.remove(&1);
        store.shows_other.set(false);
        store.todos.update(&1, |todo| todo.title.push('!'));
    });
    assert_eq!(
        ops,
        [
            "replace /todos/1/title",
            "remove /again/2",
            "remove /again/0",
            "add /again/0",
            "add /again/1",
        ]
    );
}

#[test]
fn a_list_that_is_not_shown_any_more_sends_nothing() {
    let (mut client, store) = board(5);
    client.turn(|| store.shows_other.set(true));
    let edits = client.turn(|| drop(store.todos.push(todo(50))));
    assert_eq!(edits, ["add /todos/5"]);
}

#[test]
fn effects_run_when_the_list_changes_and_only_then() {
    let mut client = Client::mount::<BoardStore>();
    let BoardStore { todos, .. } = handles();
    let lengths = Rc::new(Cell::new((0, 0)));
    let seen = Rc::clone(&lengths);
    client.run(|| {
        create_effect(move || seen.set((seen.get().0 + 1, todos.len())));
    });
    assert_eq!(lengths.get(), (1, 3));
    client.turn(|| {
        todos.push(todo(8));
        todos.push(todo(9));
    });
    assert_eq!(lengths.get(), (2, 5), "a turn is one batch");
    client.turn(|| {
        assert!(!todos.update(&77, |_| ()));
        assert!(!todos.move_to(&77, 0));
        assert_eq!(todos.remove(&77), None);
    });
    assert_eq!(lengths.get(), (2, 5), "nothing was edited");
}

#[test]
fn edits_after_the_end_of_its_owner_do_nothing() {
    let client = Client::mount::<BoardStore>();
    let ended = client.run(|| {
        let made = create_rw_signal(None);
        let again = create_rw_signal(0);
        create_effect(move || {
            if again.get() == 0 {
                made.set_untracked(Some(list(0..2)));
            }
        });
        (made, again)
    });
    client.run(|| ended.1.set(1));
    client.run(|| {
        let list = ended.0.get_untracked().expect("the effect has run");
        assert_eq!(list.push(todo(5)), None);
        assert!(!list.update(&0, |_| ()));
        assert_eq!(list.remove(&0), None);
    });
}
