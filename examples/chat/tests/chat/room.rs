use std::time::Duration;

use serde_json::{Value, json};

use super::{chat, each, open_room, say, until};

fn texts(state: &Value) -> Vec<Value> {
    each(&state["messages"], "text")
}

fn names(state: &Value) -> Vec<Value> {
    each(&state["people"], "name")
}

#[tokio::test]
async fn what_one_says_everybody_in_the_room_sees() {
    let chat = chat().await;
    let mut mina = open_room(&chat, "tea", "Mina").await.unwrap();
    let mut jun = open_room(&chat, "tea", "Jun").await.unwrap();
    let mut garden = open_room(&chat, "garden", "Ada").await.unwrap();
    say(&mut mina, " Good evening, @jun ").await;
    say(&mut jun, "Good evening").await;

    let seen = until(&mut jun, |state| texts(state).len() == 2).await;
    assert_eq!(texts(&seen), ["Good evening, @jun", "Good evening"]);
    assert_eq!(each(&seen["messages"], "own"), [false, true]);
    assert_eq!(each(&seen["messages"], "mentions_me"), [true, false]);
    let seen = until(&mut mina, |state| texts(state).len() == 2).await;
    assert_eq!(each(&seen["messages"], "own"), [true, false]);
    assert_eq!(each(&seen["messages"], "mentions_me"), [false, false]);

    say(&mut garden, "Nobody here?").await;
    let seen = until(&mut garden, |state| !texts(state).is_empty()).await;
    assert_eq!(texts(&seen), ["Nobody here?"]);
}

#[tokio::test]
async fn what_cannot_be_said_has_a_typed_error() {
    let chat = chat().await;
    let mut page = open_room(&chat, "tea", "Mina").await.unwrap();
    let mut refused = async |text: &str| {
        let refusal = page.command("send", json!({ "text": text })).await;
        let refusal = refusal.unwrap_err();
        (refusal.code.unwrap(), refusal.detail.unwrap_or_default())
    };
    assert_eq!(refused(" \n ").await, ("empty".into(), Value::Null));
    let too_long = refused(&"x".repeat(2001)).await;
    assert_eq!(too_long, ("too_long".into(), json!({ "most": 2000 })));
    assert_eq!(texts(&page.hydrated()), [""; 0]);
}

#[tokio::test]
async fn a_page_starts_with_the_last_messages_and_gets_older_ones_before_them() {
    let chat = chat().await;
    let mut page = open_room(&chat, "tea", "Mina").await.unwrap();
    assert_eq!(page.state()["has_older"], false);
    for number in 1..=90 {
        say(&mut page, &number.to_string()).await;
    }

    let mut page = open_room(&chat, "tea", "Jun").await.unwrap();
    let numbers = |first: u32| (first..=90).map(|number| number.to_string());
    assert!(texts(&page.hydrated()).into_iter().eq(numbers(51)));
    for (oldest, has_older) in [(11, true), (1, false), (1, false)] {
        page.command("load_older", json!({})).await.unwrap();
        page.flush();
        assert!(texts(&page.hydrated()).into_iter().eq(numbers(oldest)));
        assert_eq!(page.state()["has_older"], has_older);
    }
}

#[tokio::test]
async fn nothing_is_lost_between_the_history_and_what_comes() {
    let chat = chat().await;
    let mut mina = open_room(&chat, "tea", "Mina").await.unwrap();
    let mut jun = open_room(&chat, "tea", "Jun").await.unwrap();
    // More than a subscriber may be behind, before the page takes any of it.
    for number in 1..=400 {
        say(&mut mina, &number.to_string()).await;
    }
    let seen = until(&mut jun, |state| texts(state).len() == 400).await;
    let numbers = (1..=400).map(|number| number.to_string());
    assert!(texts(&seen).into_iter().eq(numbers));
    say(&mut mina, "still there?").await;
    until(&mut jun, |state| texts(state).len() == 401).await;
}

#[tokio::test]
async fn people_come_and_go_with_their_pages() {
    let chat = chat().await;
    let mut mina = open_room(&chat, "tea", "Mina").await.unwrap();
    let jun = open_room(&chat, "tea", "Jun").await.unwrap();
    let other_tab = open_room(&chat, "tea", "Jun").await.unwrap();
    let seen = until(&mut mina, |state| names(state).len() == 2).await;
    assert_eq!(names(&seen), ["Jun", "Mina"]);
    drop(jun);
    let ada = open_room(&chat, "tea", "Ada").await.unwrap();
    let seen = until(&mut mina, |state| names(state).len() == 3).await;
    assert_eq!(names(&seen), ["Ada", "Jun", "Mina"]);
    drop((ada, other_tab));
    until(&mut mina, |state| names(state) == ["Mina"]).await;
}

#[tokio::test(start_paused = true)]
async fn typing_ends_by_itself_after_four_seconds() {
    let typing = |state: &Value| each(&state["people"], "typing");
    let chat = chat().await;
    let mut mina = open_room(&chat, "tea", "Mina").await.unwrap();
    let mut jun = open_room(&chat, "tea", "Jun").await.unwrap();
    jun.command("start_typing", json!({})).await.unwrap();
    until(&mut mina, |state| typing(state) == [true, false]).await;
    tokio::time::advance(Duration::from_secs(3)).await;
    // Typing on makes it last.
    jun.command("start_typing", json!({})).await.unwrap();
    tokio::time::advance(Duration::from_secs(3)).await;
    until(&mut jun, |state| typing(state) == [true, false]).await;
    tokio::time::advance(Duration::from_secs(1)).await;
    until(&mut jun, |state| typing(state) == [false, false]).await;
    until(&mut mina, |state| typing(state) == [false, false]).await;
}

#[tokio::test]
async fn to_send_ends_the_typing() {
    let typing = |state: &Value| each(&state["people"], "typing");
    let chat = chat().await;
    let mut page = open_room(&chat, "tea", "Mina").await.unwrap();
    page.command("start_typing", json!({})).await.unwrap();
    until(&mut page, |state| typing(state) == [true]).await;
    say(&mut page, "hello").await;
    until(&mut page, |state| typing(state) == [false]).await;
}

#[tokio::test]
async fn the_mark_for_unread_messages_stands_where_the_person_left() {
    let chat = chat().await;
    let mut mina = open_room(&chat, "tea", "Mina").await.unwrap();
    for text in ["one", "two", "three"] {
        say(&mut mina, text).await;
    }
    let mut jun = open_room(&chat, "tea", "Jun").await.unwrap();
    assert_eq!(jun.state()["read_up_to"], 0);
    let ids = each(&jun.hydrated()["messages"], "id");
    let read = json!({ "message": ids[1] });
    jun.command("mark_read", read).await.unwrap();
    let jun = open_room(&chat, "tea", "Jun").await.unwrap();
    assert_eq!(jun.state()["read_up_to"], ids[1]);
    let mut jun = open_room(&chat, "tea", "Jun").await.unwrap();
    // Nobody can have read what was not said yet.
    jun.command("mark_read", json!({ "message": 9999 }))
        .await
        .unwrap();
    let jun = open_room(&chat, "tea", "Jun").await.unwrap();
    assert_eq!(jun.state()["read_up_to"], Value::Null);
    say(&mut mina, "four").await;
    let jun = open_room(&chat, "tea", "Jun").await.unwrap();
    assert_eq!(jun.state()["read_up_to"], ids[2]);
}

#[tokio::test]
async fn a_room_opens_for_who_has_entered_the_chat() {
    let chat = chat().await;
    let refusal = open_room(&chat, "castle", "Mina").await.unwrap_err();
    assert_eq!(refusal.code.as_deref(), Some("unknown_room"));
    let refusal = open_room(&chat, "tea", "no name").await.unwrap_err();
    assert_eq!(refusal.code.as_deref(), Some("not_entered"));
}

#[tokio::test]
async fn what_was_said_outlives_the_server() {
    let folder = tempfile::tempdir().unwrap();
    {
        let chat = musubi_chat::chat::Chat::open(Some(folder.path()));
        let mut page = open_room(&chat.await.unwrap(), "tea", "Mina")
            .await
            .unwrap();
        say(&mut page, "remember this").await;
    }
    let chat = musubi_chat::chat::Chat::open(Some(folder.path()));
    let page = open_room(&chat.await.unwrap(), "tea", "Jun").await.unwrap();
    assert_eq!(texts(&page.hydrated()), ["remember this"]);
    assert_eq!(each(&page.hydrated()["messages"], "author"), ["Mina"]);
}
