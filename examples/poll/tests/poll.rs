//! The roots of the example, without a socket. Time stands still in these tests, until they let it
//! pass.

use std::time::Duration;

use musubi::testing::{ErrorReply, TestPage};
use musubi_poll::Hall;
use musubi_poll::draft::Draft;
use musubi_poll::stores::{AudienceStore, PollStore, PollsStore};
use musubi_poll::voter::Voter;
use serde_json::{Value, json};

/// How long the analyst takes.
const AN_ANALYSIS: Duration = Duration::from_millis(1_500);

fn voter(id: &str) -> Voter {
    Voter::identified_by(Some(id)).unwrap()
}

/// Opens a poll that `asker` owns, and gives its id.
fn ask(hall: &Hall, closes_after_seconds: Option<u32>) -> String {
    let draft = Draft {
        question: "Tea or coffee?".into(),
        options: vec!["Tea".into(), "Coffee".into()],
        closes_after_seconds,
    };
    hall.polls.create(&draft, &voter("asker")).unwrap()
}

async fn open(hall: &Hall, id: &str, poll: &str) -> Result<TestPage, ErrorReply> {
    let context = hall.context(voter(id));
    TestPage::mount_with::<PollStore>(json!({ "poll": poll }), context).await
}

async fn open_list(hall: &Hall, id: &str) -> TestPage {
    let context = hall.context(voter(id));
    let page = TestPage::mount_with::<PollsStore>(json!({}), context).await;
    page.unwrap()
}

async fn enter(hall: &Hall, id: &str) -> TestPage {
    let context = hall.context(voter(id));
    let page = TestPage::mount_with::<AudienceStore>(json!({}), context).await;
    page.unwrap()
}

async fn vote(page: &mut TestPage, option: u32) -> Result<Value, ErrorReply> {
    let reply = page.command("vote", json!({ "option": option })).await;
    page.flush();
    reply
}

#[tokio::test(start_paused = true)]
async fn a_vote_shows_on_every_page_and_is_mine_on_one() {
    let hall = Hall::open();
    let poll = ask(&hall, None);
    let mut first = open(&hall, "a", &poll).await.unwrap();
    let mut second = open(&hall, "b", &poll).await.unwrap();
    let mut list = open_list(&hall, "b").await;
    vote(&mut first, 1).await.unwrap();
    assert_eq!(first.state()["my_vote"], 1, "without waiting for the news");
    second.settle().await;
    assert_eq!(second.state()["votes"], 1);
    assert_eq!(second.state()["answers"][1]["percent"], 100);
    assert_eq!(second.state()["my_vote"], Value::Null);
    list.settle().await;
    assert_eq!(list.state()["polls"][0]["votes"], 1);
    assert_eq!(list.state()["polls"][0]["percents"], json!([0, 100]));
    assert_eq!(list.state()["polls"][0]["has_my_vote"], false);
}

#[tokio::test(start_paused = true)]
async fn two_pages_of_one_voter_have_one_vote() {
    let hall = Hall::open();
    let poll = ask(&hall, None);
    let mut first = open(&hall, "a", &poll).await.unwrap();
    let mut second = open(&hall, "a", &poll).await.unwrap();
    vote(&mut first, 0).await.unwrap();
    second.settle().await;
    assert_eq!(second.state()["my_vote"], 0);
    vote(&mut second, 1).await.unwrap();
    first.settle().await;
    assert_eq!(first.state()["my_vote"], 1);
    assert_eq!(first.state()["votes"], 1);
    first.command("take_back", json!({})).await.unwrap();
    second.settle().await;
    assert_eq!(second.state()["my_vote"], Value::Null);
    assert_eq!(second.state()["votes"], 0);
}

#[tokio::test(start_paused = true)]
async fn a_vote_is_found_again_by_its_voter() {
    let hall = Hall::open();
    let poll = ask(&hall, None);
    let mut page = open(&hall, "a", &poll).await.unwrap();
    vote(&mut page, 1).await.unwrap();
    let again = open(&hall, "a", &poll).await.unwrap();
    assert_eq!(again.state()["my_vote"], 1);
    assert_eq!(again.state()["is_mine"], false);
    let asker = open(&hall, "asker", &poll).await.unwrap();
    assert_eq!(asker.state()["is_mine"], true);
}

#[tokio::test(start_paused = true)]
async fn a_poll_counts_down_and_closes() {
    let hall = Hall::open();
    let poll = ask(&hall, Some(10));
    let mut page = open(&hall, "a", &poll).await.unwrap();
    let mut list = open_list(&hall, "a").await;
    assert_eq!(page.state()["closes_in"], 10);
    page.advance(Duration::from_secs(1)).await;
    assert_eq!(page.state()["closes_in"], 9);
    page.advance(Duration::from_millis(8_999)).await;
    assert_eq!(page.state()["closes_in"], 1);
    assert_eq!(page.state()["is_open"], true);
    page.advance(Duration::from_millis(1)).await;
    assert_eq!(page.state()["is_open"], false);
    assert_eq!(page.state()["closes_in"], Value::Null);
    let late = vote(&mut page, 0).await.unwrap_err();
    assert_eq!(late.code.as_deref(), Some("closed"));
    list.settle().await;
    assert_eq!(list.state()["polls"][0]["is_open"], false);
}

#[tokio::test(start_paused = true)]
async fn only_who_asked_can_close_a_poll() {
    let hall = Hall::open();
    let poll = ask(&hall, None);
    let mut stranger = open(&hall, "a", &poll).await.unwrap();
    let mut asker = open(&hall, "asker", &poll).await.unwrap();
    let refused = stranger.command("close", json!({})).await.unwrap_err();
    assert_eq!(refused.code.as_deref(), Some("not_yours"));
    asker.command("close", json!({})).await.unwrap();
    stranger.settle().await;
    assert_eq!(stranger.state()["is_open"], false);
}

#[tokio::test(start_paused = true)]
async fn an_insight_that_failed_can_be_tried_again_and_stays_when_it_fails_later() {
    let hall = Hall::open();
    let poll = ask(&hall, None);
    let mut page = open(&hall, "a", &poll).await.unwrap();
    assert_eq!(page.state()["insight"]["status"], "loading");
    page.advance(AN_ANALYSIS).await;
    assert_eq!(page.state()["insight"]["status"], "failed");
    let reason = json!({
        "kind": "error",
        "value": "An analysis needs 3 votes; this poll has 0.",
    });
    assert_eq!(page.state()["insight"]["reason"], reason);

    for (id, option) in [("b", 0), ("c", 0)] {
        hall.polls.vote(&poll, &voter(id), option).unwrap();
    }
    vote(&mut page, 1).await.unwrap();
    page.command("analyse", json!({})).await.unwrap();
    page.settle().await;
    assert_eq!(page.state()["insight"]["status"], "loading");
    page.advance(AN_ANALYSIS).await;
    assert_eq!(page.state()["insight"]["status"], "ok");
    let insight = page.state()["insight"]["result"].clone();
    assert_eq!(insight["votes"], 3);
    let verdict = json!({ "kind": "ahead", "leader": "Tea", "margin": 34 });
    assert_eq!(insight["verdict"], verdict);

    page.command("take_back", json!({})).await.unwrap();
    page.command("analyse", json!({})).await.unwrap();
    page.settle().await;
    assert_eq!(page.state()["insight"]["status"], "loading");
    assert_eq!(page.state()["insight"]["result"], insight);
    page.advance(AN_ANALYSIS).await;
    assert_eq!(page.state()["insight"]["status"], "failed");
    assert_eq!(page.state()["insight"]["result"], insight);
}

#[tokio::test(start_paused = true)]
async fn the_list_has_a_new_poll_on_every_page() {
    let hall = Hall::open();
    let mut asker = open_list(&hall, "asker").await;
    let mut other = open_list(&hall, "a").await;
    let before = other.state()["polls"].as_array().unwrap().len();
    let payload = json!({ "question": "Sea or mountains?", "options": ["Sea", "Mountains"] });
    let created = asker.command("create", payload.clone()).await.unwrap();
    asker.flush();
    assert_eq!(asker.state()["polls"][0]["id"], created["poll"]);
    other.settle().await;
    assert_eq!(other.state()["polls"].as_array().unwrap().len(), before + 1);
    assert_eq!(other.state()["polls"][0]["question"], "Sea or mountains?");
    let again = other.command("create", payload).await.unwrap_err();
    assert_eq!(again.code.as_deref(), Some("duplicate_question"));
    assert_eq!(again.detail, Some(created));
}

#[tokio::test(start_paused = true)]
async fn an_unknown_poll_is_refused() {
    let refusal = open(&Hall::open(), "a", "gone").await.unwrap_err();
    assert_eq!(refusal.code.as_deref(), Some("unknown_poll"));
}

#[tokio::test(start_paused = true)]
async fn what_changed_between_mount_and_subscription_is_not_missed() {
    let hall = Hall::open();
    let poll = ask(&hall, None);
    let mut page = open(&hall, "a", &poll).await.unwrap();
    // No task of the page has run yet.
    hall.polls.vote(&poll, &voter("b"), 0).unwrap();
    page.settle().await;
    assert_eq!(page.state()["votes"], 1);
}

#[tokio::test(start_paused = true)]
async fn people_are_counted_as_they_come_and_go() {
    let hall = Hall::open();
    let mut first = enter(&hall, "a").await;
    assert_eq!(first.state()["people"], 1);
    let second = enter(&hall, "b").await;
    let again = enter(&hall, "b").await;
    first.settle().await;
    assert_eq!(first.state()["people"], 2);
    let is_me = |page: &TestPage| -> Vec<bool> {
        let faces = page.state()["faces"].as_array().unwrap();
        let mine = faces.iter().map(|face| face["is_me"].as_bool().unwrap());
        mine.collect()
    };
    assert_eq!(is_me(&first), [true, false]);
    assert_eq!(is_me(&again), [false, true]);
    drop(second);
    first.settle().await;
    assert_eq!(first.state()["people"], 2, "the second has a page still");
    drop(again);
    first.settle().await;
    assert_eq!(first.state()["people"], 1);
}

#[tokio::test(start_paused = true)]
async fn nobody_is_left_where_every_page_has_ended() {
    let hall = Hall::open();
    let pages = (enter(&hall, "a").await, enter(&hall, "b").await);
    drop(pages);
    assert_eq!(hall.room.crowd().people, 0);
}
