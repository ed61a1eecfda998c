use musubi_wire::frame::write_push;
use musubi_wire::names::{event, topic};

/// The refs of a connection, none of which is used twice.
#[derive(Debug, Default)]
pub(super) struct Refs(u64);

impl Refs {
    pub(super) fn next(&mut self) -> u64 {
        self.0 += 1;
        self.0
    }

    /// A heartbeat and its ref.
    pub(super) fn heartbeat(&mut self) -> (String, String) {
        let msg_ref = self.next().to_string();
        let mut frame = String::new();
        write_push(
            &mut frame,
            None,
            Some(&msg_ref),
            topic::PHOENIX,
            event::HEARTBEAT,
            "{}",
        );
        (msg_ref, frame)
    }
}

/// A message on the channel that `join_ref` began, with its ref.
pub(super) fn push(
    refs: &mut Refs,
    join_ref: u64,
    topic: &str,
    event: &str,
    payload: &str,
) -> (String, String) {
    let msg_ref = refs.next().to_string();
    let join_ref = join_ref.to_string();
    let mut frame = String::new();
    write_push(
        &mut frame,
        Some(&join_ref),
        Some(&msg_ref),
        topic,
        event,
        payload,
    );
    (msg_ref, frame)
}

/// The frame that ends a channel.
pub(super) fn leave(refs: &mut Refs, join_ref: u64, topic: &str) -> String {
    push(refs, join_ref, topic, event::LEAVE, "{}").1
}
