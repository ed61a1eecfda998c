//! What stores run beside commands, and what other threads hold of them.

use std::time::Duration;

use futures_util::stream;
use musubi::prelude::*;
use musubi::testing::TestPage;
use musubi::{Context, HandleError, StoreId, load_together};
use serde_json::json;
use tokio::time::Instant;

use crate::heap::Heap;
use crate::pages::stays_flat;

/// What is published to every busy store.
#[derive(Clone)]
pub struct News(pub u32);

#[state]
pub struct Desk {
    pub generation: u32,
    pub busy: Option<Child<BusyStore>>,
}

pub struct DeskStore {
    generation: RwSignal<u32>,
}

#[store(root)]
impl DeskStore {
    fn mount() -> Self {
        Self {
            generation: create_rw_signal(0),
        }
    }

    fn render(&self) -> DeskSignals {
        let generation = self.generation.get();
        DeskSignals {
            generation: self.generation.into(),
            busy: Some(child(generation.to_string(), generation)),
        }
    }

    /// Puts a fresh store in the place of the one before.
    #[command]
    fn next(&self) {
        self.generation.update(|generation| *generation += 1);
    }
}

#[state]
pub struct Busy {
    pub news: u32,
    pub log: Stream<u32>,
    pub hits: AsyncValue<Stream<u32>>,
    pub quick: AsyncValue<u32>,
    pub slow: AsyncValue<String>,
    pub followed: AsyncValue<u32>,
}

/// A store that has one of everything that runs beside commands.
pub struct BusyStore {
    generation: u32,
    pubsub: PubSub,
    news: RwSignal<u32>,
    log: StreamSignal<u32>,
    hits: AsyncStreamSignal<u32>,
    quick: AsyncSignal<u32>,
    slow: AsyncSignal<String>,
    followed: AsyncSignal<u32>,
}

#[store]
impl BusyStore {
    fn mount(generation: u32) -> Self {
        let hour = Duration::from_secs(3600);
        let this = Self {
            generation,
            pubsub: use_context().expect("the page has topics"),
            news: create_rw_signal(0),
            log: StreamSignal::new(u32::to_string),
            hits: AsyncStreamSignal::new(u32::to_string),
            quick: AsyncSignal::new(),
            slow: AsyncSignal::new().timeout(hour),
            followed: AsyncSignal::new(),
        };
        this.log.extend(0..3);
        this.hits
            .load(async move { Ok::<_, Refusal>([generation]) });
        load_together(
            (this.quick, this.slow),
            std::future::pending::<Result<_, Refusal>>(),
        );
        this.quick.load(async { Ok::<_, Refusal>(1) });
        this.followed
            .follow(stream::iter([Ok::<_, Refusal>(1), Ok(2)]));
        after(hour, || ());
        subscribe(stream::pending::<()>(), |()| ());
        spawn_local(async move { tokio::time::sleep(hour).await });
        let own = store_handle::<Self>();
        own.update(|busy| busy.log.insert(7))
            .expect("there is room");
        this
    }

    fn render(&self) -> BusySignals {
        BusySignals {
            news: self.news.into(),
            log: self.log,
            hits: self.hits,
            quick: self.quick,
            slow: self.slow,
            followed: self.followed,
        }
    }

    #[subscribe(self.pubsub.subscribe("news"))]
    fn on_news(&self, news: Result<News, Missed>) {
        self.news.set(news.map_or(0, |news| news.0));
    }

    #[subscribe(self.pubsub.subscribe(&format!("news:{}", self.generation)))]
    async fn on_own_news(&self, _: Result<News, Missed>) {
        std::future::pending().await
    }

    #[subscribe(interval(Duration::from_secs(3600)))]
    fn on_hour(&self, _: Instant) {
        self.news.set(0);
    }
}

async fn desk(pubsub: &PubSub) -> TestPage {
    let context = Context::new().with(pubsub.clone());
    let page = TestPage::mount_with::<DeskStore>(json!({}), context).await;
    page.unwrap()
}

#[tokio::test]
async fn stores_with_tasks_that_come_and_go_leave_nothing_behind() {
    let heap = Heap::alone().await;
    let pubsub = PubSub::with_capacity(16);
    let mut page = desk(&pubsub).await;
    stays_flat(&heap, 10_000, async |index| {
        page.command("next", json!({})).await.unwrap();
        page.settle().await;
        let told = pubsub.publish("news", News(index));
        assert_eq!(told, 1, "the store before has left the topic");
        page.settle().await;
        page.take_events();
        assert_eq!(page.store_count(), 2);
        assert_eq!(page.state()["busy"]["news"], index);
    })
    .await;
    assert_eq!(pubsub.topic_count::<News>(), 2);
    drop(page);
    assert_eq!(pubsub.topic_count::<News>(), 0);
}

#[tokio::test]
async fn handles_that_outlive_their_pages_hold_nothing_of_them() {
    let heap = Heap::alone().await;
    let pubsub = PubSub::with_capacity(16);
    stays_flat(&heap, 10_000, async |_| {
        let mut page = desk(&pubsub).await;
        let handle = page.handle();
        page.settle().await;
        pubsub.publish("news:0", News(1));
        page.settle().await;
        drop(page);
        let gone = handle.store::<BusyStore>(StoreId::root().child(&["0"]));
        assert_eq!(gone.update(|_| ()), Err(HandleError::PageGone));
    })
    .await;
}
