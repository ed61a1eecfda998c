//! Telling pages that something changed.

use futures_util::Stream;
use musubi::prelude::*;

/// Something changed. It does not say what: whoever hears of it reads it anew, so a message that
/// was missed does no harm.
#[derive(Debug, Clone)]
struct Changed;

/// Tells the followers of this topic that something changed.
pub fn announce(pubsub: &PubSub, topic: &str) {
    pubsub.publish(topic, Changed);
}

/// One item now, for what changed since it was last read, and one after every change; changes that
/// come while the page is busy are one item.
pub fn follow(pubsub: &PubSub, topic: &str) -> impl Stream<Item = ()> + use<> {
    pubsub.subscribe::<Changed>(topic).changes()
}
