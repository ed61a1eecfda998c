use std::any::Any;
use std::rc::{Rc, Weak};

use musubi_wire::AsyncValue;
use serde::ser::{Serialize, SerializeMap, Serializer};

use super::{Site, StreamNode};
use crate::json;
use crate::reactive::{Pulse, Signal, SignalWith};
use crate::signals::AsyncStreamSignal;
use crate::state::{Ops, State, Written, diff_progress};
use crate::tree::{Binder, Codec, Leaf, Link, Node, Object};

/// Binds a member that is an async stream.
#[doc(hidden)]
pub fn bind_async_stream<T: State>(binder: &mut Binder<'_>, stream: AsyncStreamSignal<T>) {
    let name = binder.field().name;
    let progress = stream.progress.value;
    let shown = Signal::derive(move || {
        progress.with(|progress| AsyncValue {
            status: progress.status,
            result: Some(Marker(name)),
            reason: progress.reason.clone(),
        })
    });
    let queue = || stream.items.queue();
    binder.member(
        |link, place| {
            // Its marker never changes, so there is nobody to tell.
            let nowhere = Link::new(Weak::<Object>::new(), 0);
            Rc::new(AsyncStreamNode {
                progress: Leaf::new(link, &SHOWN, shown, place.owner),
                items: StreamNode::new(nowhere, name, Site::of(place), queue()),
            })
        },
        |node: &AsyncStreamNode, place| {
            node.progress.rebind(shown, &place.pulse);
            node.items.rebind(queue());
        },
    );
}

/// An async value whose result is always the same stream.
type Shown = AsyncValue<Marker>;

static SHOWN: Codec<Shown> = Codec {
    skip: |_| false,
    write: json::write,
    fault: |_| None,
    diff: diff_progress,
};

/// What stands for the stream of this name in the tree.
#[derive(Clone, PartialEq)]
struct Marker(&'static str);

impl Serialize for Marker {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut members = serializer.serialize_map(Some(1))?;
        members.serialize_entry("__musubi_stream__", self.0)?;
        members.end()
    }
}

/// The place of an async stream in a store's state.
struct AsyncStreamNode {
    progress: Rc<Leaf<Shown>>,
    items: Rc<StreamNode>,
}

impl Node for AsyncStreamNode {
    fn link(&self) -> &Link {
        self.progress.link()
    }

    fn is_present(&self) -> bool {
        self.progress.is_present()
    }

    fn write(&self, out: &mut Vec<u8>) -> Written {
        self.progress.write(out)
    }

    fn leave_out(&self) {
        self.progress.leave_out();
    }

    fn write_fresh(&self, out: &mut Vec<u8>) -> Written {
        self.progress.write_fresh(out)
    }

    fn flush(&self, ops: &mut Ops<'_>) {
        self.progress.flush(ops);
    }

    fn release(&self, pulse: &Pulse) {
        self.progress.release(pulse);
        self.items.release(pulse);
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}
