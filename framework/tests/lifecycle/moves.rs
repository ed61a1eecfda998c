//! Children whose ids move from one member of a store to another.

use musubi::prelude::*;
use musubi::testing::TestPage;
use musubi::{NoParams, StoreId};
use serde_json::{Value, json};

#[state]
pub struct Board {
    pub first: Option<Child<PieceStore>>,
    pub second: Option<Child<PieceStore>>,
    pub other: Option<Child<OtherStore>>,
    #[state(nested)]
    pub inside: Inside,
}

#[state]
pub struct Inside {
    pub piece: Option<Child<PieceStore>>,
}

/// The ids of what stands in each member, `None` for nothing.
#[state]
#[derive(Debug, Default)]
pub struct Layout {
    #[serde(default)]
    pub first: Option<String>,
    #[serde(default)]
    pub second: Option<String>,
    #[serde(default)]
    pub other: Option<String>,
    #[serde(default)]
    pub inside: Option<String>,
}

pub struct BoardStore {
    layout: RwSignal<Layout>,
}

#[store(root)]
impl BoardStore {
    fn mount(layout: Layout) -> Self {
        Self {
            layout: create_rw_signal(layout),
        }
    }

    fn render(&self) -> BoardSignals {
        let layout = self.layout.get();
        let piece = |id: String| child(id, NoParams {});
        BoardSignals {
            first: layout.first.map(piece),
            second: layout.second.map(piece),
            other: layout.other.map(|id| child(id, NoParams {})),
            inside: InsideSignals {
                piece: layout.inside.map(piece),
            },
        }
    }

    #[command]
    fn arrange(&self, layout: Layout) {
        self.layout.set(layout);
    }
}

#[event]
pub struct Ended {}

#[state]
pub struct Piece {
    pub moves: u32,
    pub log: Stream<u32>,
}

pub struct PieceStore {
    moves: RwSignal<u32>,
    log: StreamSignal<u32>,
}

#[store(events(Ended))]
impl PieceStore {
    fn mount() -> Self {
        Self {
            moves: create_rw_signal(0),
            log: StreamSignal::new(u32::to_string),
        }
    }

    fn render(&self) -> PieceSignals {
        PieceSignals {
            moves: self.moves.into(),
            log: self.log,
        }
    }

    #[command]
    fn play(&self) {
        self.moves.update(|moves| *moves += 1);
        self.log.insert(self.moves.get_untracked());
    }

    #[cleanup]
    fn end(&self) {
        push_event(&Ended {});
    }
}

#[state]
pub struct Other {
    pub is_other: bool,
}

pub struct OtherStore;

#[store]
impl OtherStore {
    fn mount() -> Self {
        Self
    }

    fn render(&self) -> OtherSignals {
        OtherSignals {
            is_other: constant(true),
        }
    }
}

async fn board(layout: Value) -> TestPage {
    TestPage::mount::<BoardStore>(layout).await.unwrap()
}

async fn play(page: &mut TestPage, path: &[&str]) {
    let id = StoreId::root().child(path);
    page.command_on(&id, "play", json!({})).await.unwrap();
    page.flush();
}

async fn arrange(page: &mut TestPage, layout: Value) {
    let payload = json!({ "layout": layout });
    page.command("arrange", payload).await.unwrap();
    page.flush();
    assert_eq!(page.state(), &page.fresh());
}

/// What is in each member: how often it was played.
fn moves(page: &TestPage) -> [&Value; 2] {
    ["first", "second"].map(|member| &page.state()[member]["moves"])
}

#[tokio::test]
async fn a_child_that_moves_to_an_earlier_member_stays_the_same_store() {
    let mut page = board(json!({"second": "a"})).await;
    play(&mut page, &["a"]).await;
    arrange(&mut page, json!({"first": "a"})).await;
    assert_eq!(moves(&page), [&json!(1), &Value::Null]);
    assert!(page.take_events().is_empty());
    play(&mut page, &["a"]).await;
    assert_eq!(moves(&page)[0], 2);
    let log = page.items(&StoreId::root().child(&["a"]), "log");
    assert_eq!(log, [1, 2]);
}

#[tokio::test]
async fn a_child_that_moves_to_a_later_member_stays_the_same_store() {
    let mut page = board(json!({"first": "a"})).await;
    play(&mut page, &["a"]).await;
    arrange(&mut page, json!({"second": "a"})).await;
    assert_eq!(moves(&page), [&Value::Null, &json!(1)]);
    assert!(page.take_events().is_empty());
    play(&mut page, &["a"]).await;
    assert_eq!(moves(&page)[1], 2);
}

#[tokio::test]
async fn children_that_change_places_stay_the_same_stores() {
    let mut page = board(json!({"first": "a", "second": "b"})).await;
    play(&mut page, &["a"]).await;
    for _ in 0..2 {
        arrange(&mut page, json!({"first": "b", "second": "a"})).await;
        assert_eq!(moves(&page), [0, 1]);
        arrange(&mut page, json!({"first": "a", "second": "b"})).await;
        assert_eq!(moves(&page), [1, 0]);
    }
    assert_eq!(page.store_count(), 3);
    assert!(page.take_events().is_empty());
}

#[tokio::test]
async fn a_child_that_goes_while_another_takes_its_place_ends() {
    let mut page = board(json!({"first": "a", "second": "b"})).await;
    play(&mut page, &["b"]).await;
    arrange(&mut page, json!({"first": "b"})).await;
    assert_eq!(moves(&page), [&json!(1), &Value::Null]);
    assert_eq!(page.take_events().len(), 1);
    assert_eq!(page.store_count(), 2);
}

#[tokio::test]
async fn a_store_of_another_type_under_the_same_id_is_a_fresh_one() {
    let mut page = board(json!({"first": "a"})).await;
    arrange(&mut page, json!({"other": "a"})).await;
    assert_eq!(page.state()["other"]["is_other"], true);
    assert_eq!(page.take_events().len(), 1);
    arrange(&mut page, json!({"second": "a"})).await;
    assert_eq!(moves(&page)[1], 0);
    assert_eq!(page.store_count(), 2);
}

#[tokio::test]
async fn ids_of_different_objects_are_different_children() {
    let mut page = board(json!({"first": "a", "inside": "a"})).await;
    play(&mut page, &["inside", "a"]).await;
    assert_eq!(page.store_count(), 3);
    arrange(&mut page, json!({"second": "a", "inside": "a"})).await;
    assert_eq!(moves(&page)[1], 0);
    assert_eq!(page.state()["inside"]["piece"]["moves"], 1);
}

#[tokio::test]
#[should_panic(expected = "duplicate child store id")]
async fn one_id_in_two_members_is_a_mistake() {
    let mut page = board(json!({"first": "a"})).await;
    arrange(&mut page, json!({"first": "a", "second": "a"})).await;
}
