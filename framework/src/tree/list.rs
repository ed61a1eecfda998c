use std::any::Any;
use std::cell::RefCell;
use std::hash::Hash;
use std::rc::{Rc, Weak};

use super::{Link, Node};
use crate::reactive::Pulse;
use crate::signals::{Changes, Edit, KeyedRows, ListSignal, Listener, Log, SentRow, SharedList};
use crate::state::{EncodeError, ListEdit, Ops, OrderEdits, State, Written, reorder};
use crate::{codegen, json};

/// The rows of a [`ListSignal`].
///
/// The list itself tells the node of edits, so no effect runs and none must be let go.
pub(super) struct ListNode<K: 'static, T: 'static> {
    link: Link,
    list: RefCell<Option<Rc<SharedList<K, T>>>>,
    sent: RefCell<Sent<K, T>>,
    this: Weak<Self>,
}

/// What the client has.
enum Sent<K, T> {
    Nothing,
    /// The rows of the list as they were before these edits.
    Since(Log<T>),
    /// Rows of another list.
    Rows(Vec<SentRow<K, T>>),
}

impl<K: Eq + Hash + 'static, T: State> ListNode<K, T> {
    pub(super) fn new(link: Link, list: ListSignal<K, T>) -> Rc<Self> {
        let list = list.shared();
        let node = Rc::new_cyclic(|this| Self {
            link,
            list: RefCell::new(Some(Rc::clone(&list))),
            sent: RefCell::new(Sent::Nothing),
            this: Weak::clone(this),
        });
        list.listen(node.listener());
        node
    }

    /// Another list takes the place of the last one. What was sent of that is compared by key with
    /// the new one, so a render that makes an equal list sends nothing.
    pub(super) fn rebind(&self, list: ListSignal<K, T>) {
        let next = list.shared();
        let Some(last) = self.list.replace(Some(Rc::clone(&next))) else {
            return;
        };
        if Rc::ptr_eq(&last, &next) {
            return;
        }
        last.unlisten(&self.listener());
        next.listen(self.listener());
        let sent = match self.sent.replace(Sent::Nothing) {
            Sent::Since(log) => Sent::Rows(log.into_sent(&last.rows())),
            nothing_or_rows => nothing_or_rows,
        };
        self.sent.replace(sent);
        self.link.mark();
    }

    fn listener(&self) -> Weak<dyn Listener<K, T>> {
        self.this.clone()
    }

    /// What differs from what was sent. The rows of now are taken as sent.
    fn changes(&self, rows: &KeyedRows<K, T>, can_move: bool) -> Option<Changes<T>> {
        let mut sent = self.sent.borrow_mut();
        if let Sent::Since(log) = &mut *sent {
            return Some(log.take(rows, can_move));
        }
        match std::mem::replace(&mut *sent, Sent::Since(Log::new(rows))) {
            Sent::Rows(last) => Some(compare(last, rows, can_move)),
            Sent::Since(_) | Sent::Nothing => None,
        }
    }
}

/// Compares the rows of one list, as they were sent, with those of another.
fn compare<K: Eq + Hash, T>(
    sent: Vec<SentRow<K, T>>,
    rows: &KeyedRows<K, T>,
    can_move: bool,
) -> Changes<T> {
    let (last, mut sent): (Vec<_>, Vec<_>) =
        sent.into_iter().map(|sent| (sent.key, sent.row)).unzip();
    let next: Vec<_> = rows
        .as_slice()
        .iter()
        .map(|row| Some(rows.key(row)))
        .collect();
    let edits = reorder(&last, &next, can_move);
    let kept = edits
        .rows()
        .enumerate()
        .filter_map(|(index, edit)| match edit {
            ListEdit::Keep(from) => Some((index, sent[from].take())),
            ListEdit::Add => None,
        });
    Changes {
        changed: kept.collect(),
        order: edits.order,
    }
}

fn write_rows<T: State>(out: &mut Vec<u8>, rows: &[T]) -> Written {
    out.push(b'[');
    for (index, row) in rows.iter().enumerate() {
        if index > 0 {
            out.push(b',');
        }
        let start = out.len();
        let written = json::write(out, row).map_err(EncodeError::here);
        let fault = || codegen::fault::<T>(&out[start..]).map(EncodeError::undeclared);
        written
            .and_then(|()| fault().map_or(Ok(()), Err))
            .map_err(|error| error.below(&format!("/{index}")))?;
    }
    out.push(b']');
    Ok(())
}

fn write_changes<T: State>(changes: Changes<T>, rows: &[T], ops: &mut Ops<'_>) {
    let OrderEdits { removed, added, .. } = &changes.order;
    if removed.len() + added.len() > 1 && added.len() == rows.len() {
        // No row stays, so one operation says it all.
        ops.written("replace", |out| write_rows(out, rows));
        return;
    }
    changes.order.write_before_additions(ops);
    let mut added = changes.order.added.into_iter().peekable();
    let mut add_before = |end: usize, ops: &mut Ops<'_>| {
        while let Some(index) = added.next_if(|index| *index < end) {
            ops.index(index, |ops| ops.add(&rows[index]));
        }
    };
    for (index, sent) in changes.changed {
        add_before(index, ops);
        let row = &rows[index];
        match sent {
            Some(sent) if sent == *row => {}
            Some(sent) => ops.index(index, |ops| sent.diff(row, ops)),
            None => ops.index(index, |ops| ops.replace(row)),
        }
    }
    add_before(rows.len(), ops);
}

impl<K: Eq + Hash + 'static, T: State> Listener<K, T> for ListNode<K, T> {
    fn will_edit(&self, edit: Edit, rows: &KeyedRows<K, T>) {
        if let Sent::Since(log) = &mut *self.sent.borrow_mut() {
            log.record(edit, rows);
        }
        self.link.mark();
    }
}

impl<K: Eq + Hash + 'static, T: State> Node for ListNode<K, T> {
    fn link(&self) -> &Link {
        &self.link
    }

    fn write(&self, out: &mut Vec<u8>) -> Written {
        self.link.clear();
        let Some(list) = &*self.list.borrow() else {
            return Ok(());
        };
        let rows = list.rows();
        self.sent.replace(Sent::Since(Log::new(&rows)));
        write_rows(out, rows.as_slice())
    }

    fn write_fresh(&self, out: &mut Vec<u8>) -> Written {
        match &*self.list.borrow() {
            Some(list) => write_rows(out, list.rows().as_slice()),
            None => Ok(()),
        }
    }

    fn flush(&self, ops: &mut Ops<'_>) {
        self.link.clear();
        let Some(list) = &*self.list.borrow() else {
            return;
        };
        let rows = list.rows();
        if let Some(changes) = self.changes(&rows, ops.can_move()) {
            write_changes(changes, rows.as_slice(), ops);
        }
    }

    fn release(&self, _: &Pulse) {
        if let Some(list) = self.list.take() {
            list.unlisten(&self.listener());
        }
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}
