use crate::typescript::Wire;

/// What a store tells its clients once, and that is not state: a toast, a sound, a download.
///
/// `#[event]` implements it for a struct or an enum. A store names its events,
/// `#[store(root, events(Toast))]`, and sends one with [`push_event`](crate::push_event).
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an event",
    label = "not an event",
    note = "add `#[event]` to the type"
)]
pub trait Event: Wire {
    /// The name on the wire.
    const NAME: &'static str;
}
