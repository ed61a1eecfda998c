use musubi_wire::frame::write_push;
use musubi_wire::names::{event, feature, topic};
use musubi_wire::{StoreId, json};

use super::Join;

/// The refs of a connection, none of which is used twice.
#[derive(Debug, Default)]
pub(super) struct Refs(u64);

impl Refs {
    pub(super) fn next(&mut self) -> u64 {
        self.0 += 1;
        self.0
    }

    /// A heartbeat and its ref.
    pub(super) fn heartbeat(&mut self) -> (u64, String) {
        let msg_ref = self.next();
        let mut frame = String::new();
        write_push(
            &mut frame,
            None,
            Some(&msg_ref.to_string()),
            topic::PHOENIX,
            event::HEARTBEAT,
            "{}",
        );
        (msg_ref, frame)
    }
}

/// The frame that joins a channel, and its ref, which is that of the channel from now on.
pub(super) fn join(refs: &mut Refs, topic: &str, payload: &str) -> (u64, String) {
    let join_ref = refs.next();
    let text = join_ref.to_string();
    let mut frame = String::new();
    write_push(
        &mut frame,
        Some(&text),
        Some(&text),
        topic,
        event::JOIN,
        payload,
    );
    (join_ref, frame)
}

/// A message on the channel that `join_ref` began, with its ref.
pub(super) fn push(
    refs: &mut Refs,
    join_ref: u64,
    topic: &str,
    event: &str,
    payload: &str,
) -> (u64, String) {
    let msg_ref = refs.next();
    let join_ref = join_ref.to_string();
    let mut frame = String::new();
    write_push(
        &mut frame,
        Some(&join_ref),
        Some(&msg_ref.to_string()),
        topic,
        event,
        payload,
    );
    (msg_ref, frame)
}

/// The payload of a join, with the offer to go on with the page of this token from this version.
pub(super) fn join_payload(join: &Join, token: Option<&str>, version: u64) -> String {
    let mut payload = String::from("{\"module\":");
    json::write_str(&mut payload, &join.module);
    payload.push_str(",\"id\":");
    json::write_str(&mut payload, &join.id);
    payload.push_str(",\"params\":");
    payload.push_str(&join.params);
    payload.push_str(",\"resume\":{\"token\":");
    match token {
        Some(token) => json::write_str(&mut payload, token),
        None => payload.push_str("null"),
    }
    payload.push_str(",\"version\":");
    payload.push_str(&version.to_string());
    payload.push_str("},\"features\":[");
    json::write_str(&mut payload, feature::MOVE);
    payload.push_str("]}");
    payload
}

/// The payload of a command, around its own.
pub(crate) fn command_payload(store_id: &StoreId, name: &str, own: &str) -> String {
    let mut payload = String::from("{\"store_id\":");
    payload.push_str(&store_id.to_string());
    payload.push_str(",\"name\":");
    json::write_str(&mut payload, name);
    payload.push_str(",\"payload\":");
    payload.push_str(own);
    payload.push('}');
    payload
}

/// The payload of a command with its number.
pub(super) fn numbered(payload: &str, cid: u64) -> String {
    let members = payload.strip_suffix('}').unwrap_or(payload);
    format!("{members},\"cid\":{cid}}}")
}

/// The ref that this text is. Ours are numbers, and others are nobody's.
pub(super) fn number(text: &str) -> Option<u64> {
    text.parse().ok()
}

/// The frame that ends a channel.
pub(super) fn leave(refs: &mut Refs, join_ref: u64, topic: &str) -> String {
    push(refs, join_ref, topic, event::LEAVE, "{}").1
}
