use musubi::prelude::*;

use super::entry::{EntryProps, EntryStore};
use super::visitor;
use crate::chat::Chat;
use crate::name::{EnterError, Name};
use crate::room::{Room, RoomError};
use crate::storage::Unread;

/// The rooms of the chat, for one person.
#[state]
pub struct Lobby {
    /// The person's name.
    pub me: String,
    /// All rooms, the oldest first.
    pub rooms: Vec<Child<EntryStore>>,
}

/// A room that was made.
#[state]
pub struct NewRoom {
    /// Identifies it.
    pub id: String,
}

/// The rooms of the chat, for one person.
pub struct LobbyStore {
    chat: Chat,
    me: Name,
    rooms: RwSignal<Vec<EntryProps>>,
}

/// The rooms of the chat, for the person that the connection names.
#[store(root)]
impl LobbyStore {
    async fn mount() -> Result<Self, EnterError> {
        let me = visitor()?;
        let chat: Chat = use_context().ok_or(EnterError::Unavailable)?;
        let rooms = chat.rooms_now();
        let unread = chat.unread(rooms.clone(), &me).await?;
        let entry = |(room, unread)| EntryProps::new(&me, room, unread);
        Ok(Self {
            rooms: create_rw_signal(rooms.into_iter().zip(unread).map(entry).collect()),
            chat,
            me,
        })
    }

    fn render(&self) -> LobbySignals {
        let rooms = self.rooms.get().into_iter();
        LobbySignals {
            me: constant(self.me.to_string()),
            rooms: rooms
                .map(|props| child(props.room.id.clone(), props))
                .collect(),
        }
    }

    #[subscribe(self.chat.rooms())]
    fn on_rooms(&self, rooms: Vec<Room>) {
        let known = self.rooms.with_untracked(Vec::len);
        let new = rooms.into_iter().skip(known);
        let new = new.map(|room| EntryProps::new(&self.me, room, Unread::default()));
        let new: Vec<_> = new.collect();
        if !new.is_empty() {
            self.rooms.update(|entries| entries.extend(new));
        }
    }

    /// Makes a room with this name, for everybody.
    #[command]
    async fn add_room(&self, name: String) -> Result<NewRoom, RoomError> {
        let room = Room::named(&name)?;
        let id = room.id.clone();
        self.chat.add_room(room).await?;
        Ok(NewRoom { id })
    }
}
