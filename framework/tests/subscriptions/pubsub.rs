//! Topics, without stores.

use std::sync::Arc;

use futures_util::{FutureExt, StreamExt};
use musubi::pubsub::{Changes, Messages, Missed, PubSub};

use crate::support::soon;

static_assertions::assert_impl_all!(PubSub: Send, Sync, Clone, Unpin);
static_assertions::assert_impl_all!(Messages<String>: Send, Sync, Unpin);
static_assertions::assert_impl_all!(Changes<String>: Send, Sync, Unpin);
static_assertions::assert_impl_all!(Missed: Send, Sync, std::error::Error);

/// What is there without waiting.
fn ready<T: Clone + Send>(messages: &mut Messages<T>) -> Vec<Result<T, Missed>> {
    std::iter::from_fn(|| messages.next().now_or_never().flatten()).collect()
}

#[tokio::test]
async fn every_subscriber_gets_what_is_published_after_it_came() {
    let pubsub = PubSub::new();
    assert_eq!(pubsub.publish("news", 1_u32), 0);
    let mut first = pubsub.subscribe::<u32>("news");
    assert_eq!(pubsub.publish("news", 2_u32), 1);
    let mut second = pubsub.clone().subscribe::<u32>("news");
    assert_eq!(pubsub.publish("news", 3_u32), 2);
    assert_eq!(ready(&mut first), [Ok(2), Ok(3)]);
    assert_eq!(ready(&mut second), [Ok(3)]);
}

#[tokio::test]
async fn topics_differ_in_their_names_and_in_the_types_of_their_messages() {
    let pubsub = PubSub::new();
    let mut numbers = pubsub.subscribe::<u32>("a");
    let mut texts = pubsub.subscribe::<String>("a");
    pubsub.publish("b", 1_u32);
    pubsub.publish("a", 2_u32);
    pubsub.publish("a", "two".to_owned());
    assert_eq!(ready(&mut numbers), [Ok(2)]);
    assert_eq!(ready(&mut texts), [Ok("two".to_owned())]);
    assert_eq!(numbers.topic(), "a");
}

#[tokio::test]
async fn a_slow_subscriber_holds_up_nobody_and_learns_what_it_missed() {
    let pubsub = PubSub::with_capacity(4);
    let mut slow = pubsub.subscribe::<u32>("news");
    for number in 0..10_u32 {
        assert_eq!(pubsub.publish("news", number), 1);
    }
    let (missed, rest): (Vec<_>, Vec<_>) = ready(&mut slow).into_iter().partition(Result::is_err);
    assert_eq!(missed[0].unwrap_err().count(), 6);
    assert_eq!(missed[0].unwrap_err().to_string(), "6 messages were missed");
    assert_eq!(rest, [Ok(6), Ok(7), Ok(8), Ok(9)]);
    assert_eq!(pubsub.publish("news", 10_u32), 1);
    assert_eq!(ready(&mut slow), [Ok(10)]);
}

#[tokio::test]
async fn changes_begin_with_one_and_are_one_for_all_that_is_published_meanwhile() {
    let pubsub = PubSub::with_capacity(4);
    let mut changes = pubsub.subscribe::<u32>("news").changes();
    pubsub.publish("news", 0_u32);
    assert_eq!(changes.next().now_or_never(), Some(Some(())));
    assert_eq!(changes.next().now_or_never(), None);
    for number in 0..10_u32 {
        pubsub.publish("news", number);
    }
    assert_eq!(changes.next().now_or_never(), Some(Some(())));
    assert_eq!(changes.next().now_or_never(), None);
    let waiting = tokio::spawn(async move { changes.next().await });
    tokio::task::yield_now().await;
    pubsub.publish("news", 10_u32);
    assert_eq!(soon(waiting).await.unwrap(), Some(()));
    assert_eq!(pubsub.topic_count::<u32>(), 0);
}

#[tokio::test]
async fn changes_come_although_others_publish_without_a_pause() {
    let pubsub = PubSub::with_capacity(1_024);
    let mut changes = pubsub.subscribe::<u32>("news").changes();
    for number in 0..1_000_u32 {
        pubsub.publish("news", number);
    }
    let mut items = 0;
    while changes.next().now_or_never().is_some() {
        items += 1;
    }
    assert!((1..=1_000 / 256 + 1).contains(&items), "{items}");
}

#[tokio::test]
async fn a_topic_is_gone_with_its_last_subscriber() {
    let pubsub = PubSub::new();
    let message = Arc::new(());
    let first = pubsub.subscribe::<Arc<()>>("news");
    let second = pubsub.subscribe::<Arc<()>>("news");
    pubsub.publish("news", Arc::clone(&message));
    drop(first);
    assert_eq!(pubsub.topic_count::<Arc<()>>(), 1);
    drop(second);
    assert_eq!(pubsub.topic_count::<Arc<()>>(), 0);
    assert_eq!(Arc::strong_count(&message), 1);
    assert_eq!(pubsub.publish("news", message), 0);
}

#[tokio::test]
async fn messages_come_from_and_go_to_any_thread() {
    let pubsub = PubSub::new();
    let mut messages = pubsub.subscribe::<u32>("news");
    let publisher = pubsub.clone();
    std::thread::spawn(move || publisher.publish("news", 7_u32))
        .join()
        .unwrap();
    assert_eq!(soon(messages.next()).await, Some(Ok(7)));
    let waiting = std::thread::spawn(move || {
        futures_util::future::poll_immediate(messages.next()).now_or_never()
    });
    assert_eq!(waiting.join().unwrap(), Some(None));
    assert_eq!(pubsub.topic_count::<u32>(), 0);
}

/// A message that publishes when it is dropped.
#[derive(Clone)]
struct Echo(PubSub);

impl Drop for Echo {
    fn drop(&mut self) {
        self.0.publish("echoes", ());
    }
}

#[tokio::test]
async fn a_message_may_publish_when_it_is_dropped() {
    let pubsub = PubSub::with_capacity(1);
    let mut echoes = pubsub.subscribe::<()>("echoes");
    let messages = pubsub.subscribe::<Echo>("news");
    pubsub.publish("news", Echo(pubsub.clone()));
    drop(messages);
    assert!(matches!(ready(&mut echoes)[..], [Ok(())]));
}

#[test]
#[should_panic(expected = "room for one message at least")]
fn a_pubsub_has_room_for_messages() {
    let _ = PubSub::with_capacity(0);
}
