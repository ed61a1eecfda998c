use std::any::Any;
use std::rc::Rc;

use super::Mounted;
use crate::contract::PlacedChild;
use crate::reactive::Pulse;
use crate::state::{Ops, Written};
use crate::store::ChildStore;
use crate::tree::{Link, Node, Place, Rows};

/// A member that is a list of child stores.
pub(super) struct ChildList<C: ChildStore> {
    rows: Rc<Rows<Mounted<C>>>,
}

impl<C: ChildStore> ChildList<C> {
    pub(super) fn new(link: Link) -> Rc<Self> {
        Rc::new(Self {
            rows: Rows::new(link),
        })
    }

    pub(super) fn bind(&self, children: Vec<PlacedChild<C>>, place: &Place) {
        let mut known: std::collections::HashMap<String, _> = self
            .rows
            .take()
            .into_iter()
            .map(|row| (row.handle.id.clone(), row))
            .collect();
        let kept: Vec<_> = children
            .into_iter()
            .map(|child| {
                let row = known.remove(&child.id);
                match row {
                    Some(row) if row.handle.take(&child.props) => (child, Some(row), None),
                    outdated => (child, None, outdated),
                }
            })
            .collect();
        for (_, row) in known {
            row.handle.end(place);
        }
        let mut rows = Vec::with_capacity(kept.len());
        for (index, (child, row, outdated)) in kept.into_iter().enumerate() {
            if let Some(outdated) = outdated {
                outdated.handle.end(place);
            }
            rows.push(row.unwrap_or_else(|| {
                self.rows
                    .row(Mounted::mount(child, self.rows.row_link(index), place))
            }));
        }
        self.rows.arrange(rows);
    }
}

impl<C: ChildStore> Node for ChildList<C> {
    fn link(&self) -> &Link {
        self.rows.link()
    }

    fn write(&self, out: &mut Vec<u8>) -> Written {
        self.rows.write(out)
    }

    fn write_fresh(&self, out: &mut Vec<u8>) -> Written {
        self.rows.write_fresh(out)
    }

    fn flush(&self, ops: &mut Ops<'_>) {
        self.rows.flush(ops);
    }

    fn release(&self, pulse: &Pulse) {
        self.rows.release(pulse);
    }

    fn end(&self, pulse: &Pulse) {
        for row in self.rows.take() {
            row.handle.cell.end(pulse);
        }
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}
