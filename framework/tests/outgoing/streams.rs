use musubi::prelude::*;
use musubi::testing::TestPage;
use musubi_wire::{Envelope, StoreId};
use serde_json::{Value, json};

#[state]
#[derive(Debug)]
pub struct Item {
    pub id: u8,
    pub text: String,
}

/// What the stores of these tests do to a stream.
#[state]
#[derive(Debug)]
pub enum Edit {
    Insert {
        id: u8,
        text: String,
        at: i64,
        limit: Option<usize>,
    },
    Delete {
        id: u8,
    },
    DeleteItem {
        id: u8,
    },
    Reset {
        ids: Vec<u8>,
    },
}

pub fn item(id: u8) -> Item {
    Item {
        id,
        text: format!("item {id}"),
    }
}

pub fn stream() -> StreamSignal<Item> {
    StreamSignal::new(|item: &Item| item.id.to_string())
}

fn make(stream: StreamSignal<Item>, edits: Vec<Edit>) {
    for edit in edits {
        match edit {
            Edit::Insert {
                id,
                text,
                at,
                limit,
            } => {
                let at = match at {
                    -1 => At::End,
                    0 => At::Start,
                    at => At::Index(at.try_into().unwrap()),
                };
                let item = Item { id, text };
                match limit {
                    Some(limit) => stream.insert_limited(at, item, limit),
                    None => stream.insert_at(at, item),
                }
            }
            Edit::Delete { id } => stream.delete_by_key(id.to_string()),
            Edit::DeleteItem { id } => stream.delete(&item(id)),
            Edit::Reset { ids } => stream.reset(ids.into_iter().map(item)),
        }
    }
}

#[state]
pub struct Feed {
    pub items: Stream<Item>,
}

#[params]
pub struct FeedProps {
    pub seed: Vec<u8>,
}

/// A child with a stream. Other props mount it anew.
pub struct FeedStore {
    items: StreamSignal<Item>,
}

#[store]
impl FeedStore {
    fn mount(props: FeedProps) -> Self {
        let items = stream();
        items.extend(props.seed.into_iter().map(item));
        Self { items }
    }

    fn render(&self) -> FeedSignals {
        FeedSignals { items: self.items }
    }

    #[command]
    fn edit(&self, edits: Vec<Edit>) {
        make(self.items, edits);
    }
}

#[state]
pub struct Rooms {
    pub title: String,
    pub log: Stream<Item>,
    #[state(nested)]
    pub inner: Inner,
    pub feed: Option<Child<FeedStore>>,
}

#[state]
pub struct Inner {
    pub news: Stream<Item>,
}

#[params]
pub struct RoomsParams {
    #[serde(default)]
    pub seed: Vec<u8>,
}

pub struct RoomsStore {
    title: RwSignal<String>,
    log: RwSignal<StreamSignal<Item>>,
    news: StreamSignal<Item>,
    feed: RwSignal<Option<Vec<u8>>>,
    owner: musubi::reactive::Owner,
}

#[store(root)]
impl RoomsStore {
    fn mount(params: RoomsParams) -> Self {
        let log = stream();
        log.extend(params.seed.into_iter().map(item));
        Self {
            title: create_rw_signal("rooms".into()),
            log: create_rw_signal(log),
            news: StreamSignal::with_item_key(|item: &Item| format!("n{}", item.id)),
            feed: create_rw_signal(None),
            owner: musubi::reactive::Owner::current().unwrap(),
        }
    }

    fn render(&self) -> RoomsSignals {
        RoomsSignals {
            title: self.title.into(),
            log: self.log.get(),
            inner: InnerSignals { news: self.news },
            feed: self
                .feed
                .get()
                .map(|seed| child("feed", FeedProps { seed })),
        }
    }

    #[command]
    fn edit(&self, log: Vec<Edit>, news: Vec<Edit>) {
        // The second one is edited first, to show whose order counts.
        for edit in news {
            match edit {
                Edit::Delete { id } => self.news.delete_by_key(format!("n{id}")),
                other => make(self.news, vec![other]),
            }
        }
        make(self.log.get(), log);
    }

    #[command]
    fn show(&self, seed: Option<Vec<u8>>) {
        self.feed.set(seed);
    }

    #[command]
    fn replace_log(&self) {
        let log = musubi::reactive::with_owner(self.owner, stream);
        self.log.set(log);
    }

    #[command]
    async fn in_two_turns(&self) {
        self.log.get_untracked().delete_by_key("1");
        tokio::task::yield_now().await;
        self.log.get_untracked().insert(item(1));
    }
}

pub fn feed_id() -> StoreId {
    StoreId::root().child(&["feed"])
}

async fn rooms(seed: &[u8]) -> TestPage {
    TestPage::mount::<RoomsStore>(json!({"seed": seed}))
        .await
        .unwrap()
}

async fn edit(page: &mut TestPage, log: Value, news: Value) {
    page.command("edit", json!({"log": log, "news": news}))
        .await
        .unwrap();
}

fn insert(id: u8) -> Value {
    json!({"Insert": {"id": id, "text": format!("item {id}"), "at": -1, "limit": null}})
}

/// The operations in short: what is done to which stream with which key.
fn ops(envelope: &Envelope) -> Vec<String> {
    let ops = serde_json::to_value(envelope).unwrap();
    let ops = ops["stream_ops"].as_array().unwrap().iter().map(|op| {
        let text = |member: &str| op[member].as_str().unwrap_or_default().to_owned();
        let place = format!("{}#{}{}", text("stream"), text("ref"), op["store_id"]);
        format!("{} {place} {}", text("op"), text("item_key"))
            .trim_end()
            .to_owned()
    });
    ops.collect()
}

fn ids(value: &Value) -> Vec<u64> {
    let items = value.as_array().unwrap().iter();
    items.map(|item| item["id"].as_u64().unwrap()).collect()
}

#[tokio::test]
async fn a_stream_is_a_marker_in_the_tree_and_its_items_are_operations() {
    let mut page = rooms(&[]).await;
    assert_eq!(page.state()["log"], json!({"__musubi_stream__": "log"}));
    assert_eq!(
        page.state()["inner"]["news"],
        json!({"__musubi_stream__": "news"})
    );
    edit(&mut page, json!([insert(1), insert(2)]), json!([])).await;
    let envelope = page.flush().unwrap();
    assert!(envelope.ops.is_empty());
    assert_eq!((envelope.base_version, envelope.version), (1, 2));
    assert_eq!(ids(&page.hydrated()["log"]), [1, 2]);
    assert_eq!(page.flush(), None);
}

#[tokio::test]
async fn items_put_in_by_mount_go_with_the_first_envelope_after_a_reset() {
    let params = json!({"seed": [3, 4]});
    let mut page = TestPage::mount_unflushed::<RoomsStore>(params)
        .await
        .unwrap();
    let envelope = page.flush().unwrap();
    assert_eq!(
        ops(&envelope),
        [
            "reset log#0[]",
            "insert log#0[] log-3",
            "insert log#0[] log-4"
        ]
    );
    assert_eq!(ids(&page.hydrated()["log"]), [3, 4]);
}

#[tokio::test]
async fn one_turn_is_a_reset_then_insertions_then_deletions() {
    let mut page = rooms(&[1, 2]).await;
    let edits = json!([
        {"Delete": {"id": 5}},
        insert(5),
        {"Reset": {"ids": [6]}},
        {"DeleteItem": {"id": 6}},
        insert(7),
    ]);
    edit(&mut page, edits, json!([])).await;
    assert_eq!(
        ops(&page.flush().unwrap()),
        [
            "reset log#0[]",
            "insert log#0[] log-5",
            "insert log#0[] log-6",
            "insert log#0[] log-7",
            "delete log#0[] log-5",
            "delete log#0[] log-6",
        ]
    );
    assert_eq!(ids(&page.hydrated()["log"]), [7]);
}

#[tokio::test]
async fn what_a_later_turn_does_comes_after_it_even_in_one_envelope() {
    let mut page = rooms(&[1, 2]).await;
    page.command("in_two_turns", json!({})).await.unwrap();
    assert_eq!(
        ops(&page.flush().unwrap()),
        ["delete log#0[] log-1", "insert log#0[] log-1"]
    );
    assert_eq!(ids(&page.hydrated()["log"]), [2, 1]);
    // A reset makes all before it needless.
    edit(&mut page, json!([insert(3), insert(4)]), json!([])).await;
    edit(&mut page, json!([{"Reset": {"ids": [9]}}]), json!([])).await;
    assert_eq!(
        ops(&page.flush().unwrap()),
        ["reset log#0[]", "insert log#0[] log-9"]
    );
}

#[tokio::test]
async fn streams_come_by_store_and_then_in_the_order_of_their_first_use() {
    let mut page = rooms(&[]).await;
    page.command("show", json!({"seed": []})).await.unwrap();
    page.command_on(&feed_id(), "edit", json!({"edits": [insert(1)]}))
        .await
        .unwrap();
    edit(&mut page, json!([insert(2)]), json!([insert(3)])).await;
    assert_eq!(
        ops(&page.flush().unwrap()),
        [
            "reset news#0[]",
            "insert news#0[] n3",
            "reset log#1[]",
            "insert log#1[] log-2",
            "reset items#0[\"feed\"]",
            "insert items#0[\"feed\"] items-1",
        ]
    );
}

#[tokio::test]
async fn a_store_that_is_gone_takes_what_it_had_to_send_with_it() {
    let mut page = rooms(&[]).await;
    page.command("show", json!({"seed": [1]})).await.unwrap();
    page.flush();
    page.command_on(&feed_id(), "edit", json!({"edits": [insert(2)]}))
        .await
        .unwrap();
    page.command("show", json!({})).await.unwrap();
    assert_eq!(ops(&page.flush().unwrap()), [""; 0]);
}

#[tokio::test]
async fn a_fresh_store_in_the_place_of_another_begins_without_its_items() {
    let mut page = rooms(&[]).await;
    page.command("show", json!({"seed": [1]})).await.unwrap();
    page.flush();
    // The client never hears that the store was gone.
    page.command("show", json!({})).await.unwrap();
    page.command("show", json!({"seed": []})).await.unwrap();
    page.flush();
    assert_eq!(page.hydrated()["feed"]["items"], json!([]));
}

#[tokio::test]
async fn another_stream_in_the_same_place_begins_without_the_items_of_the_last() {
    let mut page = rooms(&[1, 2]).await;
    page.command("replace_log", json!({})).await.unwrap();
    assert_eq!(ops(&page.flush().unwrap()), ["reset log#0[]"]);
    edit(&mut page, json!([insert(3)]), json!([])).await;
    assert_eq!(ops(&page.flush().unwrap()), ["insert log#0[] log-3"]);
    assert_eq!(ids(&page.hydrated()["log"]), [3]);
}

#[tokio::test]
async fn a_limit_goes_with_the_insertion_that_has_it() {
    let mut page = rooms(&[1, 2, 3]).await;
    let limited = |at: i64| json!({"Insert": {"id": 9, "text": "limited", "at": at, "limit": 2}});
    edit(&mut page, json!([limited(-1)]), json!([])).await;
    let envelope = serde_json::to_value(page.flush().unwrap()).unwrap();
    assert_eq!(envelope["stream_ops"][0]["limit"], 2);
    assert_eq!(ids(&page.hydrated()["log"]), [3, 9]);
    edit(&mut page, json!([limited(0)]), json!([])).await;
    page.flush();
    assert_eq!(ids(&page.hydrated()["log"]), [9, 3]);
}

#[state]
pub struct Twice {
    #[state(nested)]
    pub first: Inner,
    #[state(nested)]
    pub second: Inner,
}

/// A store with two places for a stream of one name.
pub struct TwiceStore {
    streams: [StreamSignal<Item>; 2],
}

#[store(root)]
impl TwiceStore {
    fn mount() -> Self {
        Self {
            streams: [stream(), stream()],
        }
    }

    fn render(&self) -> TwiceSignals {
        let [first, second] = self.streams;
        TwiceSignals {
            first: InnerSignals { news: first },
            second: InnerSignals { news: second },
        }
    }
}

#[state]
pub struct Shared {
    pub here: Stream<Item>,
    pub there: Stream<Item>,
}

/// A store with two places for one stream.
pub struct SharedStore {
    stream: StreamSignal<Item>,
}

#[store(root)]
impl SharedStore {
    fn mount() -> Self {
        Self { stream: stream() }
    }

    fn render(&self) -> SharedSignals {
        SharedSignals {
            here: self.stream,
            there: self.stream,
        }
    }
}

#[tokio::test]
#[should_panic(expected = "store `TwiceStore` shows two streams of the name `news`")]
async fn two_streams_of_one_name_in_a_store_are_a_panic_that_names_them() {
    let _ = TestPage::mount::<TwiceStore>(json!({})).await;
}

#[tokio::test]
#[should_panic(expected = "one stream stands in two places of the state")]
async fn one_stream_in_two_places_is_a_panic_that_says_so() {
    let _ = TestPage::mount::<SharedStore>(json!({})).await;
}

#[state]
pub struct Big {
    pub id: u64,
}

#[state]
pub struct Bigs {
    pub bigs: Stream<Big>,
}

pub struct BigStore {
    bigs: StreamSignal<Big>,
}

#[store(root)]
impl BigStore {
    fn mount() -> Self {
        let bigs = StreamSignal::new(|big: &Big| big.id.to_string());
        bigs.insert(Big { id: u64::MAX });
        Self { bigs }
    }

    fn render(&self) -> BigsSignals {
        BigsSignals { bigs: self.bigs }
    }
}

#[tokio::test]
#[should_panic(expected = "an item of stream bigs of store [] cannot be sent: the integer")]
async fn an_item_that_has_no_json_says_where_it_is() {
    let _ = TestPage::mount::<BigStore>(json!({})).await;
}
