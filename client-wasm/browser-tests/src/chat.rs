//! What these tests know of the chat: parts of the contracts of its stores. What stores do is not compiled
//! for browsers.

use musubi::prelude::*;
use musubi_client::{ConnectOptions, Connection, Mounted, connect};

/// A room.
#[state]
pub struct Conversation {
    /// The images of the next message.
    pub images: Upload,
}

/// Which room.
#[params]
pub struct RoomParams {
    /// Identifies it.
    pub room: String,
}

/// A message that was sent.
#[state]
pub struct Sent {
    /// Identifies it.
    pub id: i64,
}

/// A room.
pub struct RoomStore;

#[store(root)]
impl RoomStore {
    fn mount(_params: RoomParams) -> Self {
        unreachable!("it is the server's")
    }

    fn render(&self) -> ConversationSignals {
        unreachable!("it is the server's")
    }

    /// Says something.
    #[command]
    fn send(&self, text: String) -> Sent {
        unreachable!("it is the server's")
    }
}

/// The rooms, for one person.
#[state]
pub struct Lobby {
    /// All of them.
    pub rooms: Vec<Child<EntryStore>>,
}

/// The rooms, for one person.
pub struct LobbyStore;

#[store(root)]
impl LobbyStore {
    fn mount() -> Self {
        unreachable!("it is the server's")
    }

    fn render(&self) -> LobbySignals {
        unreachable!("it is the server's")
    }
}

/// A room among others.
#[state]
pub struct RoomEntry {
    /// Identifies it.
    pub id: String,
}

/// Somebody mentioned the person in a room.
#[event]
#[derive(Debug)]
pub struct Mentioned {
    /// Who it was.
    pub author: String,
    /// What they said.
    pub text: String,
}

/// A room among others.
pub struct EntryStore;

#[store(events(Mentioned))]
impl EntryStore {
    fn mount(_props: String) -> Self {
        unreachable!("it is the server's")
    }

    fn render(&self) -> RoomEntrySignals {
        unreachable!("it is the server's")
    }
}

/// Connects as somebody of this name.
pub(crate) fn connect_as(name: &str) -> Connection {
    connect("/socket", ConnectOptions::new().param("name", name))
}

/// Enters the room of this id.
pub(crate) async fn enter(connection: &Connection, room: &str) -> Mounted<RoomStore> {
    let params = RoomParams {
        room: room.to_owned(),
    };
    connection.mount(room, params).await.unwrap()
}
