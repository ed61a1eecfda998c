use serde_json::{Value, json};

use super::{chat, each, open_lobby, open_room, say, until};

fn entry(state: &Value, room: &str) -> Value {
    let rooms = state["rooms"].as_array().unwrap();
    rooms
        .iter()
        .find(|entry| entry["id"] == room)
        .unwrap()
        .clone()
}

#[tokio::test]
async fn who_has_no_name_is_not_let_in() {
    let chat = chat().await;
    for (name, code) in [
        ("", "nameless"),
        ("M", "length"),
        ("Mi na", "letters"),
        (&"x".repeat(21), "length"),
    ] {
        let refusal = open_lobby(&chat, name).await.unwrap_err();
        assert_eq!(refusal.code.as_deref(), Some(code), "{name}");
    }
    let page = open_lobby(&chat, " Mina ").await.unwrap();
    assert_eq!(page.state()["me"], "Mina");
    assert_eq!(
        each(&page.state()["rooms"], "name"),
        ["Veranda", "Tea", "Garden"]
    );
}

#[tokio::test]
async fn an_entry_counts_what_others_say_until_it_is_read() {
    let chat = chat().await;
    let mut mina = open_room(&chat, "tea", "Mina").await.unwrap();
    say(&mut mina, "Before Jun came").await;
    let mut lobby = open_lobby(&chat, "Jun").await.unwrap();
    assert_eq!(entry(lobby.state(), "tea")["unread"], 0);

    say(&mut mina, "one").await;
    say(&mut mina, "two, @jun").await;
    let seen = until(&mut lobby, |state| entry(state, "tea")["unread"] == 2).await;
    assert_eq!(entry(&seen, "tea")["mentions"], 1);
    assert_eq!(entry(&seen, "tea")["last"]["text"], "two, @jun");
    assert_eq!(entry(&seen, "garden")["unread"], 0);
    // It is the same for another tab, which reads it from the database.
    let other_tab = open_lobby(&chat, "Jun").await.unwrap();
    assert_eq!(entry(other_tab.state(), "tea")["unread"], 2);
    assert_eq!(entry(other_tab.state(), "tea")["mentions"], 1);

    let mut jun = open_room(&chat, "tea", "Jun").await.unwrap();
    let newest = each(&jun.hydrated()["messages"], "id").pop();
    jun.command("mark_read", json!({ "message": newest }))
        .await
        .unwrap();
    let seen = until(&mut lobby, |state| entry(state, "tea")["unread"] == 0).await;
    assert_eq!(entry(&seen, "tea")["mentions"], 0);
    say(&mut jun, "my own").await;
    let seen = until(&mut lobby, |state| {
        entry(state, "tea")["last"]["text"] == "my own"
    });
    assert_eq!(entry(&seen.await, "tea")["unread"], 0);
}

#[tokio::test]
async fn an_entry_tells_of_a_mention_once() {
    let chat = chat().await;
    let mut mina = open_room(&chat, "tea", "Mina").await.unwrap();
    let mut lobby = open_lobby(&chat, "Jun").await.unwrap();
    say(&mut mina, "@Jun, tea is ready").await;
    let mut events = Vec::new();
    while events.is_empty() {
        lobby.run_task().await;
        events.extend(lobby.flush().into_iter().flat_map(|sent| sent.events));
    }
    assert_eq!(events.len(), 1);
    let event = serde_json::to_value(&events[0]).unwrap();
    assert_eq!(event["name"], "mentioned");
    assert_eq!(
        event["payload"],
        json!({
            "room": "tea",
            "room_name": "Tea",
            "author": "Mina",
            "text": "@Jun, tea is ready",
        })
    );
}

#[tokio::test]
async fn a_new_room_shows_in_every_lobby() {
    let chat = chat().await;
    let mut mina = open_lobby(&chat, "Mina").await.unwrap();
    let mut jun = open_lobby(&chat, "Jun").await.unwrap();
    let reply = mina.command("add_room", json!({ "name": " Late  talks" }));
    assert_eq!(reply.await.unwrap(), json!({ "id": "late-talks" }));
    for lobby in [&mut mina, &mut jun] {
        let seen = until(lobby, |state| state["rooms"].as_array().unwrap().len() == 4).await;
        assert_eq!(entry(&seen, "late-talks")["name"], "Late talks");
        assert_eq!(lobby.store_count(), 5);
    }
    let mut page = open_room(&chat, "late-talks", "Jun").await.unwrap();
    say(&mut page, "First!").await;
    until(&mut mina, |state| entry(state, "late-talks")["unread"] == 1).await;

    let taken = mina.command("add_room", json!({ "name": "LATE TALKS!" }));
    let taken = taken.await.unwrap_err();
    assert_eq!(taken.code.as_deref(), Some("taken"));
    assert_eq!(
        taken.detail,
        Some(json!({ "id": "late-talks", "name": "Late talks" }))
    );
}

#[tokio::test]
async fn there_is_no_end_of_names_but_of_rooms() {
    let chat = chat().await;
    let mut lobby = open_lobby(&chat, "Mina").await.unwrap();
    for number in 4..=50 {
        let name = json!({ "name": format!("Room {number}") });
        lobby.command("add_room", name).await.unwrap();
    }
    let refusal = lobby.command("add_room", json!({ "name": "One more" }));
    let refusal = refusal.await.unwrap_err();
    assert_eq!(refusal.code.as_deref(), Some("too_many"));
    assert_eq!(refusal.detail, Some(json!({ "most": 50 })));
}

#[tokio::test]
async fn an_entry_knows_how_many_people_are_in_its_room() {
    let chat = chat().await;
    let mut lobby = open_lobby(&chat, "Mina").await.unwrap();
    let jun = open_room(&chat, "garden", "Jun").await.unwrap();
    until(&mut lobby, |state| entry(state, "garden")["people"] == 1).await;
    drop(jun);
    until(&mut lobby, |state| entry(state, "garden")["people"] == 0).await;
}
