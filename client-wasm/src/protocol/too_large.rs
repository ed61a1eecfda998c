use std::time::Duration;

use musubi::replica::CommandFailure;
use musubi_wire::Code;
use musubi_wire::payload::ErrorReply;

use super::Protocol;

impl Protocol {
    /// The server closes the socket because a message is too large for it, and says not which:
    /// the largest without a reply is failed, and so not sent again. [`Protocol::closed`] follows.
    pub fn too_large(&mut self, now: Duration) {
        let refusal = ErrorReply {
            code: Some(Code::TooLarge.as_str().to_owned()),
            ..ErrorReply::new("the message is larger than the server reads")
        };
        let asking = self.roots.iter_mut().filter_map(|root| {
            let bytes = root.asks_for_state()?;
            Some((bytes, root))
        });
        let root = asking.max_by_key(|(bytes, _)| *bytes);
        let sent = self.pending.largest();
        match root {
            Some((bytes, root)) if sent.is_none_or(|(of_sent, _)| of_sent < bytes) => {
                root.refused(refusal, now);
                self.roots.retain(|root| !root.is_given_up());
            }
            _ => {
                let reply = sent.and_then(|(_, msg_ref)| self.pending.take(msg_ref));
                if let Some(reply) = reply {
                    let _ = reply.send(Err(CommandFailure::Refused(refusal)));
                }
            }
        }
    }
}
