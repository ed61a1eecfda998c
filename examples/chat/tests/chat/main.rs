//! The chat, without a socket: several pages of several people, and one chat between them.

mod images;
mod lobby;
mod room;

use musubi::Context;
use musubi::testing::{ErrorReply, TestPage};
use musubi_chat::chat::Chat;
use musubi_chat::name::Visitor;
use musubi_chat::stores::{LobbyStore, RoomStore};
use serde_json::{Value, json};

async fn chat() -> Chat {
    Chat::open(None).await.unwrap()
}

fn context(chat: &Chat, name: &str) -> Context {
    Context::new().with(chat.clone()).with(Visitor(name.into()))
}

async fn open_lobby(chat: &Chat, name: &str) -> Result<TestPage, ErrorReply> {
    TestPage::mount_with::<LobbyStore>(json!({}), context(chat, name)).await
}

async fn open_room(chat: &Chat, room: &str, name: &str) -> Result<TestPage, ErrorReply> {
    TestPage::mount_with::<RoomStore>(json!({ "room": room }), context(chat, name)).await
}

async fn say(page: &mut TestPage, text: &str) {
    let payload = json!({ "text": text });
    page.command("send", payload).await.unwrap();
    page.flush();
}

/// Runs what waits for the other pages and for the database until the client sees this.
async fn until(page: &mut TestPage, seen: impl Fn(&Value) -> bool) -> Value {
    loop {
        page.flush();
        let state = page.hydrated();
        if seen(&state) {
            return state;
        }
        page.run_task().await;
    }
}

/// A member of each row of a list.
fn each(rows: &Value, member: &str) -> Vec<Value> {
    let rows = rows.as_array().unwrap().iter();
    rows.map(|row| row[member].clone()).collect()
}
