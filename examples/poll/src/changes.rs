//! Telling pages that something changed.

use std::future::ready;

use futures_util::{Stream, StreamExt, stream};
use musubi::prelude::*;

/// Something changed. It does not say what: whoever hears of it reads it anew, so a message that
/// was missed does no harm.
#[derive(Debug, Clone)]
struct Changed;

/// How many changes can be one.
const TOGETHER: usize = 1_000;

/// Tells the followers of this topic that something changed.
pub fn announce(pubsub: &PubSub, topic: &str) {
    pubsub.publish(topic, Changed);
}

/// One item now, for what changed since it was last read, and one after every change; changes that
/// come while the page is busy are one item.
pub fn follow(pubsub: &PubSub, topic: &str) -> impl Stream<Item = ()> + use<> {
    let later = pubsub.subscribe::<Changed>(topic).ready_chunks(TOGETHER);
    stream::once(ready(())).chain(later.map(|_| ()))
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;

    use super::*;

    #[test]
    fn a_follower_reads_once_at_the_start_and_once_for_all_that_changed_meanwhile() {
        let pubsub = PubSub::new();
        let mut changes = Box::pin(follow(&pubsub, "here"));
        assert_eq!(changes.next().now_or_never(), Some(Some(())));
        assert_eq!(changes.next().now_or_never(), None);
        for _ in 0..600 {
            announce(&pubsub, "here");
            announce(&pubsub, "elsewhere");
        }
        assert_eq!(changes.next().now_or_never(), Some(Some(())));
        assert_eq!(changes.next().now_or_never(), None);
    }
}
